"""Who is entitled to what, over the whole register: the catalogue compiled to SQL, many items in one scan.

A scan gives masks, one row for each household and person, one bit for each item: what the items' conditions say, and
what the facts say of receiving. Figures count them on their way past; lists keep them in temporary tables, to which the
lines of measures are joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from poverty_desktop.checks import tables
from poverty_desktop.checks.entitlement_counts import ItemCount, Tally, received_lines, tally
from poverty_desktop.checks.masks import NEVER, Parts, mask_sql
from poverty_desktop.checks.reading import Reading
from poverty_desktop.checks.run import occasion_of
from poverty_desktop.domain.measure import RECEIVED, Status
from poverty_desktop.errors import RuleError
from poverty_desktop.expressions.sql_plan import Plan
from poverty_desktop.expressions.to_sql import compile_parts
from poverty_desktop.garbage import undisturbed
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.checks import Scope
from poverty_desktop.packs.measures import MeasureItem, Nature
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.register_schema import schema_of
from poverty_desktop.packs.validation.check_bodies import Occasion, condition
from poverty_desktop.store.session import Session

OLD_PACK = N_("The policy pack of this workspace has no catalogue of measures yet. Take in the office's newest pack.")
_SCOPES = (Scope.HOUSEHOLD, Scope.PERSON)
_HAS = "l.status IN ({})".format(", ".join(f"'{status}'" for status in RECEIVED))
_BIT = "(e.{mask} >> i.bit & 1)"
_LINES = (
    "INSERT INTO e_line SELECT m.id, m.household, m.person, coalesce(m.item, n.item), coalesce(m.status, '01')"
    " FROM measure m JOIN household h ON h.id = m.household AND h.alive LEFT JOIN e_name n ON n.name = m.name"
    f" WHERE m.alive AND m.year = ? AND coalesce(m.status, '') != '{Status.DROPPED}'"
    " AND ? IN ('', h.village)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One household or member on a worklist; ``line`` is the line of the measure, if there is one."""

    item: MeasureItem
    household: HouseholdId
    person: RecordId | None
    line: RecordId | None
    status: Status | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The open tables of one year; everything is asked of it before it is closed."""

    session: Session
    items: tuple[MeasureItem, ...]
    year: int
    village: str
    scans: Mapping[Scope, str]
    tables: list[str]  # made for the lists so far

    def counts(self) -> tuple[ItemCount, ...]:
        """Return the figures of every item, in the order of the catalogue."""
        found = Tally()
        with undisturbed():
            lines = received_lines(self.session, self.year, self.village, self.items, self._names())
            for scope, sql in self.scans.items():
                tally(found, self._of(scope), self.session.db.conn.execute(sql), lines[scope])
        return found.of(self.items)

    def unmet(self, items: Sequence[str] = (), *, limit: int = -1) -> Iterator[Case]:
        """Yield who is entitled by right, or to one of ``items``, and has it neither by a line nor by the facts.

        A line that is planned or approved is told: its household still waits.
        """
        self._make()
        for scope in _SCOPES:
            wanted = [item for item in self._of(scope) if _is_wanted(item, items)]
            if not wanted:
                continue
            sql = (
                "SELECT i.item AS item, e.household AS household, e.record, l.line, l.status,"
                f" max(l.status != '{Status.SUGGESTED}')"
                f" FROM e_item i JOIN e_{scope.value} e ON {_BIT.format(mask='mask')} AND NOT {_BIT.format(mask='has')}"
                f" LEFT JOIN e_line l ON l.item = i.item AND {_join(scope)} WHERE i.item IN ({_marks(wanted)})"
                f" AND NOT EXISTS (SELECT 1 FROM e_line l WHERE l.item = i.item AND {_HAS} AND {_join(scope)})"
                f" GROUP BY i.item, e.record"
            )
            yield from self._cases(sql, scope, wanted, limit)

    def entitled(self, item: str) -> Iterator[Case]:
        """Yield everybody who meets the condition of ``item``, whether they have it or not."""
        self._make()
        for scope in _SCOPES:
            wanted = [known for known in self._of(scope) if known.id == item]
            sql = (
                f"SELECT i.item AS item, e.household AS household, e.record, NULL, NULL FROM e_item i"
                f" JOIN e_{scope.value} e ON {_BIT.format(mask='mask')} WHERE i.item IN ({_marks(wanted)})"
            )
            if wanted:
                yield from self._cases(sql, scope, wanted, -1)

    def unfit(self, items: Sequence[str] = (), *, limit: int = -1) -> Iterator[Case]:
        """Yield who has a measure, by a line or, of what is a right, by the facts, and is not entitled to it."""
        self._make()
        for scope in self.scans:
            for sql, wanted in self._unfit(scope, items):
                yield from self._cases(sql, scope, wanted, limit)

    def _unfit(self, scope: Scope, items: Sequence[str]) -> Iterator[tuple[str, Sequence[MeasureItem]]]:
        wanted = [item for item in self._of(scope) if not items or item.id in items]
        by_right = [item for item in wanted if item.nature is Nature.RIGHT]
        # A line of a person's measure that names nobody is sound where anybody of the household is entitled.
        lines = (
            f"SELECT l.item AS item, l.household AS household, l.person, l.line, l.status FROM e_line l"
            f" JOIN e_item i ON i.item = l.item LEFT JOIN e_{scope.value} e ON {_join(scope)}"
            f" WHERE {_HAS} AND l.item IN ({_marks(wanted)})"
            f" GROUP BY l.line HAVING NOT coalesce(max({_BIT.format(mask='mask')}), 0)"
        )
        facts = (
            f"SELECT i.item AS item, e.household AS household, e.record, NULL, NULL FROM e_{scope.value} e"
            f" CROSS JOIN e_item i ON {_BIT.format(mask='has')} AND NOT {_BIT.format(mask='mask')}"
            f" WHERE e.has & ~e.mask != 0 AND i.item IN ({_marks(by_right)}) AND NOT EXISTS"
            f" (SELECT 1 FROM e_line l WHERE l.item = i.item AND {_HAS} AND {_join(scope)})"
        )
        yield lines, wanted
        yield facts, by_right

    def _of(self, scope: Scope) -> list[MeasureItem]:
        return [item for item in self.items if item.check.scope is scope]

    def _names(self) -> dict[str, str]:
        """Return the items by what else they are called; the first of a name has it."""
        found: dict[str, str] = {}
        for scope in _SCOPES:
            for item in self._of(scope):
                for name in {item.title.zh, item.title.en, *item.names}:
                    found.setdefault(name, item.id)
        return found

    def _make(self) -> None:
        """Make the tables of masks, items and lines that a list looks at, once."""
        if self.tables:
            return
        execute = self.session.db.conn.execute
        self.tables.extend(("item", "name", "line"))
        for scope, sql in self.scans.items():
            self.tables.append(scope.value)
            execute(f"CREATE TEMP TABLE e_{scope.value}(household, record, mask, has)")
            execute(f"INSERT INTO e_{scope.value} {sql}")
            execute(f"CREATE INDEX temp.i_e_{scope.value} ON e_{scope.value}(household)")
        execute("CREATE TEMP TABLE e_item(item PRIMARY KEY, scope, bit) WITHOUT ROWID")
        execute("CREATE TEMP TABLE e_name(name PRIMARY KEY, item) WITHOUT ROWID")
        execute("CREATE TEMP TABLE e_line(line, household, person, item, status)")
        for scope in _SCOPES:
            for bit, item in enumerate(self._of(scope)):
                execute("INSERT INTO e_item VALUES(?, ?, ?)", (item.id, scope.value, bit))
        for name, known in self._names().items():
            execute("INSERT INTO e_name VALUES(?, ?)", (name, known))
        execute(_LINES, (self.year, self.village))
        execute("CREATE INDEX temp.i_e_line ON e_line(item, household)")

    def _cases(self, sql: str, scope: Scope, wanted: Sequence[MeasureItem], limit: int) -> Iterator[Case]:
        """Yield the rows of ``sql`` as cases, by item and by the place of the household."""
        placed = (
            f"SELECT x.* FROM ({sql}) x LEFT JOIN household_summary s ON s.household = x.household"
            " ORDER BY x.item, s.village, s.group_key, s.head_keys, x.household LIMIT ?"
        )
        parameters = [*(item.id for item in wanted), limit]
        known = {item.id: item for item in self.items}
        for name, household, record, line, status, *_rank in self.session.db.conn.execute(placed, parameters):
            yield Case(
                item=known[name],
                household=HouseholdId(RecordId(bytes(household))),
                person=RecordId(bytes(record)) if scope is Scope.PERSON and record else None,
                line=RecordId(bytes(line)) if line else None,
                status=Status(status) if status in set(Status) else None,
            )


def _join(scope: Scope) -> str:
    """Return how a line meets a row of masks: a person's line without a person stands for every member."""
    same = "l.household = e.household"
    return same if scope is Scope.HOUSEHOLD else f"{same} AND (l.person IS NULL OR l.person = e.record)"


