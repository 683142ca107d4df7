"""Policy packs between real workspaces: published at the office, carried on a stick, taken over at a laptop."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from pack_stick import FORMS, publish, wells, xlsform
from registers import NOW, add_family, admit, make_field, make_office, reopen, unlock, value

from poverty_desktop.clock import ManualClock
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.operations.handover import bundles, packs, receipts
from poverty_desktop.operations.interviewing import interviews
from poverty_desktop.operations.workspaces import backup as backups
from poverty_desktop.operations.workspaces import verification
from poverty_desktop.packs.load import load_shipped, shipped_folder
from poverty_desktop.packs.problems import PackRefusedError
from poverty_desktop.queries import packs as pages
from poverty_desktop.queries import today
from poverty_desktop.queries.handover import office_news
from poverty_desktop.store import drafts
from poverty_desktop.store.session import Session
from poverty_desktop.sync.refusal import Reason, Refusal


@pytest.fixture
def stick(tmp_path: Path, office: Session, field: Session) -> Path:
    """The stick between an office and a laptop that it has admitted."""
    admit(office, field, tmp_path / "admission")
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def workbook(folder: Path, *, version: str, rows: dict[str, list[list[object]]] | None = None) -> Path:
    """Write the shipped workbook as an office's own, with rows added to its sheets."""
    book = openpyxl.load_workbook(shipped_folder() / "pack.xlsx")
    for row in book["settings"].iter_rows(min_row=3):
        if row[0].value == "version":
            row[1].value = version
        if row[0].value == "publisher":
            row[1].value = "office"
    for name, added in (rows or {}).items():
        sheet = book[name]
        columns = [cell.value for cell in sheet[2]]
        for cells in added:
            found = dict(cells)  # type: ignore[arg-type]
            sheet.append([found.get(column) for column in columns])
    folder.mkdir(parents=True, exist_ok=True)
    book.save(folder / "pack.xlsx")
    return folder / "pack.xlsx"


def new_property(number: int, name: str, **cells: object) -> list[object]:
    known: dict[str, object] = {
        "number": number,
        "kind": "household",
        "name": name,
        "type": "text",
        "label_zh": "新数据项",
        "label_en": "New item",
        "section": "contact",
        "sensitivity": "internal",
        "merge_class": "C",
        "source": "test",
    }
    return list((known | cells).items())


def carry(office: Session, stick: Path, field: Session) -> packs.Taken:
    packs.write_repository(office, stick)
    return packs.take_in(field, stick).value


def test_that_questionnaires_written_elsewhere_reach_a_laptop(office, field, stick):
    edition = publish(office, FORMS).edition
    assert (edition.number, edition.parent) == (1, load_shipped().content_hash)
    taken = carry(office, stick, field)
    assert (taken.number, taken.is_new, len(taken.questionnaires)) == (1, True, 3)
    assert field.pack.content_hash == office.pack.content_hash
    assert len(pages.questionnaires(field)) == 4
    again = reopen(field)
    assert again.pack.edition.number == 1
    again.db.conn.close()


def test_that_editions_are_numbered_and_name_their_parents(office, tmp_path):
    first = publish(office, wells(tmp_path / "a"))
    second = publish(office, FORMS)
    assert (second.edition.number, second.edition.parent) == (2, first.content_hash)
    assert sorted(second.forms)[-1] == "village_wells"
    rows = pages.editions(office)
    assert [(row.number, row.is_current) for row in rows] == [(2, True), (1, False), (0, False)]


def test_that_what_changes_nothing_is_not_published(office, tmp_path):
    publish(office, wells(tmp_path / "a"))
    with pytest.raises(RuleError, match="Nothing differs"):
        publish(office, wells(tmp_path / "b"))


def test_that_nothing_is_published_while_an_error_stands(office, tmp_path):
    bad = xlsform(tmp_path / "bad.xlsx", [["type", "name", "label", "relevant"], ["text", "a", "A", "${b} = 1"]])
    proposal = packs.prepare(packs.base(office), [bad, wells(tmp_path / "a")])
    assert proposal.problems
    with pytest.raises(PackRefusedError):
        packs.publish(office, proposal)
    assert office.pack.edition.number == 0


