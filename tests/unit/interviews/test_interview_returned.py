from __future__ import annotations

import csv
import io
import random

import pytest
from households import SURVEY, known
from lxml import etree
from random_typist import type_at_random
from xlsforms import FORMS, Ticking, form, head, published, row, start, state, text

from poverty_desktop.errors import RuleError
from poverty_desktop.interviews.audit import audit_csv
from poverty_desktop.interviews.interview import Interview, restore
from poverty_desktop.interviews.problems import CHOICE, TYPE
from poverty_desktop.interviews.returned import Returned, fill, read_xml
from poverty_desktop.interviews.returned_tables import read_tables
from poverty_desktop.interviews.secondary import csv_rows
from poverty_desktop.interviews.submission import instance_xml, submitted_text

FARM = form(
    [
        row("begin group", "home", "Home"),
        row("text", "name", "Name"),
        row("geopoint", "place", "Place"),
        row("end group"),
        row("integer", "size", "Size"),
        row("begin repeat", "animal", "Animal"),
        row("text", "kind", "Kind"),
        row("begin repeat", "illness", "Illness"),
        row("text", "what", "What"),
        row("end repeat"),
        row("end repeat"),
        row("calculate", "count", calculation="count(${animal})"),
    ]
)
ANSWERS = {
    "/data/home/name": "王",
    "/data/home/place": "30.1 111.2 80.0 5.0",
    "/data/size": "3",
    "/data/animal[1]/kind": "pig",
    "/data/animal[1]/illness[1]/what": "cough",
    "/data/animal[1]/illness[2]/what": "fever",
    "/data/animal[2]/kind": "goat",
}


def answers(interview: Interview) -> dict[str, str]:
    return {
        node.path: submitted_text(interview, node)
        for node in interview.running.tree.root.subtree()
        if node.text and node.relevant and node.field.index in interview.form.controls
    }


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", sorted(path.name for path in FORMS.glob("*.xlsx")))
def test_that_what_is_sent_comes_back_as_the_same_answers(name: str, seed: int) -> None:
    which = published(name)
    sent = start(which)
    type_at_random(sent, random.Random(seed), 120)
    for problem in sent.problems():
        if problem.kind in {CHOICE, TYPE}:
            sent.answer(problem.path, "")
    returned = read_xml(which, instance_xml(sent))
    back = start(which)
    filled = fill(back, returned)
    assert answers(back) == answers(sent)
    assert filled.left_out == ()
    again = restore(which, head(which), filled.steps, now=Ticking())
    assert state(again) == state(back)


def test_that_entities_keep_their_ids_on_the_way() -> None:
    sent = start(SURVEY, known())
    sent.answer("/data/member[2]/age", "12")
    returned = read_xml(SURVEY, instance_xml(sent))
    back = Interview.start(SURVEY, head(SURVEY, returned.known), now=Ticking())
    assert fill(back, returned).left_out == ()
    ids = "/data/member[{}]/meta/entity/@id"
    assert [text(back, ids.format(n)) for n in (1, 2)] == [text(sent, ids.format(n)) for n in (1, 2)]
    root = etree.fromstring(instance_xml(back))
    flags = {item.get("dataset"): (item.get("create"), item.get("update")) for item in root.iter("entity")}
    assert flags["person"] == (None, "1")
    assert flags["person_year"] == ("1", None)


def test_that_a_submission_of_another_form_is_refused() -> None:
    with pytest.raises(RuleError):
        read_xml(FARM, b'<data id="other"/>')
    with pytest.raises(RuleError):
        fill(start(FARM), Returned(form_id="other", version="", instance_id="", values={}, rows={}))


def test_that_answers_without_a_question_are_told() -> None:
    xml = f'<data id="{FARM.form_id}"><size>4</size><gone>7</gone><animal><kind>pig</kind></animal></data>'
    back = start(FARM)
    filled = fill(back, read_xml(FARM, xml))
    assert filled.left_out == ("/data/gone",)
    assert (text(back, "/data/size"), text(back, "/data/animal[1]/kind")) == ("4", "pig")


