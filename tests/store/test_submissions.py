"""Doors to ODK Central and KoboToolbox: submissions out as Collect lays them, exports of both back in."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
import xlsxwriter
from filled import fill_survey
from lxml import etree
from photo_form import FORM, HOUSE, PAPER, begin, with_photo_form
from registers import PASSPHRASE, add_family, change, deliver, household_values, is_alive, living, save, text, value
from sample_pictures import SECRET, phone_picture
from xlsforms import row, xform

from poverty_desktop.cli.main import main
from poverty_desktop.cli.opening import PASSPHRASE_VARIABLE
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import render
from poverty_desktop.operations.interviewing import interviews, media, returning, submissions
from poverty_desktop.operations.interviewing.returning import Fate
from poverty_desktop.operations.workspaces import undo
from poverty_desktop.operations.workspaces import workspace as workspaces
from poverty_desktop.packs.model import Label, PublishedForm
from poverty_desktop.store import blobs, drafts

NUMBER = household_values()["national_number"].scalar


def _completed(session, family, *, has_audit=False):
    opened = begin(session, family.household, has_audit=has_audit)
    interviews.answer(session, opened, "/data/remark", "roof leaks")
    media.attach(session, opened, HOUSE, phone_picture())
    media.attach(session, opened, PAPER, b"%PDF-1.4", "x.pdf")
    interviews.complete(session, opened)
    return opened


def _exported(session, target):
    done = submissions.export_submissions(session, target, form_id=FORM)
    [folder] = done.folder.iterdir()
    return done, folder, etree.fromstring((folder / "submission.xml").read_bytes())


def test_that_a_submission_lies_in_a_folder_of_its_own_with_its_files_beside_it(field, tmp_path):
    _completed(field, add_family(field))
    done, folder, root = _exported(field, tmp_path)
    assert (done.submissions, done.media, done.missing) == (1, 2, 0)
    assert done.folder == tmp_path / "instances"
    identity = root.findtext("{*}meta/{*}instanceID")
    assert folder.name == identity.replace(":", "")
    assert (root.get("id"), root.get("version")) == (FORM, "7")
    names = {root.findtext("{*}house"), root.findtext("{*}paper"), "submission.xml"}
    assert {item.name for item in folder.iterdir()} == names
    assert all(len(name) < 30 for name in names)
    assert SECRET not in (folder / root.findtext("{*}house")).read_bytes()
    assert field.db.conn.execute("SELECT count(*) FROM disclosure WHERE what = 'export'").fetchone() == (1,)


def test_that_an_interview_far_longer_than_a_value_of_the_journal_is_completed_and_sent_whole(field, another, tmp_path):
    family = add_family(field)
    opened = begin(field, family.household)
    told = [f"{number} " + "这间屋子朝南，屋顶漏雨。" * 900 for number in range(12)]
    for text_of_room in told:
        row = opened.interview.add_repeat("/data/rooms").path
        interviews.answer(field, opened, f"{row}/room", text_of_room)
    interviews.complete(field, opened)
    _done, _folder, root = _exported(field, tmp_path)
    assert [item.text for item in root.iterfind("{*}rooms/{*}room") if item.text] == told
    other = with_photo_form(another())
    deliver(field, other)
    _done, _folder, root = _exported(other, tmp_path / "other")
    assert [item.text for item in root.iterfind("{*}rooms/{*}room") if item.text] == told


def test_that_exporting_again_changes_nothing_and_a_missing_photo_is_counted(field, tmp_path):
    _completed(field, add_family(field))
    _done, folder, _root = _exported(field, tmp_path)
    before = {item.name: item.read_bytes() for item in folder.iterdir()}
    _exported(field, tmp_path)
    assert {item.name: item.read_bytes() for item in folder.iterdir()} == before
    for digest in list(blobs.kept(field.folder)):
        blobs.place(field.folder, digest).unlink()
    assert submissions.export_submissions(field, tmp_path, form_id=FORM).missing == 2


def test_that_nothing_to_export_and_a_folder_that_cannot_be_written_are_said(field, tmp_path):
    with pytest.raises(RuleError, match="No completed interview"):
        submissions.export_submissions(field, tmp_path)
    family = add_family(field)
    _completed(field, family)
    other = add_family(field)
    with pytest.raises(RuleError, match="No completed interview"):
        submissions.export_submissions(field, tmp_path, form_id=FORM, households=[other.household])
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorageError, match="could not be written"):
        submissions.export_submissions(field, tmp_path / "file", form_id=FORM)


def test_that_the_time_of_each_question_goes_along_where_the_form_asks_for_it(field, tmp_path):
    _completed(field, add_family(field), has_audit=True)
    _done, folder, root = _exported(field, tmp_path)
    assert root.findtext("{*}meta/{*}audit") == "audit.csv"
    lines = (folder / "audit.csv").read_text().splitlines()
    assert lines[0] == "event,node,start,end"
    assert lines[1].startswith("form start,,")
    assert any(line.startswith("question,/data/remark,") for line in lines)
    assert lines[-1].startswith("form finalize,")
    assert "roof" not in (folder / "audit.csv").read_text()


def _take(session, source, **options):
    plan = returning.preview(session, source, form_id=options.pop("form_id", FORM), **options)
    return plan, returning.take_in(session, plan).value


def test_that_what_was_sent_is_here_already(field, tmp_path):
    _completed(field, add_family(field))
    _exported(field, tmp_path)
    before = living(field)
    plan, taken = _take(field, tmp_path)
    assert [item.fate for item in plan.submissions] == [Fate.HERE]
    assert (taken.completed, taken.drafts, taken.left) == (0, 0, 1)
    assert living(field) == before


def test_that_a_survey_filled_elsewhere_comes_back_with_the_ids_it_went_with(field, another, tmp_path):
    family = add_family(field)
    other = another()
    deliver(field, other)
    opened = interviews.open_interview(field, family.household).value
    interviews.answer(field, opened, "/data/home/bank", "邮储银行")
    fill_survey(field, opened)
    interviews.complete(field, opened)
    [sent] = submissions.export_submissions(field, tmp_path).folder.iterdir()
    entities = list(etree.parse(sent / "submission.xml").iter("{*}entity"))
    updates = [entity for entity in entities if entity.get("update") == "1"]
    assert updates
    assert all(int(entity.get("baseVersion")) >= 1 for entity in updates)
    assert all(entity.get("baseVersion") is None for entity in entities if entity not in updates)
    form = field.pack.settings["yearly_form"]
    plan, taken = _take(other, tmp_path, form_id=form)
    assert [(item.fate, item.household, item.left_out) for item in plan.submissions] == [
        (Fate.COMPLETE, family.household, 0)
    ]
    assert taken.completed == 1
    for table in ("household", "person", "membership", "household_year", "person_year"):
        assert living(other)[table] == living(field)[table]
    again, nothing = _take(other, tmp_path, form_id=form)
    assert ([item.fate for item in again.submissions], nothing.completed) == ([Fate.HERE], 0)
    undo.undo(other)
    assert value(other, RecordKind.HOUSEHOLD, family.household, "bank") is None
    plan, taken = _take(other, tmp_path, form_id=form)
    assert taken.completed == 1


CENTRAL = {
    f"{FORM}.csv": (
        "SubmissionDate,start,household_number,house,paper,place-Latitude,place-Longitude,place-Altitude,place-Accuracy,"
        "remark,meta-instanceID,KEY,SubmitterID,SubmitterName,AttachmentsPresent,AttachmentsExpected,Status,ReviewState,"
        "DeviceID,Edits,FormVersion\n"
        f"2026-11-23T09:00:00.000Z,2026-11-23T08:00:00.000+08:00,{NUMBER},1700000000000.jpg,,30.39,111.45,120,5,"
        '"roof, leaks",uuid:0c5c7c6e-0000-4000-8000-000000000001,uuid:0c5c7c6e-0000-4000-8000-000000000001,5,collect,'
        "1,1,,,collect:abc,0,7\n"
        "2026-11-23T10:00:00.000Z,2026-11-23T08:30:00.000+08:00,999,,,,,,,dry,"
        "uuid:0c5c7c6e-0000-4000-8000-000000000002,uuid:0c5c7c6e-0000-4000-8000-000000000002,5,collect,0,0,,,,0,7\n"
    ),
    f"{FORM}-rooms.csv": (
        "room,picture,PARENT_KEY,KEY\n"
        "kitchen,,uuid:0c5c7c6e-0000-4000-8000-000000000001,uuid:0c5c7c6e-0000-4000-8000-000000000001/rooms[1]\n"
        "stable,1700000000001.jpg,uuid:0c5c7c6e-0000-4000-8000-000000000001,"
        "uuid:0c5c7c6e-0000-4000-8000-000000000001/rooms[2]\n"
    ),
}


@pytest.fixture
def central(tmp_path) -> Path:
    """Return a zip as Central's "All data and attachments" is."""
    path = tmp_path / f"{FORM}.csv.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in CENTRAL.items():
            archive.writestr(name, content)
        archive.writestr("media/1700000000000.jpg", phone_picture())
    return path


