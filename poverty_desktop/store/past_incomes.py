"""The income of a year of households whose line of the lists is of another year."""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.store import accounting, summary
from poverty_desktop.store.accounts import read_facts
from poverty_desktop.store.session import Session


def incomes(
    session: Session, year: int, *, village: str = "", households: Sequence[HouseholdId] = ()
) -> dict[HouseholdId, int]:
    """Return the income per head in fen, in ``year``, of whoever has facts of another year in its line of the lists.

    The line of a household (``store.summary``) holds the income of its latest year alone; that of an earlier one is
    worked out from its own facts by the same account. With a ``village``, or some ``households``, of these only.
    """
    wanted = f" AND s.household IN ({','.join('?' * len(households))})" if households else ""
    rows = session.db.conn.execute(
        "SELECT s.household FROM household_summary s JOIN household_year y ON y.household = s.household AND y.alive"
        f" AND y.year = ? WHERE s.year <> ? AND ? IN ('', s.village){wanted}",
        (year, year, village, *households),
    ).fetchall()
    rules = accounting.item_rules_of(session.pack).of(year)
    found: dict[HouseholdId, int] = {}
    keys = [HouseholdId(RecordId(row[0])) for row in rows]
    for facts in read_facts(session.db, keys, year=year, columns=summary.looked_at(session.pack)):
        account = accounting.account_of(session.pack, facts, rules) if accounting.has_income(facts) else None
        fen = accounting.per_capita_fen(facts, account)
        if fen is not None:
            found[HouseholdId(facts.household["id"])] = fen
    return found
