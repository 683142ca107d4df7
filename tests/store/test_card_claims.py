"""The household's card is signed: any workspace of the office tells a genuine one, offline, and a revoked signer."""

from __future__ import annotations

import pytest
from registers import YEAR, admit, family_edits, save

from poverty_desktop.errors import RuleError
from poverty_desktop.operations import card_claims, enrolment, papers
from poverty_desktop.pdf.volume import pdf_bytes


@pytest.fixture
def printed(field, office, tmp_path):
    admit(office, field, tmp_path)
    family, edits = family_edits(field.ids)
    save(field, *edits)
    field.is_practice = False
    return papers.compose(field, papers.Paper.ASSISTANCE_CARD, family.household, year=YEAR).document


def test_that_laptop_and_office_tell_a_genuine_card(field, office, printed):
    for session in (field, office):
        said = card_claims.check(session, printed.code)
        assert said.name == "张三"
        assert not said.is_expired
        assert not said.is_revoked


def test_that_a_reader_decodes_the_card_from_the_printed_page(printed):
    import io

    import zxingcpp
    from PIL import Image

    from poverty_desktop.pdf.preview import page_image

    png = page_image(pdf_bytes(printed), len(printed.pages) - 1, dots_per_inch=300)
    assert printed.code in [one.text for one in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))]


def test_that_the_office_knows_a_card_of_a_revoked_laptop(field, office, printed):
    enrolment.revoke(office, enrolment.device_keys(field).device, "丢失")
    assert card_claims.check(office, printed.code).is_revoked


def test_that_a_changed_card_is_not_genuine(field, printed):
    with pytest.raises(RuleError):
        card_claims.check(field, printed.code[:-6] + "AAAAAA")


def test_that_a_laptop_without_an_office_signs_and_believes_nothing(field):
    family, edits = family_edits(field.ids)
    save(field, *edits)
    code = papers.compose(field, papers.Paper.ASSISTANCE_CARD, family.household, year=YEAR).document.code
    assert code.startswith("PD1/AC/")
    with pytest.raises(RuleError):
        card_claims.check(field, code)
