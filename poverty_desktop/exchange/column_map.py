"""Column maps: which column of a file becomes which property, as data that is remembered and can be read again."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any

from poverty_desktop import paths
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.table import Table, normal_caption, read_bytes
from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import Label
from poverty_desktop.packs.pack import Pack

MAPPED_KINDS = (
    RecordKind.HOUSEHOLD,
    RecordKind.PERSON,
    RecordKind.MEMBERSHIP,
    RecordKind.HOUSEHOLD_YEAR,
    RecordKind.PERSON_YEAR,
)
SPECIAL_TARGETS: Mapping[str, Label] = MappingProxyType(
    {
        "village.county": Label(zh="县（确定所在村）", en="County (to find the village)"),
        "village.town": Label(zh="乡镇（确定所在村）", en="Town (to find the village)"),
        "village.village": Label(zh="行政村（确定所在村）", en="Village (to find the village)"),
        "village.code": Label(zh="十二位区划代码", en="Division code of 12 digits"),
        "check.member_count": Label(zh="人数（只作核对）", en="Number of members (only compared)"),
        "check.age": Label(zh="年龄（只作核对）", en="Age (only compared)"),
        "check.head_name": Label(zh="户主姓名（只作核对）", en="Name of the head (only compared)"),
        "row.year": Label(zh="年度", en="Year"),
        "group.key": Label(zh="分户依据", en="Tells households apart"),
        "ignore": Label(zh="不导入", en="Leave out"),
    }
)
MANY_COLUMNS = frozenset({"ignore", "group.key"})
"""What several columns may become at once."""

FORMAT = 1
SHIPPED = ("national_26", "national_35", "popstan")
UNITS = ("yuan", "wan_yuan", "fen")

NOT_A_MAP = N_("The column map cannot be read. Make it anew from the columns of the file.")

_NO_VALUES: Mapping[str, str] = MappingProxyType({})
_NO_PAIRS: Mapping[str, tuple[str, str]] = MappingProxyType({})


class Grouping(StrEnum):
    """How rows are put together into households."""

    NUMBER = "number"  # by household.national_number
    HEAD = "head"  # a household begins with each row that names a head
    COLUMNS = "columns"  # by all columns with the target group.key
    ROW = "row"  # each row is a household, and its person the head


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRule:
    """One column. ``values`` and ``values_by_sex`` turn words of the file into codes or labels of the pack."""

    target: str
    captions: tuple[str, ...] = ()
    occurrence: int = 1  # which of several columns with the same caption, from 1
    position: int | None = None  # from 1; only for a column without a caption
    values: Mapping[str, str] = field(default_factory=lambda: _NO_VALUES)
    values_by_sex: Mapping[str, tuple[str, str]] = field(default_factory=lambda: _NO_PAIRS)  # male, female
    scheme: str | None = None  # numbers mean codes only under a named numbering
    unit: str | None = None  # of money: one of UNITS, yuan when not said
    reference_day: str | None = None  # of an age: the day on which it was true


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """A source's profile. ``templates`` build a text target out of several columns, named in braces."""

    name: str
    title: Label
    grouping: Grouping
    columns: tuple[ColumnRule, ...]
    header_row: int | None = None
    constants: Mapping[str, str] = field(default_factory=lambda: _NO_VALUES)
    templates: Mapping[str, str] = field(default_factory=lambda: _NO_VALUES)
    as_codes: tuple[str, ...] = ()  # items of a fixed-width dictionary that stay numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A map laid over a table: ``columns`` has the column of each rule; ``unused`` columns are not taken in."""

    columns: tuple[int | None, ...]
    missing: tuple[ColumnRule, ...]
    unused: tuple[int, ...]


def match(table: Table, column_map: ColumnMap) -> Match:
    """Find each rule's column by caption, whatever its position, or by position where the rule has no caption."""
    places: dict[str, list[int]] = {}
    for index, caption in enumerate(table.captions):
        places.setdefault(normal_caption(caption), []).append(index)
    columns: list[int | None] = []
    for rule in column_map.columns:
        found = sorted({index for caption in rule.captions for index in places.get(normal_caption(caption), ())})
        if rule.captions:
            columns.append(found[rule.occurrence - 1] if len(found) >= rule.occurrence else None)
        else:
            at = (rule.position or 0) - 1
            columns.append(at if 0 <= at < table.width else None)
    used = {index for index, rule in zip(columns, column_map.columns, strict=True) if rule.target != "ignore"}
    used |= {index for name in _template_captions(column_map) for index in places.get(normal_caption(name), ())}
    return Match(
        columns=tuple(columns),
        missing=tuple(rule for rule, index in zip(column_map.columns, columns, strict=True) if index is None),
        unused=tuple(index for index in range(table.width) if index not in used),
    )


def best_match(table: Table, maps: Iterable[ColumnMap]) -> ColumnMap | None:
    """Return the map that explains this table best, if one finds its people and at least four fifths of its columns."""
    best: tuple[int, float] = (0, 0.0)
    chosen = None
    for candidate in maps:
        laid = match(table, candidate)
        found = len(candidate.columns) - len(laid.missing)
        share = found / max(1, len(candidate.columns))
        has_people = any(
            index is not None and rule.target in {"person.name", "membership.relation"}
            for rule, index in zip(candidate.columns, laid.columns, strict=True)
        )
        if has_people and share >= 0.8 and (found, share) > best:
            best, chosen = (found, share), candidate
    return chosen


