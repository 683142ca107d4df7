"""What the households of one village add up to, beside the figures of the village itself (sheet ``village_sums``)."""

from __future__ import annotations

from collections.abc import Mapping

from poverty_desktop.checks import tables
from poverty_desktop.checks.reading import Reading, members_day
from poverty_desktop.expressions.extensions import bound
from poverty_desktop.expressions.sql_plan import Plan
from poverty_desktop.expressions.to_sql import compile_number
from poverty_desktop.packs.check_bodies import parsed
from poverty_desktop.packs.register_schema import schema_of
from poverty_desktop.store.session import Session


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
