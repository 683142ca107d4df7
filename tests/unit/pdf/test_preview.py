import io

import pytest
import sample_papers
from PIL import Image

from poverty_desktop.pdf.assistance_card import assistance_card
from poverty_desktop.pdf.preview import page_count, page_image

CARD = assistance_card(sample_papers.card(), sample_papers.stamp(), language="zh_CN")


def test_that_a_page_becomes_a_picture_of_its_size() -> None:
    picture = Image.open(io.BytesIO(page_image(CARD, 0, dots_per_inch=72)))
    assert picture.format == "PNG"
    assert picture.size == (596, 842)


def test_that_the_pages_are_counted() -> None:
    assert page_count(CARD) == 1


def test_that_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(IndexError):
        page_image(CARD, 1)


def test_that_the_margins_are_white_and_nothing_is_dark_but_ink() -> None:
    picture = Image.open(io.BytesIO(page_image(CARD, 0, dots_per_inch=72))).convert("L")
    assert picture.crop((0, 0, 40, 842)).getextrema() == (255, 255)
    dark = sum(picture.histogram()[:200])
    assert dark < 0.16 * picture.width * picture.height
