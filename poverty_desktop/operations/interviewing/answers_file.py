"""An interview filled from a file of answers, as a person at the keyboard would fill it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.answer_files import read_answers
from poverty_desktop.interviews.problems import Problem
from poverty_desktop.interviews.returned import fill
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.interviewing import interviews
from poverty_desktop.operations.interviewing.open_interview import OpenInterview
from poverty_desktop.store.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledIn:
    """What a file did: how many steps it took, which answers found no place, what still stands in the way."""

    answered: int
    left_out: tuple[str, ...]
    problems: tuple[Problem, ...] = field(repr=False)


def fill_in(session: Session, opened: OpenInterview, source: Path) -> Done[FilledIn]:
    """Answer an open interview from ``source`` and put every step on disk; completing it is another operation.

    Rows that the file has more are added, none is taken out. Answers to questions that are not asked, that the
    questionnaire works out, or that it does not have in that row, are left out and named. Raises ``RuleError`` and
    ``StorageError`` where the file cannot be read as answers of this questionnaire, and then nothing has changed.
    """
    answers = read_answers(opened.form, source)
    filled = fill(opened.interview, answers.given, removes=False)
    interviews.keep_steps(session, opened, filled.steps)
    left_out = list(filled.left_out)
    answered = len(filled.steps)
    for path, why in answers.nothings.items():
        try:
            interviews.answer_nothing(session, opened, path, why)
        except RuleError:  # there is no such row, or nobody can type there
            left_out.append(path)
        else:
            answered += 1
    found = FilledIn(answered=answered, left_out=tuple(left_out), problems=opened.interview.problems())
    return Done(value=found, changes=frozenset({Topic.DRAFTS}))
