"""Cells read as values of a property: words by the pack's labels, numbers by their unit, never by guessing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal

from poverty_desktop.domain import textual
from poverty_desktop.domain.values import BLANK, NOT_APPLICABLE, Value
from poverty_desktop.exchange.column_map import ColumnRule
from poverty_desktop.exchange.problems import Problem, attention
from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import CodeList, Property, PropertyType
from poverty_desktop.packs.pack import Pack

CellReading = tuple[Value | None, Problem | None]
CellReader = Callable[[str], CellReading]

UNKNOWN_WORD = N_("“{caption}” has a word that the list of this item does not know; it was not taken in.")
BARE_NUMBER = N_("“{caption}” has a number in place of words. Say in the column map by which numbering it is meant.")
MAP_NAMES_NO_CODE = N_("The column map gives “{caption}” a code that the policy pack does not have.")
DIGITS_LOST = N_("Excel has changed the number in “{caption}” and its last digits are lost. Type it again, as text.")
STRANGE_NAME = N_("The name holds digits or signs. Compare it with the card.")
OUT_OF_BOUNDS = N_("“{caption}” is outside what is usual ({minimum} to {maximum}). Check it.")
PLACEHOLDER = N_("“{caption}” has 999999, which stands for nothing known. It was read as blank.")
TOO_LONG = N_("“{caption}” has more text than can be kept; it was not taken in.")

_BRACKETS = str.maketrans("（）【】[]〔〕", "()()()()")
_DIGITS = re.compile(r"\d+(\.0+)?", re.ASCII)
_DIGITS_AND_POINT = re.compile(r"[+-]?[\d,.]+", re.ASCII)
_WHOLE_WITH_ZERO = re.compile(r"(\d+)\.0+", re.ASCII)
_EXPONENT = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE | re.ASCII)
_COMMON_UNITS = ("个月", "月", "人", "岁", "亩", "平方米", "㎡", "公里", "千米", "米")
_PLAIN_NUMBER = re.compile(r"\d{1,40}", re.ASCII)
_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{1,30}")
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_SPLIT = re.compile(r"[,，、;；/|+\n]+|\s+")
_STRANGE = re.compile(r"[0-9?？*#@=<>\[\]{}|\\/]")
_MOST_TEXT = 16_000
_STANDS_FOR_NOTHING = re.compile(r"999999(\.0*)?", re.ASCII)
_NONE = frozenset({"无", "没有", "none"})
_NO_SUCH_CODE = "\0"
_NUMBERED_TEXT = ("national_number", "bank_account")


def normal_label(text: str) -> str:
    """Return a word as it is compared with labels: half-width, no blanks, one kind of bracket, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_BRACKETS).split()).lower()


def is_placeholder(cell: str) -> bool:
    """Say whether a number, phone or count is the 999999 that exports put where nothing is known."""
    if "9" not in cell and "９" not in cell:
        return False
    return _STANDS_FOR_NOTHING.fullmatch("".join(textual.clean_text(cell).split()).replace(",", "")) is not None


def cell_reader(item: Property, rule: ColumnRule, pack: Pack) -> CellReader:
    """Return the function that reads the cells of one column as ``item``.

    The value is ``None`` where the cell says nothing or cannot be used; then the problem keeps the cell's words.
    Readers are pure, so the caller may remember what equal cells gave.
    """
    caption = rule.captions[0] if rule.captions else item.label.zh
    if item.type in (PropertyType.CHOICE, PropertyType.CHOICES):
        codes = pack.code_lists.get(item.code_list or "") or CodeList(name="", codes=())
        read = _choice_reader(codes, rule, caption, many=item.type is PropertyType.CHOICES)
    elif item.type is PropertyType.TEXT:
        read = _text_reader(item, caption)
    else:
        read = _typed_reader(item, rule, caption)
    if item.type not in (PropertyType.CHOICE, PropertyType.CHOICES, PropertyType.BOOLEAN) and (
        item.type is not PropertyType.TEXT or item.name in (*_NUMBERED_TEXT, "phone")
    ):
        read = _without_placeholder(read, caption)
    mapped = {normal_label(text): target for text, target in rule.values.items()}
    return _through_map(read, mapped) if mapped and item.type is not PropertyType.CHOICE else read


