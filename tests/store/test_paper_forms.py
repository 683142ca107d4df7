"""A questionnaire goes to paper and comes back: numbered, with the words of its conditions, found again by its code."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sample_papers
from photo_form import with_photo_form
from registers import PASSPHRASE, VILLAGE, add_family, save, text
from registers import new as new_record
from xlsforms import YES_NO, row, xform

from poverty_desktop import i18n
from poverty_desktop.cli.main import main
from poverty_desktop.cli.opening import PASSPHRASE_VARIABLE
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.operations.interviewing.form_paper import form_paper
from poverty_desktop.operations.paperwork import papers
from poverty_desktop.operations.paperwork.papers import Paper
from poverty_desktop.operations.workspaces import workspace as workspaces
from poverty_desktop.packs.model import Label, PublishedForm
from poverty_desktop.pdf.form_sheet import compose_form
from poverty_desktop.pdf.form_values import FormHeading, FormQuestion, FormTable
from poverty_desktop.queries.interviewing import paper_keys
from poverty_desktop.store import drafts

FORM = "skips"


@pytest.fixture(autouse=True)
def english():
    i18n.set_language("en")
    yield
    i18n.set_language("zh_CN")


@pytest.fixture
def skips(field):
    """A workspace whose pack has a questionnaire full of skips, and a household."""
    made = xform(
        (
            row("note", "hello", "Say hello"),
            row("select_one yes_no", "ill", "Is anybody ill?"),
            row("integer", "days", "Days", relevant="${ill} = '1'"),
            row("select_multiple yes_no", "both", "Both?", relevant="${days} > 3 and not(selected(${ill}, '0'))"),
            row("text", "why", "Why", relevant="${days} != '' or selected(${both}, '1')"),
            row("text", "odd", "Odd", relevant="string-length(${why}) > count-selected(${both})"),
            row("text", "never", "Never", relevant="false()"),
            row("calculate", "worked_out", calculation="1 + 1"),
            row("begin_group", "more", "More", relevant="4 <= ${days}"),
            row("text", "inside", "Inside"),
            row("end_group"),
            row("begin_repeat", "visit", "Visits", relevant="${ill} = '1'"),
            row("text", "whom", "Whom"),
            row("date", "when", "When", relevant="${whom} != ''"),
            row("begin_repeat", "pill", "Pills"),
            row("text", "name", "Name"),
            row("end_repeat"),
            row("end_repeat"),
        ),
        choices=YES_NO,
        settings=({"form_id": FORM, "form_title": "Skips", "version": "3"},),
    )
    published = PublishedForm(form_id=FORM, version="3", title=Label(zh="跳答", en="Skips"), xform=made)
    field.pack = replace(field.pack, forms={**field.pack.forms, FORM: published})
    return field


def _items(paper):
    return [item for part in paper.parts for item in part.items]


def _conditions(paper) -> dict[str, str]:
    found = {part.title: part.condition for part in paper.parts if part.condition}
    for item in _items(paper):
        if isinstance(item, FormQuestion):
            found[item.label] = item.condition
        elif isinstance(item, FormHeading | FormTable):
            found[item.title] = item.condition
    return found


def test_that_questions_are_numbered_in_reading_order_and_notes_are_not(skips):
    paper = form_paper(skips, add_family(skips).household, form_id=FORM, language="en")
    asked = [(item.number, item.label) for item in _items(paper) if isinstance(item, FormQuestion)]
    assert asked[:4] == [("", "Say hello"), ("1.1", "Is anybody ill?"), ("1.2", "Days"), ("1.3", "Both?")]
    assert "worked_out" not in str(asked)


def test_that_every_skip_is_said_in_words(skips):
    said = _conditions(form_paper(skips, add_family(skips).household, form_id=FORM, language="en"))
    assert said["Is anybody ill?"] == ""
    assert said["Days"] == "If question 1.1 is “Yes”, answer"
    assert said["Both?"] == "If question 1.2 is more than 3 and question 1.1 is not “No”, answer"
    assert said["Why"] == "If question 1.2 has an answer or question 1.3 is “Yes”, answer"
    assert said["Odd"] == "Depends on question 1.3, 1.4"
    assert said["Never"] == ""
    assert said["More"] == "If question 1.2 is at least 4, answer"
    assert said["Visits"] == "If question 1.1 is “Yes”, answer"


def test_that_repeats_become_tables_with_rows_to_fill_and_inner_ones_name_their_row(skips):
    tables = [
        item
        for item in _items(form_paper(skips, add_family(skips).household, form_id=FORM, language="en"))
        if isinstance(item, FormTable)
    ]
    assert [(item.title, len(item.questions), item.blanks) for item in tables] == [("Visits", 2, 4), ("Pills", 2, 4)]
    assert tables[0].questions[1].condition == f"If question {tables[0].questions[0].number} has an answer, answer"
    assert tables[1].questions[0].label == "of row"


def test_that_a_prefilled_survey_holds_what_is_known_and_an_empty_one_nothing(field):
    family = add_family(field)
    filled = form_paper(field, family.household, language="zh_CN")
    empty = form_paper(field, family.household, language="zh_CN", is_prefilled=False)
    members = {name: next(item for item in _items(paper) if isinstance(item, FormTable))
               for name, paper in (("filled", filled), ("empty", empty))}  # fmt: skip
    assert members["filled"].rows[0][0] == "张三"
    assert members["filled"].rows[0][1].startswith("1 ")
    assert (len(members["filled"].rows), members["filled"].blanks) == (1, 2)
    assert (members["empty"].rows, members["empty"].blanks) == ((), 4)
    respondent = next(item for item in _items(filled) if isinstance(item, FormQuestion) and item.label == "受访人")
    assert [(one.digit, one.label) for one in respondent.options] == [("1", "张三")]
    known = {item.label for item in _items(filled) if isinstance(item, FormQuestion) and item.answer}
    assert known
    assert not any(item.answer for item in _items(empty) if isinstance(item, FormQuestion))
    assert not any(one.is_chosen for item in _items(empty) if isinstance(item, FormQuestion) for one in item.options)
    assert (filled.head_name, filled.code, filled.key) == ("张三", empty.code, empty.key)
    assert drafts.every(field.db) == ()


def test_that_code_and_key_tell_nothing_of_a_person_and_lead_back(field):
    first, second = add_family(field), add_family(field)
    paper = form_paper(field, second.household)
    assert "张三" not in paper.code
    assert "4205810001" not in paper.code
    for typed in (paper.key, paper.key.replace(" ", ""), paper.code, f" {paper.code.lower()}\n"):
        found = paper_keys.find(field, typed)
        assert (found.household, found.form_id, found.is_older) == (second.household, "household_survey", False)
    assert paper_keys.find(field, paper_keys.key_of("household_survey", first.household)).household == first.household
    older = paper.code.split("/")
    older[3] = "1"
    assert paper_keys.find(field, "/".join(older)).is_older


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "12 digits"),
        ("123", "12 digits"),
        ("0000 0000 0000", "No household here"),
        ("PD1/QF/NOTHING/1/" + "0" * 32, "no such questionnaire"),
        ("PD1/QF/HOUSEHOLD_SURVEY/1/" + "0" * 32, "No household here"),
        ("PD1/HF/" + "0" * 32, "12 digits"),
    ],
)
def test_that_a_code_that_leads_nowhere_is_said(field, typed, said):
    add_family(field)
    with pytest.raises(RuleError, match=said):
        paper_keys.find(field, typed)


def test_that_unknown_questionnaires_and_households_are_refused(field):
    with pytest.raises(RuleError, match="no such questionnaire"):
        form_paper(field, add_family(field).household, form_id="none")
    from poverty_desktop.ids import HouseholdId, RecordId

    with pytest.raises(RuleError, match="no longer in the register"):
        form_paper(field, HouseholdId(RecordId(bytes(16))))


def test_that_both_papers_come_out_of_the_terminal(field, tmp_path, monkeypatch, capsys):
    add_family(with_photo_form(field))
    monkeypatch.setenv(PASSPHRASE_VARIABLE, PASSPHRASE)
    workspaces.close(field)
    target = tmp_path / "forms.pdf"
    wanted = ["--paper", "questionnaire", "--paper", "blank_questionnaire"]
    assert main(["print", str(field.folder), str(target), *wanted, "--language", "zh_CN"]) == 0
    assert target.read_bytes().startswith(b"%PDF")
    assert main(["print", str(field.folder), str(target), *wanted, "--form", "none", "--language", "en"]) == 1
    assert "no such questionnaire" in capsys.readouterr().err


def test_that_rare_characters_of_answers_are_told_before_printing(field):
    family = add_family(field)
    person = field.ids.new()
    save(
        field,
        new_record(RecordKind.PERSON, person, {"name": text("王\U000f0000"), "birth_date": Value("2001-01-01")}),
        new_record(
            RecordKind.MEMBERSHIP, field.ids.new(), {"person": Value(person), "household": Value(family.household)}
        ),
        village=VILLAGE,
    )
    assert "\U000f0000" in papers.compose(field, Paper.QUESTIONNAIRE, family.household).missing
    assert papers.compose(field, Paper.BLANK_QUESTIONNAIRE, family.household).missing == frozenset()


PLACES = (
    {"list_name": "place", "name": "a", "label::中文 (zh)": "甲省", "label::English (en)": "A", "in": ""},
    {"list_name": "place", "name": "b", "label::中文 (zh)": "乙省", "label::English (en)": "B", "in": ""},
    {
        "list_name": "town",
        "name": "x",
        "label::中文 (zh)": "东镇",
        "label::English (en)": "East",
        "in": "a",
        "side": "e",
    },
    {
        "list_name": "town",
        "name": "z",
        "label::中文 (zh)": "北镇",
        "label::English (en)": "North",
        "in": "b",
        "side": "n",
    },
    {
        "list_name": "town",
        "name": "y",
        "label::中文 (zh)": "西镇",
        "label::English (en)": "West",
        "in": "a",
        "side": "w",
    },
)


def _said(kind: str, name: str, zh: str, en: str, **columns: str) -> dict[str, str]:
    return {"type": kind, "name": name, "label::中文 (zh)": zh, "label::English (en)": en, **columns}


@pytest.fixture
def foreign(field):
    """A workspace with a questionnaire in two languages, made elsewhere: lists that narrow each other, woven words."""
    many = tuple(
        {"list_name": "many", "name": f"m{n}", "label::中文 (zh)": f"第{n}", "label::English (en)": f"N{n}", "in": "a"}
        for n in range(41)
    )
    made = xform(
        (
            _said("select_one place", "province", "<b>省</b>", "**Province**"),
            _said("select_one town", "town", "镇", "Town", choice_filter="in=${province}"),
            _said("select_one town", "west", "西边的镇", "Western", choice_filter="side = 'w' and in=${province}"),
            _said("select_one many", "one", "很多", "Many", choice_filter="in=${province}"),
            _said("range", "liking", "满意度", "Liking", parameters="start=1 end=10 step=1"),
            _said("text", "who", "谁", "Who", default="无名"),
            _said("note", "told", "共${who}，${liking}针", "${who} got ${liking}"),
            _said("calculate", "twice", "", "", calculation="number(coalesce(${liking}, 0)) * 2"),
            _said("note", "sum", "合计${twice}元", "${twice} in all"),
        ),
        choices=(*PLACES, *many),
        settings=({"form_id": FORM, "form_title": "Away", "version": "1", "default_language": "中文 (zh)"},),
    )
    published = PublishedForm(form_id=FORM, version="1", title=Label(zh="外地", en="Away"), xform=made)
    field.pack = replace(field.pack, forms={**field.pack.forms, FORM: published})
    return field


def _printed(session, language, *, is_prefilled=False):
    family = add_family(session).household
    paper = form_paper(session, family, form_id=FORM, language=language, is_prefilled=is_prefilled)
    return paper, {item.label: item for item in _items(paper)}


@pytest.mark.parametrize(("language", "first"), [("zh_CN", ["甲省", "乙省"]), ("en", ["A", "B"])])
def test_that_an_empty_paper_of_a_questionnaire_from_elsewhere_has_every_option_to_tick(foreign, language, first):
    i18n.set_language(language)
    _paper, found = _printed(foreign, language)
    province, town = found["省" if language == "zh_CN" else "Province"], found["镇" if language == "zh_CN" else "Town"]
    assert [(one.digit, one.label) for one in province.options] == [("1", first[0]), ("2", first[1])]
    assert [(one.digit, one.group) for one in town.options] == [("", first[0]), ("", first[0]), ("", first[1])]


def test_that_options_narrowed_by_a_question_that_is_open_stand_on_a_prefilled_paper_too(foreign):
    _paper, found = _printed(foreign, "en", is_prefilled=True)
    assert [one.label for one in found["Town"].options] == ["East", "West", "North"]
    assert [(one.label, one.group) for one in found["Western"].options] == [("West", "A")]


def test_that_a_prefilled_paper_prints_no_sum_of_answers_that_are_missing(foreign):
    _paper, found = _printed(foreign, "zh_CN", is_prefilled=True)
    assert "合计______元" in found
    assert "共无名，______针" in found


def test_that_a_long_list_that_answers_narrow_is_named_and_not_printed(foreign):
    _paper, found = _printed(foreign, "en")
    assert (found["Many"].options, found["Many"].list_name) == ((), "many")


def test_that_an_empty_paper_leaves_room_for_what_would_be_worked_out(foreign):
    _paper, found = _printed(foreign, "zh_CN")
    assert "共______，______针" in found
    assert "无名" not in str(found)


def test_that_a_paper_says_the_scale_of_a_range_and_gives_no_bare_number_to_a_section(foreign):
    i18n.set_language("zh_CN")
    paper, _found = _printed(foreign, "zh_CN")
    printed = [mark.words for mark in compose_form(paper, sample_papers.stamp(), language="zh_CN").texts()]
    assert any("1 到 10" in words for words in printed)
    assert "一、" not in "".join(printed)
    assert any("从清单“many”中选一项填写" in words for words in printed)
