"""What an office lays down, sorted out and brought to the next edition, with what would change."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from pack_sources import edited_pack, put, xlsform

from poverty_desktop.errors import RuleError
from poverty_desktop.packs.changes import Fate
from poverty_desktop.packs.load import load, load_shipped, shipped_bytes, shipped_folder
from poverty_desktop.packs.materials import Materials, sort_out
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.proposal import Proposal, propose
from poverty_desktop.packs.questionnaires.xlsform_sheets import standard_name

DAY = date(2026, 11, 29)
FORMS = Path(__file__).parents[1] / "interviews" / "forms"


def sorted_out(*paths: Path) -> tuple[Materials, list[PackProblem], list[PackProblem]]:
    problems: list[PackProblem] = []
    remarks: list[PackProblem] = []
    return sort_out(paths, problems, remarks), problems, remarks


def proposed(*paths: Path, base: Pack | None = None, published: bytes | None = None) -> Proposal:
    materials, problems, remarks = sorted_out(*paths)
    return propose(
        materials,
        base=base or load_shipped(),
        published=published or shipped_bytes(),
        day=DAY,
        problems=tuple(problems),
        remarks=tuple(remarks),
    )


def after(first: Proposal, *paths: Path) -> Proposal:
    assert first.pack is not None
    return proposed(*paths, base=first.pack, published=first.data)


def visit(folder: Path, *, words: str = "来访人", version: str = "") -> Path:
    rows = [["type", "name", "label"], ["text", "visitor", words]]
    settings = [["form_id", "form_title", "version"], ["visit", "走访", version]]
    folder.mkdir(exist_ok=True)
    return xlsform(folder / "visit.xlsx", survey=rows, settings=settings)


def test_that_files_are_told_apart_by_what_is_in_them(tmp_path):
    shutil.copytree(shipped_folder(), tmp_path / "source")
    (tmp_path / "source" / "~$pack.xlsx").write_bytes(b"lock")
    (tmp_path / "source" / "towns.csv").write_text("name,label\na,b\n")
    (tmp_path / "source" / "letter.docx").write_bytes(b"x")
    found, problems, remarks = sorted_out(tmp_path / "source")
    assert found.workbook is not None
    assert found.workbook.name == "pack.xlsx"
    assert [path.name for path in found.forms] == ["household_survey.xlsx"]
    assert [path.name for path in found.attachments] == ["towns.csv"]
    assert found.county_codes is not None
    assert problems == []
    assert "letter.docx" in [remark.sheet for remark in remarks]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: xlsform(path, other=[["a"]]), "no questionnaire"),
        (lambda path: path.write_bytes(b"no workbook"), "not an Excel workbook"),
        (lambda path: path.write_bytes(b""), "not an Excel workbook"),
        (lambda path: path.mkdir(), None),
    ],
)
def test_that_what_cannot_be_published_is_named(tmp_path, make, said):
    path = tmp_path / "thing.xlsx"
    make(path)
    _found, problems, _remarks = sorted_out(path)
    assert [said in problem.sentence() for problem in problems] == ([True] if said else [])


def test_that_a_file_that_is_not_there_is_named(tmp_path):
    _found, problems, _remarks = sorted_out(tmp_path / "gone.xlsx")
    assert "could not be read" in problems[0].sentence()


def test_that_two_pack_workbooks_are_refused(tmp_path):
    shutil.copy(shipped_folder() / "pack.xlsx", tmp_path / "a.xlsx")
    shutil.copy(shipped_folder() / "pack.xlsx", tmp_path / "b.xlsx")
    _found, problems, _remarks = sorted_out(tmp_path)
    assert "two workbooks" in problems[0].sentence()


def test_that_nothing_laid_down_is_nothing_to_publish(tmp_path):
    with pytest.raises(RuleError, match="nothing to publish"):
        proposed(tmp_path)


def test_that_questionnaires_join_the_pack_and_every_other_row_stays(tmp_path):
    found = proposed(FORMS)
    assert found.problems == ()
    pack = found.pack
    assert pack is not None
    assert len(pack.forms) == 4
    assert (pack.edition.number, pack.edition.parent, pack.edition.published_on) == (
        1,
        load_shipped().content_hash,
        DAY,
    )
    assert {change.fate for change in found.changes} == {Fate.ADDED}
    assert len(found.changes) == 3
    old = set(shipped_bytes().decode().split("\n"))
    assert old - set(found.data.decode().split("\n")) <= {"],", "]", '"forms": [', "}"} | {
        line for line in old if "household_survey" in line
    }
    assert load(found.data).properties == load_shipped().properties


def test_that_a_questionnaire_is_shown_at_a_glance(tmp_path):
    found = {item.form_id: item for item in proposed(FORMS, visit(tmp_path)).outlines}
    site = found["distributionsite_assessment_v1_0"]
    assert (site.questions, site.languages, site.concerns_household) == (88, ("English", "Français"), False)
    survey = found["household_survey"]
    assert survey.concerns_household
    assert "house_area" in [item.name for item in survey.fills]
    assert (found["visit"].sections, found["visit"].questions, found["visit"].title.zh) == (1, 1, "走访")


def test_that_what_changes_in_a_questionnaire_is_told_question_by_question(tmp_path):
    first = proposed(visit(tmp_path))
    second = after(first, visit(tmp_path, words="来访者姓名"))
    said = [(change.sheet, change.key, change.fate, change.before, change.after) for change in second.changes]
    assert ("visit", "visitor", Fate.CHANGED, "text: 来访人", "text: 来访者姓名") in said
    assert [item[1] for item in said] == ["version", "visitor"]
    assert second.pack is not None
    assert second.pack.edition.number == 2


def test_that_a_rule_or_an_option_that_changes_is_told(tmp_path):
    def form(rule: str, option: str) -> Path:
        rows = [
            ["type", "name", "label", "relevant"],
            ["select_one yn", "met", "见到本人吗", ""],
            ["text", "who", "见到谁", rule],
        ]
        choices = [["list_name", "name", "label"], ["yn", "1", "是"], ["yn", "0", option]]
        return xlsform(tmp_path / "met.xlsx", survey=rows, choices=choices)

    first = proposed(form("${met} = '0'", "否"))
    second = after(first, form("${met} != '1'", "没有"))
    said = {change.key: (change.before, change.after) for change in second.changes}
    assert said["yn · 0"] == ("否", "没有")
    assert said["who · relevant"] == ("/data/met = '0'", "/data/met != '1'")


def test_that_the_same_questionnaire_once_more_changes_nothing(tmp_path):
    first = proposed(visit(tmp_path))
    again = after(first, visit(tmp_path))
    assert not again.is_new


def test_that_a_changed_questionnaire_under_its_old_version_is_refused(tmp_path):
    first = proposed(visit(tmp_path, version="1"))
    second = after(first, visit(tmp_path, version="1", words="别的问题"))
    assert [problem.column for problem in second.problems] == ["version"]


def test_that_a_workbook_tells_row_by_row_what_it_changes(tmp_path):
    def edit(book: openpyxl.Workbook) -> None:
        for row in range(3, book["settings"].max_row + 1):
            if book["settings"].cell(row, 1).value == "version":
                book["settings"].cell(row, 2).value = "2027.1"
        put(book["codes"], 3, "label_en", "Another label")

    found = proposed(edited_pack(tmp_path, edit))
    assert found.problems == ()
    assert {change.sheet for change in found.changes} == {"codes", "settings"}
    (version,) = [change for change in found.changes if change.sheet == "settings"]
    assert (version.key, version.before, version.after) == ("version", load_shipped().version, "2027.1")
    (label,) = [change for change in found.changes if change.sheet == "codes"]
    assert label.after == "label_en Another label"


@pytest.mark.parametrize(
    ("sheet", "column", "text", "named"),
    [
        ("checks", "title_en", "Another title", "title_en Another title"),
        ("cause_evidence", "message_en", "Other words", "message_en Other words"),
        ("deprivations", "title_en", "Another indicator", "title_en Another indicator"),
        ("procedures", "name_en", "Another name", "name_en Another name"),
        ("village_sums", "sum", "count(household/person)", "count(household/person)"),
    ],
)
def test_that_every_sheet_of_rules_tells_what_it_changes(tmp_path, sheet, column, text, named):
    def edit(book: openpyxl.Workbook) -> None:
        put(book[sheet], 3, column, text)
        for row in range(3, book["settings"].max_row + 1):
            if book["settings"].cell(row, 1).value == "version":
                book["settings"].cell(row, 2).value = "2027.1"

    found = proposed(edited_pack(tmp_path, edit))
    assert found.problems == ()
    (told,) = [change.after for change in found.changes if change.sheet == sheet]
    assert named in told


def test_that_every_error_of_several_files_is_listed_with_its_place(tmp_path):
    bad = [
        ["type", "name", "label", "relevant", "save_to"],
        ["text", "a", "A", "${gone} = 1", ""],
        ["text", "b", "B", "", "household#x"],
    ]
    xlsform(tmp_path / "one.xlsx", survey=bad)
    xlsform(tmp_path / "two.xlsx", survey=[["type", "name", "label"], ["select_one_external x", "c", "C"]])
    found = proposed(tmp_path)
    places = [(problem.sheet, problem.row, problem.column) for problem in found.problems]
    assert ("one.xlsx: survey", 3, "save_to") in places
    assert ("two.xlsx: survey", 2, "type") in places
    assert any(sheet == "one.xlsx: survey" and row == 2 for sheet, row, _column in places)
    assert (found.data, found.pack) == (b"", None)


def test_that_a_list_goes_along_wherever_it_lies(tmp_path):
    folder, elsewhere = tmp_path / "forms", tmp_path / "lists"
    folder.mkdir()
    elsewhere.mkdir()
    rows = [["type", "name", "label"], ["select_one_from_file wells.csv", "well", "哪口井"]]
    form = xlsform(folder / "well.xlsx", survey=rows)
    (elsewhere / "wells.csv").write_text("name,label\n1,东头井\n", "utf-8")
    found = proposed(form, elsewhere / "wells.csv")
    assert found.problems == found.remarks == ()
    assert found.pack is not None
    assert "东头井" in found.pack.forms["well"].xform
    assert [problem.sentence() for problem in proposed(form).problems] == [
        "The file wells.csv is missing. Lay it beside the questionnaire, or take this question out."
    ]


@pytest.mark.parametrize(
    "settings",
    [
        None,
        [["Form Title"], ["走访"]],
        [["title", "id_string"], ["走访", "walk"]],
        [["set form title", "set form id", "default_language"], ["走访", "walk", "中文 (zh)"]],
    ],
)
@pytest.mark.parametrize(
    "header",
    [
        ["type", "name", "label::中文 (zh)", "label::English (en)"],
        ["Type", "Name", "Label::中文 (zh)", "Label::English (en)"],
        ["type", "name", "label:中文 (zh)", "label:English (en)"],
    ],
)
def test_that_the_ways_of_writing_an_xlsform_are_one(tmp_path, settings, header):
    sheets = {
        "Survey": [
            [*header, "Relevance", "Calculation", "Read Only", "Required"],
            ["select one yn", "met", "见到本人吗", "Met?", "", "", "", "yes"],
            ["text", "who", "见到谁", "Who?", "${met} = '0'", "", "", ""],
            ["calculate", "two", "", "", "", "1 + 1", "", ""],
        ],
        "Choices": [["list name", "value", *header[2:]], ["yn", "1", "是", "Yes"], ["yn", "0", "否", "No"]],
    }
    if settings is not None:
        sheets["Settings"] = settings
    path = xlsform(tmp_path / "家访 登记.xlsx", **sheets)
    found = proposed(path)
    assert [problem.sentence() for problem in found.problems] == []
    assert found.pack is not None
    name = "walk" if settings and len(settings[0]) > 1 else "家访_登记"
    form = found.pack.forms[name]
    assert form.title.zh == ("走访" if settings else "家访_登记")
    assert len(form.version) == 12
    assert f'id="{name}" version="{form.version}"' in form.xform


def test_that_a_fault_is_placed_in_the_words_of_its_author(tmp_path):
    rows = [["Type", "Name", "Label", "Relevance"], ["text", "a", "A", "1 +"]]
    found = proposed(xlsform(tmp_path / "form.xlsx", Survey=rows))
    assert [(problem.row, problem.column) for problem in found.problems][:1] == [(2, "Relevance")]


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("Label::中文 (zh)", "label"),
        (" list name ", "list_name"),
        ("bind::relevant", "relevant"),
        ("media::image::English", "image"),
        ("jr:count", "repeat_count"),
        ("something", "something"),
    ],
)
def test_that_columns_have_one_name(column, name):
    assert standard_name("survey", column) == name
