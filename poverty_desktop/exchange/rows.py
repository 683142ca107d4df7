"""The columns of a table turned into the values of each row, column by column, each different cell read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from string import Formatter

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.cells import CellReader, CellReading, cell_reader
from poverty_desktop.exchange.column_map import MAPPED_KINDS, ColumnMap, ColumnRule, match
from poverty_desktop.exchange.documents import DocumentReader
from poverty_desktop.exchange.problems import Problem
from poverty_desktop.exchange.table import Table, normal_caption
from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import Property
from poverty_desktop.packs.pack import Pack

NO_NAMES = N_("No column has the names of persons. Say in the column map which one it is.")

_DOCUMENT = "person.document_number"
_PREFIXED = {f"{kind.table}.": kind for kind in MAPPED_KINDS}


@dataclass(slots=True)
class Rows:
    """What is known of the rows while they are being read: one mapping per row and kind, texts of special columns."""

    values: dict[RecordKind, list[dict[str, Value]]]
    special: dict[str, list[str]]
    problems: dict[int, list[Problem]]
    unused: tuple[int, ...] = ()
    captions: dict[str, str] = field(default_factory=dict)  # caption by target

    def add(self, row: int, problem: Problem) -> None:
        """Say something about a row (index in the table)."""
        self.problems.setdefault(row, []).append(problem)


def read_rows(table: Table, column_map: ColumnMap, pack: Pack, *, today: date) -> Rows:
    """Read every mapped column; raises ``RuleError`` where no column or template gives names."""
    laid = match(table, column_map)
    rules = [(rule, index) for rule, index in zip(column_map.columns, laid.columns, strict=True) if index is not None]
    if not any(rule.target == "person.name" for rule, _index in rules) and "person.name" not in column_map.templates:
        raise RuleError(NO_NAMES)
    rows = Rows(
        values={kind: [{} for _row in table.rows] for kind in MAPPED_KINDS},
        special={},
        problems={},
        unused=laid.unused,
        captions={rule.target: table.captions[index] for rule, index in rules},
    )
    by_sex: list[tuple[ColumnRule, int, Property]] = []
    for rule, index in rules:
        item = property_of(rule.target, pack)
        if item is None:
            if rule.target != "ignore":
                _take_special(rows, rule.target, table, index)
        elif rule.values_by_sex:
            by_sex.append((rule, index, item))
        elif rule.target != _DOCUMENT:
            reader = cell_reader(item, rule, pack)
            cells = [row[index] for row in table.rows]
            _take_column(rows, rows.values[item.kind], item.name, reader, cells)
    _take_templates(rows, table, column_map, pack)
    _take_constants(rows, column_map, pack)
    for rule, index in rules:
        if rule.target == _DOCUMENT:
            _take_documents(rows, table, index, pack, today)
    for rule, index, item in by_sex:
        _take_by_sex(rows, table, rule, index, item, pack)
    return rows


def property_of(target: str, pack: Pack) -> Property | None:
    """Return the property that a target names, ``None`` for special targets and for properties the pack lacks."""
    table, _dot, name = target.partition(".")
    kind = _PREFIXED.get(f"{table}.")
    return None if kind is None else pack.by_name.get((kind, name))


def _take_column(
    rows: Rows, values: Sequence[dict[str, Value]], name: str, reader: CellReader, cells: Sequence[str]
) -> None:
    """Read a column; the first of several columns with one target that says something is kept."""
    known: dict[str, CellReading] = {"": (None, None)}
    for index, (own, cell) in enumerate(zip(values, cells, strict=True)):
        if not cell:
            continue
        reading = known.get(cell)
        if reading is None:
            reading = known[cell] = reader(cell)
        value, problem = reading
        if value is not None and name not in own:
            own[name] = value
        if problem is not None:
            rows.add(index, problem)


def _take_special(rows: Rows, target: str, table: Table, index: int) -> None:
    cells = [row[index].strip() for row in table.rows]
    before = rows.special.get(target)
    if before is None:
        rows.special[target] = cells
    else:  # several columns tell households apart together
        rows.special[target] = [f"{first}\x1f{second}" for first, second in zip(before, cells, strict=True)]


def _take_templates(rows: Rows, table: Table, column_map: ColumnMap, pack: Pack) -> None:
    places = {normal_caption(caption): index for index, caption in reversed(list(enumerate(table.captions)))}
    for target, template in column_map.templates.items():
        parts = [
            (literal, places.get(normal_caption(name)) if name else None, bool(name))
            for literal, name, _spec, _conversion in Formatter().parse(template)
        ]
        if any(is_named and index is None for _literal, index, is_named in parts):
            continue
        cells = [_fill(parts, row) for row in table.rows]
        item = property_of(target, pack)
        if item is None:
            rows.special[target] = cells
            continue
        reader = cell_reader(item, ColumnRule(target=target, captions=(item.label.zh,)), pack)
        plain = _without_problem(reader) if item.name == "name" else reader
        _take_column(rows, rows.values[item.kind], item.name, plain, cells)


def _fill(parts: Sequence[tuple[str, int | None, bool]], row: Sequence[str]) -> str:
    """Return the text of a template, or nothing when one of its cells is blank."""
    pieces = []
    for literal, index, _is_named in parts:
        pieces.append(literal)
        if index is not None:
            if not row[index].strip():
                return ""
            pieces.append(row[index].strip())
    return "".join(pieces)


def _without_problem(reader: CellReader) -> CellReader:
    """Return a reader for words that nobody typed, so that nothing is to be compared with a card."""
    return lambda cell: (reader(cell)[0], None)


def _take_constants(rows: Rows, column_map: ColumnMap, pack: Pack) -> None:
    for target, text in column_map.constants.items():
        item = property_of(target, pack)
        if item is None:
            count = len(rows.values[RecordKind.PERSON])
            rows.special.setdefault(target, [text] * count)
            continue
        value, _problem = cell_reader(item, ColumnRule(target=target), pack)(text)
        if value is not None:
            is_of_person = item.kind not in (RecordKind.HOUSEHOLD, RecordKind.HOUSEHOLD_YEAR)
            for own, person in zip(rows.values[item.kind], rows.values[RecordKind.PERSON], strict=True):
                if person or not is_of_person:
                    own.setdefault(item.name, value)


def _take_documents(rows: Rows, table: Table, index: int, pack: Pack, today: date) -> None:
    reader = DocumentReader(pack, caption=table.captions[index], today=today)
    persons = rows.values[RecordKind.PERSON]
    for row, cells in enumerate(table.rows):
        own = persons[row]
        if not cells[index] and not own:
            continue
        reading = reader.read(cells[index], own)
        own.update(reading.values)
        if reading.problems:
            rows.problems.setdefault(row, []).extend(reading.problems)


def _take_by_sex(rows: Rows, table: Table, rule: ColumnRule, index: int, item: Property, pack: Pack) -> None:
    """Read words such as "child" whose code depends on the person's sex; without a sex they stay unknown words."""
    plain = {**rule.values}
    men, women = (
        cell_reader(
            item,
            ColumnRule(
                target=rule.target,
                captions=rule.captions,
                values=plain | {text: pair[side] for text, pair in rule.values_by_sex.items()},
                scheme=rule.scheme,
            ),
            pack,
        )
        for side in (0, 1)
    )
    unknown = cell_reader(
        item,
        ColumnRule(target=rule.target, captions=rule.captions, values=plain, scheme=rule.scheme),
        pack,
    )
    readers = {"1": men, "2": women}
    known: dict[tuple[str, str], CellReading] = {}
    persons = rows.values[RecordKind.PERSON]
    for row, cells in enumerate(table.rows):
        cell = cells[index]
        if not cell:
            continue
        sex = persons[row].get("sex")
        side = str(sex.scalar) if sex else ""
        key = (side, cell)
        if key not in known:
            known[key] = readers.get(side, unknown)(cell)
        value, problem = known[key]
        if value is not None:
            rows.values[item.kind][row][item.name] = value
        if problem is not None:
            rows.add(row, problem)


def texts_of(rows: Rows, row: int, targets: Sequence[str]) -> Mapping[str, str]:
    """Return the special cells of one row by target."""
    return {target: rows.special[target][row] for target in targets if target in rows.special}