def test_that_a_proposal_of_another_edition_is_refused(office, tmp_path):
    proposal = packs.prepare(packs.base(office), [wells(tmp_path / "a")])
    publish(office, FORMS)
    with pytest.raises(RuleError, match="in the meantime"):
        packs.publish(office, proposal)


def test_that_only_an_office_publishes(field, tmp_path):
    with pytest.raises(RuleError, match="Only an office"):
        packs.base(field)


def test_that_a_questionnaire_can_be_withdrawn_but_not_the_yearly_survey(office, tmp_path):
    publish(office, wells(tmp_path / "a"))
    assert "village_wells" not in publish(office, without=frozenset({"village_wells"})).forms
    proposal = packs.prepare(packs.base(office), [], without=frozenset({"household_survey"}))
    assert "stays in it" in proposal.problems[0].sentence()


def test_that_a_workbook_with_a_new_property_gives_the_laptop_a_new_column(office, field, stick, tmp_path):
    family = add_family(field)
    publish(office, wells(tmp_path / "a"))
    carry(office, stick, field)
    file = workbook(tmp_path / "b", version="2026.12", rows={"properties": [new_property(100_001, "well_depth")]})
    pack = publish(office, file)
    assert set(pack.forms) == {"household_survey", "village_wells"}
    taken = carry(office, stick, field)
    assert (taken.number, taken.properties) == (2, 1)
    assert value(field, RecordKind.HOUSEHOLD, family.household, "well_depth") is None
    survey = [["type", "name", "label", "save_to"], ["text", "depth", "井深", "well_depth"]]
    publish(office, xlsform(tmp_path / "depth.xlsx", survey, entities=[["list_name", "label"], ["household", "x"]]))
    carry(office, stick, field)
    opened = interviews.open_interview(field, family.household, form_id="depth").value
    interviews.answer(field, opened, "/data/depth", "12 米")
    interviews.complete(field, opened)
    assert value(field, RecordKind.HOUSEHOLD, family.household, "well_depth") == "12 米"
    verification.verify(field)


def test_that_a_workbook_that_counts_otherwise_makes_the_register_again(office, field, stick, tmp_path):
    add_family(field)
    book_file = workbook(tmp_path / "b", version="2026.12")
    book = openpyxl.load_workbook(book_file)
    for row in book["settings"].iter_rows(min_row=3):
        if row[0].value == "accounting_year_start":
            row[1].value = "01-01"
    book.save(book_file)
    publish(office, book_file)
    carry(office, stick, field)
    assert field.pack.settings["accounting_year_start"] == "01-01"
    verification.verify(field)


def test_that_a_published_number_is_never_given_to_something_else(office, tmp_path):
    publish(office, workbook(tmp_path / "a", version="2026.12", rows={"properties": [new_property(100_001, "depth")]}))
    file = workbook(tmp_path / "b", version="2026.13", rows={"properties": [new_property(100_001, "width")]})
    proposal = packs.prepare(packs.base(office), [file])
    said = [(item.sheet, item.column, item.row > 0) for item in proposal.problems]
    assert said == [("properties", "number", True)]


def test_that_an_interview_in_progress_keeps_the_edition_it_was_begun_with(office, field, stick, tmp_path):
    publish(office, wells(tmp_path / "a"))
    carry(office, stick, field)
    begun = interviews.open_interview(field, None, form_id="village_wells").value
    interviews.answer(field, begun, "/data/wells", "3")
    publish(office, wells(tmp_path / "b", words="村里现在有几口井？"))
    assert carry(office, stick, field).questionnaires
    resumed = interviews.resume(field, begun.id).value
    assert resumed.pack.edition.number == 1
    assert "全村有几口井" in resumed.pack.forms["village_wells"].xform
    assert interviews.open_interview(field, None, form_id="village_wells").value.pack.edition.number == 2
    assert interviews.complete(field, resumed).value is None
    assert [item.id for item in drafts.every(field.db)] != [begun.id]


def test_that_an_interview_in_progress_outlives_its_questionnaire(office, field, stick, tmp_path):
    publish(office, wells(tmp_path / "a"))
    carry(office, stick, field)
    begun = interviews.open_interview(field, None, form_id="village_wells").value
    interviews.answer(field, begun, "/data/wells", "3")
    publish(office, without=frozenset({"village_wells"}))
    carry(office, stick, field)
    (row,) = today.draft_rows(field)
    assert (row.title.zh, row.concerns_household) == ("village_wells", False)
    interviews.complete(field, interviews.resume(field, begun.id).value)