def _marks(items: Sequence[MeasureItem]) -> str:
    return ", ".join("?" * len(items))


def _is_wanted(item: MeasureItem, items: Sequence[str]) -> bool:
    return item.id in items if items else item.nature is Nature.RIGHT


@contextmanager
def opened(session: Session, year: int, *, village: str = "", items: Sequence[str] = ()) -> Iterator[Register]:
    """Judge every household and member by the catalogue, or by ``items`` of it, and keep the masks until the end.

    Raises ``RuleError`` where the pack has no catalogue.
    """
    if not session.pack.measures:
        raise RuleError(OLD_PACK)
    offered = tuple(item for item in session.pack.measures_in(year) if not items or item.id in items)
    plan, compiled = _compiled(session.pack, occasion_of(session, year), offered)
    tables.make(session, Reading(pack=session.pack, year=year, village=village), plan)
    # Of a scope without an item nothing is read: the plan may not even know its rows.
    scans = {scope: _scan_sql(plan, scope, pairs) for scope, pairs in compiled.items() if pairs}
    made: list[str] = []
    try:
        yield Register(session=session, items=offered, year=year, village=village, scans=scans, tables=made)
    finally:
        tables.drop(session, plan)
        for name in made:
            session.db.conn.execute(f"DROP TABLE IF EXISTS temp.e_{name}")


