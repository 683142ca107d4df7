"""The leaves that no property has, as SQL over the rows of a reading (``register_schema.COMPUTED``)."""

from __future__ import annotations

from collections.abc import Mapping

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.measure import COUNTED, RECEIVED, Status
from poverty_desktop.packs.model import Pack
from poverty_desktop.packs.register_schema import REGION


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
        f"SELECT {int(RecordKind.HOUSEHOLD)}, r.id",
        *(f"SELECT {int(kind)}, k.id FROM {kind.table} k WHERE k.household = r.id" for kind in _PRINTED),
        f"SELECT {int(RecordKind.PERSON)}, k.person FROM membership k WHERE k.household = r.id",
        f"SELECT {int(RecordKind.PERSON_YEAR)}, y.id FROM membership k, person_year y WHERE {_OF_MEMBERS}",
    )
)
_STALE_PAPERS = (  # the newest of each paper counts; milliseconds of the journal's time against the moment of printing
    "(SELECT count(*) FROM printed_paper q WHERE q.household = r.id AND NOT EXISTS (SELECT 1 FROM printed_paper n"
    " WHERE n.household = q.household AND n.paper = q.paper AND n.at > q.at) AND EXISTS (SELECT 1 FROM op o"
    " WHERE (o.hlc >> 16) > round((julianday(q.at) - 2440587.5) * 86400000)"
    f" AND (o.ent, o.eid) IN ({_RECORDS})))"
)
_SQL: Mapping[tuple[str, str], str] = {
    ("household", "per_capita_income"): "CASE WHEN s.year = {year} THEN s.per_capita_fen / 100.0 END",
    ("household", "has_year"): "(y.id IS NOT NULL)",
    ("household", "stale_papers"): _STALE_PAPERS,
    ("village", "has_year"): "(y.id IS NOT NULL)",
    ("village", "code"): "r.village",
    ("person", "has_year"): "(y.id IS NOT NULL)",
    ("person", "id18"): "substr(p.document_number, 1, 18)",
    ("person", REGION): "x_region_known(p.document_number)",
    ("measure", "post_kinds"): _POST_KINDS,
    ("measure", "member_gone_on"): _GONE_ON,
    ("measure", "same_again"): _SAME_AGAIN,
}
_OF_MEASURES = frozenset({("measure", "post_kinds"), ("measure", "member_gone_on"), ("measure", "same_again")})
"""What looks at the item and the member of a measure, which packs of before do not know."""


def sql_of(pack: Pack, element: str, leaf: str) -> str:
    """Return the SQL of a computed leaf, with ``{year}`` in it for the year read."""
    if (element, leaf) in _OF_MEASURES and (RecordKind.MEASURE, "person") not in pack.by_name:
        return "NULL"
    return _SQL[element, leaf]
