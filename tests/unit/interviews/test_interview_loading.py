from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsforms import form, row, start, text, xform

from poverty_desktop.errors import RuleError
from poverty_desktop.interviews.load import load_form
from poverty_desktop.interviews.rules import RuleKind
from poverty_desktop.interviews.secondary import csv_instance, records_instance, xml_instance

SMALL = [row("integer", "a", "A"), row("integer", "b", "B", relevant="${a} > 1")]


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "not xml",
        "<a/>",
        "<?xml version='1.0'?><h:html xmlns:h='x'><h:head/></h:html>",
        b"\xff\xfe\x00",
        "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "<a>" * 5000 + "</a>" * 5000,
    ],
)
def test_that_what_is_no_questionnaire_is_refused(damaged: str | bytes) -> None:
    with pytest.raises(RuleError):
        load_form(damaged)


def test_that_entities_are_never_expanded() -> None:
    bomb = "".join(f"<!ENTITY e{n + 1} '{f'&e{n};' * 10}'>" for n in range(9))
    with pytest.raises(RuleError):
        load_form(f"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e0 'ha'>{bomb}]><a>&e9;</a>")


def test_that_a_declaration_of_an_encoding_does_no_harm() -> None:
    compiled = xform(SMALL).removeprefix('<?xml version="1.0"?>')
    assert load_form('<?xml version="1.0" encoding="UTF-8"?>' + compiled).form_id == "data"
    assert load_form(b'<?xml version="1.0" encoding="UTF-8"?>' + compiled.encode()).form_id == "data"


def test_that_questions_waiting_for_each_other_are_named() -> None:
    compiled = xform([row("integer", "first", "F"), row("calculate", "second", calculation="${first} + 1")])
    bind = '<bind nodeset="/data/first" type="int"'
    circular = compiled.replace(bind, bind + ' calculate="/data/second - 1"')
    assert circular != compiled
    with pytest.raises(RuleError) as caught:
        load_form(circular)
    assert caught.value.params["names"] in {"first → second → first", "second → first → second"}


@pytest.mark.parametrize(
    ("bind", "formula"),
    [
        ('<bind nodeset="/data/a" type="int"', ' calculate=". + 1"'),
        ('<bind nodeset="/data/a" type="int"', ' relevant=". = 1"'),
        ('<bind nodeset="/data/a" type="int"', ' relevant="/data/b = 1"'),
    ],
)
def test_that_a_circle_of_one_or_two_is_a_circle(bind: str, formula: str) -> None:
    compiled = xform(SMALL)
    assert bind in compiled
    with pytest.raises(RuleError):
        load_form(compiled.replace(bind, bind + formula))


def test_that_a_group_that_waits_for_its_own_question_is_a_circle() -> None:
    with pytest.raises(RuleError):
        form(
            [
                row("begin group", "g", "G", relevant="${inside} = 1"),
                row("integer", "inside", "I"),
                row("end group"),
            ]
        )


def test_that_a_number_of_rows_that_waits_for_the_rows_is_a_circle() -> None:
    with pytest.raises(RuleError):
        form(
            [
                row("begin repeat", "r", "R", repeat_count="sum(${n})"),
                row("integer", "n", "N"),
                row("end repeat"),
            ]
        )


@pytest.mark.parametrize("formula", ["1 +", "unknown(1)", "count(", "'open", "$x"])
def test_that_a_formula_that_cannot_be_read_is_named(formula: str) -> None:
    compiled = xform(SMALL).replace('relevant=" /data/a  &gt; 1"', f'relevant="{formula}"')
    with pytest.raises(RuleError) as caught:
        load_form(compiled)
    assert caught.value.params["path"] == "/data/b"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<input ref="/data/b">', '<input ref="/data/gone">'),
        ('<input ref="/data/b">', "<input>"),
        ('<bind nodeset="/data/b"', '<bind nodeset="/data/gone"'),
        ("<label>B</label>", "<label ref=\"jr:itext('gone')\"/>"),
        ('<input ref="/data/b">', '<submit/><input ref="/data/b">'),
    ],
)
def test_that_a_reference_to_nothing_is_refused(before: str, after: str) -> None:
    compiled = xform(SMALL)
    assert before in compiled
    with pytest.raises(RuleError):
        load_form(compiled.replace(before, after))


