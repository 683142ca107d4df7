"""What the households of one village add up to, beside the figures of the village itself (sheet ``village_sums``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from poverty_desktop.checks import tables
from poverty_desktop.checks.past_years import members_day
from poverty_desktop.checks.reading import Reading
from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.extensions import bound
from poverty_desktop.expressions.sql_plan import Plan
from poverty_desktop.expressions.to_sql import compile_number
from poverty_desktop.expressions.tree import Call, Expression, NameTest, Number, Path
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.register_schema import schema_of
from poverty_desktop.packs.validation.check_bodies import parsed
from poverty_desktop.store.session import Session

NO_SUM = N_("The policy pack has no sum of the households for {name}.")
NO_PARTS = N_("This sum is not made of its households one by one.")
_HOME = NameTest(name="household")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one household brings to a sum."""

    household: HouseholdId
    head_name: str = field(repr=False)
    group_name: str
    amount: float


def parts_of(session: Session, village: str, year: int, name: str) -> tuple[Part, ...]:
    """Return the households behind the sum of a data item, those alone that bring something to it, by group and head.

    Raises ``RuleError`` where the pack has no such sum.
    """
    text = session.pack.village_sums.get(name)
    if text is None:
        raise RuleError(NO_SUM, name=name)
    plan = Plan(root=schema_of(session.pack))
    column = compile_number(plan, "household", _of_one(bound(parsed(text), {})))
    reading = Reading(pack=session.pack, year=year, village=village, members_on=members_day(session, year))
    tables.make(session, reading, plan)
    try:
        rows = session.db.conn.execute(
            "SELECT found.id, s.head_name, s.group_name, found.amount FROM"
            f" ({plan.scan_sql('household', [f'{column} AS amount'])}) AS found"
            " LEFT JOIN household_summary s ON s.household = found.id"
            " WHERE found.parent = ? AND found.amount != 0 ORDER BY s.group_key, s.head_keys, found.id",
            (village,),
        ).fetchall()
    finally:
        tables.drop(session, plan)
    return tuple(
        Part(
            household=HouseholdId(RecordId(bytes(row[0]))),
            head_name=str(row[1] or ""),
            group_name=str(row[2] or ""),
            amount=float(row[3]),
        )
        for row in rows
    )


def _of_one(expression: Expression) -> Expression:
    """Return a sum over the households of a village as the same asked of one household.

    Raises ``RuleError`` for anything else than the count or sum of what begins with households.
    """
    match expression:
        case Call(name="count" | "sum" as name, arguments=(Path(origin=None) as path,)) if path.steps[0].test == _HOME:
            first, rest = path.steps[0], path.steps[1:]
            one: Expression = Number(value=1.0)
            if rest:
                below = replace(path, steps=rest)
                is_leaf = name == "sum" and len(rest) == 1
                one = Call(name="coalesce", arguments=(below, Number(value=0.0))) if is_leaf else _call(name, below)
            for predicate in first.predicates:
                one = Call(name="if", arguments=(predicate, one, Number(value=0.0)))
            return one
        case _:
            raise RuleError(NO_PARTS)


def _call(name: str, path: Path) -> Call:
    return Call(name=name, arguments=(path,))


def sums_of(session: Session, village: str, year: int) -> Mapping[str, float]:
    """Return the sum of each data item of the sheet over the households of ``village``, as the register has them.

    Of a year that is over, members are those of its last day (行政村信息表 is a yearly record).
    Empty where nothing is known of its households in that year: a nought would claim that somebody had counted.
    """
    wanted = session.pack.village_sums
    if not wanted:
        return {}
    plan = Plan(root=schema_of(session.pack))
    columns = [compile_number(plan, "village", bound(parsed(text), {})) for text in wanted.values()]
    known = session.db.conn.execute(
        "SELECT 1 FROM household h JOIN household_year y ON y.household = h.id AND y.year = ? AND y.alive"
        " WHERE h.alive AND h.village = ? LIMIT 1",
        (year, village),
    )
    if known.fetchone() is None:
        return {}
    reading = Reading(pack=session.pack, year=year, village=village, members_on=members_day(session, year))
    tables.make(session, reading, plan)
    try:
        row = session.db.conn.execute(
            f"SELECT * FROM ({plan.scan_sql('village', columns)}) AS found WHERE found.id = ?", (village,)
        ).fetchone()
    finally:
        tables.drop(session, plan)
    return {name: float(value or 0) for name, value in zip(wanted, row[2:], strict=True)} if row else {}
