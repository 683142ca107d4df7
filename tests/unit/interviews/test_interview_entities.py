from __future__ import annotations

import random
from uuid import UUID

import pytest
from households import (
    HOUSEHOLD,
    INCOME,
    LI,
    LI_PLACE,
    LI_YEAR,
    SURVEY,
    WANG,
    WANG_PLACE,
    WANG_YEAR,
    YEAR,
    known,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from random_typist import type_at_random
from xlsforms import Ticking, form, head, row, start, state, text

from poverty_desktop.domain.values import BLANK, NOT_APPLICABLE, REFUSED, Value, Why
from poverty_desktop.errors import RuleError
from poverty_desktop.interviews import questions
from poverty_desktop.interviews.interview import restore
from poverty_desktop.interviews.prefill import KnownRecord
from poverty_desktop.interviews.save_to import EntityChange, entity_changes, removed_entities
from poverty_desktop.interviews.submission import instance_xml


def by_id(changes: tuple[EntityChange, ...]) -> dict[bytes, EntityChange]:
    return {change.id: change for change in changes}


def test_that_known_facts_stand_in_the_instance_one_row_per_member() -> None:
    interview = start(SURVEY, known())
    assert text(interview, "/data/home/group") == "一组"
    assert text(interview, "/data/home/phone") == ""
    assert interview.running.tree.find("/data/home/phone").why is Why.REFUSED
    assert [text(interview, f"/data/member[{n}]/name") for n in (1, 2)] == ["王一", "李二"]
    assert [text(interview, f"/data/member[{n}]/place/relation") for n in (1, 2)] == ["1", "2"]
    assert text(interview, "/data/year/land") == "3.5"
    assert text(interview, "/data/member[2]/meta/entity/@id") == str(UUID(bytes=LI))
    with pytest.raises(RuleError):
        text(interview, "/data/member[3]/name")


def test_that_nothing_changed_means_nothing_to_write_but_the_new_year() -> None:
    changes = by_id(entity_changes(start(SURVEY, known())))
    assert set(changes) == {WANG_YEAR, LI_YEAR}
    assert changes[WANG_YEAR].is_new
    assert changes[WANG_YEAR].values == {"monthly_wage": Value("100.5")}
    assert changes[WANG_YEAR].parent == ("person", WANG)


def test_that_only_changed_answers_of_a_known_record_are_written() -> None:
    interview = start(SURVEY, known())
    interview.answer("/data/home/group", "二组")
    interview.answer("/data/year/land", "3.50")
    interview.answer("/data/year/water", "")
    interview.answer("/data/member[2]/place/relation", "1")
    changes = by_id(entity_changes(interview))
    assert changes[HOUSEHOLD].values == {"group_name": Value("二组")}
    assert not changes[HOUSEHOLD].is_new
    assert changes[YEAR].values == {"safe_drinking_water": BLANK}
    assert changes[LI_PLACE].values == {"relation": Value("1")}
    assert changes[LI_PLACE].parent == ("person", LI)
    assert WANG_PLACE not in changes


def test_that_a_reason_instead_of_an_answer_is_written_and_a_known_reason_is_not_written_again() -> None:
    interview = start(SURVEY, known())
    interview.answer_nothing("/data/year/land", Why.REFUSED)
    assert by_id(entity_changes(interview))[YEAR].values == {"cultivated_land": REFUSED}
    interview.answer("/data/home/phone", "1")
    assert by_id(entity_changes(interview))[HOUSEHOLD].values == {"phone": Value("1")}
    interview.answer_nothing("/data/home/phone", Why.REFUSED)
    assert HOUSEHOLD not in by_id(entity_changes(interview))


def test_that_a_known_fact_that_is_no_longer_asked_does_not_apply() -> None:
    year = KnownRecord(dataset="person_year", id=WANG_YEAR, values={"in_school": "1"})
    child = KnownRecord(dataset="person", id=WANG, values={"person_name": "王一"}, children=(year,))
    interview = start(SURVEY, (KnownRecord(dataset="household", id=HOUSEHOLD, children=(child,)),))
    interview.answer("/data/member[1]/age", "17")
    assert WANG_YEAR not in by_id(entity_changes(interview))
    interview.answer("/data/member[1]/age", "18")
    assert by_id(entity_changes(interview))[WANG_YEAR].values == {"in_school": NOT_APPLICABLE}


def test_that_codes_in_another_order_are_the_same_answer() -> None:
    year = KnownRecord(dataset="person_year", id=WANG_YEAR, values={"health": "b a"})
    interview = start(SURVEY, (KnownRecord(dataset="person", id=WANG, children=(year,)),))
    interview.answer("/data/member[1]/annual/ill", "a b")
    assert WANG_YEAR not in by_id(entity_changes(interview))
    interview.answer("/data/member[1]/annual/ill", "a")
    assert by_id(entity_changes(interview))[WANG_YEAR].values == {"health": Value("a")}


def test_that_a_new_member_is_a_new_person_with_an_id_that_stays() -> None:
    interview = start(SURVEY, known())
    rows = [interview.add_repeat("/data/member").row]
    rows.append(interview.answer("/data/member[3]/name", "王三").row)
    rows.append(interview.answer("/data/member[3]/place/relation", "2").row)
    born = [change for change in entity_changes(interview) if change.is_new and change.dataset == "person"]
    assert len(born) == 1
    assert born[0].values == {"person_name": Value("王三")}
    assert born[0].label == "王三"
    places = [change for change in entity_changes(interview) if change.is_new and change.dataset == "membership"]
    assert places[0].parent == ("person", born[0].id)
    again = restore(SURVEY, head(SURVEY, known()), rows, now=Ticking())
    assert entity_changes(again) == entity_changes(interview)


def test_that_a_row_without_any_answer_creates_nothing() -> None:
    interview = start(SURVEY, known())
    before = entity_changes(interview)
    interview.add_repeat("/data/member")
    assert entity_changes(interview) == before


def test_that_parents_come_before_children() -> None:
    interview = start(SURVEY, known())
    interview.add_repeat("/data/member")
    interview.answer("/data/member[3]/annual/wage", "1")
    interview.answer("/data/member[3]/name", "王三")
    datasets = [change.dataset for change in entity_changes(interview) if change.parent is None or change.is_new]
    assert datasets.index("person") < datasets.index("person_year")


def test_that_a_removed_member_is_told_and_not_written() -> None:
    interview = start(SURVEY, known())
    interview.remove_repeat("/data/member[1]")
    assert removed_entities(interview) == (("membership", WANG_PLACE), ("person", WANG))
    assert WANG_YEAR not in by_id(entity_changes(interview))
    assert text(interview, "/data/member[1]/name") == "李二"


def test_that_an_answer_that_names_a_row_comes_and_goes_as_the_record_in_it() -> None:
    interview = start(SURVEY, known())
    assert text(interview, "/data/income[1]/earner") == "2 李二"
    assert INCOME not in by_id(entity_changes(interview))
    interview.answer("/data/income[1]/earner", "1 王一")
    change = by_id(entity_changes(interview))[INCOME]
    assert change.values == {"person": Value("1 王一")}
    assert change.references["person"]["person"] == WANG


def test_that_without_known_facts_every_answer_is_new() -> None:
    interview = start(SURVEY)
    interview.answer("/data/home/group", "三组")
    changes = entity_changes(interview)
    assert [(change.dataset, change.is_new) for change in changes] == [("household", True)]
    assert changes[0].values == {"group_name": Value("三组"), "phone": Value("none yet")}


def test_that_the_last_answer_stands_beside_the_question_and_can_be_taken_over() -> None:
    interview = start(SURVEY, known())
    question = questions.question(interview, "/data/member[1]/annual/ill")
    assert question.text == ""
    assert question.known is not None
    assert (question.known.shown, question.known.as_of) == ("A、B", "2025-10")
    assert not question.known.is_prefilled
    interview.answer(question.path, question.known.text)
    again = questions.question(interview, question.path)
    assert again.known is not None
    assert again.known.is_same


def test_that_the_submission_updates_what_is_known_and_drops_what_is_not_relevant() -> None:
    interview = start(SURVEY, known())
    interview.answer("/data/member[1]/age", "40")
    interview.add_repeat("/data/member")
    sent = etree.fromstring(instance_xml(interview))
    entities = {item.get("id"): item for item in sent.iter("entity") if item.get("dataset") == "person"}
    wang = entities.pop(str(UUID(bytes=WANG)))
    assert (wang.get("update"), wang.get("create")) == ("1", None)
    entities.pop(str(UUID(bytes=LI)))
    ((identity, new),) = entities.items()
    assert (new.get("create"), new.get("update")) == ("1", None)
    assert UUID(identity).version == 4
    assert sent.find("member[1]/annual/school") is None
    assert sent.findtext("member[2]/name") == "李二"


def test_that_conditions_of_a_form_decide_over_create_and_update() -> None:
    conditional = form(
        [
            row("text", "tree", "Tree"),
            row("text", "kind", "Kind", save_to="kind"),
        ],
        entities=[
            {
                "dataset": "tree",
                "entity_id": "${tree}",
                "create_if": "${tree} = ''",
                "update_if": "string-length(${tree}) = 36",
                "label": "${kind}",
            }
        ],
    )
    interview = start(conditional)
    interview.answer("/data/kind", "oak")
    assert [change.is_new for change in entity_changes(interview)] == [True]
    interview.answer("/data/tree", "not an id")
    assert entity_changes(interview) == ()
    identity = UUID(int=7)
    interview.answer("/data/tree", str(identity))
    (change,) = entity_changes(interview)
    assert (change.is_new, change.id, change.values) == (False, identity.bytes, {"kind": Value("oak")})


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32), steps=st.integers(1, 40))
def test_that_a_prefilled_draft_replays_to_the_same_changes(seed: int, steps: int) -> None:
    live = start(SURVEY, known())
    rows = type_at_random(live, random.Random(seed), steps)
    again = restore(SURVEY, head(SURVEY, known()), rows, now=Ticking())
    assert state(again) == state(live)
    assert entity_changes(again) == entity_changes(live)
    assert removed_entities(again) == removed_entities(live)
    assert instance_xml(again) == instance_xml(live)