def test_that_the_zip_of_central_comes_in_with_repeats_and_photos(field, central):
    family = add_family(with_photo_form(field))
    plan, taken = _take(field, central)
    first, second = plan.submissions
    assert (first.fate, first.household, first.head_name) == (Fate.COMPLETE, family.household, "张三")
    assert (first.media, first.media_missing, first.left_out) == (1, 1, 0)
    assert second.fate is Fate.NO_HOUSEHOLD
    assert (taken.completed, taken.left) == (1, 1)
    xml = field.db.conn.execute("SELECT answers FROM interview").fetchone()[0]
    root = etree.fromstring(xml.encode())
    assert root.findtext("{*}remark") == "roof, leaks"
    assert root.findtext("{*}place") == "30.39 111.45 120.0 5.0"
    assert [item.findtext("{*}room") for item in root.findall("{*}rooms")] == ["kitchen", "stable"]
    assert root.findtext("{*}meta/{*}instanceID") == "uuid:0c5c7c6e-0000-4000-8000-000000000001"
    assert SECRET not in media.read(field, root.findtext("{*}house"))
    again, nothing = _take(field, central)
    assert again.submissions[0].fate is Fate.HERE
    assert nothing.completed == 0


def test_that_looking_changes_nothing(field, central):
    add_family(with_photo_form(field))
    before = living(field)
    returning.preview(field, central, form_id=FORM)
    assert living(field) == before
    assert drafts.every(field.db) == ()
    assert list(blobs.kept(field.folder)) == []