def test_that_a_questionnaire_of_the_village_makes_no_household(office, field, stick, tmp_path):
    publish(office, wells(tmp_path / "a"))
    carry(office, stick, field)
    opened = interviews.open_interview(field, None, form_id="village_wells").value
    interviews.answer(field, opened, "/data/wells", "3")
    interviews.complete(field, opened)
    assert field.db.conn.execute("SELECT count(*) FROM household").fetchone()[0] == 0
    (row,) = field.db.conn.execute("SELECT form, household FROM interview").fetchall()
    assert row == ("village_wells", None)
    assert bundles.export_bundle(field, stick).value.transactions == 1


def test_that_a_questionnaire_of_the_village_can_be_asked_of_one_household(office, field, stick, tmp_path):
    family = add_family(field)
    publish(office, wells(tmp_path / "a"))
    carry(office, stick, field)
    opened = interviews.open_interview(field, family.household, form_id="village_wells").value
    assert [row.has_draft for row in pages.questionnaires(field, family.household)] == [False, True]
    interviews.answer(field, opened, "/data/wells", "1")
    assert interviews.complete(field, opened).value == family.household
    assert [row.completed_on for row in pages.questionnaires(field, family.household)] == [None, field.clock.today()]


def test_that_the_pack_goes_along_with_the_receipt(office, field, stick, tmp_path):
    publish(office, wells(tmp_path / "a"))
    add_family(field)
    received = bundles.receive(office, bundles.export_bundle(field, stick).value.path).value
    assert received.pack_trouble is None
    taken = receipts.take_receipt(field, received.receipt).value
    assert taken.pack is not None
    assert (taken.pack.number, taken.pack.is_new) == (1, True)
    written = (stick / "repo" / "metadata" / "timestamp.json").read_bytes()
    add_family(field)
    bundles.receive(office, bundles.export_bundle(field, stick).value.path)
    assert (stick / "repo" / "metadata" / "timestamp.json").read_bytes() == written


def test_that_an_office_that_published_nothing_lays_nothing_down(office, field, stick):
    add_family(field)
    received = bundles.receive(office, bundles.export_bundle(field, stick).value.path).value
    assert not (stick / "repo").exists()
    assert receipts.take_receipt(field, received.receipt).value.pack is None
    with pytest.raises(RuleError, match="not published"):
        packs.write_repository(office, stick)


def test_that_a_bad_pack_beside_a_receipt_does_not_keep_the_receipt_out(office, field, stick, tmp_path):
    publish(office, wells(tmp_path / "a"))
    add_family(field)
    received = bundles.receive(office, bundles.export_bundle(field, stick).value.path).value
    (stick / "repo" / "metadata" / "timestamp.json").write_text("{}")
    taken = receipts.take_receipt(field, received.receipt).value
    assert (taken.merged, taken.pack) == (1, None)
    assert isinstance(taken.pack_trouble, Refusal)
    assert field.pack.edition.number == 0


def test_that_a_laptop_believes_only_the_office_that_admitted_it(field, stick, tmp_path):
    stranger = make_office(tmp_path / "stranger", seed=7)
    publish(stranger, wells(tmp_path / "a"))
    packs.write_repository(stranger, stick)
    with pytest.raises(Refusal) as caught:
        packs.take_in(field, stick)
    assert caught.value.reason is Reason.UNKNOWN_SIGNER
    assert field.pack.edition.number == 0
    stranger.db.conn.close()


def test_that_a_laptop_without_an_office_takes_nothing_over(office, tmp_path, another):
    lonely = another()
    publish(office, wells(tmp_path / "a"))
    packs.write_repository(office, tmp_path)
    with pytest.raises(RuleError, match="not admitted"):
        packs.take_in(lonely, tmp_path)
    with pytest.raises(RuleError, match="no policy pack"):
        packs.take_in(lonely, lonely.folder)


