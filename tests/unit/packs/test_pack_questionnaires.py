"""Questionnaires of a pack: where their answers go, and what is refused before a laptop sees it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from pack_sources import edited_pack, xlsform
from xlsforms import start

from poverty_desktop import i18n
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import render
from poverty_desktop.interviews import questions
from poverty_desktop.interviews.load import load_form
from poverty_desktop.packs.load import load_shipped, shipped_folder
from poverty_desktop.packs.model import Label
from poverty_desktop.packs.problems import PackProblem, PackRefusedError
from poverty_desktop.packs.publish import check, publish
from poverty_desktop.packs.questionnaires.questionnaires import compile_form
from poverty_desktop.packs.questionnaires.save_to import property_of
from poverty_desktop.packs.sheets.layout import HEADER_ROW
from poverty_desktop.packs.sheets.source import read_source
from poverty_desktop.packs.sheets.workbook import read_workbook
from poverty_desktop.packs.validation.references import Vocabulary, vocabulary

X = {
    "x": "http://www.w3.org/2002/xforms",
    "e": "http://www.opendatakit.org/xforms/entities",
}
SAVE_TO = "{http://www.opendatakit.org/xforms/entities}saveto"
SETTINGS = [["form_title", "form_id", "version"], ["走访", "short_visit", "1"]]
ENTITIES = [["list_name", "label"], ["household", "${group}"], ["household_year", "${area}"]]
GOOD = [
    ["type", "name", "label", "save_to"],
    ["text", "group", "组", "household#group_name"],
    ["text", "place", "住址", "household#address"],
    ["begin group", "year", "年度", ""],
    ["decimal", "area", "住房面积", "household_year#house_area"],
    ["select_one yes_no", "danger", "危房", "household_year#dangerous_house"],
    ["select_multiple risk", "risks", "风险", "household_year#risks"],
    ["end group", "", "", ""],
]
CHOICES = [
    ["list_name", "name", "label"],
    ["yes_no", "1", "是"],
    ["yes_no", "0", "否"],
    ["risk", "01", "因病"],
    ["risk", "02", "因学"],
]

GEOJSON = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"id": "w1", "local": "东井"},
                "geometry": {"type": "Point", "coordinates": [111.4, 30.3]},
            }
        ],
    }
)


@pytest.fixture(scope="module")
def known() -> Vocabulary:
    problems: list[PackProblem] = []
    book = read_workbook(shipped_folder() / "pack.xlsx", header_row=HEADER_ROW)
    return vocabulary(read_source(book, None, problems))


def compiled(folder: Path, known: Vocabulary, **sheets: list[list[str]]):
    whole = {"survey": GOOD, "choices": CHOICES, "settings": SETTINGS, "entities": ENTITIES} | sheets
    problems: list[PackProblem] = []
    form = compile_form(xlsform(folder / "visit.xlsx", **whole), known, {}, problems)
    return form, problems


def changed(row: int, column: int, text: str, rows: list[list[str]]) -> list[list[str]]:
    copied = [list(cells) for cells in rows]
    copied[row - 1][column - 1] = text
    return copied


def test_that_a_sound_questionnaire_is_compiled(tmp_path: Path, known: Vocabulary) -> None:
    form, problems = compiled(tmp_path, known)

    assert problems == []
    assert form is not None
    assert (form.form_id, form.version, form.title) == ("short_visit", "1", Label(zh="走访", en="走访"))
    assert 'entities:saveto="house_area"' in form.xform


@pytest.mark.parametrize(
    ("sheet", "row", "column", "text", "message", "reported"),
    [
        ("survey", 5, 4, "household_year#house_size", "no property of household_year", "save_to"),
        ("survey", 5, 4, "house_area", "before it, such as household#house_area", "save_to"),
        ("survey", 5, 1, "text", "cannot fill house_area", "type"),
        ("survey", 6, 1, "integer", "cannot fill dangerous_house", "type"),
        ("choices", 5, 2, "98", "no code of risk", "name"),
        ("choices", 3, 2, "2", "no code of 0, 1", "name"),
        ("settings", 2, 2, "Short Visit", "Use letters, digits", "form_id"),
        ("survey", 3, 1, "select_one_external risk", "select_one_from_file", "type"),
    ],
)
def test_that_a_mistake_in_a_questionnaire_is_placed(
    tmp_path: Path, known: Vocabulary, sheet: str, row: int, column: int, text: str, message: str, reported: str
) -> None:
    whole = {"survey": GOOD, "choices": CHOICES, "settings": SETTINGS, "entities": ENTITIES}
    form, problems = compiled(tmp_path, known, **{sheet: changed(row, column, text, whole[sheet])})

    assert form is None
    found = [problem for problem in problems if message in problem.sentence()]
    assert found, [problem.sentence() for problem in problems]
    assert (found[0].sheet, found[0].row, found[0].column) == (f"visit.xlsx: {sheet}", row, reported)


def test_that_an_entity_list_of_another_office_is_published_and_said(tmp_path: Path, known: Vocabulary) -> None:
    entities = [*ENTITIES, ["wells", "${place}"]]
    survey = [*GOOD[:3], ["begin repeat", "well", "井", ""], ["integer", "depth", "深度", "wells#depth"]]
    survey += [["end repeat", "", "", ""], *GOOD[3:]]
    sheets = {"survey": survey, "choices": CHOICES, "settings": SETTINGS, "entities": entities}
    problems: list[PackProblem] = []
    remarks: list[PackProblem] = []
    form = compile_form(xlsform(tmp_path / "visit.xlsx", **sheets), known, {}, problems, remarks)

    assert problems == []
    assert form is not None
    assert [(remark.sheet, remark.row, remark.column) for remark in remarks] == [
        ("visit.xlsx: entities", 4, "list_name")
    ]
    assert "“wells” is no kind of record here" in remarks[0].sentence()
    assert form.concerns_household
    assert load_form(form.xform).datasets == {"household", "household_year", "wells"}


def test_that_a_questionnaire_at_which_the_converter_breaks_off_is_refused(tmp_path: Path, known: Vocabulary) -> None:
    survey = [["type", "name", "label"], ["begin repeat", "r", "R"], ["csv-external", "places", ""]]
    survey += [["text", "t", "T"], ["end repeat", "", ""]]
    problems: list[PackProblem] = []
    path = xlsform(tmp_path / "visit.xlsx", survey=survey, settings=SETTINGS)
    assert compile_form(path, known, {}, problems) is None
    assert [problem.sheet for problem in problems] == ["visit.xlsx: survey"]
    assert "csv-external" in problems[0].sentence()


def test_that_what_the_converter_says_is_told_with_its_row(tmp_path: Path, known: Vocabulary) -> None:
    form, problems = compiled(tmp_path, known, survey=changed(5, 2, "living area", GOOD))

    assert form is None
    assert (problems[-1].sheet, problems[-1].row) == ("visit.xlsx: survey", 5)
    assert problems[-1].sentence() == "A name begins with a letter and has no blanks."


@pytest.mark.parametrize(
    ("column", "expression", "message"),
    [
        ("relevant", "${danger} = = '1'", "cannot be read"),
        ("constraint", "no-such-function(.)", "no function"),
        ("constraint", "regex(., '(')", "cannot be read"),
        ("required", "selected(${danger})", "takes 2 values"),
        ("calculation", "$x + 1", "no variables"),
    ],
)
def test_that_an_expression_is_read_before_a_laptop_reads_it(
    tmp_path: Path, known: Vocabulary, column: str, expression: str, message: str
) -> None:
    survey = [[*row, ""] for row in GOOD]
    survey[0][-1] = column
    survey[6][-1] = expression
    form, problems = compiled(tmp_path, known, survey=survey)

    assert form is None
    assert [(problem.row, problem.column) for problem in problems] == [(7, column)]
    assert message in problems[0].sentence()


def test_that_every_bad_expression_is_reported_with_its_own_row(tmp_path: Path, known: Vocabulary) -> None:
    survey = [
        ["type", "name", "label", "relevance", "repeat_count", "choice_filter"],
        ["begin repeat", "a", "A", "", "f(", ""],
        ["text", "name", "Name", "1 +", "", ""],
        ["end repeat", "", "", "", "", ""],
        ["begin group", "b", "B", "", "", ""],
        ["text", "name", "Name", "2 +", "", ""],
        ["select_one yes_no", "c", "C", "", "", "danger() = name"],
        ["end group", "", "", "", "", ""],
    ]
    form, problems = compiled(tmp_path, known, survey=survey, entities=[["list_name"]])

    assert form is None
    assert sorted((problem.row, problem.column) for problem in problems) == [
        (2, "repeat_count"),
        (3, "relevance"),
        (6, "relevance"),
        (7, "choice_filter"),
    ]


def test_that_errors_of_every_sort_are_told_together_in_the_order_of_the_rows(
    tmp_path: Path, known: Vocabulary
) -> None:
    survey = [
        ["type", "name", "label", "constraint", "calculation"],
        ["integer", "a", "A", ". >", ""],
        ["integer", "b c", "B", "", ""],
        ["select_one nolist", "c", "C", "", ""],
        ["select_multiple no2", "d", "D ${zz}", "", ""],
        ["calculate", "e", "", "", "if(1,2"],
    ]
    form, problems = compiled(tmp_path, known, survey=survey, entities=[["list_name"]])

    assert form is None
    assert [(problem.row, problem.column) for problem in problems] == [
        (2, "constraint"),
        (3, "name"),
        (4, "type"),
        (5, "label"),
        (5, "type"),
        (6, "calculation"),
    ]


def test_that_what_stands_behind_the_first_complaint_of_the_converter_is_told_too(
    tmp_path: Path, known: Vocabulary
) -> None:
    survey = [
        ["type", "name", "label", "relevant", "calculation"],
        ["wibble", "a", "A", "", ""],
        ["text", "b", "B", "${gone} = 1", ""],
        ["", "", "", "", ""],
        ["text", "b", "B once more", "", ""],
        ["calculate", "d", "", "", "${e} + 1"],
        ["calculate", "e", "", "", "${d} + 1"],
        ["select_one_from_file lost.csv", "f", "F", "", ""],
        ["text", "g", "G", "", ""],
    ]
    survey[-1][3] = "count("
    form, problems = compiled(tmp_path, known, survey=survey, entities=[["list_name"]])

    assert form is None
    told = [(problem.row, problem.column) for problem in problems]
    assert told == [(2, "type"), (3, "relevant"), (5, "name"), (6, "calculation"), (8, "type"), (9, "relevant")]
    i18n.set_language("zh_CN")
    assert "表达式" in problems[-1].sentence()
    i18n.set_language("en")
    assert problems[-1].sentence() == "The expression cannot be read: The expression ends too early, at character 7."


def test_that_an_option_with_a_blank_is_placed_on_its_own_sheet(tmp_path: Path, known: Vocabulary) -> None:
    form, problems = compiled(
        tmp_path,
        known,
        survey=[["type", "name", "label"], ["select_multiple l", "q", "Q"]],
        choices=[["list_name", "name", "label"], ["l", "a", "A"], ["l", "b c", "B"]],
        entities=[["list_name"]],
    )

    assert form is None
    (problem,) = problems
    assert (problem.sheet, problem.row, problem.column) == ("visit.xlsx: choices", 3, "name")
    assert "“b c” of an option has a blank" in problem.sentence()


def test_that_two_kinds_of_record_in_one_group_are_refused_in_our_words(tmp_path: Path, known: Vocabulary) -> None:
    survey = [
        ["type", "name", "label", "save_to"],
        ["text", "a", "A", "household#address"],
        ["decimal", "b", "B", "household_year#house_area"],
    ]
    entities = [["list_name", "label"], ["household", "${a}"], ["household_year", "${b}"]]
    form, problems = compiled(tmp_path, known, survey=survey, entities=entities)

    assert form is None
    assert [problem.sheet for problem in problems] == ["visit.xlsx: entities"]
    assert "one kind only" in problems[0].sentence()


def test_that_formulas_in_a_circle_are_refused_with_a_row(tmp_path: Path, known: Vocabulary) -> None:
    survey = [
        ["type", "name", "label", "calculation"],
        ["text", "q", "Q", ""],
        ["calculate", "a", "", "${b} + 1"],
        ["calculate", "b", "", "${a} + 1"],
    ]
    form, problems = compiled(tmp_path, known, survey=survey, entities=[["list_name"]])

    assert form is None
    assert [(problem.row, problem.column) for problem in problems] == [(3, "calculation")]
    assert "circle" in problems[0].sentence()


FOREIGN = sorted((Path(__file__).parents[1] / "interviews" / "forms").glob("*.xlsx"))
CITIES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": "yc",
            "geometry": {"type": "Point", "coordinates": [111.45, 30.39]},
            "properties": {"title": "宜昌", "name": "yc"},
        }
    ],
}


def test_that_forms_written_elsewhere_are_published_beside_the_survey(tmp_path: Path) -> None:
    folder = edited_pack(tmp_path, lambda book: None, with_forms=True)
    for path in FOREIGN:
        shutil.copy(path, folder / "forms")
    publication = publish(folder, previous=None)

    assert sorted(publication.pack.forms) == [
        "all-question-types",
        "distributionsite_assessment_v1_0",
        "household_survey",
        "socio-economic-survey",
    ]
    for form in publication.pack.forms.values():
        loaded = load_form(form.xform)
        assert (loaded.form_id, loaded.version) == (form.form_id, form.version)
        assert form.version
    said = [remark.sentence() for remark in publication.remarks]
    assert "The file cities.geojson is not beside the questionnaire; its list will be empty." in said
    assert sum(sentence.startswith("The picture ") for sentence in said) == 10
    assert "“ethiopian” is left aside: a day is typed in the common calendar, and stored in it, as on a phone." in said
    assert all(remark.row > 1 for remark in publication.remarks)


def test_that_lists_from_files_travel_inside_the_questionnaire(tmp_path: Path, known: Vocabulary) -> None:
    shutil.copy(FOREIGN[0], tmp_path / "types.xlsx")
    media = tmp_path / "types-media"
    media.mkdir()
    (media / "cities.geojson").write_text(json.dumps(CITIES), encoding="utf-8")
    remarks: list[PackProblem] = []
    form = compile_form(tmp_path / "types.xlsx", known, {}, [], remarks)

    assert form is not None
    assert {remark.column for remark in remarks} == {"image", "appearance", "type"}
    loaded = load_form(form.xform)
    assert loaded.external == {}
    item = loaded.instances["cities"].children[0].children[0]
    assert {child.name: child.text for child in item.children} == {
        "id": "yc",
        "title": "宜昌",
        "name": "yc",
        "geometry": "30.39 111.45 0 0",
    }


FROM_FILE = [
    ["type", "name", "label", "calculation"],
    ["select_one_from_file posts.csv", "post", "Post", ""],
    ["select_one_from_file household.csv", "neighbour", "Neighbour", ""],
    ["calculate", "pay", "", "pulldata('posts', 'pay', 'name', ${post})"],
]


def test_that_a_csv_file_is_a_list_of_choices_and_the_register_one_too(tmp_path: Path, known: Vocabulary) -> None:
    (tmp_path / "posts.csv").write_text("\ufeffname,label,pay\n1,护林员,500\n", encoding="utf-8")
    form, problems = compiled(tmp_path, known, survey=FROM_FILE, entities=[["list_name"]])

    assert problems == []
    assert form is not None
    loaded = load_form(form.xform)
    assert loaded.external == {"household": "jr://file-csv/household.csv"}
    assert "护林员" in form.xform


@pytest.mark.parametrize("labels", [["label"], ["label::中文 (zh)"], ["label::English (en)", "label::中文 (zh)"]])
def test_that_other_is_said_in_the_languages_of_the_form(tmp_path: Path, known: Vocabulary, labels: list[str]) -> None:
    words = ["甲" for _label in labels]
    form, problems = compiled(
        tmp_path,
        known,
        survey=[["type", "name", *labels], ["select_one l or_other", "q", *words]],
        choices=[["list_name", "name", *labels], ["l", "x", *words]],
        entities=[["list_name"]],
    )

    assert problems == []
    assert form is not None
    assert "其他" in form.xform
    assert "请注明" in form.xform
    assert ("Specify other." in form.xform) is (len(labels) == 2)


def test_that_a_language_without_words_for_other_is_named_at_the_question(tmp_path: Path, known: Vocabulary) -> None:
    labels = ["label::中文 (zh)", "label::བོད་ཡིག (bo)"]
    whole = {
        "survey": [["type", "name", *labels], ["select_one l or_other", "q", "甲", "甲"]],
        "choices": [["list_name", "name", *labels], ["l", "x", "甲", "甲"]],
        "settings": SETTINGS,
    }
    remarks: list[PackProblem] = []
    assert compile_form(xlsform(tmp_path / "visit.xlsx", **whole), known, {}, [], remarks) is not None
    [told] = [one for one in remarks if "or_other" in one.sentence()]
    assert (told.row, told.column) == (2, "type")
    assert "བོད་ཡིག (bo)" in told.sentence()


@pytest.mark.parametrize(
    ("formula", "what"),
    [
        ("floor(1.5)", "floor()"),
        ("count(${q} | ${r})", "|"),
        ("format-date(today(), '%Y %B')", "%B"),
        ("round(1.5, 0)", ""),
    ],
)
def test_that_what_collect_cannot_compute_is_a_remark(
    tmp_path: Path, known: Vocabulary, formula: str, what: str
) -> None:
    survey = [
        ["type", "name", "label", "calculation"],
        ["text", "q", "Q", ""],
        ["text", "r", "R", ""],
        ["calculate", "c", "", formula],
    ]
    path = xlsform(tmp_path / "visit.xlsx", survey=survey, settings=SETTINGS)
    remarks: list[PackProblem] = []

    assert compile_form(path, known, {}, [], remarks) is not None
    assert [(remark.row, remark.column, remark.params["what"]) for remark in remarks] == (
        [(4, "calculation", what)] if what else []
    )


@pytest.mark.parametrize(("count", "words"), [(1, "has an error"), (2, "has 2 errors")])
def test_that_errors_are_counted_in_good_english(count: int, words: str) -> None:
    refused = PackRefusedError((PackProblem(sheet="survey", message_id="x"),) * count)

    assert words in render(refused)


def test_that_a_missing_csv_file_is_refused(tmp_path: Path, known: Vocabulary) -> None:
    form, problems = compiled(tmp_path, known, survey=FROM_FILE, entities=[["list_name"]])

    assert form is None
    assert {(problem.row, problem.column) for problem in problems} == {(2, "type")}
    assert "posts.csv is missing" in problems[0].sentence()


def test_that_a_formula_without_a_result_is_refused_and_text_like_one_is_not(tmp_path: Path, known: Vocabulary) -> None:
    path = xlsform(tmp_path / "visit.xlsx", survey=GOOD, choices=CHOICES, settings=SETTINGS, entities=ENTITIES)
    book = openpyxl.load_workbook(path)
    book["survey"]["C3"].value = "=1+1"
    book["survey"]["C2"].value = "=1+1"
    book["survey"]["C2"].data_type = "s"
    book.save(path)
    problems: list[PackProblem] = []

    assert compile_form(path, known, {}, problems) is None
    found = [problem for problem in problems if "holds a formula" in problem.sentence()]
    assert [(problem.sheet, problem.row, problem.column) for problem in found] == [("visit.xlsx: survey", 3, "C")]
    assert "The cell C3" in found[0].sentence()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"name,name\n1,2\n", "two columns of one name"),
        ("name,label\n1,护林员\n".encode("gb18030"), "UTF-8"),
        (b"name,label 1\n1,2\n", "label 1"),
    ],
)
def test_that_a_bad_list_is_placed(tmp_path: Path, known: Vocabulary, data: bytes, message: str) -> None:
    (tmp_path / "posts.csv").write_bytes(data)
    form, problems = compiled(tmp_path, known, survey=FROM_FILE, entities=[["list_name"]])

    assert form is None
    assert [(one.sheet, one.row, one.column) for one in problems] == [("visit.xlsx: survey", 2, "type")]
    assert message in problems[0].sentence()


@pytest.mark.parametrize(
    ("file", "data", "error", "remark"),
    [
        ("wells.geojson", GEOJSON, "", "no column “title”"),
        ("wells.csv", "name;label\na;甲, 乙\n", "", ""),
        ("wells.csv", "code,title\na,A\n", "no column “name”", ""),
        ("wells.csv", "name,label\na,A\nb,\n", "", "1 of 2 rows"),
        ("wells.csv", "name,label\n", "", "no rows"),
        ("wells.xml", "<root><item><name>a</name></item></root>", "", "no column “label”"),
    ],
)
def test_that_a_list_without_codes_or_words_is_told_at_its_question(
    tmp_path: Path, known: Vocabulary, file: str, data: str, error: str, remark: str
) -> None:
    i18n.set_language("en")
    (tmp_path / file).write_text(data, "utf-8")
    book = xlsform(
        tmp_path / "visit.xlsx", survey=[["type", "name", "label"], [f"select_one_from_file {file}", "w", "Well"]]
    )
    problems: list[PackProblem] = []
    remarks: list[PackProblem] = []
    compile_form(book, known, {}, problems, remarks)
    for told, wanted in ((problems, error), (remarks, remark)):
        assert [(one.row, one.column) for one in told] == ([(2, "type")] if wanted else [])
        assert all(wanted in one.sentence() for one in told)


def test_that_a_changed_questionnaire_needs_a_new_version(tmp_path: Path) -> None:
    folder = edited_pack(tmp_path, lambda book: None, with_forms=True)
    path = folder / "forms" / "household_survey.xlsx"
    book = openpyxl.load_workbook(path)
    book["survey"]["C2"].value = "户"
    book.save(path)

    sentences = [problem.sentence() for problem in check(folder, previous=load_shipped())]
    assert any("(household_survey.xlsx) has changed" in sentence for sentence in sentences)


def test_that_a_column_that_makes_no_xml_is_reported(tmp_path: Path, known: Vocabulary) -> None:
    survey = [[*row, "x"] for row in GOOD]
    survey[0][-1] = "bind::1"
    form, problems = compiled(tmp_path, known, survey=survey)

    assert form is None
    assert "valid XForm" in problems[0].sentence()
    assert (problems[0].sheet, problems[0].row, problems[0].column) == ("visit.xlsx: survey", 1, "bind::1")


def test_that_a_list_that_is_not_there_is_reported_at_its_cell(tmp_path: Path, known: Vocabulary) -> None:
    survey = [[*row, ""] for row in GOOD]
    survey[0][-1], survey[2][-1] = "relevant", "count(instance('nothing')/root/item) > 0"
    form, problems = compiled(tmp_path, known, survey=survey)

    assert form is None
    assert [(one.row, one.column) for one in problems] == [(3, "relevant")]
    assert "no list “nothing”" in problems[0].sentence()


def test_that_the_one_cell_that_makes_no_xml_is_named(tmp_path: Path, known: Vocabulary) -> None:
    survey = [[*row, ""] for row in GOOD]
    survey[0][-1], survey[4][-1] = "bind::1", "x"
    _form, problems = compiled(tmp_path, known, survey=survey)

    assert [(one.row, one.column) for one in problems] == [(5, "bind::1")]


def test_that_the_row_is_named_at_which_the_converter_breaks_off(tmp_path: Path, known: Vocabulary) -> None:
    rows = [["begin repeat", "towns", "镇", ""], ["text", "town", "镇", ""], ["csv-external", "places", "", ""]]
    survey = [*GOOD, *rows, ["text", "road", "路", ""], ["end repeat", "", "", ""]]
    form, problems = compiled(tmp_path, known, survey=survey)

    assert form is None
    assert "breaks off" in problems[0].sentence()
    assert [(one.sheet, one.row, one.column) for one in problems] == [("visit.xlsx: survey", 11, "type")]


def test_that_a_file_that_is_no_workbook_is_refused_in_a_sentence(tmp_path: Path, known: Vocabulary) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"hello")

    with pytest.raises(RuleError, match=r"a\.xlsx is not an Excel workbook"):
        compile_form(tmp_path / "a.xlsx", known, {}, [])
    with pytest.raises(StorageError, match=r"b\.xlsx could not be read"):
        compile_form(tmp_path / "b.xlsx", known, {}, [])


@pytest.fixture(scope="module")
def root() -> etree._Element:
    return etree.fromstring(load_shipped().forms["household_survey"].xform.encode())


class TestYearlySurvey:
    """The questionnaire that ships."""

    def test_that_it_is_titled_in_both_languages(self, root: etree._Element) -> None:
        form = load_shipped().forms["household_survey"]
        assert (form.title.zh, form.title.en) == ("年度入户调查表", "Yearly household survey")
        assert [item.get("lang") for item in root.iterfind(".//x:translation", X)] == ["中文 (zh)", "English (en)"]

    def test_that_each_entity_stands_where_its_answers_are(self, root: etree._Element) -> None:
        tree = root.getroottree()
        instance = root.find(".//x:instance", X)
        places = {
            entity.get("dataset"): tree.getelementpath(entity).split("}data/")[1].replace(f"{{{X['x']}}}", "")
            for entity in instance.iterfind(".//x:entity", X)
        }
        places = {dataset: place.split("meta/")[0].replace("[2]", "") for dataset, place in places.items()}
        assert places == {
            "household": "",
            "person": "member/",
            "membership": "member/belonging/",
            "person_year": "member/annual/",
            "household_year": "year/",
            "income_line": "year/income/",
            "need": "year/need/",
        }

    def test_that_no_saved_question_has_a_fixed_default(self, root: etree._Element) -> None:
        saved = {bind.get("nodeset") for bind in root.iterfind(".//x:bind", X) if bind.get(SAVE_TO)}
        tree = root.getroottree()
        for leaf in root.find(".//x:instance", X).iter():
            path = tree.getelementpath(leaf).replace(f"{{{X['x']}}}", "")
            if "data" in path and leaf.text and leaf.text.strip():
                assert f"/data{path.split('/data')[-1]}".replace("[2]", "") not in saved

    def test_that_every_choice_of_a_saved_question_is_a_code(self, root: etree._Element) -> None:
        pack = load_shipped()
        lists = {
            item.get("id"): [name.text for name in item.iterfind(".//x:name", X)]
            for item in root.iterfind(".//x:instance[@id]", X)
        }
        used = 0
        for name, codes in lists.items():
            if name in pack.code_lists:
                used += 1
                allowed = [code.code for code in pack.code_lists[name].codes]
                assert codes == [code for code in allowed if code in codes], name
                assert set(codes) <= set(allowed)
        assert used >= 20

    def test_that_labels_of_choices_are_those_of_the_pack(self) -> None:
        pack = load_shipped()
        book = read_workbook(shipped_folder() / "forms" / "household_survey.xlsx", header_row=1)
        for row in book.sheets["choices"].rows:
            codes = pack.code_lists.get(row["list_name"])
            code = codes.find(row["name"]) if codes else None
            if code is not None:
                assert (row["label::中文 (zh)"], row["label::English (en)"]) == (code.label.zh, code.label.en)

    def test_that_every_question_speaks_both_languages(self) -> None:
        book = read_workbook(shipped_folder() / "forms" / "household_survey.xlsx", header_row=1)
        for row in book.sheets["survey"].rows:
            if not row["type"].startswith(("end", "calculate", "username")):
                assert row["label::中文 (zh)"], row.number
            for base in ("label", "hint", "required_message", "constraint_message"):
                assert bool(row[f"{base}::中文 (zh)"]) == bool(row[f"{base}::English (en)"]), (row.number, base)
            assert bool(row["constraint"]) == bool(row["constraint_message::中文 (zh)"]), row.number

    def test_that_reserved_words_of_odk_are_resolved(self) -> None:
        pack = load_shipped()
        name = property_of(pack, RecordKind.PERSON, "person_name")
        assert name is not None
        assert name.name == "name"
        assert property_of(pack, RecordKind.MEASURE, "measure_name") is pack.by_name[RecordKind.MEASURE, "name"]
        assert property_of(pack, RecordKind.PERSON, "measure_name") is None
        assert property_of(pack, RecordKind.PERSON, "sex") is pack.by_name[RecordKind.PERSON, "sex"]


CROPS = "code,label,kind\nr,Rice,grain\no,Orange,fruit\n"
SEARCHING = [["list_name", "name", "label"], ["crops", "code", "label"], ["crops", "99", "Other"]]


def searching(folder: Path, known: Vocabulary, look: str, choices: list[list[str]] = SEARCHING):
    survey = [
        ["type", "name", "label", "appearance"],
        ["text", "kind", "K", ""],
        ["select_one crops", "crop", "C", look],
    ]
    problems: list[PackProblem] = []
    (folder / "crops.csv").write_text(CROPS, encoding="utf-8")
    path = xlsform(folder / "visit.xlsx", survey=survey, choices=choices, settings=SETTINGS)
    return compile_form(path, known, {}, problems), problems


def test_that_a_search_becomes_a_list_that_travels(tmp_path: Path, known: Vocabulary) -> None:
    form, problems = searching(tmp_path, known, "quick search('crops', 'matches', 'kind', ${kind})")
    assert problems == []
    assert form is not None
    interview = start(load_form(form.xform))
    assert [choice.label for choice in questions.question(interview, "/data/crop").choices] == ["Other"]
    interview.answer("/data/kind", "fruit")
    asked = questions.question(interview, "/data/crop")
    assert [(choice.code, choice.label) for choice in asked.choices] == [("o", "Orange"), ("99", "Other")]
    assert asked.appearance == ("quick",)


@pytest.mark.parametrize(
    ("look", "column", "said"),
    [
        ("search('crops', 'near', 'kind', 'x')", "code", "not written as ODK Collect reads it"),
        ("search(${kind})", "code", "not written as ODK Collect reads it"),
        ("search('crops', 'matches', 'kind')", "code", "not written as ODK Collect reads it"),
        ("search('crops', 'matches', 'colour', 'x')", "code", "no column “colour”"),
        ("search('crops')", "number", "no column “number”"),
        ("search('nowhere')", "code", "nowhere.csv is missing"),
    ],
)
def test_that_a_search_that_finds_nothing_is_refused_at_its_row(
    tmp_path: Path, known: Vocabulary, look: str, column: str, said: str
) -> None:
    form, problems = searching(tmp_path, known, look, [["list_name", "name", "label"], ["crops", column, "label"]])
    assert form is None
    assert [(problem.row, problem.column) for problem in problems] == [(3, "appearance")]
    assert said in problems[0].sentence()


def test_that_a_search_speaks_the_language_of_the_screen(tmp_path: Path, known: Vocabulary) -> None:
    (tmp_path / "crops.csv").write_text("code,en,zh\nr,Rice,稻\no,Orange,柑橘\n", encoding="utf-8")
    survey = [
        ["type", "name", "label::English (en)", "label::中文 (zh)", "appearance"],
        ["select_one crops", "crop", "Crop", "作物", "search('crops')"],
        ["select_one crops", "next", "Next crop", "下一种", "search('crops', 'matches', 'code', ${crop})"],
    ]
    choices = [
        ["list_name", "name", "label::English (en)", "label::中文 (zh)"],
        ["crops", "code", "en", "zh, en"],
        ["crops", "99", "Other", "其他"],
    ]
    problems: list[PackProblem] = []
    path = xlsform(tmp_path / "visit.xlsx", survey=survey, choices=choices, settings=SETTINGS)
    form = compile_form(path, known, {}, problems)
    assert (form is not None, problems) == (True, [])
    interview = start(load_form(form.xform))
    labels = {}
    for language in interview.form.languages:
        interview.set_language(language)
        labels[language] = [choice.label for choice in questions.question(interview, "/data/crop").choices]
    assert labels == {
        "English (en)": ["Rice", "Orange", "Other"],
        "中文 (zh)": ["稻, Rice", "柑橘, Orange", "其他"],
    }
    interview.answer("/data/crop", "o")
    chosen = questions.question(interview, "/data/next").choices
    assert [choice.label for choice in chosen] == ["柑橘, Orange", "其他"]


NOTICED = (
    ["text", "b", "B", "", "${a} >"],
    ["text", "b", "B", "", "${nowhere} = 1"],
    ["text", "b b", "B"],
    ["nothing", "b", "B"],
    ["text", "b", "B", "signature"],
    ["text", "a", "A once more"],
    ["integer", "b", "B", "", "", "", "far.jpg"],
    ["integer", "b", "B", "", "", "", "", "household#nothing"],
    ["integer", "b", "B", "", "", "", "", "nothing"],
    ["select_one_from_file posts.csv", "b", "B"],
    ["select_one_from_file none.csv", "b", "B"],
    ["select_one_from_file none.geojson", "b", "B", "map"],
    ["select_one_external h", "b", "B"],
    ["select_one h", "b", "B", "search('nowhere')"],
    ["select_one none", "b", "B"],
    ["calculate", "b", "", "", "", "floor(${a})"],
    ["calculate", "b", "", "", "", "distance(${a})"],
    ["calculate", "b", "", "", "", "${b} + 1"],
    ["calculate", "b", "", "", "", "pulldata('none', 'a', 'b', ${a})"],
    ["audit", "audit", "", "", "", "", "", ""],
)


@pytest.mark.parametrize("line", NOTICED, ids=lambda line: " ".join(filter(None, line)))
def test_that_every_notice_has_a_cell_and_is_said_in_both_languages(
    tmp_path: Path, known: Vocabulary, line: list[str]
) -> None:
    (tmp_path / "posts.csv").write_bytes(b"name,name\n1,2\n")
    head = ["type", "name", "label", "appearance", "relevant", "calculation", "media::image", "save_to"]
    survey = [head, ["text", "a", "A", "", "", "", "", "household#address"], [*line, *[""] * (len(head) - len(line))]]
    choices = [["list_name", "name", "label"], ["h", "key", "label"]]
    entities = [["list_name", "label"], ["household", "${a}"]]
    sheets = {"survey": survey, "choices": choices, "settings": SETTINGS, "entities": entities}
    said: list[PackProblem] = []
    compile_form(xlsform(tmp_path / "visit.xlsx", **sheets), known, {}, said, said)
    assert [(one.sentence(), one.place()) for one in said if not (one.row and one.column)] == []
    assert bool(said) is (line[0] != "audit")
    words = [(one.sentence(), one.place()) for one in said]
    i18n.set_language("zh_CN")
    for one, (sentence, place) in zip(said, words, strict=True):
        assert re.search(r"[\u4e00-\u9fff]", one.sentence()), sentence
        assert one.sentence() != sentence
        assert one.place() != place


def test_that_publishing_tells_what_a_phone_would_do_and_this_program_does_not(
    tmp_path: Path, known: Vocabulary
) -> None:
    survey = [
        ["type", "name", "label::中文 (zh)", "label::English (en)", "relevant", "default"],
        ["background-audio", "sound", "", "", "", ""],
        ["start-geopoint", "began", "", "", "", ""],
        ["text", "who", "姓名", "Name", "", ""],
        ["geotrace", "way", "路线", "", "${who} != ‘’", ""],
        ["deviceid", "device", "", "", "", ""],
        ["date", "day", "日期", "Day", "", "today"],
        ["integer", "size", "人数", "Size", "", "3.0"],
    ]
    settings = [["form_title", "form_id", "public_key"], ["走访", "2026_visit", "abc"]]
    remarks: list[PackProblem] = []
    path = xlsform(tmp_path / "visit.xlsx", survey=survey, settings=settings)
    form = compile_form(path, known, {}, [], remarks)

    assert form is not None
    assert form.form_id == "2026_visit"
    assert [(remark.row, remark.column, str(remark.params.get("word", ""))) for remark in remarks] == [
        (2, "type", "background-audio"),
        (3, "type", "start-geopoint"),
        (5, "type", "geotrace"),
        (5, "label::English (en)", ""),
        (6, "type", "deviceid"),
        (7, "default", ""),
        (8, "default", ""),
        (2, "public_key", "public_key"),
    ]
    begun = start(load_form(form.xform)).running.tree
    assert [begun.find(f"/data/{name}").text for name in ("day", "size")] == ["", ""]
    assert remarks[3].sentence().startswith("In English (en), words are missing at 1 places")


def test_that_the_quotation_marks_of_word_are_no_fault_beside_one(tmp_path: Path, known: Vocabulary) -> None:
    survey = [
        ["type", "name", "label", "relevant"],
        ["text", "who", "姓名", ""],
        ["text", "why", "原因", "${who} != ‘’ and (${who} = “a”"],
        ["nothing", "x", "X", ""],
    ]
    path = xlsform(tmp_path / "visit.xlsx", survey=survey, settings=SETTINGS)
    problems: list[PackProblem] = []
    assert compile_form(path, known, {}, problems) is None
    assert [problem.row for problem in problems] == [3, 4]
