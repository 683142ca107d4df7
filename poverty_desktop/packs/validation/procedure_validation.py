"""What is wrong with the procedures of a pack, found before a laptop meets them: each at its sheet, row and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.procedure import START, DateRule, Moment, Outcome, Step
from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import Property, PropertyType
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.procedures import Effect, Given, Holiday, ProcedureHead, StepPaper, StepRow, Subject
from poverty_desktop.packs.validation.references import Vocabulary

PROCEDURES, STEPS, HOLIDAYS = "procedures", "procedure_steps", "holidays"
SIGNER_LIST = "signer"
_TWICE = N_("“{text}” stands already in row {other}.")
_GIVEN_TYPES = {
    Given.DATE: (PropertyType.DATE,),
    Given.MONTH: (PropertyType.MONTH,),
    Given.YEAR: (PropertyType.YEAR,),
}
_WRITTEN = {
    Subject.HOUSEHOLD: RecordKind.HOUSEHOLD,
    Subject.VILLAGE: RecordKind.VILLAGE_YEAR,
    Subject.PROJECT: RecordKind.VILLAGE_PROJECT,
}
"""What the steps of a procedure may write."""
_FIXED_TYPES = (PropertyType.CHOICE, PropertyType.BOOLEAN, PropertyType.TEXT)


def procedure_problems(
    heads: Sequence[Placed[ProcedureHead]],
    steps: Sequence[Placed[StepRow]],
    holidays: Sequence[Placed[Holiday]],
    known: Vocabulary,
) -> list[PackProblem]:
    """Return every fault of the three sheets, in the order of their rows."""
    return [
        *_twice(PROCEDURES, "id", [(item.row, item.value.id) for item in heads]),
        *_heads(heads, steps, known),
        *_owners(heads, steps),
        *(
            problem
            for head in heads
            for problem in _Judging(
                [item for item in steps if item.value.procedure == head.value.id], known, head.value.subject
            ).judge()
        ),
        *_twice(HOLIDAYS, "day", [(item.row, item.value.day.isoformat()) for item in holidays]),
        *(
            _problem(HOLIDAYS, item.row, "kind", N_("Only a day of a weekend can become a working day."))
            for item in holidays
            if not item.value.is_off and item.value.day.weekday() < 5
        ),
    ]


def _problem(sheet: str, row: int, column: str, message_id: str, **params: str | int) -> PackProblem:
    return PackProblem(sheet=sheet, row=row, column=column, message_id=message_id, params=params)


def _twice(sheet: str, column: str, keys: Iterable[tuple[int, str]]) -> Iterator[PackProblem]:
    first: dict[str, int] = {}
    for row, key in keys:
        if key in first:
            yield _problem(sheet, row, column, _TWICE, text=key, other=first[key])
        first.setdefault(key, row)


def _heads(
    heads: Sequence[Placed[ProcedureHead]], steps: Sequence[Placed[StepRow]], known: Vocabulary
) -> Iterator[PackProblem]:
    with_steps = {item.value.procedure for item in steps}
    codes = known.codes.get("household_type", ())
    for item in heads:
        if item.value.id not in with_steps:
            yield _problem(PROCEDURES, item.row, "id", N_("This procedure has no step in procedure_steps."))
        for code in item.value.household_types:
            if code not in codes:
                message = N_("“{text}” is not in the code list {list}.")
                yield _problem(PROCEDURES, item.row, "household_types", message, text=code, list="household_type")


def _owners(heads: Sequence[Placed[ProcedureHead]], steps: Sequence[Placed[StepRow]]) -> Iterator[PackProblem]:
    ids = {item.value.id for item in heads}
    for item in steps:
        if item.value.procedure not in ids:
            message = N_("There is no procedure “{text}”.")
            yield _problem(STEPS, item.row, "procedure", message, text=item.value.procedure)


class _Judging:
    """Looks at the steps of one procedure and collects what is wrong with them."""

    def __init__(self, rows: Sequence[Placed[StepRow]], known: Vocabulary, subject: Subject) -> None:
        self._rows = rows
        self._subject = subject
        self._known = known
        self._found: list[PackProblem] = []
        self._ids = {item.value.row.step.id for item in rows}
        self._before: dict[str, set[str]] = {
            item.value.row.step.id: {state.step for state in item.value.row.step.after} for item in rows
        }

    def judge(self) -> list[PackProblem]:
        self._found += _twice(STEPS, "step", [(item.row, item.value.row.step.id) for item in self._rows])
        for item in self._rows:
            self._states(item)
            self._rules(item)
            self._papers(item)
            for effect in item.value.row.effects:
                self._effect(item.row, effect)
        if not self._found:
            self._shape()
        return self._found

    def _note(self, row: int, column: str, message_id: str, **params: str | int) -> None:
        self._found.append(_problem(STEPS, row, column, message_id, **params))

    def _states(self, item: Placed[StepRow]) -> None:
        step = item.value.row.step
        if step.id == START:
            self._note(
                item.row, "step", N_("“{text}” stands for the beginning; call the step something else."), text=START
            )
        for column, names in (("after", [state.step for state in step.after]), ("needs", step.needs)):
            for name in names:
                if name not in self._ids and not (column == "after" and name == START):
                    self._note(item.row, column, N_("There is no step “{text}” in this procedure."), text=name)
        if any(state.step == step.id and state.outcome is Outcome.PASSED for state in step.after):
            self._note(item.row, "after", N_("A step cannot come after itself."))

    def _rules(self, item: Placed[StepRow]) -> None:
        step = item.value.row.step
        for column, rules in (("earliest", step.earliest), ("latest", step.latest)):
            for rule in rules:
                self._rule(item.row, column, rule)
        for name in step.needs:
            if name in self._ids and name not in self._ancestors(step.id):
                self._note(item.row, "needs", N_("“{text}” never lies before this step."), text=name)

    def _rule(self, row: int, column: str, rule: DateRule) -> None:
        own = next(item.value.row.step.id for item in self._rows if item.row == row)
        if rule.is_register:
            kind, _dot, name = rule.anchor.partition(".")
            is_own = kind == "household" and self._subject is Subject.HOUSEHOLD
            found = self._known.properties.get((RecordKind.HOUSEHOLD, name)) if is_own else None
            if found is None or found.type not in (PropertyType.DATE, PropertyType.MONTH):
                self._note(row, column, N_("“{text}” is no date or month of household."), text=rule.anchor)
        elif rule.anchor not in self._ids:
            self._note(row, column, N_("There is no step “{text}” in this procedure."), text=rule.anchor)
        elif rule.anchor not in self._ancestors(own):
            self._note(row, column, N_("“{text}” never lies before this step."), text=rule.anchor)
        elif rule.moment is Moment.END and self._step(rule.anchor).display_days is None:
            self._note(row, column, N_("“{text}” is no display, so it has no end."), text=rule.anchor)

    def _papers(self, item: Placed[StepRow]) -> None:
        made = item.value.row
        step = made.step
        if (made.paper is StepPaper.DISPLAY) != (step.display_days is not None):
            column = "display_days" if step.display_days is None else "paper"
            self._note(item.row, column, N_("A display has a number of days, and nothing else has."))
        if made.paper is StepPaper.AUTHORISATION and self._subject is not Subject.HOUSEHOLD:
            self._note(item.row, "paper", N_("A village authorises nobody: this paper is for households."))
        if step.votes and made.paper is not StepPaper.MINUTES:
            self._note(item.row, "paper", N_("Votes stand in minutes."))
        signers = self._known.codes.get(SIGNER_LIST, frozenset())
        for name in step.signatures:
            if name not in signers:
                message = N_("“{text}” is not in the code list {list}.")
                self._note(item.row, "signatures", message, text=name, list=SIGNER_LIST)

    def _effect(self, row: int, effect: Effect) -> None:
        own = _WRITTEN[self._subject]
        item = self._known.properties.get((own, effect.property_name)) if effect.kind is own else None
        if item is None:
            message = N_("There is no data item {name} of {kind}.")
            self._note(row, "sets", message, name=effect.property_name, kind=own.table)
        elif not _fits(item, effect.value, self._known.codes):
            self._note(row, "sets", N_("“{text}” is no value of {name}."), text=effect.value, name=effect.property_name)

    def _shape(self) -> None:
        """Look for steps that nothing leads to, that lead nowhere, or that go round without a failure."""
        reached = self._forward({START})
        ending = {item.value.row.step.id for item in self._rows if item.value.row.step.ends is not None}
        leading = self._backward(ending)
        for item in self._rows:
            name = item.value.row.step.id
            if name not in reached:
                self._note(item.row, "after", N_("Nothing leads to this step."))
            elif name not in leading:
                self._note(item.row, "ends", N_("No end can be reached from this step."))
            elif name in self._ancestors(name, only_passed=True):
                self._note(item.row, "after", N_("This step goes round in a circle although nothing has failed."))

    def _step(self, name: str) -> Step:
        return next(item.value.row.step for item in self._rows if item.value.row.step.id == name)

    def _forward(self, found: set[str]) -> Set[str]:
        while more := {name for name, before in self._before.items() if before & found} - found:
            found |= more
        return found

    def _backward(self, found: set[str]) -> Set[str]:
        found = set(found)
        while more := {before for name in found for before in self._before.get(name, ())} - found:
            found |= more
        return found

    def _ancestors(self, name: str, *, only_passed: bool = False) -> Set[str]:
        """Return the steps that can lie before ``name``."""
        before = {
            item.value.row.step.id: {
                state.step for state in item.value.row.step.after if not only_passed or state.outcome is Outcome.PASSED
            }
            for item in self._rows
        }
        found = set(before.get(name, ()))
        while more := {earlier for one in found for earlier in before.get(one, ())} - found:
            found |= more
        return found


def _fits(item: Property, value: str, codes: Mapping[str, Set[str]]) -> bool:
    if value in (Given.ASKED, Given.BLANK):
        return True
    if value in tuple(Given):
        return item.type in _GIVEN_TYPES[Given(value)]
    if item.type is PropertyType.CHOICE:
        return value in codes.get(item.code_list or "", ())
    return value in ("0", "1") if item.type is PropertyType.BOOLEAN else item.type in _FIXED_TYPES
