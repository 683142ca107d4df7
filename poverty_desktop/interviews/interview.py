"""The running interview: answers in, everything that follows from them out, one draft row per step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from poverty_desktop.domain.values import Why
from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.expressions.tree import Call, walk
from poverty_desktop.garbage import undisturbed
from poverty_desktop.i18n import N_, _
from poverty_desktop.interviews import draft, events
from poverty_desktop.interviews.answers import MAX_CHARACTERS, canonical, half_width, whole_day
from poverty_desktop.interviews.draft import DraftHead, DraftRow
from poverty_desktop.interviews.form import Form
from poverty_desktop.interviews.instance import Answer
from poverty_desktop.interviews.judging import words_of
from poverty_desktop.interviews.kept import Kept
from poverty_desktop.interviews.kinds import value_type
from poverty_desktop.interviews.prefill import apply_known
from poverty_desktop.interviews.problems import COUNT, REQUIRED, Problem
from poverty_desktop.interviews.recalculation import MAX_ROWS
from poverty_desktop.interviews.references import name_known_rows
from poverty_desktop.interviews.relevance import note_what_is_hidden
from poverty_desktop.interviews.running import Running

Now = Callable[[], datetime]
"""Gives the present moment, aware, in the zone where the user sits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one step did: the row to store at once, the paths that look different, and the path it was about.

    A table's own path (without ``[n]``) among ``changed`` says that rows came or went.
    """

    row: DraftRow
    changed: frozenset[str]
    path: str


class Interview:
    """One filling of a questionnaire.

    A step never refuses a wrong answer: it is kept, and a problem stands beside the question until it is right.
    Steps raise ``RuleError`` for a path that is not there or cannot be typed into, and then nothing has changed.
    """

    def __init__(self, running: Running, now: Now) -> None:
        self.running = running
        self.position = ""
        self.typing: DraftRow | None = None
        self.decisions: dict[str, str] = {}  # what was keyed the second time, where two keyings differ
        self.keyed: set[Answer] = set()  # what somebody answered: neither preloaded, nor a default, nor set by itself
        self.removed: list[tuple[str, bytes]] = []
        self.kept = Kept()
        self._now = now
        self._steps = 0

    @classmethod
    @undisturbed()
    def start(cls, form: Form, head: DraftHead, *, now: Now, instances: Mapping[str, Node] | None = None) -> Interview:
        """Return a fresh interview with the known facts, defaults and calculations in it.

        ``instances`` are the external secondary instances by id (CSV files, the register); one that is missing is
        empty. Raises ``RuleError`` where ``head`` belongs to another form or version.
        """
        if (head.form_id, head.form_version) != (form.form_id, form.version):
            raise RuleError(
                N_("This draft was begun with another version of the questionnaire. Open it with that one.")
            )
        running = Running(form, head, instances or {})
        apply_known(running.tree, head.known)
        events.preload(running, running.tree.root)
        events.first_load(running)  # before anything is worked out: a default sees no calculation, as in JavaRosa
        running.recalculation.schedule_all()
        running.recalculation.settle()
        events.give_ids(running, running.tree.root)
        name_known_rows(running)
        running.recalculation.settle()
        note_what_is_hidden(running)
        running.recalculation.take_changed()
        return cls(running, now)

    @property
    def form(self) -> Form:
        """Return the questionnaire."""
        return self.running.form

    def answer(self, path: str, text: str) -> Effect:
        """Answer the question at ``path``; a blank text erases. The row carries the text as it is stored."""
        if len(text) > MAX_CHARACTERS:
            raise RuleError(N_("An answer can have {limit} characters at most."), limit=MAX_CHARACTERS)
        return self.do(DraftRow(kind=draft.ANSWER, path=path, text=text))

    def answer_nothing(self, path: str, why: Why) -> Effect:
        """Answer "don't know", "refused" or "not applicable", or erase with ``Why.BLANK``; formulas see no text."""
        if why is Why.VALUE:
            raise ValueError("a value is given with answer()")
        return self.do(DraftRow(kind=draft.NOTHING, path=path, why=int(why)))

    def add_repeat(self, path: str) -> Effect:
        """Add a row to the table at ``path`` (without ``[n]``); the effect's path is the new row's."""
        return self.do(DraftRow(kind=draft.ADD, path=path))

    def remove_repeat(self, path: str) -> Effect:
        """Remove the row at ``path`` (``/data/member[2]``); the rows below move up."""
        return self.do(DraftRow(kind=draft.REMOVE, path=path))

    def annotate(self, path: str, note: str) -> Effect:
        """Put a note beside an answer; formulas and the register do not see it."""
        return self.do(DraftRow(kind=draft.NOTE, path=path, text=note[:MAX_CHARACTERS]))

    def move(self, path: str) -> DraftRow:
        """Remember that the interviewer stands at ``path``."""
        self.position, self.typing = path, None
        return DraftRow(kind=draft.POSITION, path=path)

    def type(self, path: str, text: str) -> DraftRow:
        """Keep what is being typed at ``path``; it is no answer yet and is not judged."""
        self.typing = DraftRow(kind=draft.TYPING, path=path, text=text[:MAX_CHARACTERS])
        return self.typing

    def decide(self, path: str, second: str) -> DraftRow:
        """Note what a second person keyed at ``path``, before one of two values is chosen."""
        row = DraftRow(kind=draft.DECIDE, path=path, text=second)
        self.do(row)
        return row

    def finish(self) -> Effect:
        """Fill what is known only at the end (the ``end`` timestamp); may be done again after a correction."""
        return self.do(DraftRow(kind=draft.FINISH, path=""))

    def do(self, row: DraftRow) -> Effect:
        """Take one step; a row without ``at`` happens now, a stored one when it did, so that a replay ends alike."""
        self.typing = row if row.kind == draft.TYPING else None
        if row.kind == draft.DECIDE:
            self.decisions[row.path] = row.text
        if row.kind in (draft.TYPING, draft.DECIDE):
            return Effect(row=row, changed=frozenset(), path=row.path)
        if row.kind == draft.POSITION:
            self.position = row.path
            return Effect(row=row, changed=frozenset(), path=row.path)
        at = row.at or self._now().isoformat(timespec="milliseconds")
        step = _STEPS.get(row.kind)
        if step is None:
            raise RuleError(N_("This draft was written by a newer version of the program. Update it first."))
        self.running.begin(self._steps + 1, datetime.fromisoformat(at))
        path, text = step(self, row)
        self.running.recalculation.settle()
        self._steps += 1
        self.kept.forget(self.running.recalculation.changed_nodes)
        done = DraftRow(kind=row.kind, path=row.path, text=text, why=row.why, at=at)
        return Effect(row=done, changed=self.running.recalculation.take_changed(), path=path)

    def problems(self, *, named: int | None = None) -> tuple[Problem, ...]:
        """Return all that stands in the way of completing, in reading order.

        Of missing answers only the first ``named`` get words and a path, however many there are.
        """
        running = self.running
        said: list[Problem] = []
        for node in self.troubled():
            if node.problem == REQUIRED and named is not None and len(said) >= named:
                said.append(Problem(path="", kind=REQUIRED, words=""))
                continue
            words = words_of(running, self.form.controls[node.field.index], node)
            said.append(Problem(path=node.path, kind=node.problem, words=words))
        for parent, repeat in running.recalculation.overfull:
            words = _("More than {limit} rows were asked for. Correct the number.").format(limit=MAX_ROWS)
            said.append(Problem(path=f"{parent.path}/{self.form.fields[repeat].name}", kind=COUNT, words=words))
        return tuple(said)

    def troubled(self) -> tuple[Answer, ...]:
        """Return the questions whose answers are missing or do not fit, in reading order."""
        if self.kept.troubled is None:
            tree = self.running.tree
            found = (node for node in self.running.troubled if tree.holds(node))
            self.kept.troubled = tuple(sorted(found, key=Answer.place))
        return self.kept.troubled

    def set_language(self, language: str) -> None:
        """Say everything in ``language``, one of the form's; no answer changes."""
        self.kept = Kept()
        self.running.set_language(language)

    def _answer(self, row: DraftRow) -> tuple[str, str]:
        node = self._typed(row.path)
        control = self.form.controls.get(node.field.index)
        typed = row.text
        if control is not None and control.kind == "date":
            typed = whole_day(typed, control.appearance)
        text = canonical(value_type(node.field.bind, control.kind if control else ""), typed)
        if text != row.text and control is not None and control.kind == "select_one":
            codes = {choice.code for choice in self.running.choices(control, node)}
            text = row.text if row.text in codes else text  # a code may end in a blank, as one made of two answers
        if _has_pattern(node):
            text = half_width(text)  # a number is keyed in whatever width the input method stands at
        self._put(node, text, Why.VALUE if text else Why.BLANK)
        return row.path, text

    def _nothing(self, row: DraftRow) -> tuple[str, str]:
        self._put(self._typed(row.path), "", Why(row.why))
        return row.path, ""

    def _put(self, node: Answer, text: str, why: Why) -> None:
        self.keyed.add(node)
        is_new = self.running.recalculation.set_text(node, text, why)
        self.running.recalculation.run()
        if is_new:
            events.value_changed(self.running, node)

    def _add(self, row: DraftRow) -> tuple[str, str]:
        parent, repeat = self.running.tree.repeat(row.path)
        group = self.form.groups[repeat.index]
        if group.count is not None or group.no_add_remove:
            raise RuleError(N_("The number of rows of this table is settled by another answer."))
        if self.running.tree.row_count >= MAX_ROWS:
            raise RuleError(N_("An interview can have {limit} rows at most."), limit=MAX_ROWS)
        added = self.running.tree.new_row(repeat.index)
        self.running.recalculation.enter(parent, added)
        return added.path, ""

    def _remove(self, row: DraftRow) -> tuple[str, str]:
        node = self.running.tree.find(row.path)
        if not node.field.is_repeat:
            raise RuleError(N_("This interview has no table at {path}."), path=row.path)
        if not self.running.can_remove(node):
            raise RuleError(N_("The number of rows of this table is settled by another answer."))
        datasets = {entity.element: entity.dataset for entity in self.form.entities}
        for item in node.subtree():
            if item.record is not None and item.exists:
                self.removed.append((datasets[item.field.index], item.record))
        self.running.recalculation.leave(node)
        return row.path, ""

    def _note(self, row: DraftRow) -> tuple[str, str]:
        node = self.running.tree.find(row.path)
        node.note = row.text.strip()
        self.running.recalculation.mark(node)
        return row.path, node.note

    def _finish(self, row: DraftRow) -> tuple[str, str]:
        events.finish(self.running)
        return row.path, ""

    def _typed(self, path: str) -> Answer:
        node = self.running.tree.find(path)
        if not node.field.is_leaf or node.field.is_attribute:
            raise RuleError(N_("This interview has no question at {path}."), path=path)
        if node.field.bind.calculate is not None or node.is_readonly:
            raise RuleError(N_("This answer is worked out by the questionnaire and cannot be typed."))
        return node


def _has_pattern(node: Answer) -> bool:
    """Say whether the form prescribes how the answer is spelled, as it does for numbers that are kept as text."""
    constraint = node.field.bind.constraint
    return constraint is not None and any(
        isinstance(part, Call) and part.name == "regex" for part in walk(constraint.tree)
    )


_STEPS: Mapping[str, Callable[[Interview, DraftRow], tuple[str, str]]] = {
    draft.ANSWER: Interview._answer,
    draft.NOTHING: Interview._nothing,
    draft.ADD: Interview._add,
    draft.REMOVE: Interview._remove,
    draft.NOTE: Interview._note,
    draft.FINISH: Interview._finish,
}


@undisturbed()
def restore(
    form: Form,
    head: DraftHead,
    rows: Iterable[DraftRow],
    *,
    now: Now,
    instances: Mapping[str, Node] | None = None,
) -> Interview:
    """Return the interview as it stood after ``rows``, at the very question.

    Raises ``RuleError`` where the draft belongs to another form, or its rows do not fit together.
    """
    interview = Interview.start(form, head, now=now, instances=instances)
    for row in rows:
        interview.do(row)
    return interview
