"""The household's card is signed: any workspace of the office tells a genuine one, offline, and a revoked signer."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest
from registers import NEIGHBOUR, YEAR, admit, change, deliver, family_edits, save, text
from sample_pictures import png_picture

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.operations.handover import downstream, enrolment
from poverty_desktop.operations.paperwork import card_claims, issued_cards, papers, printing, qr_reader
from poverty_desktop.operations.paperwork.card_claims import CardSaid, CardStanding
from poverty_desktop.pdf.preview import page_image
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


def _issued(session, household, folder):
    """Print the card of a household and return its code."""
    document = papers.compose(session, papers.Paper.ASSISTANCE_CARD, household, year=YEAR).document
    printing.print_households(session, [household], [papers.Paper.ASSISTANCE_CARD], folder / "card.pdf", year=YEAR)
    return document.code


@pytest.fixture
def family(field, office, tmp_path):
    admit(office, field, tmp_path)
    found, edits = family_edits(field.ids)
    save(field, *edits)
    field.is_practice = False
    return found


def test_that_a_card_is_stale_once_its_facts_change_and_replaced_once_a_new_one_is_printed(field, family, tmp_path):
    first = _issued(field, family.household, tmp_path)
    assert card_claims.check(field, first).standing is CardStanding.VALID
    field.clock.advance(timedelta(minutes=5))
    save(field, change(RecordKind.HOUSEHOLD, family.household, address=text("三组十七号")))
    said = card_claims.check(field, first)
    assert (said.standing, [row.after for row in said.changes]) == (CardStanding.STALE, ["三组十七号"])
    field.clock.advance(timedelta(minutes=5))
    second = _issued(field, family.household, tmp_path)
    assert card_claims.check(field, first).standing is CardStanding.REPLACED
    assert card_claims.check(field, second).standing is CardStanding.VALID
    field.clock.advance(timedelta(days=400))
    assert card_claims.check(field, second).standing is CardStanding.EXPIRED


def test_that_a_card_revoked_on_one_computer_is_revoked_on_the_other(field, office, family, tmp_path):
    code = _issued(field, family.household, tmp_path)
    assert card_claims.check(office, code).issued is None  # genuine, though its record has not arrived
    assert card_claims.check(office, code).standing is CardStanding.GENUINE
    deliver(field, office)
    assert card_claims.check(office, code).standing is CardStanding.VALID
    with pytest.raises(RuleError):
        issued_cards.revoke(office, family.household, " ")
    issued_cards.revoke(office, family.household, "遗失")
    with pytest.raises(RuleError):
        issued_cards.revoke(office, family.household, "再次")
    deliver(office, field)
    said = card_claims.check(field, code)
    assert said.standing is CardStanding.REVOKED
    assert said.issued.reason == "遗失"


def test_that_a_laptop_of_another_village_hears_with_its_next_bundle_what_is_revoked(
    field, office, family, another, tmp_path
):
    code, elsewhere = _issued(field, family.household, tmp_path), another(village=NEIGHBOUR, worker="乙")
    admit(office, elsewhere, tmp_path)
    stick = tmp_path / "stick"
    stick.mkdir()
    assert card_claims.check(elsewhere, code).standing is CardStanding.GENUINE
    deliver(field, office)
    issued_cards.revoke(office, family.household, "遗失")

    def heard() -> CardSaid:
        downstream.send(office, stick, [enrolment.device_keys(elsewhere).device])
        downstream.take_in(elsewhere, stick)
        return card_claims.check(elsewhere, code)

    said = heard()
    assert (said.standing, said.is_withdrawn, said.is_revoked, said.issued) == (CardStanding.REVOKED, True, False, None)
    enrolment.revoke(office, enrolment.device_keys(field).device, "丢失")
    assert heard().is_revoked


def test_that_looking_at_a_card_issues_none_and_its_record_says_nothing_of_it(field, family, tmp_path):
    papers.compose(field, papers.Paper.ASSISTANCE_CARD, family.household, year=YEAR)
    assert field.db.conn.execute("SELECT count(*) FROM card").fetchone() == (0,)
    code = _issued(field, family.household, tmp_path)
    (kept,) = field.db.conn.execute("SELECT code FROM card").fetchone()
    assert kept not in code
    assert len(kept) == 32


def test_that_the_code_is_read_from_a_picture_of_the_card(field, family, tmp_path, monkeypatch):
    document = papers.compose(field, papers.Paper.ASSISTANCE_CARD, family.household, year=YEAR).document
    picture = tmp_path / "card.png"
    picture.write_bytes(page_image(pdf_bytes(document), len(document.pages) - 1, dots_per_inch=200))
    assert qr_reader.read_code(picture) == document.code
    (tmp_path / "blank.png").write_bytes(png_picture())
    with pytest.raises(RuleError, match="No code"):
        qr_reader.read_code(tmp_path / "blank.png")
    monkeypatch.setitem(sys.modules, "zxingcpp", None)
    monkeypatch.setitem(sys.modules, "cv2", None)
    with pytest.raises(RuleError, match="cannot read codes"):
        qr_reader.read_code(picture)
