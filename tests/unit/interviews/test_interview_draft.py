from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_typist import type_at_random
from test_interview_repeats import COUNTED, ROSTER
from xlsforms import YES_NO, Ticking, form, head, row, start, state

from poverty_desktop.domain.values import Why
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.interviews.draft import DraftHead, DraftRow
from poverty_desktop.interviews.form import Form
from poverty_desktop.interviews.interview import Interview, restore
from poverty_desktop.interviews.prefill import KnownRecord

TANGLED = form(
    [
        row("select_one yes_no", "farm", "Do you farm?"),
        row("begin group", "land", "Land", relevant="${farm} = '1'"),
        row("integer", "pieces", "How many pieces?", constraint=". < 6"),
        row("begin repeat", "piece", "Piece", repeat_count="${pieces}"),
        row("decimal", "area", "Area", required="${pieces} > 1"),
        row("select_multiple use", "use", "Use", choice_filter="big = '' or ${area} > 3"),
        row("decimal", "yield", "Yield", relevant="selected(${use}, 'rice')"),
        row("begin repeat", "owner", "Owner"),
        row("text", "who", "Who?"),
        row("calculate", "share", calculation="${area} div count(../../owner)"),
        row("end repeat"),
        row("calculate", "key", calculation="concat(position(..), '-', ${area})"),
        row("end repeat"),
        row("calculate", "total", calculation="sum(${area})"),
        row("calculate", "harvest", calculation="sum(${yield})"),
        row("end group"),
        row("text", "why", "Why so much?", relevant="${total} > 100 and ${harvest} > 10"),
        row("text", "stamp", "Stamp", default="once(uuid())"),
        row("calculate", "changed", calculation="concat(random(), now(), uuid())", trigger="${farm}"),
        row("select_one ${key}", "best", "Which is best?"),
    ],
    choices=[
        *YES_NO,
        {"list_name": "use", "name": "rice", "label": "Rice", "big": ""},
        {"list_name": "use", "name": "tea", "label": "Tea", "big": ""},
        {"list_name": "use", "name": "pond", "label": "Pond", "big": "1"},
    ],
)
FORMS = [ROSTER, COUNTED, TANGLED]


def replayed(form: Form, rows: list[DraftRow]) -> Interview:
    return restore(form, head(form), rows, now=Ticking())


@settings(max_examples=60, deadline=None)
@given(which=st.sampled_from(FORMS), seed=st.integers(0, 2**32), steps=st.integers(1, 60))
def test_that_a_replayed_draft_ends_in_the_same_state(which: Form, seed: int, steps: int) -> None:
    live = start(which)
    rows = type_at_random(live, random.Random(seed), steps)
    again = replayed(which, rows)
    assert state(again) == state(live)
    assert again.position == live.position
    assert again.problems() == live.problems()


@settings(max_examples=60, deadline=None)
@given(which=st.sampled_from(FORMS), seed=st.integers(0, 2**32), steps=st.integers(1, 60))
def test_that_following_an_answer_gives_what_working_everything_out_again_gives(
    which: Form, seed: int, steps: int
) -> None:
    interview = start(which)
    type_at_random(interview, random.Random(seed), steps)
    before = state(interview)
    interview.running.recalculation.schedule_all()
    interview.running.recalculation.run()
    assert state(interview) == before


@settings(max_examples=40, deadline=None)
@given(which=st.sampled_from(FORMS), seed=st.integers(0, 2**32))
def test_that_everything_that_changed_is_told(which: Form, seed: int) -> None:
    interview = start(which)
    choose = random.Random(seed)
    type_at_random(interview, choose, 12)
    before = {line[0]: line for line in state(interview)}
    effects: set[str] = set()
    original = interview.do

    def watched(row: DraftRow):  # type: ignore[no-untyped-def]
        effect = original(row)
        effects.update(effect.changed)
        return effect

    interview.do = watched  # type: ignore[method-assign]
    type_at_random(interview, choose, 1)
    after = {line[0]: line for line in state(interview)}
    tables = tuple(path for path in effects if path.rpartition("/")[2] in {"member", "illness", "piece", "owner"})
    for path in before.keys() | after.keys():
        if before.get(path) != after.get(path):
            assert path in effects or any(str(path).startswith(f"{table}[") for table in tables), path


def test_that_each_step_is_one_row_and_rows_hold_what_was_stored() -> None:
    interview = start(ROSTER)
    assert interview.answer("/data/member[1]/age", "０7").row == DraftRow(
        kind="answer", path="/data/member[1]/age", text="7", at="2026-11-23T08:30:01.000+00:00"
    )
    assert interview.answer_nothing("/data/village", Why.REFUSED).row.why == int(Why.REFUSED)
    assert interview.add_repeat("/data/member").row.kind == "add"
    assert interview.annotate("/data/village", " see file ").row.text == "see file"
    assert interview.move("/data/village") == DraftRow(kind="position", path="/data/village")


def test_that_an_interview_opens_at_the_very_question() -> None:
    interview = start(ROSTER)
    rows = [interview.answer("/data/village", "v").row, interview.move("/data/member[1]/age")]
    assert replayed(ROSTER, rows).position == "/data/member[1]/age"


def test_that_a_refused_step_changes_nothing_and_later_steps_still_replay_alike() -> None:
    interview = start(TANGLED)
    with pytest.raises(RuleError):
        interview.answer("/data/nowhere", "x")
    rows = [interview.answer("/data/farm", "1").row]
    assert state(replayed(TANGLED, rows)) == state(interview)


def test_that_a_head_survives_being_stored() -> None:
    child = KnownRecord(dataset="person", id=b"p" * 16, values={"phone": "1"}, exists=False)
    known = KnownRecord(
        dataset="household",
        id=b"h" * 16,
        values={"group_name": "一组"},
        whys={"phone": Why.REFUSED},
        last={"address": "old"},
        as_of="2025-10",
        children=(child,),
    )
    stored = head(ROSTER, (known,), language="en")
    assert DraftHead.from_text(stored.to_text()) == stored


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"form_id": 1}', "null"])
def test_that_a_damaged_head_is_refused_in_words(text: str) -> None:
    with pytest.raises(StorageError):
        DraftHead.from_text(text)


def test_that_a_draft_of_another_version_is_refused() -> None:
    other = replace(head(ROSTER), form_version="another")
    with pytest.raises(RuleError):
        Interview.start(ROSTER, other, now=Ticking())


def test_that_a_row_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(RuleError):
        replayed(ROSTER, [DraftRow(kind="dance", path="/data/village")])
