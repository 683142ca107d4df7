"""The register read as the rows of its schema: one SELECT for each element, for a whole run or for one household."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Why
from poverty_desktop.expressions.extensions import EXTENSIONS
from poverty_desktop.expressions.grown import Cell, Row
from poverty_desktop.expressions.schema import Element
from poverty_desktop.ids import HouseholdId
from poverty_desktop.packs.model import Pack, PropertyType
from poverty_desktop.packs.register_schema import COMPUTED, ELEMENTS, LAST_YEAR
from poverty_desktop.store.session import Session

_WHYS = {int(Why.NOT_APPLICABLE): "na", int(Why.DONT_KNOW): "dk", int(Why.REFUSED): "refused"}
_COMPUTED_SQL = {
    ("household", "per_capita_income"): "CASE WHEN s.year = {year} THEN s.per_capita_fen / 100.0 END",
    ("household", "has_year"): "(y.id IS NOT NULL)",
    ("person", "has_year"): "(y.id IS NOT NULL)",
    ("person", "id18"): "nullif(substr(p.document_number, 1, 18), '')",
}
_ALIASES = {
    RecordKind.HOUSEHOLD: "r",
    RecordKind.PERSON: "p",
    RecordKind.MEMBERSHIP: "r",
    RecordKind.HOUSEHOLD_YEAR: "y",
    RecordKind.PERSON_YEAR: "y",
}
_FROMS = {
    "household": (
        "household r LEFT JOIN household_year y ON y.household = r.id AND y.year = {year} AND y.alive"
        " LEFT JOIN household_summary s ON s.household = r.id"
    ),
    "person": (
        "membership r JOIN person p ON p.id = r.person AND p.alive JOIN household h ON h.id = r.household AND h.alive"
        " LEFT JOIN person_year y ON y.person = r.person AND y.year = {year} AND y.alive"
    ),
    "former": (
        "membership r JOIN person p ON p.id = r.person AND p.alive JOIN household h ON h.id = r.household AND h.alive"
    ),
}
_LAST_YEAR_FROMS = {
    "household": " LEFT JOIN household_year l ON l.household = r.id AND l.year = {last} AND l.alive",
    "person": " LEFT JOIN person_year l ON l.person = r.person AND l.year = {last} AND l.alive",
}
_WHERES = {"person": " AND r.to_date IS NULL", "former": " AND r.to_date IS NOT NULL"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the register of one pack is read for one year."""

    pack: Pack
    year: int

    def select(self, name: str, columns: Iterable[str], *, of_one: bool = False) -> str:
        """Return the SELECT of ``parent``, ``id``, ``record`` (whose row it is) and ``columns`` of an element.

        ``of_one`` asks for the rows of one household, which is then the only parameter.
        """
        if name == "village":
            return "SELECT DISTINCT '' AS parent, village AS id, NULL, village FROM household WHERE alive"
        wanted = list(columns)
        texts = "".join(f', {self._column(name, path)} AS "{path}"' for path in wanted)
        parent, record = ("village", "id") if name == "household" else ("household", "id")
        if name in ("person", "former"):
            record = "person"
        froms = _FROMS.get(name, f"{name} r JOIN household h ON h.id = r.household AND h.alive")
        if any(path.startswith("last_year/") for path in wanted):
            froms += _LAST_YEAR_FROMS[name]
        where = "r.alive" + _WHERES.get(name, "")
        kind = ELEMENTS[name][0]
        if name not in _FROMS and (kind, "year") in self.pack.by_name:
            where += " AND r.year = {year}"
        if of_one:
            where += f" AND r.{'id' if name == 'household' else 'household'} = ?"
        sql = f"SELECT r.{parent} AS parent, r.id AS id, r.{record} AS record{texts} FROM {froms} WHERE {where}"
        return sql.replace("{year}", str(self.year)).replace("{last}", str(self.year - 1))

    def _column(self, name: str, path: str) -> str:
        path, _at, why = path.partition("@")
        owner, _slash, leaf = path.rpartition("/")
        kinds = (LAST_YEAR[name],) if owner else ELEMENTS[name]
        if not owner and leaf in COMPUTED.get(name, {}):
            return "NULL" if why else _COMPUTED_SQL[name, leaf]
        kind = next(kind for kind in kinds if (kind, leaf) in self.pack.by_name)
        alias = "l" if owner else _ALIASES.get(kind, "r")
        if why:
            return f'{alias}."{leaf}_why"'
        item = self.pack.by_name[kind, leaf]
        column = f'{alias}."{leaf}"'
        if item.type is PropertyType.MONEY:
            return f"{column} / 100.0"
        return column if item.type in _NUMERIC else f"nullif({column}, '')"


_NUMERIC = frozenset({PropertyType.INTEGER, PropertyType.DECIMAL, PropertyType.YEAR, PropertyType.BOOLEAN})


def add_functions(session: Session) -> None:
    """Make the functions of checks known to the connection."""
    for known in EXTENSIONS.values():
        session.db.conn.create_function(known.sql_name, len(known.takes), known.run, deterministic=True)


def household_row(session: Session, schema: Element, household: HouseholdId, year: int) -> Row | None:
    """Return a household with everything that hangs on it, None where it is not in the register."""
    reading = Reading(pack=session.pack, year=year)
    element = schema.children["village"].children["household"]
    found = _rows(session, reading, element, household)
    if not found:
        return None
    for name, below in element.children.items():
        if not below.is_single:
            found[0].children[name] = _rows(session, reading, below, household)
    return found[0]


def _rows(session: Session, reading: Reading, element: Element, household: HouseholdId) -> list[Row]:
    columns = []
    for prefix, part in (("", element), *((f"{name}/", it) for name, it in element.children.items() if it.is_single)):
        columns += [f"{prefix}{leaf}" for leaf in part.leaves]
        columns += [f"{prefix}{leaf}@why" for leaf in part.leaves]
    found = []
    for row in session.db.conn.execute(reading.select(element.name, columns, of_one=True), (household,)):
        cells: dict[str, Cell] = dict(zip(columns, row[3:], strict=True))
        for path in columns:
            if path.endswith("@why"):
                cells[path] = _WHYS.get(int(cells[path] or 0))
        found.append(Row(cells=cells, key=bytes(row[2])))
    return found
