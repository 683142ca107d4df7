"""The register read as the rows of its schema: one SELECT for each element, for a whole run or for one household."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from poverty_desktop.checks.computed import LOADS, LOADS_OF_ONE, PAST_INCOME, sql_of
from poverty_desktop.checks.past_years import BELONGED_ON, ENDED, HOME_ON, LEFT_BY, THERE_ON, household_day, members_day
from poverty_desktop.domain.identity_number import CITIZEN_LENGTH
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.procedure import Ending, Outcome
from poverty_desktop.domain.values import Why
from poverty_desktop.expressions.extensions import EXTENSIONS
from poverty_desktop.expressions.grown import Cell, Row
from poverty_desktop.expressions.schema import Element
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.model import PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.register_schema import COMPUTED, ELEMENTS, IN_VILLAGE, LAST_YEAR, ON_PERSON, REGION
from poverty_desktop.store import past_incomes
from poverty_desktop.store.session import Session

_WHYS = {int(Why.NOT_APPLICABLE): "na", int(Why.DONT_KNOW): "dk", int(Why.REFUSED): "refused"}
_ALIASES = {
    RecordKind.HOUSEHOLD: "r",
    RecordKind.PERSON: "p",
    RecordKind.MEMBERSHIP: "r",
    RecordKind.HOUSEHOLD_YEAR: "y",
    RecordKind.PERSON_YEAR: "y",
    RecordKind.VILLAGE_YEAR: "y",
}
_FROMS = {
    "village": (
        "(SELECT village, 1 AS alive FROM household WHERE alive AND village != '' UNION"
        " SELECT village, 1 FROM village_year WHERE alive AND year = {year} AND village != '') r"
        " LEFT JOIN village_year y ON y.village = r.village AND y.year = {year} AND y.alive"
    ),
    "village_project": "village_project r",
    "household": (
        "household r LEFT JOIN household_year y ON y.household = r.id AND y.year = {year} AND y.alive"
        " LEFT JOIN household_summary s ON s.household = r.id"
    ),
    "person": (
        "membership r JOIN person p ON p.id = r.person AND p.alive JOIN household h ON h.id = r.household AND h.alive"
        " LEFT JOIN person_year y ON y.person = r.person AND y.year = {year} AND y.alive"
    ),
    "own_measure": (
        "measure r JOIN household h ON h.id = r.household AND h.alive"
        " JOIN membership p ON p.household = r.household AND p.person = r.person AND p.alive AND p.to_date IS NULL"
    ),
    "back_check": "outcome r JOIN household h ON h.id = r.household AND h.alive",
    "former": (
        "membership r JOIN person p ON p.id = r.person AND p.alive JOIN household h ON h.id = r.household AND h.alive"
    ),
}
_LAST_YEAR_FROMS = {
    "village": " LEFT JOIN village_year l ON l.village = {asked} AND l.year = {last} AND l.alive",
    "household": " LEFT JOIN household_year l ON l.household = {asked} AND l.year = {last} AND l.alive",
    "person": " LEFT JOIN person_year l ON l.person = {asked} AND l.year = {last} AND l.alive",
}
_ASKED = {"village": "r.village", "household": "r.id", "person": "r.person"}
_IF_ANY = "iif((SELECT 1 FROM {name}_year WHERE alive AND year = {{last}} LIMIT 1), {asked}, NULL)"
"""Asked once of a whole register: in its first year nobody is looked up in vain."""
_NO_VILLAGES = (
    "(SELECT DISTINCT village, 1 AS alive FROM household WHERE alive AND village != '') r"
    " LEFT JOIN (SELECT NULL AS id) y ON 0"
)
INCOME = "per_capita_income"
_KEYS = {
    "village": ("''", "r.village", "y.id"),
    "village_project": ("r.village", "r.id", "r.id"),
    "household": ("r.village", "r.id", "r.id"),
    "person": ("r.household", "r.id", "r.person"),
    "former": ("r.household", "r.id", "r.person"),
    "own_measure": ("p.id", "r.id", "r.id"),
}
"""Parent, id and record of the elements that differ from what hangs on a household."""
_WHERES = {
    "person": " AND r.to_date IS NULL",
    "former": " AND r.to_date IS NOT NULL",
    "back_check": " AND r.person IS NULL AND r.persons_seen IS NOT NULL",
}
_WHERES_ON = {"person": THERE_ON, "former": LEFT_BY}
"""The same of the members of a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the register of one pack is read for one year; ``village`` is the only one that a run looks at, if any.

    ``members_on`` is the day whose members are read; "" reads those of now. ``has_past_incomes`` says that the
    temporary table of the incomes of earlier years was made.
    """

    pack: Pack
    year: int
    village: str = ""
    members_on: str = ""
    has_past_incomes: bool = False

    def select(
        self, name: str, columns: Iterable[str], *, of_one: bool = False, of_village: bool = False, tied: bool = False
    ) -> str:
        """Return the SELECT of ``parent``, ``id``, ``record`` (whose row it is) and ``columns`` of an element.

        ``of_one`` asks for the rows of one household, ``of_village`` for those of one village, which is then the only
        parameter. The id of a village is its code, its record that of the year, where there is one. ``tied`` says that
        rows are only reached from a household that is there: whose household is gone need not be left out.
        """
        wanted = list(columns)
        texts = "".join(f', {self._column(name, path)} AS "{path}"' for path in wanted)
        parent, key, record = _KEYS.get(name, ("r.household", "r.id", "r.id"))
        there = "" if tied and not of_village else " JOIN household h ON h.id = r.household AND h.alive"
        froms = _FROMS.get(name, f"{name} r{there}")
        if name == "village" and not self._knows_villages:
            froms = _NO_VILLAGES
        if any(path.startswith("last_year/") for path in wanted) and (name != "village" or self._knows_villages):
            asked = _ASKED[name] if of_one else _IF_ANY.format(name=name, asked=_ASKED[name])
            froms += _LAST_YEAR_FROMS[name].replace("{asked}", asked)
        if name == "procedure" and "completed_year" in wanted:
            froms += self._completions()
        if name == "helper" and "load" in wanted:
            froms += LOADS_OF_ONE if of_one else LOADS
        if name == "own_measure" and self.members_on:
            held = BELONGED_ON.replace("r.", "p.").format(day=self.members_on)
            froms = froms.replace("p.to_date IS NULL", held)
        where = "r.alive" + _WHERES.get(name, "")
        if name in _WHERES_ON and self.members_on:
            where = f"r.alive AND {_WHERES_ON[name].format(day=self.members_on)}"
        if name == "household" and self.members_on:
            where += f" AND {HOME_ON.format(day=self.members_on)}"
        kind = ELEMENTS[name][0]
        if (name not in _FROMS or name in ON_PERSON) and (kind, "year") in self.pack.by_name:
            where += " AND r.year = {year}"
        if of_one:
            where += f" AND r.{'id' if name == 'household' else 'household'} = ?1"
        if of_village:
            where += " AND r.village = ?" if name in ("village", "household", *IN_VILLAGE) else " AND h.village = ?"
        sql = f"SELECT {parent} AS parent, {key} AS id, {record} AS record{texts} FROM {froms} WHERE {where}"
        return sql.replace("{year}", str(self.year)).replace("{last}", str(self.year - 1))

    def _completions(self) -> str:
        """Return the join to the year of the last step of each procedure that was not given up, where it completes."""
        last = (
            "SELECT procedure, name, outcome, done_on, max(number) FROM step"
            " WHERE alive AND procedure IS NOT NULL GROUP BY procedure"
        )
        ends = [
            f"(p.kind = '{procedure.id}' AND s.name = '{step.id}')"
            for procedure in self.pack.procedures
            for step in procedure.machine.steps
            if step.ends is Ending.COMPLETED
        ]
        return (
            f" LEFT JOIN (SELECT p.id AS procedure, CAST(substr(s.done_on, 1, 4) AS INTEGER) AS completed_year"
            f" FROM procedure p JOIN ({last}) s ON s.procedure = p.id WHERE p.alive AND p.dropped_on IS NULL"
            f" AND s.outcome = '{Outcome.PASSED}' AND ({' OR '.join(ends) or '0'})) x ON x.procedure = r.id"
        )

    @property
    def _knows_villages(self) -> bool:
        """Say whether the pack has a yearly record of villages, and the register its columns."""
        return (RecordKind.VILLAGE_YEAR, "year") in self.pack.by_name

    def _column(self, name: str, path: str) -> str:
        path, _at, why = path.partition("@")
        owner, _slash, leaf = path.rpartition("/")
        kinds = (LAST_YEAR[name],) if owner else ELEMENTS[name]
        if self.has_past_incomes and path == INCOME and not why and name == "household":
            return PAST_INCOME
        if not owner and leaf in COMPUTED.get(name, {}):
            return "NULL" if why else sql_of(name, leaf)
        kind = next(kind for kind in kinds if (kind, leaf) in self.pack.by_name)
        alias = "l" if owner else _ALIASES.get(kind, "r")
        if why:
            return f'{alias}."{leaf}_why"'
        item = self.pack.by_name[kind, leaf]
        column = f'{alias}."{leaf}"'
        if self.members_on and (until := ENDED.get((kind, leaf))):
            column = f"CASE WHEN {until} <= '{self.members_on}' THEN {column} END"
        if item.type is PropertyType.MONEY:
            return f"{column} / 100.0"
        return column  # an empty text is null in the register


def add_functions(session: Session) -> None:
    """Make the functions of checks known to the connection."""
    for known in EXTENSIONS.values():
        session.db.conn.create_function(known.sql_name, len(known.takes), known.run, deterministic=True)


def is_region_known(pack: Pack, number: object) -> bool | None:
    """Return whether an ID number begins with a code that a region ever had; None of a shorter text or other number.

    A pack that lists no regions knows of none that it is wrong.
    """
    text = str(number or "")
    return text[:6] in pack.county_codes if len(text) >= CITIZEN_LENGTH and pack.county_codes else None


def household_row(session: Session, schema: Element, household: HouseholdId, year: int) -> Row | None:
    """Return a household with everything that hangs on it, None where it is not in the register.

    In a year of which it has later facts, its members are those of then, as its page shows them.
    """
    reading = Reading(pack=session.pack, year=year, members_on=household_day(session, household, year))
    element = schema.children["village"].children["household"]
    found = [row for _parent, _id, row in _read(session, reading, element, household)]
    if not found:
        return None
    for name, below in element.children.items():
        if not below.is_single:
            rows = _read(session, reading, below, household)
            _hang_on(session, reading, below, rows, household)
            found[0].children[name] = [row for _parent, _id, row in rows]
    return found[0]


def village_cells(session: Session, schema: Element, village: str, year: int) -> Row | None:
    """Return the facts of a village alone, without its households; None where nothing is known of it."""
    reading = Reading(pack=session.pack, year=year)
    found = _read(session, reading, schema.children["village"], village, of_village=True)
    return found[0][2] if found else None


def village_row(session: Session, schema: Element, village: str, year: int) -> Row | None:
    """Return a village with its households, all that hangs on them and its projects; None where nothing is known.

    Of a year that is over these are the members of its last day. Read is what ``schema`` has: a village has hundreds of
    households, which take a second to lay out whole.
    """
    reading = Reading(pack=session.pack, year=year, members_on=members_day(session, year))
    element = schema.children["village"]
    found = village_cells(session, schema, village, year)
    if found is None:
        return None
    for name in IN_VILLAGE:
        if name in element.children:
            children = _read(session, reading, element.children[name], village, of_village=True)
            found.children[name] = [row for _parent, _id, row in children]
    below = element.children.get("household")
    if below is None:
        return found
    households = {}
    for _parent, identity, row in _read(session, reading, below, village, of_village=True):
        row.children = {name: [] for name, child in below.children.items() if not child.is_single}
        households[identity] = row
    for name, child in below.children.items():
        if child.is_single:
            continue
        rows = _read(session, reading, child, village, of_village=True)
        _hang_on(session, reading, child, rows, village, of_village=True)
        for parent, _id, row in rows:
            if parent in households:
                households[parent].children[name].append(row)
    found.children["household"] = [*households.values()]
    return found


def _hang_on(
    session: Session,
    reading: Reading,
    element: Element,
    rows: list[tuple[object, object, Row]],
    owner: bytes | str,
    *,
    of_village: bool = False,
) -> None:
    """Give rows of ``element`` what hangs on them in turn."""
    by_id = {identity: row for _parent, identity, row in rows}
    for name, below in element.children.items():
        if not below.is_single:
            for parent, _id, row in _read(session, reading, below, owner, of_village=of_village):
                if parent in by_id:
                    by_id[parent].children.setdefault(name, []).append(row)


def _read(
    session: Session, reading: Reading, element: Element, owner: bytes | str, *, of_village: bool = False
) -> list[tuple[object, object, Row]]:
    """Return parent, id and row of an element below one household or one village."""
    columns = []
    for prefix, part in (("", element), *((f"{name}/", it) for name, it in element.children.items() if it.is_single)):
        columns += [f"{prefix}{leaf}" for leaf in part.leaves if leaf != REGION]
        columns += [f"{prefix}{leaf}@why" for leaf in part.leaves]
    found: list[tuple[object, object, Row]] = []
    unknown: dict[HouseholdId, dict[str, Cell]] = {}
    sql = reading.select(element.name, columns, of_one=not of_village, of_village=of_village)
    for row in session.db.conn.execute(sql, (owner,)):
        cells: dict[str, Cell] = dict(zip(columns, row[3:], strict=True))
        for path in columns:
            if path.endswith("@why"):
                cells[path] = _WHYS.get(int(cells[path] or 0))
        if REGION in element.leaves:  # not by SQL: a new function makes the engine prepare every statement anew
            cells[REGION] = is_region_known(session.pack, cells.get("document_number"))
        key = bytes(row[2] or b"")
        if element.name == "household" and INCOME in cells and cells[INCOME] is None:
            unknown[HouseholdId(RecordId(key))] = cells
        found.append((row[0], row[1], Row(cells=cells, key=key)))
    if unknown:  # whose line in the lists is of another year
        for household, fen in past_incomes.incomes(session, reading.year, households=[*unknown]).items():
            unknown[household][INCOME] = fen / 100.0
    return found
