"""The catalogue at one household: entitled or not, why, what is missing, what it would come to."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from poverty_desktop.checks.documents import Asked
from poverty_desktop.checks.missing import Asking
from poverty_desktop.checks.reading import household_row
from poverty_desktop.checks.run import occasion_of
from poverty_desktop.checks.why import Reason, reason_of
from poverty_desktop.domain.measure import RECEIVED, Status, status_of
from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.context import Context
from poverty_desktop.expressions.dialect import REGISTER
from poverty_desktop.expressions.evaluate import Compiled
from poverty_desktop.expressions.extensions import bound, constant
from poverty_desktop.expressions.grown import Row, grow_all
from poverty_desktop.expressions.nodes import Node
from poverty_desktop.expressions.schema import narrowed
from poverty_desktop.expressions.tree import Expression, NameTest, Path, walk
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.measures import MeasureItem
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.register_schema import ELEMENTS, schema_of
from poverty_desktop.packs.validation.check_bodies import Occasion, condition, parameter, parsed
from poverty_desktop.store.database import rows
from poverty_desktop.store.session import Session

GONE = N_("This household is no longer in the register.")
_ALWAYS = frozenset({"village", "household", "person", "name"})
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # no condition may look at the clock


class Entitled(StrEnum):
    """What the facts say of one item."""

    YES = "yes"
    NO = "no"
    UNKNOWN = N_("unknown")  # no, but a fact that nobody has asked yet might make it yes


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One item for the household or one member of it.

    ``facts`` decide it, each with its name; ``ways`` would turn a no; ``missing`` are the facts to be asked.
    ``receives``: a line or the register's facts say that it is had already. ``lines`` are its lines of the year.
    """

    item: MeasureItem
    person: RecordId | None
    person_name: str
    entitled: Entitled
    receives: bool
    facts: tuple[str, ...]
    ways: tuple[str, ...]
    missing: tuple[str, ...]
    amount_fen: int | None
    lines: tuple[tuple[RecordId, Status], ...] = ()


def of_household(session: Session, household: HouseholdId, year: int, language: str) -> tuple[Verdict, ...]:
    """Return the verdicts on the catalogue of ``year``, in its order; an item for persons has one for each member.

    Raises ``RuleError`` where the household is not in the register.
    """
    return Catalogue(session, year, language).of(household)


class Catalogue:
    """The catalogue of one year, or ``items`` of it, made ready to be asked of any household."""

    def __init__(self, session: Session, year: int, language: str, *, items: Sequence[str] = ()) -> None:
        self._session, self._year = session, year
        pack, occasion = session.pack, occasion_of(session, year)
        self._schema = schema_of(pack)
        if items:
            self._schema = narrowed(self._schema, _ALWAYS | _names_in(pack, items, occasion))
        offered = [item for item in pack.measures_in(year) if not items or item.id in items]
        self._judging = [_Judging(pack, item, occasion, language) for item in offered]

    def of(self, household: HouseholdId, *, persons: Collection[RecordId] = ()) -> tuple[Verdict, ...]:
        """Return the verdicts on one household, of its members on all or on ``persons``.

        Raises ``RuleError`` where it is not in the register.
        """
        row = household_row(self._session, self._schema, household, self._year)
        if row is None:
            raise RuleError(GONE)
        document = grow_all(self._schema, [Row(cells={}, children={"household": [row]})])
        (node,) = document.children[0].named("household")
        people: list[tuple[Row | None, Node]] = [*zip(row.children["person"], node.named("person"), strict=True)]
        if persons:
            people = [(person, at) for person, at in people if person is not None and RecordId(person.key) in persons]
        lines = _lines(self._session, household, self._year)
        return tuple(
            judging.verdict(row, person, Context(node=at, document=document, now=_NEVER, dialect=REGISTER), lines)
            for judging in self._judging
            for person, at in (people if judging.item.is_personal else [(None, node)])
        )


def _names_in(pack: Pack, items: Sequence[str], occasion: Occasion) -> frozenset[str]:
    """Return the elements and data items that the conditions and amounts of ``items`` name."""
    found: set[str] = set()
    for item in (pack.measure_items[name] for name in items if name in pack.measure_items):
        texts = [parsed(item.amount.expression)] if item.amount.expression else []
        checks = [item.check] if item.received is None else [item.check, item.received]
        for expression in (*texts, *(whole for check in checks if (whole := condition(check, occasion)) is not None)):
            found |= {
                step.test.name
                for path in walk(expression)
                if isinstance(path, Path)
                for step in path.steps
                if isinstance(step.test, NameTest)
            }
    return frozenset(found)