def test_that_rules_come_in_an_order_in_which_none_waits() -> None:
    chain = form(
        [
            row("integer", "a", "A"),
            *(row("calculate", f"c{n}", calculation=f"${{c{n + 1}}} + 1") for n in range(30)),
            row("calculate", "c30", calculation="${a} * 2"),
        ]
    )
    ranks = {chain.fields[rule.target].name: rule.rank for rule in chain.graph.rules if rule.kind is RuleKind.CALCULATE}
    assert sorted(ranks, key=ranks.__getitem__)[:2] == ["c30", "c29"]
    interview = start(chain)
    interview.answer("/data/a", "1")
    assert text(interview, "/data/c0") == "32"


def test_that_languages_of_the_screen_find_their_language_in_the_form() -> None:
    bilingual = form([{"type": "text", "name": "a", "label::English (en)": "Name", "label::中文 (zh)": "姓名"}])
    assert bilingual.language_for("zh_CN") == "中文 (zh)"
    assert bilingual.language_for("en") == "English (en)"
    assert bilingual.language_for("fr") == bilingual.default_language
    assert form(SMALL).language_for("zh_CN") == ""


def test_that_outside_lists_are_read_and_a_missing_one_is_empty() -> None:
    outside = form(
        [
            row("select_one_from_file villages.csv", "village", "Village"),
            row("calculate", "town", calculation="instance('villages')/root/item[name = ${village}]/town"),
            row("calculate", "again", calculation="pulldata('villages', 'town', 'name', ${village})"),
        ]
    )
    assert "villages" in outside.external
    listed = csv_instance("\ufeffname,label,town\nv1,One,A\nv2,Two,B\n\n")
    interview = start(outside, instances={"villages": listed})
    interview.answer("/data/village", "v2")
    assert (text(interview, "/data/town"), text(interview, "/data/again")) == ("B", "B")
    assert interview.problems() == ()
    empty = start(outside)
    empty.answer("/data/village", "v2")
    assert text(empty, "/data/town") == ""
    assert [problem.kind for problem in empty.problems()] == ["choice"]


def test_that_the_register_can_be_a_list() -> None:
    register = form(
        [
            row("text", "who", "Who"),
            row("calculate", "group", calculation="instance('household')/root/item[name = ${who}]/group_name"),
        ]
    )
    rows = records_instance([{"name": "h1", "label": "Wang", "group_name": "一组"}])
    interview = start(register, instances={"household": rows})
    interview.answer("/data/who", "h1")
    assert text(interview, "/data/group") == "一组"


@pytest.mark.parametrize("damaged", ["", "a,a\n1,2", "a,,b\n", 'a,b\n"open,1'])
def test_that_a_damaged_list_is_refused(damaged: str) -> None:
    with pytest.raises(RuleError):
        csv_instance(damaged)


def test_that_a_list_with_a_document_type_is_refused() -> None:
    with pytest.raises(RuleError):
        xml_instance("<!DOCTYPE root [<!ENTITY a 'b'>]><root><item>&a;</item></root>")


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_that_a_cut_or_changed_file_is_refused_or_runs_but_never_breaks(data: st.DataObject) -> None:
    compiled = xform(SMALL)
    at = data.draw(st.integers(0, len(compiled)))
    until = data.draw(st.integers(at, min(len(compiled), at + 40)))
    filling = data.draw(st.text(alphabet="<>/&'\"=ab (){}[]. ", max_size=12))
    try:
        loaded = load_form(compiled[:at] + filling + compiled[until:])
    except RuleError:
        return
    interview = start(loaded)
    interview.problems()
