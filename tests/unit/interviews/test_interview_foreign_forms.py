"""Questionnaires that others wrote for ODK and Kobo run here without an exception."""

from __future__ import annotations

import random

import pytest
from lxml import etree
from random_typist import type_at_random
from xlsforms import FORMS, Ticking, head, published, start, state

from poverty_desktop.interviews import questions
from poverty_desktop.interviews.interview import restore
from poverty_desktop.interviews.submission import instance_xml

NAMES = sorted(path.name for path in FORMS.glob("*.xlsx"))


def test_that_there_are_three_of_them() -> None:
    assert len(NAMES) == 3


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", [1, 2])
def test_that_random_answers_run_and_replay_alike(name: str, seed: int) -> None:
    form = published(name)
    live = start(form)
    rows = type_at_random(live, random.Random(seed), 300)
    assert state(restore(form, head(form), rows, now=Ticking())) == state(live)
    assert live.running.failures == {}
    before = state(live)
    live.running.recalculation.schedule_all()
    live.running.recalculation.run()
    assert state(live) == before


@pytest.mark.parametrize("name", NAMES)
def test_that_every_question_can_be_shown_and_sent(name: str) -> None:
    form = published(name)
    interview = start(form)
    type_at_random(interview, random.Random(3), 200)
    for language in form.languages:
        interview.set_language(language)
        for section in questions.sections(interview):
            for item in questions.items(interview, section.path):
                if isinstance(item, questions.Table):
                    assert [questions.row(interview, path).number for path in item.rows] == list(
                        range(1, len(item.rows) + 1)
                    )
    sent = etree.fromstring(instance_xml(interview))
    assert sent.get("id") == form.form_id
    assert sent.findtext("meta/instanceID", "").startswith("uuid:")
