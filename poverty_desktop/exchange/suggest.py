"""What each column of an unknown file may be, with how sure that is; a person decides, nothing is applied."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache

from poverty_desktop import paths
from poverty_desktop.domain import identity_number
from poverty_desktop.exchange.cells import label_index, normal_label
from poverty_desktop.exchange.column_map import MANY_COLUMNS, MAPPED_KINDS, ColumnMap, Grouping, from_choices, match
from poverty_desktop.exchange.table import Table, normal_caption
from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import PropertyType
from poverty_desktop.packs.pack import Pack

KNOWN_CAPTION = N_("A column map knows this caption.")
OWN_LABEL = N_("This is the name of the item in the policy pack.")
OWN_CODE = N_("This is the official code of the item.")
USUAL_WORD = N_("The item is often called so.")
HEADS_ONLY = N_("No column names the members, so a row is a household and this is the name of its head.")
SIMILAR = N_("The caption is similar to the name of the item.")
CONTENT_DOCUMENTS = N_("The cells look like ID numbers.")
CONTENT_LABELS = N_("The cells hold words from the list of this item.")
CONTENT_NAMES = N_("The cells look like names of persons.")
CONTENT_PHONES = N_("The cells look like mobile numbers.")
CONTENT_GROUPS = N_("The cells look like groups of a village.")

LEAST = 0.5
SURE = 0.6
CERTAIN = 0.95
_SAMPLE = 60
_PREFIX = re.compile(r"^(是否参加|是否享受|是否接受|是否有|是否|参加|享受|家庭)")
_UNIT = re.compile(r"\([^()]*\)$")
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_GROUP = re.compile(r"第?[\d一二三四五六七八九十百]{1,3}(组|社|队|屯|村民小组|居民小组)")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{2,}·[\u4e00-\u9fff·]{2,}")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈"
    "钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔"
    "赖文洪施牛温庞樊兰殷申欧冉"
)
"""The hundred and some surnames that more than four fifths of all people have (公安部《全国姓名报告》)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One possible target of one column (from 0); ``confidence`` is between 0 and 1."""

    column: int
    caption: str
    target: str
    confidence: float
    reason: str


def suggest(table: Table, pack: Pack, *, maps: Iterable[ColumnMap] = ()) -> tuple[Suggestion, ...]:
    """Return the suggestions of every column, the surest first within a column, none below ``LEAST``.

    Where the only names are those of the heads, a row is a household, and the head is its person.
    """
    names = _names(pack, maps)
    suggestions: list[Suggestion] = []
    for column, caption in enumerate(table.captions):
        found: dict[str, tuple[float, str]] = {}
        for text in {caption, table.hints[column]} - {""}:
            _offer(found, _by_caption(normal_caption(text), names))
        sample = [row[column] for row in table.rows[:_SAMPLE] if row[column].strip()]
        _offer(found, _by_content(sample, pack, has_caption=bool(caption)))
        ordered = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
        suggestions.extend(
            Suggestion(column=column, caption=caption, target=target, confidence=round(sure, 2), reason=reason)
            for target, (sure, reason) in ordered
            if sure >= LEAST
        )
    return _with_heads_as_persons(suggestions)


def surest(suggestions: Iterable[Suggestion], width: int) -> list[str]:
    """Give each column its surest target that no other column is surer of; what nobody is sure of is left out."""
    chosen = ["ignore"] * width
    taken: set[str] = set()
    for one in sorted(suggestions, key=lambda one: -one.confidence):
        if one.confidence >= SURE and chosen[one.column] == "ignore" and one.target not in taken:
            chosen[one.column] = one.target
            taken |= {one.target} - MANY_COLUMNS
    return chosen


def likely_grouping(targets: Collection[str], suggestions: Iterable[Suggestion]) -> Grouping:
    """Return how rows make households where the columns become ``targets``."""
    if any(one.reason == HEADS_ONLY for one in suggestions):
        return Grouping.ROW
    if "household.national_number" in targets:
        return Grouping.NUMBER
    return Grouping.COLUMNS if "group.key" in targets else Grouping.HEAD


def draft(name: str, table: Table, suggestions: Sequence[Suggestion]) -> ColumnMap:
    """Return the map that a person may correct: every column with what it most likely is."""
    targets = surest(suggestions, table.width)
    return from_choices(name, dict(enumerate(targets)), table, grouping=likely_grouping(targets, suggestions))


def _with_heads_as_persons(suggestions: list[Suggestion]) -> tuple[Suggestion, ...]:
    first: dict[int, Suggestion] = {}
    for one in suggestions:
        first.setdefault(one.column, one)
    heads = next((one for one in first.values() if one.target == "check.head_name"), None)
    if heads is None or any(one.target in ("person.name", "membership.relation") for one in first.values()):
        return tuple(suggestions)
    person = replace(heads, target="person.name", reason=HEADS_ONLY)
    others = [one for one in suggestions if (one.column, one.target) != (heads.column, "person.name")]
    others.insert(others.index(heads), person)
    return tuple(others)


def completed(chosen: ColumnMap, table: Table, suggestions: Iterable[Suggestion]) -> ColumnMap:
    """Return the map with a rule more for each column that it does not name and that is recognised with certainty.

    A column that the map leaves out by name stays out, and so does one whose item another column gives already.
    """
    laid = match(table, chosen)
    named = {column for column in laid.columns if column is not None} | (set(range(table.width)) - set(laid.unused))
    taken = {rule.target for rule, column in zip(chosen.columns, laid.columns, strict=True) if column is not None}
    taken |= chosen.templates.keys()
    added: dict[int, str] = {}
    for one in sorted(suggestions, key=lambda one: (-one.confidence, one.column)):
        if one.confidence >= CERTAIN and one.caption and one.column not in named and one.target not in taken:
            added[one.column] = one.target
            named.add(one.column)
            taken.add(one.target)
    made = from_choices(chosen.name, added, table, grouping=chosen.grouping)
    return replace(chosen, columns=(*chosen.columns, *made.columns)) if added else chosen


def _offer(found: dict[str, tuple[float, str]], more: Iterable[tuple[str, float, str]]) -> None:
    for target, sure, reason in more:
        if sure > found.get(target, (0.0, ""))[0]:
            found[target] = (sure, reason)


def _names(pack: Pack, maps: Iterable[ColumnMap]) -> Mapping[str, list[tuple[str, float, str]]]:
    """Return every name a target is known by, with how sure it makes."""
    names: dict[str, list[tuple[str, float, str]]] = {}

    def add(name: str, target: str, sure: float, reason: str) -> None:
        if name:
            names.setdefault(normal_caption(name), []).append((target, sure, reason))

    for kind in MAPPED_KINDS:
        for item in pack.of_kind(kind):
            if item.target is not None or item.name == "village":
                continue
            target = f"{kind.table}.{item.name}"
            add(item.label.zh, target, 0.95, OWN_LABEL)
            add(item.label.en, target, 0.95, OWN_LABEL)
            add(item.official_code or "", target, 0.95, OWN_CODE)
    for target, words in _aliases().items():
        for word in words:
            add(word, target, 0.9, USUAL_WORD)
    for column_map in maps:
        for rule in column_map.columns:
            for caption in rule.captions:
                add(caption, rule.target, 1.0, KNOWN_CAPTION)
    return names


def _by_caption(caption: str, names: Mapping[str, list[tuple[str, float, str]]]) -> Iterable[tuple[str, float, str]]:
    if not caption:
        return
    yield from names.get(caption, ())
    core = _core(caption)
    for name, targets in names.items():
        likeness = _likeness(core, _core(name))
        if likeness >= LEAST:
            for target, sure, _reason in targets:
                yield target, likeness * sure * 0.9, SIMILAR


def _core(caption: str) -> str:
    """Return a caption without its unit and without "whether": what is compared."""
    bare = _UNIT.sub("", caption)
    return _PREFIX.sub("", bare) or bare


def _likeness(first: str, second: str) -> float:
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) >= 2 and shorter in longer:
        return 0.6 + 0.3 * len(shorter) / len(longer)
    return SequenceMatcher(None, first, second, autojunk=False).ratio() * 0.9


def _by_content(sample: list[str], pack: Pack, *, has_caption: bool) -> Iterable[tuple[str, float, str]]:
    """Yield what the cells themselves tell: ID numbers, mobile numbers, groups, names, and words of one code list.

    Names and mobile numbers tell only where there are no captions, for they may be those of a helper. Of two columns
    of names the one that repeats fewer is the members', the other the heads'.
    """
    if len(sample) < 3:
        return
    if _most(sample, lambda cell: identity_number.read(cell).is_valid):
        yield "person.document_number", 0.85, CONTENT_DOCUMENTS
        return
    if not has_caption and _most(sample, _MOBILE.fullmatch):
        yield "household.phone", 0.6, CONTENT_PHONES
        return
    if _most(sample, _GROUP.fullmatch):
        yield "household.group_name", 0.7, CONTENT_GROUPS
        return
    words = {normal_label(cell) for cell in sample}
    if not has_caption and len(words) * 3 >= len(sample) and _most(sample, _is_name):
        yield "person.name", 0.6 + 0.1 * len(words) / len(sample), CONTENT_NAMES
    for kind in MAPPED_KINDS:
        for item in pack.of_kind(kind):
            codes = pack.code_lists.get(item.code_list or "") if item.type is PropertyType.CHOICE else None
            if codes is not None and len(words) >= 2 and words <= label_index(codes).keys():
                yield f"{kind.table}.{item.name}", 0.6, CONTENT_LABELS


def _most(sample: list[str], is_so: Callable[[str], object]) -> bool:
    """Say whether something is true of seven in ten cells, written without blanks."""
    return sum(bool(is_so("".join(cell.split()))) for cell in sample) * 10 >= len(sample) * 7


def _is_name(cell: str) -> bool:
    return _NAME.fullmatch(cell) is not None and ("·" in cell or cell[0] in _SURNAMES)


@cache
def _aliases() -> Mapping[str, list[str]]:
    """Return target to the words that village lists use for it."""
    aliases: Mapping[str, list[str]] = json.loads((paths.resources() / "column_maps" / "aliases.json").read_bytes())
    return aliases