def test_that_a_submission_without_a_household_comes_in_where_that_is_wished_and_makes_none_without_entities(
    field, central
):
    add_family(with_photo_form(field))
    plan, taken = _take(field, central, adds_households=True)
    assert [item.is_new_household for item in plan.submissions] == [False, False]
    assert taken.completed == 2
    assert len(living(field)["household"]) == 1
    assert len(living(field)["interview"]) == 2


def test_that_an_unfinished_interview_is_not_pushed_aside(field, central):
    family = add_family(field)
    begin(field, family.household)
    plan, taken = _take(field, central)
    assert plan.submissions[0].fate is Fate.BUSY
    assert taken.completed == 0


def test_that_the_workbook_of_kobo_comes_in(field, tmp_path):
    add_family(with_photo_form(field))
    path = tmp_path / "kobo.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheets = {
            "Photos": [
                ["start", "household_number", "house", "house_URL", "remark", "__version__", "_id", "_uuid", "_index"],
                ["2026-11-23T08:00:00", NUMBER, "", "", "dry", "v1", "12", "0c5c7c6e-0000-4000-8000-000000000003", "1"],
            ],
            "rooms": [
                ["room", "picture", "_index", "_parent_table_name", "_parent_index", "_submission__uuid"],
                ["kitchen", "", "1", "Photos", "1", "0c5c7c6e-0000-4000-8000-000000000003"],
            ],
        }
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(rows):
                sheet.write_row(number, 0, line)
    _plan, taken = _take(field, path)
    assert taken.completed == 1
    root = etree.fromstring(field.db.conn.execute("SELECT answers FROM interview").fetchone()[0].encode())
    assert root.findtext("{*}rooms/{*}room") == "kitchen"
    assert root.findtext("{*}meta/{*}instanceID") == "uuid:0c5c7c6e-0000-4000-8000-000000000003"