def label_index(codes: CodeList) -> Mapping[str, str]:
    """Return normalised label or alias to code; a word that two codes share is left out."""
    found: dict[str, str] = {}
    shared: set[str] = set()
    for entry in codes.codes:
        for word in {normal_label(word) for word in (entry.label.zh, entry.label.en, *entry.aliases) if word}:
            if found.setdefault(word, entry.code) != entry.code:
                shared.add(word)
    for entry in codes.codes:  # a code's own Chinese label beats another's alias
        word = normal_label(entry.label.zh)
        owners = {other.code for other in codes.codes if normal_label(other.label.zh) == word}
        if word in shared and len(owners) == 1:
            found[word] = entry.code
            shared.discard(word)
    return {word: code for word, code in found.items() if word not in shared}


def _without_placeholder(read: CellReader, caption: str) -> CellReader:
    def read_known(cell: str) -> CellReading:
        if is_placeholder(cell):
            return None, attention(PLACEHOLDER, caption=caption, original=cell)
        return read(cell)

    return read_known


def _through_map(read: CellReader, mapped: Mapping[str, str]) -> CellReader:
    def read_mapped(cell: str) -> CellReading:
        target = mapped.get(normal_label(cell))
        if target is None:
            return read(cell)
        return read(target) if target else (None, None)

    return read_mapped


def _choice_reader(codes: CodeList, rule: ColumnRule, caption: str, *, many: bool) -> CellReader:
    by_label = label_index(codes)
    by_code = {entry.code for entry in codes.codes}
    order = {entry.code: place for place, entry in enumerate(codes.codes)}
    by_number: dict[str, str] = {}
    if rule.scheme is not None:
        for entry in codes.codes:
            if number := entry.schemes.get(rule.scheme):
                by_number[number.lstrip("0") or "0"] = entry.code
    mapped = {normal_label(text): target for text, target in rule.values.items()}
    empty = {
        word: None if nothing is BLANK else nothing
        for word, target in mapped.items()
        if not (nothing := textual.read_text(target).value)
    }

    def find(word: str) -> str | None:
        """Return the code of one word, "" where the map says that it means nothing, None where nobody knows it."""
        target = mapped.get(word)
        if target is not None:
            return target if target in by_code or not target else by_label.get(normal_label(target), _NO_SUCH_CODE)
        if (code := by_label.get(word)) is not None:
            return code
        if _DIGITS.fullmatch(word):
            return by_number.get(word.partition(".")[0].lstrip("0") or "0")
        return next((code for code in by_code if code.lower() == word), None)

    def read(cell: str) -> CellReading:
        word = normal_label(cell)
        if word in empty:
            return empty[word], None
        parts = [word]
        code = find(word)
        if code is None:
            nothing = NOT_APPLICABLE if word in _NONE else textual.read_text(cell).value
            if not nothing:
                return (None if nothing is BLANK else nothing), None
            if many:
                parts = [normal_label(part) for part in _SPLIT.split(textual.clean_text(cell)) if part.strip()]
        found = [find(part) for part in parts]
        taken = sorted({code for code in found if code and code != _NO_SUCH_CODE}, key=lambda code: order.get(code, 0))
        problem = None
        if _NO_SUCH_CODE in found:
            problem = attention(MAP_NAMES_NO_CODE, caption=caption, original=cell)
        elif None in found:
            is_number = all(_DIGITS.fullmatch(part) for part, code in zip(parts, found, strict=True) if code is None)
            message = BARE_NUMBER if is_number and rule.scheme is None else UNKNOWN_WORD
            problem = attention(message, caption=caption, original=cell)
        return (Value(" ".join(taken)) if taken else None), problem

    return read