_Compiled = tuple[Plan, Mapping[Scope, Sequence[tuple[Parts, Parts]]]]
_last: list[tuple[Pack, Occasion, tuple[MeasureItem, ...], _Compiled]] = []


def _compiled(pack: Pack, occasion: Occasion, items: tuple[MeasureItem, ...]) -> _Compiled:
    """Return the plan, and of each item the SQL of who is entitled and who has it; the last answer is kept."""
    for known_pack, known_occasion, known_items, found in _last:
        if known_pack is pack and (known_occasion, known_items) == (occasion, items):
            return found
    plan = Plan(root=schema_of(pack))
    compiled: dict[Scope, list[tuple[Parts, Parts]]] = {scope: [] for scope in _SCOPES}
    for item in items:
        entitled = condition(item.check, occasion)
        has = condition(item.received, occasion) if item.received is not None else None
        scope = item.check.scope.value
        plan.use(plan.element(scope))  # whose rows are read even where the condition asks nothing
        compiled[item.check.scope].append(
            (
                compile_parts(plan, scope, entitled) if entitled is not None else (NEVER,),
                compile_parts(plan, scope, has) if has is not None else (NEVER,),
            )
        )
    _last[:] = [(pack, occasion, items, (plan, compiled))]
    return plan, compiled


def _scan_sql(plan: Plan, scope: Scope, pairs: Sequence[tuple[Parts, Parts]]) -> str:
    """Return the SELECT of household, record and both masks of a scope."""
    masks = [mask_sql([pair[side] for pair in pairs]) for side in (0, 1)]
    household = f"{scope.value}.{'id' if scope is Scope.HOUSEHOLD else 'parent'}"
    columns = [
        f"{household} AS household",
        f"{scope.value}.record AS record",
        f"{masks[0]} AS mask",
        f"{masks[1]} AS has",
    ]
    return f"SELECT household, record, mask, has FROM ({plan.scan_sql(scope.value, columns)} LIMIT -1)"


def year_counts(session: Session, year: int, *, village: str = "") -> tuple[ItemCount, ...]:
    """Return the figures of every item on offer in ``year``, of one village or of all."""
    with opened(session, year, village=village) as register:
        return register.counts()
