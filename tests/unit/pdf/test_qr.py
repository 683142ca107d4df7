import io

import pytest
import sample_papers
import zxingcpp
from PIL import Image

from poverty_desktop.pdf import qr
from poverty_desktop.pdf.assistance_card import assistance_card, compose_assistance_card
from poverty_desktop.pdf.household_file import compose_household_file
from poverty_desktop.pdf.preview import page_image
from poverty_desktop.pdf.values import texts_of
from poverty_desktop.pdf.volume import pdf_bytes


def _read(pdf: bytes, page: int) -> list[str]:
    picture = Image.open(io.BytesIO(page_image(pdf, page, dots_per_inch=150)))
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def test_that_a_standard_reader_reads_the_code_of_every_part() -> None:
    document = compose_household_file(sample_papers.household(), sample_papers.stamp(), language="zh_CN")
    pdf = pdf_bytes(document)
    for mark in document.bookmarks:
        assert _read(pdf, mark.page) == [document.code]


def test_that_a_standard_reader_reads_the_code_of_a_card() -> None:
    card, stamp = sample_papers.card(), sample_papers.stamp()
    code = compose_assistance_card(card, stamp, language="zh_CN").code
    assert _read(assistance_card(card, stamp, language="zh_CN"), 0) == [code]


def test_that_the_code_holds_the_random_id_and_a_hash_and_nothing_of_the_person() -> None:
    paper = sample_papers.household()
    code = compose_household_file(paper, sample_papers.stamp(), language="zh_CN").code
    form, kind, record, proof = code.split("/")
    assert (form, kind) == ("PD1", "HF")
    assert bytes.fromhex(record) == sample_papers.stamp().record_id
    assert len(bytes.fromhex(proof)) == 16
    assert not [text for text in texts_of(paper) if len(text) > 3 and text in code]


def test_that_the_paper_number_is_twelve_digits_in_groups() -> None:
    assert qr.paper_number(bytes(32)) == "0000 0000 0000"
    assert qr.paper_number(b"\xff" * 32) == f"{(2**64 - 1) % 10**12:012d}"[:4] + " 0955 1615"


def test_that_the_runs_of_dark_modules_are_those_of_the_symbol() -> None:
    rows = qr.symbol("PD1/TT/00/00")
    drawn = [bytearray(len(rows)) for _ in rows]
    for column, row, length in qr.bars(rows):
        drawn[row][column : column + length] = b"\1" * length
    assert tuple(bytes(row) for row in drawn) == rows


@pytest.mark.parametrize("code", ["PD1/HF/" + "F" * 32 + "/" + "0" * 32, "1"])
def test_that_the_fixed_mask_gives_a_readable_symbol(code: str) -> None:
    rows = qr.symbol(code)
    side = len(rows) + 2 * qr.QUIET_ZONE
    picture = Image.new("L", (side, side), 255)
    for column, row, length in qr.bars(rows):
        for offset in range(length):
            picture.putpixel((column + offset + qr.QUIET_ZONE, row + qr.QUIET_ZONE), 0)
    large = picture.resize((side * 4, side * 4))
    assert [found.text for found in zxingcpp.read_barcodes(large)] == [code]
