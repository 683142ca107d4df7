"""Which causes the facts of a household speak for and against: ranked and explained, never decided here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from poverty_desktop.checks.reading import household_row
from poverty_desktop.checks.run import occasion_of, run
from poverty_desktop.checks.sentences import facts_of, sentence
from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.closures import closure
from poverty_desktop.expressions.context import Context
from poverty_desktop.expressions.context import Scope as Focus
from poverty_desktop.expressions.dialect import REGISTER
from poverty_desktop.expressions.grown import Row, grow_all
from poverty_desktop.expressions.values import to_boolean
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId
from poverty_desktop.packs.fact_rules import Evidence
from poverty_desktop.packs.register_schema import schema_of
from poverty_desktop.packs.validation.check_bodies import Occasion, condition
from poverty_desktop.store.session import Session

GONE = N_("This household is no longer in the register.")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # no evidence may look at the clock
LISTS = {"a": "cause", "b": "risk", "c": "risk"}
"""The code list of causes in each policy era."""
RECORDED = {"cause": ("main_cause", "other_causes"), "risk": ("risks",)}
"""The data items in which the cadre's decision stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One piece of evidence as it is said: its words, its weight, the facts that it points to."""

    words: str
    weight: int
    facts: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseRow:
    """One cause with what speaks for it and against it, the heaviest first."""

    code: str
    label: str
    is_recorded: bool
    grounds_for: tuple[Ground, ...]
    grounds_against: tuple[Ground, ...]

    @property
    def score(self) -> int:
        """Return the sum of all weights: what the list is ranked by, and nothing else."""
        return sum(ground.weight for ground in (*self.grounds_for, *self.grounds_against))

    @property
    def is_contradicted(self) -> bool:
        """Say whether the cause is recorded although the facts speak rather against it."""
        return self.is_recorded and self.score < 0

    @property
    def is_unsupported(self) -> bool:
        """Say whether the cause is recorded and no fact speaks for it."""
        return self.is_recorded and not self.grounds_for


def of_household(session: Session, household: HouseholdId, year: int, language: str) -> tuple[CauseRow, ...]:
    """Return the causes that are recorded or that any fact of ``year`` speaks about, the best supported first.

    Raises ``RuleError`` where the household is not in the register.
    """
    pack = session.pack
    row = household_row(session, schema_of(pack), household, year)
    if row is None:
        raise RuleError(GONE)
    occasion = occasion_of(session, year)
    name = _list_of(row, pack.era(year))
    recorded = {code for item in RECORDED[name] for code in str(row.cells.get(item) or "").split() if item in row.cells}
    held = [item for item in pack.evidence if any(cause[0] == name for cause in item.causes)]
    held = [item for item in held if item.check.holds_in(year, pack.era(year))]
    alone = _holding(session, row, [item for item in held if not item.check.spans_households], occasion)
    beyond = _beyond(session, household, [item for item in held if item.check.spans_households], year)
    found = []
    for code in pack.code_lists[name].codes:
        grounds = sorted(
            (
                Ground(
                    words=sentence(pack, item.check, occasion, row.cells, language),
                    weight=item.weight,
                    facts=facts_of(pack, item.check, row.cells, language),
                    source=item.check.source,
                )
                for item in (*alone, *beyond)
                if (name, code.code) in item.causes
            ),
            key=lambda ground: -abs(ground.weight),
        )
        if grounds or code.code in recorded:
            found.append(
                CauseRow(
                    code=code.code,
                    label=code.label(language),
                    is_recorded=code.code in recorded,
                    grounds_for=tuple(ground for ground in grounds if ground.weight > 0),
                    grounds_against=tuple(ground for ground in grounds if ground.weight < 0),
                )
            )
    return tuple(sorted(found, key=lambda item: -item.score))


def _list_of(row: Row, era: str) -> str:
    """Return the code list of the era, or the other one where only in that a cause is recorded."""
    usual = LISTS[era]
    other = next(name for name in RECORDED if name != usual)
    has = {name: any(row.cells.get(item) for item in items) for name, items in RECORDED.items()}
    return other if has[other] and not has[usual] else usual


def _holding(session: Session, row: Row, evidence: list[Evidence], occasion: Occasion) -> list[Evidence]:
    """Return the evidence that holds of this household, from its own facts."""
    document = grow_all(schema_of(session.pack), [Row(cells={}, children={"household": [row]})])
    (village,) = document.named("village")
    (node,) = village.named("household")
    context = Context(node=node, document=document, now=_NEVER, dialect=REGISTER)
    found = []
    for item in evidence:
        whole = condition(item.check, occasion)
        if whole is not None and to_boolean(closure(whole)(Focus(context, node, 1, 1, stays=False)), context):
            found.append(item)
    return found


def _beyond(session: Session, household: HouseholdId, evidence: list[Evidence], year: int) -> list[Evidence]:
    """Return the evidence that compares the household with others and holds."""
    if not evidence:
        return []
    hits = run(session, year, [item.check for item in evidence]).hits
    held = {hit.check for hit in hits if hit.household == household}
    return [item for item in evidence if item.check.id in held]
