"""Lists of households and persons written as the national export has them, so that the import reads them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from poverty_desktop.domain.values import NOT_APPLICABLE, Value
from poverty_desktop.exchange.column_map import ColumnMap, shipped
from poverty_desktop.exchange.rows import property_of
from poverty_desktop.exchange.text_sheet import write_text_sheet
from poverty_desktop.packs.model import Property, PropertyType
from poverty_desktop.packs.pack import Pack

CellWriter = Callable[[Value], str]

_TITLE_ROWS = 2


def write_household_list(
    path: Path,
    rows: Iterable[Mapping[str, Value]],
    pack: Pack,
    *,
    title: str,
    subtitle: str = "",
    column_map: ColumnMap | None = None,
) -> int:
    """Write one row per person; return how many. Raises ``StorageError``.

    A row is target to value, as in a column map: ``person.name``, ``household_year.net_income_per_capita`` (fen),
    ``village.town`` (text), ``check.member_count``. Choices are written as Chinese labels, amounts in yuan, days as
    ``YYYYMMDD``, months as ``YYYY年MM月``; every cell is text, the captions stand in row 3, in the order of
    ``column_map`` (the 26 columns when none is given).
    """
    column_map = column_map or next(item for item in shipped() if item.name == "national_26")
    rules = list({rule.captions[0]: rule for rule in reversed(column_map.columns)}.values())[::-1]
    columns: Sequence[tuple[str, CellWriter]] = [
        (rule.target, cell_writer(property_of(rule.target, pack), pack)) for rule in rules
    ]
    header_row = column_map.header_row or _TITLE_ROWS + 1
    titles = [title, subtitle, *[""] * header_row][: header_row - 1]

    def cells(row: Mapping[str, Value]) -> list[str]:
        return [write(row[target]) if target in row else "" for target, write in columns]

    return write_text_sheet(
        path,
        map(cells, rows),
        name=title,
        titles=titles,
        captions=[rule.captions[0] for rule in rules],
    )


def cell_writer(item: Property | None, pack: Pack) -> CellWriter:
    """Return the function from a value to the text of its cell; whatever has no value is blank or 不适用."""
    codes = pack.code_lists.get(item.code_list or "") if item is not None else None
    labels = {entry.code: entry.label.zh for entry in codes.codes} if codes is not None else {}
    kind = item.type if item is not None else PropertyType.TEXT

    def write(value: Value) -> str:
        if not value:
            return "不适用" if value == NOT_APPLICABLE else ""
        return _text(kind, value.scalar, labels)

    return write


def _text(kind: PropertyType, scalar: object, labels: Mapping[str, str]) -> str:
    text = str(scalar)
    match kind:
        case PropertyType.CHOICE:
            text = labels.get(text, text)
        case PropertyType.CHOICES:
            text = ",".join(labels.get(code, code) for code in text.split())
        case PropertyType.BOOLEAN:
            text = "是" if scalar else "否"
        case PropertyType.MONEY:
            fen = int(text)
            text = f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"
        case PropertyType.DATE:
            text = text.replace("-", "")
        case PropertyType.MONTH:
            text = f"{text[:4]}年{text[5:7]}月"
    return text