def test_that_the_semicolons_of_kobo_are_read(field, tmp_path):
    add_family(with_photo_form(field))
    path = tmp_path / "kobo.csv"
    path.write_text(
        '"start";"household_number";"remark";"_id";"_uuid";"_index"\n'
        f'"2026-11-23T08:00:00.000+08:00";"{NUMBER}";"dry; warm";"7";"0c5c7c6e-0000-4000-8000-000000000004";"1"\n',
        encoding="utf-8-sig",
    )
    _plan, taken = _take(field, path)
    assert taken.completed == 1


def test_that_the_xml_list_of_kobo_with_a_name_of_its_own_comes_in(field, tmp_path):
    family = add_family(with_photo_form(field))
    one = (
        "<aQz7 id='aQz7' version='vX'><formhub><uuid>1</uuid></formhub><start>2026-11-23T08:00:00.000+08:00</start>"
        f"<household_number>{NUMBER}</household_number><remark>dry</remark><rooms><room>kitchen</room></rooms>"
        "<__version__>vX</__version__><meta><instanceID>uuid:5</instanceID></meta></aQz7>"
    )
    other = "<bZ id='bZ'><start/><well>1</well><pump>2</pump><meta><instanceID>uuid:6</instanceID></meta></bZ>"
    path = tmp_path / "data.xml"
    path.write_text(f"<root><count>2</count><next/><results>{one}{other}</results></root>")
    plan, taken = _take(field, path)
    assert [(item.fate, item.household, item.instance_id) for item in plan.submissions] == [
        (Fate.COMPLETE, family.household, "uuid:5"),
        (Fate.REFUSED, None, ""),
    ]
    assert (taken.completed, taken.left) == (1, 1)


@pytest.mark.parametrize(
    "xml",
    [
        b"<data id='other'><a/></data>",
        b"not xml",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><data id='photo_form'>&a;</data>",
    ],
)
def test_that_what_is_of_another_form_or_hostile_is_left_out_and_said(field, tmp_path, xml):
    with_photo_form(field)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.xml").write_bytes(xml)
    plan, taken = _take(field, tmp_path / "in")
    assert [item.fate for item in plan.submissions] == [Fate.REFUSED]
    assert taken.left == 1


def test_that_an_answer_with_a_path_fetches_no_file_from_elsewhere(field, tmp_path):
    family = add_family(with_photo_form(field))
    folder = tmp_path / "in" / "one"
    folder.mkdir(parents=True)
    (tmp_path / "secret.jpg").write_bytes(phone_picture())
    (folder / "submission.xml").write_text(
        f"<data id='{FORM}' version='7'><household_number>{NUMBER}</household_number>"
        "<house>../../secret.jpg</house><meta><instanceID>uuid:x</instanceID></meta></data>"
    )
    plan, _taken = _take(field, tmp_path / "in")
    assert (plan.submissions[0].household, plan.submissions[0].media_missing) == (family.household, 1)
    assert list(blobs.kept(field.folder)) == []


def test_that_an_export_without_submissions_is_said(field, tmp_path):
    with_photo_form(field)
    (tmp_path / "empty").mkdir()
    with pytest.raises(RuleError, match="no submissions"):
        returning.preview(field, tmp_path / "empty", form_id=FORM)
    with pytest.raises(StorageError, match="cannot be read"):
        returning.preview(field, tmp_path / "none.zip", form_id=FORM)