def from_choices(
    name: str,
    choices: Mapping[int, str],
    table: Table,
    *,
    grouping: Grouping,
    constants: Mapping[str, str] = _NO_VALUES,
) -> ColumnMap:
    """Return the map in which a person gave each column of ``table`` (from 0) a target."""
    rules = []
    for index in sorted(choices):
        caption = table.captions[index]
        before = [normal_caption(other) for other in table.captions[:index]]
        rules.append(
            ColumnRule(
                target=choices[index],
                captions=(caption,) if caption else (),
                occurrence=before.count(normal_caption(caption)) + 1 if caption else 1,
                position=None if caption else index + 1,
            )
        )
    return ColumnMap(
        name=name,
        title=Label(zh=name, en=name),
        grouping=grouping,
        columns=tuple(rules),
        header_row=table.header_row,
        constants=dict(constants),
    )


def targets(pack: Pack) -> tuple[tuple[str, Label], ...]:
    """Return what a column may become: the special targets, then the properties of the pack."""
    properties = (
        (f"{kind.table}.{item.name}", item.label)
        for kind in MAPPED_KINDS
        for item in pack.of_kind(kind)
        if item.target is None and item.name != "village"
    )
    return (*SPECIAL_TARGETS.items(), *properties)


def known_captions(maps: Iterable[ColumnMap]) -> frozenset[str]:
    """Return every caption that the maps know, to recognise a header row by."""
    return frozenset(normal_caption(caption) for item in maps for rule in item.columns for caption in rule.captions)


@cache
def shipped() -> tuple[ColumnMap, ...]:
    """Return the maps that come with the program."""
    folder = paths.resources() / "column_maps"
    return tuple(read_map(folder / f"{name}.json") for name in SHIPPED)


def read_map(path: Path) -> ColumnMap:
    """Read a map from a JSON file; raises ``RuleError``."""
    try:
        return from_dict(json.loads(read_bytes(path)))
    except (ValueError, RecursionError) as error:
        raise RuleError(NOT_A_MAP) from error


def to_dict(column_map: ColumnMap) -> dict[str, Any]:
    """Return the map as plain JSON values; what is empty is left out."""
    document = {
        "format": FORMAT,
        "name": column_map.name,
        "title": {"zh": column_map.title.zh, "en": column_map.title.en},
        "grouping": column_map.grouping.value,
        "header_row": column_map.header_row,
        "constants": dict(column_map.constants),
        "templates": dict(column_map.templates),
        "as_codes": list(column_map.as_codes),
        "columns": [_rule_to_dict(rule) for rule in column_map.columns],
    }
    return {key: value for key, value in document.items() if value not in (None, {}, [])}


def from_dict(document: Any) -> ColumnMap:
    """Return the map that :func:`to_dict` wrote; raises ``RuleError`` for anything else."""
    try:
        if document["format"] != FORMAT:
            raise RuleError(NOT_A_MAP)
        return ColumnMap(
            name=str(document["name"]),
            title=Label(zh=str(document["title"]["zh"]), en=str(document["title"]["en"])),
            grouping=Grouping(document["grouping"]),
            columns=tuple(_rule_from_dict(rule) for rule in document["columns"]),
            header_row=None if document.get("header_row") is None else int(document["header_row"]),
            constants=_texts(document.get("constants", {})),
            templates=_texts(document.get("templates", {})),
            as_codes=tuple(str(name) for name in document.get("as_codes", ())),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RuleError(NOT_A_MAP) from error


def _rule_to_dict(rule: ColumnRule) -> dict[str, Any]:
    document: dict[str, Any] = {"target": rule.target, "captions": list(rule.captions)}
    document["occurrence"] = rule.occurrence if rule.occurrence != 1 else None
    document |= {"position": rule.position, "scheme": rule.scheme, "unit": rule.unit}
    document["reference_day"] = rule.reference_day
    document["values"] = dict(rule.values)
    document["values_by_sex"] = {text: list(pair) for text, pair in rule.values_by_sex.items()}
    return {key: value for key, value in document.items() if value not in (None, {}, [])}


def _rule_from_dict(document: Mapping[str, Any]) -> ColumnRule:
    target = str(document["target"])
    kind = target.partition(".")[0]
    if target not in SPECIAL_TARGETS and kind not in {item.table for item in MAPPED_KINDS}:
        raise ValueError("unknown target")
    if document.get("unit") not in (None, *UNITS):
        raise ValueError("unknown unit")
    position = document.get("position")
    return ColumnRule(
        target=target,
        captions=tuple(str(caption) for caption in document.get("captions", ())),
        occurrence=max(1, int(document.get("occurrence", 1))),
        position=None if position is None else int(position),
        values=_texts(document.get("values", {})),
        values_by_sex={
            str(text): (str(male), str(female)) for text, (male, female) in document.get("values_by_sex", {}).items()
        },
        scheme=None if document.get("scheme") is None else str(document["scheme"]),
        unit=document.get("unit"),
        reference_day=None if document.get("reference_day") is None else str(document["reference_day"]),
    )


def _texts(pairs: Mapping[Any, Any]) -> Mapping[str, str]:
    return {str(key): str(value) for key, value in pairs.items()}


def _template_captions(column_map: ColumnMap) -> Collection[str]:
    return {
        name for text in column_map.templates.values() for _lit, name, _spec, _conv in Formatter().parse(text) if name
    }
