"""The leaves that no property has, as SQL over the rows of a reading (``register_schema.COMPUTED``)."""

from __future__ import annotations

from collections.abc import Mapping

from poverty_desktop.domain.identity_number import CITIZEN_LENGTH
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import COUNTED, RECEIVED, Status
from poverty_desktop.packs.register_schema import REGION

REGIONS = "region_codes"
"""The temporary table of all codes that a region ever had, there while a run reads the register."""
PAST_INCOMES = "past_incomes"
"""The one of the incomes of whoever has facts of another year in its line of the lists."""
PAST_INCOME = (
    "coalesce(CASE WHEN s.year = {year} THEN s.per_capita_fen END,"
    f" (SELECT i.fen FROM temp.{PAST_INCOMES} i WHERE i.household = r.id)) / 100.0"
)
"""The income per head also of a household whose line in the lists is of a later year."""


def _codes(statuses: tuple[Status, ...]) -> str:
    return ", ".join(f"'{status.value}'" for status in statuses)


_PUBLIC_POST = "03"
_GONE_ON = (  # the day that ended all that the member has in this household: who came back is not gone
    "(SELECT min(day) FROM (SELECT nullif(g.death_date, '') AS day FROM person g WHERE g.id = r.person UNION ALL"
    " SELECT CASE WHEN count(g.to_date) = count(*) THEN max(g.to_date) END FROM membership g"
    " WHERE g.person = r.person AND g.household = r.household AND g.alive))"
)
_SAME_AGAIN = (  # a second payment of the same to the same one, in the year
    f"CASE WHEN r.amount > 0 AND r.status IN ({_codes(RECEIVED)}) THEN (SELECT count(*) FROM measure o"
    " WHERE o.household = r.household AND o.alive AND o.year = r.year AND o.id != r.id AND o.amount > 0"
    f" AND o.status IN ({_codes(RECEIVED)}) AND o.person IS r.person"
    " AND coalesce(o.item, o.name) = coalesce(r.item, r.name)) ELSE 0 END"
)
_POST_KINDS = (  # of the member whom a line of a public post names
    f"CASE WHEN r.kind = '{_PUBLIC_POST}' AND r.person IS NOT NULL THEN"
    " (SELECT count(DISTINCT coalesce(o.item, o.name)) FROM measure o WHERE o.household = r.household AND o.alive"
    f" AND o.year = r.year AND o.person = r.person AND o.kind = '{_PUBLIC_POST}'"
    f" AND coalesce(o.status, '{Status.PLANNED.value}') IN ({_codes(COUNTED)})) ELSE 0 END"
)
_PRINTED = (
    RecordKind.HOUSEHOLD_YEAR,
    RecordKind.MEMBERSHIP,
    RecordKind.INCOME_LINE,
    RecordKind.NEED,
    RecordKind.MEASURE,
)
_OF_MEMBERS = "k.household = r.id AND y.person = k.person"
_RECORDS = " UNION ALL ".join(
    (
        f"SELECT {int(RecordKind.HOUSEHOLD)} AS kind, r.id AS record",
        *(f"SELECT {int(kind)}, k.id FROM {kind.table} k WHERE k.household = r.id" for kind in _PRINTED),
        f"SELECT {int(RecordKind.PERSON)}, k.person FROM membership k WHERE k.household = r.id",
        f"SELECT {int(RecordKind.PERSON_YEAR)}, y.id FROM membership k, person_year y WHERE {_OF_MEMBERS}",
    )
)
_STALE_PAPERS = (  # the newest of each paper counts; milliseconds of the journal's time against the moment of printing
    "(SELECT count(*) FROM printed_paper q WHERE q.household = r.id AND q.paper NOT GLOB 'step:*'"
    " AND NOT EXISTS (SELECT 1 FROM printed_paper n"
    " WHERE n.household = q.household AND n.paper = q.paper AND n.at > q.at)"
    # From the household's records to their entries: the other way round every paper reads the whole journal.
    f" AND EXISTS (SELECT 1 FROM ({_RECORDS}) e CROSS JOIN op o ON o.ent = e.kind AND o.eid = e.record"
    " WHERE (o.hlc >> 16) > round((julianday(q.at) - 2440587.5) * 86400000)))"
)
_GIVEN = "(SELECT {what} FROM appropriation a WHERE a.project = r.id AND a.alive)"
_TO_CONTRACTORS = (
    "(SELECT sum(q.amount) FROM payment q WHERE q.project = r.id AND q.alive AND q.way = '02'"
    " AND q.state IN ('03', '04'))"
)
_LINES = "(SELECT {what} FROM beneficiary b WHERE b.project = r.id AND b.alive AND b.state IN {states})"
_SPENT, _LIVE = "('03', '04')", "('01', '02', '03', '04', '05')"
_BACK_CHECKS = (  # of the households of the same round, village and category
    "(SELECT count(*) FROM outcome o WHERE o.alive AND o.round = r.round AND o.person IS NULL AND o.in_base"
    " AND o.category IS r.category{which})"
)
_WEIGHT = f"{_BACK_CHECKS.format(which='')} * 1.0 / {_BACK_CHECKS.format(which=' AND o.persons_seen IS NOT NULL')}"
_LOAD = (
    "SELECT o.name, coalesce(o.unit, '') AS unit, count(DISTINCT o.household) AS load FROM helper o"
    " WHERE o.alive AND coalesce(o.to_date, '') = ''{whose} GROUP BY o.name, coalesce(o.unit, '')"
)
_IS_LOAD = " w ON w.name = r.name AND w.unit = coalesce(r.unit, '')"
LOADS = f" LEFT JOIN ({_LOAD.format(whose='')}){_IS_LOAD}"
_OF_ITS_HELPERS = " AND o.name IN (SELECT i.name FROM helper i WHERE i.household = ?1)"
LOADS_OF_ONE = f" LEFT JOIN ({_LOAD.format(whose=_OF_ITS_HELPERS)}){_IS_LOAD}"
"""The joins that say how many households a helper ``r`` has; the second for the helpers of one household."""
_SQL: Mapping[tuple[str, str], str] = {
    ("household", "per_capita_income"): "CASE WHEN s.year = {year} THEN s.per_capita_fen / 100.0 END",
    ("household", "has_year"): "(y.id IS NOT NULL)",
    ("household", "stale_papers"): _STALE_PAPERS,
    ("village", "has_year"): "(y.id IS NOT NULL)",
    ("village", "code"): "r.village",
    ("person", "has_year"): "(y.id IS NOT NULL)",
    ("person", "id18"): "substr(p.document_number, 1, 18)",
    ("person", REGION): (
        f"CASE WHEN length(p.document_number) >= {CITIZEN_LENGTH} AND EXISTS (SELECT 1 FROM temp.{REGIONS})"
        f" THEN substr(p.document_number, 1, 6) IN (SELECT code FROM temp.{REGIONS}) END"
    ),
    ("measure", "post_kinds"): _POST_KINDS,
    ("measure", "member_gone_on"): f"CASE WHEN r.person IS NOT NULL THEN {_GONE_ON} END",
    ("measure", "same_again"): _SAME_AGAIN,
    ("helper", "load"): "w.load",
    ("visit", "elsewhere"): (
        "CASE WHEN r.started_at IS NULL THEN 0 ELSE (SELECT count(*) FROM visit o WHERE o.alive"
        " AND o.visited_on = r.visited_on AND o.household <> r.household"
        " AND o.started_at = r.started_at AND o.visitors = r.visitors"
        " AND (o.meeting IS NULL OR o.meeting IS NOT r.meeting)) END"
    ),
    ("visit", "month"): (
        "CASE WHEN substr(r.visited_on, 1, 4) = '{year}' THEN CAST(substr(r.visited_on, 6, 2) AS INTEGER) END"
    ),
    ("back_check", "checked_year"): "CAST(substr(r.back_checked_on, 1, 4) AS INTEGER)",
    ("back_check", "weight"): _WEIGHT,
    ("back_check", "seen_weighted"): f"r.persons_seen * {_WEIGHT}",
    ("back_check", "poor_weighted"): f"r.persons_poor * {_WEIGHT}",
    ("procedure", "completed_year"): "x.completed_year",
    ("beneficiary", "same_lines"): (
        "(SELECT count(*) FROM beneficiary b WHERE b.household = r.household AND b.alive AND b.item = r.item"
        " AND b.person IS r.person AND coalesce(b.period, '') = coalesce(r.period, '')"
        " AND coalesce(b.state, '') != '06')"
    ),
    ("beneficiary", "left_on"): (
        "(SELECT max(m.to_date) FROM membership m WHERE m.person = r.person AND m.household = r.household AND m.alive"
        " HAVING count(*) = count(m.to_date))"
    ),
    ("village_project", "given_money"): f"coalesce({_GIVEN.format(what='sum(a.amount)')}, 0) / 100.0",
    ("village_project", "given_on"): _GIVEN.format(what="min(a.appropriated_on)"),
    ("village_project", "spent_money"): (
        f"(coalesce({_TO_CONTRACTORS}, 0) + coalesce({_LINES.format(what='sum(b.amount)', states=_SPENT)}, 0)) / 100.0"
    ),
    ("village_project", "paid_lines"): _LINES.format(what="count(*)", states=_LIVE),
    ("village_project", "least_share"): _LINES.format(what="min(b.amount) / 100.0", states=_LIVE),
    ("village_project", "most_share"): _LINES.format(what="max(b.amount) / 100.0", states=_LIVE),
}


def sql_of(element: str, leaf: str) -> str:
    """Return the SQL of a computed leaf, with ``{year}`` in it for the year read."""
    return _SQL[element, leaf]