def _lines(session: Session, household: HouseholdId, year: int) -> list[tuple[RecordId, str, RecordId | None, Status]]:
    """Return the lines of the year that are not dropped: id, item, person, status."""
    by_name = {name: item.id for item in session.pack.measures for name in (item.title.zh, item.title.en, *item.names)}
    found: list[tuple[RecordId, str, RecordId | None, Status]] = []
    sql = "SELECT * FROM measure WHERE alive AND household = ? AND year = ? ORDER BY id"
    for line in rows(session.db, sql, (household, year)):
        status = status_of(line["status"])
        item = line.get("item") or by_name.get(line["name"] or "", "")
        person = line.get("person")
        if status is not Status.DROPPED:
            found.append((RecordId(line["id"]), item, RecordId(person) if person else None, status))
    return found


class _Judging:
    """Judges one item wherever it is asked."""

    def __init__(self, pack: Pack, item: MeasureItem, occasion: Occasion, language: str) -> None:
        self._pack, self.item, self._language = pack, item, language
        self._occasion = occasion
        self._condition = condition(item.check, occasion)
        self._has = condition(item.received, occasion) if item.received is not None else None

    def verdict(
        self,
        row: Row,
        person: Row | None,
        context: Context,
        lines: Sequence[tuple[RecordId, str, RecordId | None, Status]],
    ) -> Verdict:
        item = self.item
        is_so = self._condition is not None and Compiled("", self._condition).as_boolean(context)
        reason = Reason()
        if self._condition is not None:
            asked = Asked(check=item.check, condition=self._condition, context=context)
            reason = reason_of(self._pack, asked, self._language, with_ways=not is_so)
        missing = () if is_so else self._missing(row, person, context)
        key = RecordId(person.key) if person is not None else None
        own = tuple(
            (line, status) for line, name, whose, status in lines if name == item.id and (whose is None or whose == key)
        )
        has = self._has is not None and Compiled("", self._has).as_boolean(context)
        return Verdict(
            item=item,
            person=key,
            person_name=str(person.cells.get("name") or "") if person is not None else "",
            entitled=Entitled.YES if is_so else Entitled.UNKNOWN if missing else Entitled.NO,
            receives=has or any(status in RECEIVED for _line, status in own),
            facts=reason.facts,
            ways=reason.ways,
            missing=missing,
            amount_fen=amount_of(item, self._occasion, context) if is_so and item.amount.unit is None else None,
            lines=own,
        )

    def _missing(self, row: Row, person: Row | None, context: Context) -> tuple[str, ...]:
        """Return the facts to be asked, in words; of members with their names."""
        if self._condition is None:
            return ()
        asking = Asking(
            condition=self._condition,
            element=self.item.check.scope.value,
            context=context,
            household=row,
            person=person,
        )
        found = []
        for item in asking.missing():
            label = _label(self._pack, item.element, item.leaf, self._language)
            name = str(item.row.cells.get("name") or "") if item.element == "person" else ""
            found.append(_("{term}: {value}").format(term=name, value=label) if name else label)
        return tuple(dict.fromkeys(found))


def _label(pack: Pack, element: str, leaf: str, language: str) -> str:
    for kind in ELEMENTS[element]:
        if (kind, leaf) in pack.by_name:
            return pack.by_name[kind, leaf].label(language)
    return leaf


def amount_of(item: MeasureItem, occasion: Occasion, context: Context, quantity: float = 1.0) -> int | None:
    """Return what an item comes to in fen for the record of ``context``, None where its rule cannot be computed."""
    rule = item.amount
    if not rule.expression:
        return None
    variables: dict[str, Expression] = {
        "day": constant(occasion.day(item.check.reference_date).isoformat()),
        "year": constant(float(occasion.year)),
        "quantity": constant(quantity),
    }
    if occasion.line_fen is not None:
        variables["line"] = constant(occasion.line_fen / 100)
    for name, text in (rule.params or {}).items():
        found = parameter(text, occasion.settings)
        if found is not None:
            variables[name] = found
    try:
        yuan = Compiled("", bound(parsed(rule.expression), variables)).as_number(context)
    except KeyError:
        return None
    return round(yuan * 100) if math.isfinite(yuan) and yuan > 0 else None
