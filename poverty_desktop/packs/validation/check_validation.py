"""What is wrong with the checks of a pack, found before a laptop meets them (domain.md 8.2.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.extensions import bound
from poverty_desktop.expressions.satisfiable import always_holds, constant_part, is_constant, never_holds
from poverty_desktop.expressions.schema import Element, lineage
from poverty_desktop.expressions.sql_plan import Plan
from poverty_desktop.expressions.to_sql import compile_truth
from poverty_desktop.expressions.tree import Expression
from poverty_desktop.i18n import N_, language
from poverty_desktop.packs.checks import Check
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.register_schema import register_schema
from poverty_desktop.packs.sheets.source import PackSource
from poverty_desktop.packs.validation.check_bodies import STANDING, Occasion, condition, names_of, parameter, parsed
from poverty_desktop.packs.validation.check_examples import TODAY, fires, read_example
from poverty_desktop.packs.validation.references import Vocabulary

SHEET = "checks"
_PLACE = re.compile(r"\{([^{}]*)\}")
_EXAMPLE_LINE = 860_000


def check_problems(source: PackSource, known: Vocabulary) -> list[PackProblem]:
    """Return every fault of the sheet ``checks``, in the order of its rows."""
    schema = register_schema((item.value for item in source.properties), known.codes)
    settings = {key: item.value for key, item in source.settings.items()}
    return judged(SHEET, source.checks, schema, settings)


def judged(
    sheet: str, checks: Iterable[Placed[Check]], schema: Element, settings: Mapping[str, str]
) -> list[PackProblem]:
    """Return every fault of the checks in the rows of ``sheet``."""
    first: dict[str, int] = {}
    found: list[PackProblem] = []
    ground = _ground(schema, settings)
    for item in checks:
        name = item.value.id
        faults = ground.faults_of(item.value, is_again=name in first)
        if name in first:
            again = N_("“{text}” stands already in row {other}.")
            faults = (_Fault("id", again, {"text": name, "other": first[name]}), *faults)
        first.setdefault(name, item.row)
        found += [
            PackProblem(
                sheet=sheet, row=item.row, column=fault.column, message_id=fault.message_id, params=fault.params
            )
            for fault in faults
        ]
    return found


class _Fault(NamedTuple):
    """What is wrong with a check, wherever it stands."""

    column: str
    message_id: str
    params: Mapping[str, str | int]


class _Ground:
    """What checks are judged by: data items, settings and the language of the words; and what was found so far.

    An office mends a row and has the whole pack looked at again: the other rows' examples need not be grown anew.
    """

    def __init__(self, schema: Element, settings: Mapping[str, str], spoken: str) -> None:
        self.schema, self.settings, self.spoken = schema, settings, spoken
        self._faults: dict[tuple[str, bool], tuple[_Fault, ...]] = {}

    def is_of(self, schema: Element, settings: Mapping[str, str], spoken: str) -> bool:
        """Say whether these are the same, by what they hold."""
        return (self.spoken, self.settings, self.schema) == (spoken, settings, schema)

    def faults_of(self, check: Check, *, is_again: bool) -> tuple[_Fault, ...]:
        """Return what is wrong with ``check``; of one that ``is_again`` there, the examples are not looked at."""
        key = (repr(check), is_again)
        found = self._faults.get(key)
        if found is None:
            judging = _Judging(check, self.schema, self.settings)
            judging.judge(with_examples=not is_again)
            found = self._faults[key] = tuple(judging.found)
        return found


_grounds: tuple[_Ground, ...] = ()
_MOST_GROUNDS = 4


def _ground(schema: Element, settings: Mapping[str, str]) -> _Ground:
    """Return the ground of an earlier look where nothing of it has changed, else a new one; the last few are kept."""
    global _grounds
    before, spoken = _grounds, language()
    found = next((item for item in before if item.is_of(schema, settings, spoken)), None)
    found = found or _Ground(schema, dict(settings), spoken)
    _grounds = (found, *(item for item in before if item is not found))[:_MOST_GROUNDS]
    return found


class _Judging:
    """Looks at one check and collects what is wrong with it."""

    def __init__(self, check: Check, schema: Element, settings: Mapping[str, str]) -> None:
        self.found: list[_Fault] = []
        self._check = check
        self._schema = schema
        self._settings = settings

    def note(self, column: str, message_id: str, **params: str | int) -> None:
        self.found.append(_Fault(column, message_id, params))

    def judge(self, *, with_examples: bool) -> None:
        check = self._check
        self._parameters()
        used: set[str] = set()
        for column, text in (("applies_if", check.applies_if), ("fires_if", check.fires_if)):
            if text:
                used |= self._condition(column, text)
        if not self._is_ever_in_force():
            self.note("era", N_("The check is in force in no year: its eras and its years never meet."))
        for name in check.params:
            if name not in used:
                self.note("params", N_("The parameter {name} is used nowhere."), name=name)
        self._words()
        if not any(problem.column in ("applies_if", "fires_if") for problem in self.found):
            self._as_a_whole()
        if with_examples and not self.found:
            self._examples()

    def _parameters(self) -> None:
        for name, text in self._check.params.items():
            if name in STANDING:
                self.note("params", N_("{name} has its own meaning; call the parameter something else."), name=name)
            elif parameter(text, self._settings) is None:
                message = N_("“{text}” is neither a number, nor a text in quotation marks, nor a setting of this pack.")
                self.note("params", message, text=text)

    def _condition(self, column: str, text: str) -> set[str]:
        try:
            tree = parsed(text)
            used = set(names_of(tree))
            if unknown := used - {*STANDING, *self._check.params}:
                self.note(column, N_("There is no parameter {name}."), name=min(unknown))
                return used
            variables = {name: found for name in used if (found := self._variable(name)) is not None}
            if set(variables) == used:
                compile_truth(Plan(root=self._schema), self._check.scope.value, bound(tree, variables))
            if is_constant(tree):
                self.note(column, N_("This condition looks at no data item, so it is the same for everybody."))
        except ExpressionError as error:
            self.note(column, error.message_id, **{name: str(value) for name, value in error.params.items()})
            return {*self._check.params}
        return used

    def _variable(self, name: str) -> Expression | None:
        stands = {"day": "date('2025-11-30')", "year": "2025", "line": "8600", "months_over": "10"}
        if name in stands:
            return parsed(stands[name])
        return parameter(self._check.params[name], self._settings)

    def _is_ever_in_force(self) -> bool:
        check = self._check
        turns = [self._settings.get(f"era_{era}_from", "") for era in ("b", "c")]
        if not all(turn.isdigit() for turn in turns):
            return True  # what is wrong with the settings is said there
        begins, ends = (date.min.year, *map(int, turns)), (*(int(turn) - 1 for turn in turns), date.max.year)
        return any(
            max(begins[place], check.valid_from or date.min.year) <= min(ends[place], check.valid_to or date.max.year)
            for place in map("abc".index, check.eras)
        )

    def _words(self) -> None:
        check = self._check
        leaves = {name for element in lineage(self._schema, check.scope.value) for name in element.leaves}
        below = lineage(self._schema, check.scope.value)[-1].children
        leaves |= {f"{name}/{leaf}" for name, element in below.items() for leaf in element.leaves}
        for name in check.fields:
            if name not in leaves:
                self.note("fields", N_("There is no data item {name} that a screen could point to."), name=name)
        for column, text in (("message_zh", check.message.zh), ("message_en", check.message.en)):
            if re.search("[{}]", _PLACE.sub("", text)):
                self.note(column, N_("A brace stands alone. A value is put in by its name between two braces."))
            for name in _PLACE.findall(text):
                if name not in leaves and name not in check.params and name not in STANDING:
                    self.note(column, N_("There is no data item {name} to put into the sentence."), name=name)

    def _as_a_whole(self) -> None:
        """Look for what can never or always hold, also with the parameters of other years."""
        years = {TODAY.year, *(item.valid_from or item.valid_to or TODAY.year for item in self._check.overrides)}
        for year in sorted(years):
            whole = condition(self._check, self._occasion(year))
            if whole is not None and not any(problem.column == "fires_if" for problem in self.found):
                self._possible(whole)

    def _possible(self, whole: Expression) -> None:
        at = never_holds(whole)
        if at is not None:
            self.note("fires_if", N_("This can never hold: see what stands around character {position}."), position=at)
        at = always_holds(whole)
        if at is not None:
            self.note("fires_if", N_("This always holds, around character {position}: is “and” meant?"), position=at)
        at = constant_part(whole)
        if at is not None:
            self.note("fires_if", N_("At character {position} two constants are compared."), position=at)

    def _examples(self) -> None:
        for column, text, expected in (
            ("example_fires", self._check.fires, True),
            ("example_silent", self._check.silent, False),
        ):
            try:
                example = read_example(text, self._schema)
            except RuleError as error:
                self.note(column, error.message_id, **{name: str(value) for name, value in error.params.items()})
                continue
            whole = condition(replace(self._check, overrides=()), self._occasion(example.year))
            does = whole is not None and fires(whole, self._check.scope, example, self._schema)
            if does is not expected:
                message = (
                    N_("The check does not fire on this example.")
                    if expected
                    else N_("The check fires on this example.")
                )
                self.note(column, message)

    def _occasion(self, year: int) -> Occasion:
        return Occasion(
            year=year, today=TODAY, period_end=date(year, 9, 30), line_fen=_EXAMPLE_LINE, settings=self._settings
        )
