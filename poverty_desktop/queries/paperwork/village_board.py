"""What is counted of a village and of each group in it: numbers only, read from columns that name nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import COUNTED, DONE, RECEIVED
from poverty_desktop.i18n import N_
from poverty_desktop.queries.assistance import measure_lines
from poverty_desktop.queries.today import filed_types
from poverty_desktop.store.session import Session

FIGURE_WORDS: Mapping[str, str] = {
    "households": N_("Households"),
    "persons": N_("Persons"),
    "filed": N_("Filed households"),
    "monitored": N_("Monitored households"),
    "eliminated": N_("Risk eliminated"),
    "surveyed": N_("Surveyed this year"),
    "visited": N_("Visited in time"),
    "findings": N_("Open findings"),
    "planned": N_("Measures planned"),
    "done": N_("Measures done"),
    "helped": N_("Households helped"),
    "money": N_("Money delivered (yuan)"),
}
MONITORED = "03"
"""The household type of monitored households in the standard's list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The figures of one group, or with an empty name of the whole village."""

    group: str
    figures: Mapping[str, int]


def counted(session: Session, village: str, year: int) -> tuple[Counted, ...]:
    """Return the village and then its groups, in their order."""
    filed = filed_types(session.pack)
    marks = ",".join("?" * len(filed))
    since = session.clock.today() - timedelta(days=int(session.pack.settings["visit_interval_days"]))
    gone = "h.risk_eliminated" if (RecordKind.HOUSEHOLD, "risk_eliminated") in session.pack.by_name else "0"
    rows = session.db.conn.execute(
        "SELECT s.group_name, s.household, s.member_count, s.household_type IN"
        f" ({marks}), s.household_type = ?, coalesce({gone}, 0), s.year = ? AND s.surveyed_on IS NOT NULL,"
        " coalesce(s.last_visit, '') >= ?, (SELECT count(*) FROM finding f WHERE f.household = s.household)"
        " FROM household_summary s JOIN household h ON h.id = s.household WHERE s.village = ? ORDER BY s.group_key",
        (*filed, MONITORED, year, since.isoformat(), village),
    )
    help_ = _help(session, village, year)
    groups: dict[str, dict[str, int]] = {"": dict.fromkeys(FIGURE_WORDS, 0)}
    for group, household, persons, is_filed, is_monitored, is_over, is_surveyed, is_visited, findings in rows:
        planned, done, money = help_.get(household, (0, 0, 0))
        figures = {
            "households": 1,
            "persons": persons,
            "filed": is_filed,
            "monitored": is_monitored,
            "eliminated": is_over,
            "surveyed": is_surveyed,
            "visited": is_visited,
            "findings": findings,
            "planned": planned,
            "done": done,
            "helped": int((planned, done) != (0, 0) and household in help_),
            "money": money,
        }
        for name in {"", group}:
            total = groups.setdefault(name, dict.fromkeys(FIGURE_WORDS, 0))
            for key, number in figures.items():
                total[key] += int(number or 0)
    return tuple(Counted(group=name, figures=figures) for name, figures in groups.items())


def _help(session: Session, village: str, year: int) -> Mapping[bytes, tuple[int, int, int]]:
    """Return of each household that receives or was promised help: measures, those done, and fen delivered."""
    if not measure_lines.is_kept(session):
        return {}
    lists = [",".join(f"'{status}'" for status in some) for some in (COUNTED, RECEIVED, DONE)]
    rows = session.db.conn.execute(
        f"SELECT m.household, count(*), sum(coalesce(m.status, '01') IN ({lists[2]})),"
        f" sum(iif(coalesce(m.status, '01') IN ({lists[1]}), coalesce(m.amount, 0), 0)) FROM measure m"
        " JOIN household h ON h.id = m.household AND h.alive WHERE m.alive AND m.year = ? AND h.village = ?"
        f" AND coalesce(m.status, '01') IN ({lists[0]}) GROUP BY 1",
        (year, village),
    )
    return {row[0]: (row[1], row[2] or 0, row[3] or 0) for row in rows}