def test_that_an_older_stick_changes_nothing_even_after_a_restart(office, field, stick, tmp_path):
    publish(office, wells(tmp_path / "a"))
    packs.write_repository(office, stick)
    shutil.copytree(stick / "repo", tmp_path / "old" / "repo")
    publish(office, FORMS)
    carry(office, stick, field)
    again = reopen(field)
    with pytest.raises(Refusal) as caught:
        packs.take_in(again, tmp_path / "old")
    assert caught.value.reason is Reason.OUTDATED
    assert again.pack.edition.number == 2
    again.db.conn.close()


def test_that_silence_of_the_office_is_told_and_work_goes_on(tmp_path):
    clock = ManualClock(NOW)
    office, field = make_office(tmp_path / "o", clock=clock), make_field(tmp_path / "f", clock=clock)
    admit(office, field, tmp_path / "admission")
    publish(office, wells(tmp_path / "a"))
    packs.write_repository(office, tmp_path)
    assert office_news.days_without_news(field) is None
    packs.take_in(field, tmp_path)
    assert office_news.days_without_news(field) is None
    clock.advance(timedelta(days=50))
    assert office_news.days_without_news(field) == 50
    with pytest.raises(Refusal) as caught:
        packs.take_in(field, tmp_path)
    assert caught.value.reason is Reason.EXPIRED
    assert field.pack.edition.number == 1
    interviews.open_interview(field, None, form_id="village_wells")
    packs.write_repository(office, tmp_path)
    assert not packs.take_in(field, tmp_path).value.is_new
    assert office_news.days_without_news(field) is None
    office.db.conn.close()
    field.db.conn.close()


def test_that_two_editions_of_one_number_do_not_replace_each_other(office, field, stick, tmp_path):
    """A restored office may give a number twice; what has it already says so, and the next number settles it."""
    saved = backups.back_up(office, tmp_path).value
    publish(office, wells(tmp_path / "a"))
    carry(office, stick, field)
    backups.restore(saved, tmp_path / "restored")
    restored = unlock(tmp_path / "restored", clock=ManualClock(NOW + timedelta(minutes=1)))
    other = tmp_path / "other"
    other.mkdir()
    publish(restored, wells(tmp_path / "b", words="还有几口井？"))
    packs.write_repository(restored, other)
    with pytest.raises(RuleError, match="has edition 1 already"):
        packs.take_in(field, other)
    publish(restored, wells(tmp_path / "c", words="又有几口井？"))
    packs.write_repository(restored, other)
    assert packs.take_in(field, other).value.number == 2
    restored.db.conn.close()


def test_that_a_restored_office_does_not_overwrite_a_later_edition_of_its_own(office, field, stick, tmp_path):
    publish(office, wells(tmp_path / "a"))
    saved = backups.back_up(office, tmp_path).value
    publish(office, FORMS)
    packs.write_repository(office, stick)
    backups.restore(saved, tmp_path / "restored")
    restored = unlock(tmp_path / "restored", clock=ManualClock(office.clock.now()))
    with pytest.raises(RuleError, match="has published edition 2"):
        packs.write_repository(restored, stick)
    assert packs.take_in(restored, stick).value.number == 2
    restored.clock.advance(timedelta(minutes=1))
    packs.write_repository(restored, stick)
    assert packs.take_in(field, stick).value.number == 2
    restored.db.conn.close()


def test_that_an_edition_that_contradicts_the_one_here_is_refused(office, field, stick, tmp_path):
    saved = backups.back_up(office, tmp_path).value
    publish(office, workbook(tmp_path / "a", version="2026.12", rows={"properties": [new_property(100_001, "depth")]}))
    carry(office, stick, field)
    backups.restore(saved, tmp_path / "restored")
    restored = unlock(tmp_path / "restored", clock=ManualClock(office.clock.now()))
    file = workbook(tmp_path / "b", version="2026.12", rows={"properties": [new_property(100_001, "width")]})
    publish(restored, file)
    publish(restored, FORMS)
    other = tmp_path / "other"
    other.mkdir()
    restored.clock.advance(timedelta(minutes=1))
    packs.write_repository(restored, other)
    with pytest.raises(RuleError, match="contradicts"):
        packs.take_in(field, other)
    assert (RecordKind.HOUSEHOLD, "depth") in field.pack.by_name
    restored.db.conn.close()