def table(*rows: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


TICKED = form(
    [row("begin group", "g", "G"), row("select_multiple kinds", "kinds", "Kinds"), row("end group")],
    choices=[{"list_name": "kinds", "name": name, "label": name.title()} for name in ("dry", "wet", "hill")],
)


@pytest.mark.parametrize(
    "line",
    [
        {"g/kinds": "dry hill", "g/kinds/dry": "1", "g/kinds/wet": "0", "g/kinds/hill": "1"},
        {"g/kinds/dry": "1", "g/kinds/wet": "0", "g/kinds/hill": "1"},
        {"g-kinds/dry": "TRUE", "g-kinds/wet": "FALSE", "g-kinds/hill": "TRUE"},
        {"kinds/dry": "1.0", "kinds/wet": "", "kinds/hill": "1.0"},
    ],
    ids=["both", "Kobo, separate", "Central, separate", "without groups"],
)
def test_that_a_column_for_each_option_is_one_answer(line: dict[str, str]) -> None:
    [returned] = read_tables(TICKED, {"main": [{"_uuid": "u1", **line}]})
    assert returned.values["/data/g/kinds"] == "dry hill"
    back = start(TICKED)
    assert fill(back, returned).left_out == ()
    assert text(back, "/data/g/kinds") == "dry hill"


def test_that_tables_headed_with_labels_are_refused_with_what_to_do() -> None:
    with pytest.raises(RuleError, match="XML values and headers"):
        read_tables(TICKED, {"main": [{"_uuid": "u1", "Which kinds?": "Dry Hill"}]})


CENTRAL = {
    "farm": table(
        ("SubmissionDate", "home-name", "home-place-Latitude", "home-place-Longitude", "home-place-Altitude",
         "home-place-Accuracy", "size", "count", "KEY", "FormVersion"),
        ("2026-11-23T08:00:00.000Z", "王", "30.1", "111.2", "80", "5", "3", "2", "uuid:1", "7"),
        ("2026-11-23T08:10:00.000Z", "李", "", "", "", "", "", "0", "uuid:2", "7"),
    ),
    "farm-animal": table(
        ("kind", "PARENT_KEY", "KEY"),
        ("pig", "uuid:1", "uuid:1/animal[1]"),
        ("goat", "uuid:1", "uuid:1/animal[2]"),
    ),
    "farm-animal-illness": table(
        ("what", "PARENT_KEY", "KEY"),
        ("cough", "uuid:1/animal[1]", "uuid:1/animal[1]/illness[1]"),
        ("fever", "uuid:1/animal[1]", "uuid:1/animal[1]/illness[2]"),
    ),
}  # fmt: skip
KOBO = {
    "Farm of the village": table(
        ("home/name", "home/place", "_home/place_latitude", "size", "__version__", "_uuid", "_index"),
        ("王", "30.1 111.2 80 5", "30.1", "3", "7", "1", "1"),
        ("李", "", "", "", "7", "2", "2"),
    ),
    "animal": table(
        ("animal/kind", "_index", "_parent_table_name", "_parent_index"),
        ("pig", "1", "Farm of the village", "1"),
        ("goat", "2", "Farm of the village", "1"),
    ),
    "illness": table(
        ("animal/illness/what", "_index", "_parent_table_name", "_parent_index"),
        ("cough", "1", "animal", "1"),
        ("fever", "2", "animal", "1"),
    ),
}


@pytest.mark.parametrize("files", [CENTRAL, KOBO], ids=["central", "kobo"])
def test_that_exported_tables_come_back_as_answers(files: dict[str, str]) -> None:
    first, second = read_tables(FARM, {name: csv_rows(content) for name, content in files.items()})
    assert (first.instance_id, first.version) == ("uuid:1", "7")
    back = start(FARM)
    assert fill(back, first).left_out == ()
    assert answers(back) == ANSWERS
    assert text(back, "/data/count") == "2"
    other = start(FARM)
    fill(other, second)
    assert answers(other) == {"/data/home/name": "李"}
    assert text(other, "/data/count") == "0"


def test_that_a_row_of_no_submission_is_told() -> None:
    stray = {**CENTRAL, "farm-animal": table(("kind", "PARENT_KEY", "KEY"), ("pig", "uuid:9", "uuid:9/animal[1]"))}
    with pytest.raises(RuleError, match="Row 2 of the table farm-animal"):
        read_tables(FARM, {name: csv_rows(content) for name, content in stray.items()})
    with pytest.raises(RuleError):
        read_tables(FARM, {"farm-animal": csv_rows(CENTRAL["farm-animal"])})


def test_that_the_audit_tells_how_long_a_question_took() -> None:
    interview = start(FARM)
    rows = [
        interview.answer("/data/size", "3").row,
        interview.move("/data/animal[1]/kind"),
        interview.answer("/data/animal[1]/kind", "pig").row,
        interview.add_repeat("/data/animal").row,
        interview.finish().row,
    ]
    began = 1_795_422_600_000  # 2026-11-23T08:30Z
    assert audit_csv(head(FARM), rows).splitlines() == [
        "event,node,start,end",
        f"form start,,{began},",
        f"question,/data/size,{began},{began + 1000}",
        f"question,/data/animal[1]/kind,{began + 1000},{began + 2000}",
        f"add repeat,/data/animal,{began + 3000},",
        f"form finalize,,{began + 4000},",
    ]