def _text_reader(item: Property, caption: str) -> CellReader:
    is_name = item.name == "name"
    is_number = item.name in _NUMBERED_TEXT

    def read(cell: str) -> CellReading:
        if (_PLAIN_NAME if is_name else _PLAIN_NUMBER).fullmatch(cell):
            return Value(cell), None  # what nearly every cell is, and reads as itself
        reading = textual.read_name(cell) if is_name else textual.read_text(cell)
        value = reading.value
        if not value:
            return (None if value is BLANK else value), None
        text = str(value.scalar)
        if whole := _WHOLE_WITH_ZERO.fullmatch(text):
            text = whole[1]
        elif is_number:
            text = text.replace(" ", "")
            if _EXPONENT.fullmatch(text):
                return None, attention(DIGITS_LOST, caption=caption, original=cell)
        if len(text) > _MOST_TEXT:
            return None, attention(TOO_LONG, caption=caption)
        problem = attention(STRANGE_NAME, caption=caption, original=cell) if is_name and _STRANGE.search(text) else None
        return Value(text), problem

    def read_phone(cell: str) -> CellReading:
        if _MOBILE.fullmatch(cell):
            return Value(cell), None
        return _own(textual.read_phone(cell), caption, cell)

    return read_phone if item.name == "phone" else read


def _typed_reader(item: Property, rule: ColumnRule, caption: str) -> CellReader:
    units: tuple[str, ...] = _COMMON_UNITS
    if item.unit is not None:
        units = (item.unit.zh, item.unit.en, *units)
    readers: Mapping[PropertyType, Callable[[str], textual.Reading]] = {
        PropertyType.INTEGER: lambda cell: textual.read_integer(cell, units=units),
        PropertyType.DECIMAL: lambda cell: textual.read_decimal(cell, units=units),
        PropertyType.MONEY: lambda cell: _read_money(cell, rule.unit),
        PropertyType.BOOLEAN: textual.read_boolean,
        PropertyType.DATE: textual.read_date,
        PropertyType.MONTH: textual.read_month,
        PropertyType.YEAR: textual.read_year,
    }
    reading_of = readers.get(item.type, textual.read_text)
    bounds = _bounds(item)

    def read(cell: str) -> CellReading:
        reading = reading_of(cell)
        value, problem = _own(reading, caption, cell)
        if value and bounds is not None and problem is None and isinstance(value.scalar, str | int):
            number = Decimal(value.scalar)
            if not bounds[0] <= number <= bounds[1]:
                limits = {"minimum": item.minimum or "…", "maximum": item.maximum or "…"}
                problem = attention(OUT_OF_BOUNDS, caption=caption, original=cell, **limits)
        return value, problem

    return read


def _read_money(cell: str, unit: str | None) -> textual.Reading:
    if unit == "fen":
        return textual.read_integer(cell)
    if unit == "wan_yuan" and _DIGITS_AND_POINT.fullmatch(text := textual.clean_text(cell)):
        return textual.read_money(text + "万")
    return textual.read_money(cell)


def _bounds(item: Property) -> tuple[Decimal, Decimal] | None:
    """Return the usual range of a number; money and dates are left to the checks."""
    if item.type not in (PropertyType.INTEGER, PropertyType.DECIMAL, PropertyType.YEAR):
        return None
    if item.minimum is None and item.maximum is None:
        return None
    try:
        return Decimal(item.minimum or "-Infinity"), Decimal(item.maximum or "Infinity")
    except ArithmeticError:
        return None


def _own(reading: textual.Reading, caption: str, cell: str) -> CellReading:
    value = None if reading.value is BLANK else reading.value
    if reading.problem is None:
        return value, None
    problem = attention(reading.problem.message_id, caption=caption, original=cell, **reading.problem.params)
    return value, problem
