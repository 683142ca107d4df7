"""Fixed-width census files read with their CSPro dictionary (.dcf, the JSON form written since CSPro 8.0)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.delimited import decode
from poverty_desktop.exchange.table import NO_ROWS, Table, read_bytes
from poverty_desktop.i18n import N_

NOT_A_DICTIONARY = N_("The dictionary cannot be read. Choose a .dcf file saved by CSPro 8.0 or newer.")
NOT_ITS_DICTIONARY = N_("The data file does not fit this dictionary; it does not describe line {line}.")
_MAX_RANGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a record: where it stands (from 0) and what its codes are called."""

    name: str
    label: str
    start: int
    length: int
    labels: Mapping[str, str] = field(default_factory=dict)  # code as written in the file, without leading zeros


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One kind of line, known by its record type; ``repeats`` when a questionnaire has several of them."""

    kind: str
    repeats: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary:
    """The lines of a file with one level: identifying items on every line, then the records."""

    kind_start: int
    kind_length: int
    identification: tuple[Item, ...]
    records: tuple[Record, ...]


def read_dictionary(path: Path) -> Dictionary:
    """Read a dictionary with one level; raises ``RuleError`` for any other file."""
    try:
        document = json.loads(decode(read_bytes(path)))
        level = document["levels"][0]
        kind = document["recordType"]
        identification = tuple(_items(level["ids"]["items"], 0, is_identity=True))
        after = max((item.start + item.length for item in identification), default=0)
        after = max(after, int(kind["start"]) - 1 + int(kind["length"]))
        records = tuple(
            Record(
                kind=str(record["recordType"]),
                repeats=int(record["occurrences"]["maximum"]) > 1,
                items=tuple(_items(record["items"], after)),
            )
            for record in level["records"]
        )
        return Dictionary(
            kind_start=int(kind["start"]) - 1,
            kind_length=int(kind["length"]),
            identification=identification,
            records=records,
        )
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise RuleError(NOT_A_DICTIONARY) from error


def read_fixed_width(data: Path, dictionary: Path, *, as_codes: Collection[str] = ()) -> Table:
    """Return one row for each line of the repeating record, with the single record of its questionnaire beside it.

    A questionnaire without such a line (a dwelling where nobody lives) gives one row with blank cells. Captions are
    the names of items, hints their labels, cells the labels of the value sets; the items in ``as_codes`` stay
    numbers. ``numbers`` are lines of the data file, from 1. Raises ``RuleError``.
    """
    book = read_dictionary(dictionary)
    content = read_bytes(data)
    lines = decode(content).split("\n")
    single = [item for record in book.records if not record.repeats for item in record.items]
    many = [item for record in book.records if record.repeats for item in record.items]
    questionnaires = _questionnaires(book, lines)

    items = [*book.identification, *single, *many]
    columns = {item.name: _cell_reader(item, is_code=item.name in as_codes) for item in items}
    singles_by_kind = {record.kind: record for record in book.records if not record.repeats}
    repeats_by_kind = {record.kind: record for record in book.records if record.repeats}
    numbers: list[int] = []
    rows: list[tuple[str, ...]] = []
    for members in questionnaires.values():
        shared = {record.kind: line for _number, line in members if (record := singles_by_kind.get(_kind(book, line)))}
        first = members[0][1]
        head = [columns[item.name](first) for item in book.identification]
        for record in singles_by_kind.values():
            line = shared.get(record.kind, "")
            head.extend(columns[item.name](line) for item in record.items)
        repeated = [(number, line) for number, line in members if _kind(book, line) in repeats_by_kind]
        for number, line in repeated or [(members[0][0], "")]:
            cells = list(head)
            kind = _kind(book, line)
            for record in repeats_by_kind.values():
                own = line if record.kind == kind else ""
                cells.extend(columns[item.name](own) for item in record.items)
            numbers.append(number)
            rows.append(tuple(cells))
    if not rows:
        raise RuleError(NO_ROWS)
    return Table(
        content_hash=hashlib.sha256(content).digest(),
        sheet="",
        sheets=(),
        sheet_index=0,
        header_row=0,
        captions=tuple(item.name for item in [*book.identification, *single, *many]),
        hints=tuple(item.label for item in items),
        numbers=tuple(numbers),
        rows=tuple(rows),
    )


def _items(nodes: list[Mapping[str, Any]], start: int, *, is_identity: bool = False) -> Iterator[Item]:
    """Yield the items one behind the other; an item that is a part of the one before lies within it.

    An identifying item keeps its number where one label covers many numbers: it would identify nothing any more.
    """
    position = whole = start
    for node in nodes:
        length = int(node["length"])
        if node.get("subitem"):
            at = whole + int(node.get("subitemOffset", 0))
        else:
            at = int(node["start"]) - 1 if "start" in node else position
            whole, position = at, at + length
        label = node["labels"][0]["text"] if node.get("labels") else ""
        yield Item(
            name=node["name"], label=label, start=at, length=length, labels=_labels(node, with_ranges=not is_identity)
        )


def _labels(node: Mapping[str, Any], *, with_ranges: bool) -> dict[str, str]:
    """Return code to label of the first value set; a range gives its label to every number in it."""
    labels: dict[str, str] = {}
    for value in (node.get("valueSets") or [{}])[0].get("values", ()):
        text = value["labels"][0]["text"] if value.get("labels") else ""
        if not text:
            continue
        for pair in value.get("pairs", ()):
            if "range" in pair:
                if not with_ranges:
                    continue
                low, high = (int(bound) for bound in pair["range"])
                labels.update((str(number), text) for number in range(low, min(high, low + _MAX_RANGE) + 1))
            else:
                labels[str(pair["value"]).strip()] = text
    return labels


def _kind(book: Dictionary, line: str) -> str:
    return line[book.kind_start : book.kind_start + book.kind_length]


def _questionnaires(book: Dictionary, lines: list[str]) -> dict[str, list[tuple[int, str]]]:
    """Return the lines of each questionnaire with their numbers, in the order of the file."""
    kinds = {record.kind for record in book.records}
    found: dict[str, list[tuple[int, str]]] = {}
    for number, raw in enumerate(lines, start=1):
        line = raw.rstrip("\r")
        if not line.strip():
            continue
        if _kind(book, line) not in kinds:
            raise RuleError(NOT_ITS_DICTIONARY, line=number)
        key = "".join(line[item.start : item.start + item.length] for item in book.identification)
        found.setdefault(key, []).append((number, line))
    return found


def _cell_reader(item: Item, *, is_code: bool) -> Callable[[str], str]:
    """Return the function from a line to this item's cell; equal codes are looked up once."""
    start, end = item.start, item.start + item.length
    labels = {} if is_code else item.labels
    known: dict[str, str] = {}

    def read(line: str) -> str:
        if not line:
            return ""  # there is no such record, which is not the same as a blank in one
        raw = line[start:end]
        text = known.get(raw)
        if text is None:
            bare = raw.strip()
            number = bare.lstrip("0") or "0" if bare.isdigit() else bare
            text = known[raw] = labels.get(number, bare)
        return text

    return read