def test_that_the_terminal_sends_and_takes_in_too(field, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(PASSPHRASE_VARIABLE, PASSPHRASE)
    family = add_family(field)
    opened = interviews.open_interview(field, family.household).value
    fill_survey(field, opened)
    interviews.complete(field, opened)
    workspaces.close(field)
    folder, out = str(field.folder), str(tmp_path / "out")
    assert main(["export-odk", folder, out, "--household", NUMBER, "--json", "--language", "en"]) == 0
    assert json.loads(capsys.readouterr().out)["submissions"] == 1
    assert main(["import-odk", folder, out, "--dry-run", "--json", "--language", "en"]) == 0
    assert [item["fate"] for item in json.loads(capsys.readouterr().out)] == ["here"]
    assert main(["import-odk", folder, out, "--json", "--language", "en"]) == 0
    assert json.loads(capsys.readouterr().out) == {"completed": 0, "drafts": 0, "left out": 1}
    assert main(["export-odk", folder, out, "--form", "none", "--language", "en"]) == 1
    assert "No completed interview" in capsys.readouterr().err


def test_that_the_terminal_names_each_refused_file_and_fails_where_nothing_came_in(
    field, tmp_path, monkeypatch, capsys
):
    out = tmp_path / "out"
    out.mkdir()
    (out / "other.xml").write_text('<data id="something_else"><a>1</a></data>', "utf-8")
    (out / "broken.xml").write_text("<data", "utf-8")
    folder = str(field.folder)
    workspaces.close(field)
    monkeypatch.setenv(PASSPHRASE_VARIABLE, PASSPHRASE)

    assert main(["import-odk", folder, str(out), "--language", "en"]) == 1
    said = capsys.readouterr().err
    assert "other.xml: It holds no submission of this questionnaire." in said
    assert "broken.xml: " in said
    assert "Nothing came in" in said


def test_that_members_who_left_the_table_stay_in_the_register(field, tmp_path):
    family = add_family(field)
    save(field, change(RecordKind.PERSON, family.head, name=text("张三")))
    opened = interviews.open_interview(field, family.household).value
    fill_survey(field, opened)
    interviews.complete(field, opened)
    submissions.export_submissions(field, tmp_path)
    undo.undo(field)
    person, membership = field.ids.new(), field.ids.new()
    from registers import new

    save(
        field,
        new(RecordKind.PERSON, person, {"name": text("李四"), "birth_date": Value("2001-01-01")}),
        new(RecordKind.MEMBERSHIP, membership, {"person": Value(person), "household": Value(family.household)}),
    )
    _plan, taken = _take(field, tmp_path, form_id=field.pack.settings["yearly_form"])
    assert taken.completed == 1
    assert is_alive(field, RecordKind.MEMBERSHIP, membership)
    assert value(field, RecordKind.MEMBERSHIP, membership, "to_date") is None


def test_that_the_household_that_was_chosen_from_the_register_is_the_one_it_is_about(field, tmp_path):
    family = add_family(field)
    survey = (row("select_one_from_file household.csv", "whose", "Whose?"), row("text", "remark", "Remark"))
    chosen = PublishedForm(form_id="chosen", version="1", title=Label(zh="选户", en="Chosen"), xform=xform(survey))
    field.pack = replace(field.pack, forms={**field.pack.forms, "chosen": chosen})
    table = tmp_path / "chosen.csv"
    table.write_text(f"KEY,whose,remark\nuuid:7,{UUID(bytes=family.household)},dry\n", "utf-8")
    plan = returning.preview(field, table, form_id="chosen")
    assert [(item.fate, item.household) for item in plan.submissions] == [(Fate.COMPLETE, family.household)]


def test_that_tables_of_another_questionnaire_are_told_apart(field, tmp_path):
    with_photo_form(field)
    table = tmp_path / "export.csv"
    table.write_text(f"KEY,household_number,remark\nuuid:8,{NUMBER},dry\n", "utf-8")
    with pytest.raises(RuleError, match=f"belong to the questionnaire.*{FORM}") as refused:
        returning.preview(field, table)
    assert FORM in render(refused.value)
