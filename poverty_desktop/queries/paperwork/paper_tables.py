"""Tables of a pack's paper: records of one kind, the plan and the effects of the measures."""

from __future__ import annotations

from dataclasses import replace

from poverty_desktop.domain.kinds import RecordKind, kind_of
from poverty_desktop.domain.measure import Status
from poverty_desktop.domain.values import Value
from poverty_desktop.i18n import _, format_yuan
from poverty_desktop.ids import HouseholdId
from poverty_desktop.packs.model import Label, Property, PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.paper_templates import BlockKind, PaperBlock, PaperItem
from poverty_desktop.pdf.values import Cell, PaperColumn, PaperTable
from poverty_desktop.queries.assistance import help_tables, helpers
from poverty_desktop.queries.register import facts
from poverty_desktop.store import database
from poverty_desktop.store.session import Session

_IN_TIME = {RecordKind.VISIT: "visited_on, id", RecordKind.HELPER: "from_date, id"}
"""Records that are told in the order in which they came about, whenever somebody wrote them down."""

_NOT_AGREED = (Status.SUGGESTED, Status.DROPPED)
"""Measures that no paper shows: nobody promised them, or nobody carries them out any more."""


def block_table(session: Session, block: PaperBlock, household: HouseholdId, year: int, language: str) -> PaperTable:
    """Return what a block of records, of the plan or of the effects shows of a household."""
    title = block.title(language) if block.title is not None else ""
    if block.kind is BlockKind.RECORDS:
        return _records(session, block, household, year, language)
    of_help = help_tables.plan if block.kind is BlockKind.PLAN else help_tables.effects
    table = of_help(session, household, year, language)
    return replace(table, title=title or table.title)


def property_of(pack: Pack, item: PaperItem) -> Property:
    """Return the data item that an item such as ``household.phone`` names."""
    table, _dot, name = item.name.partition(".")
    return pack.by_name[kind_of(table), name]


def _records(session: Session, block: PaperBlock, household: HouseholdId, year: int, language: str) -> PaperTable:
    pack = session.pack
    items = [(property_of(pack, item), item.label) for item in block.items]
    kind = items[0][0].kind
    has_year = (kind, "year") in pack.by_name and kind is not RecordKind.VISIT
    condition, values = (" AND year = ?", [household, year]) if has_year else ("", [household])
    stands_in = {}
    if kind is RecordKind.MEASURE:  # who helps the household helps by a measure that names nobody else
        stands_in = {"helper": helpers.names_of(session, [household])[household]}
    order = _IN_TIME.get(kind, "id")
    rows = database.rows(
        session.db,
        f"SELECT * FROM {kind.table} WHERE alive AND household = ?{condition} ORDER BY {order}",
        values,
    )

    def cell(row: database.Row, item: Property) -> Cell:
        value = facts.value_of(row, item)
        return _cell(pack, item, value, language) if value else stands_in.get(item.name) or value.why

    shown = (row for row in rows if kind is not RecordKind.MEASURE or row["status"] not in _NOT_AGREED)
    return PaperTable(
        title=(block.title or items[0][0].label)(language),
        columns=tuple(_column(item, label, language) for item, label in items),
        rows=tuple(tuple(cell(row, item) for item, _label in items) for row in shown),
    )


def _column(item: Property, label: Label | None, language: str) -> PaperColumn:
    words = (label or item.label)(language)
    if item.type is PropertyType.MONEY:
        return PaperColumn(label=_("{label} (yuan)").format(label=words), is_number=True)
    return PaperColumn(label=words)


def _cell(pack: Pack, item: Property, value: Value, language: str) -> str:
    """Return a value in a table; the head of a column of money says the unit."""
    if item.type is PropertyType.MONEY and isinstance(value.scalar, int):
        return format_yuan(value.scalar)
    return facts.text_of(pack, item, value, language)
