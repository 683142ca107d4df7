"""Search keys of names: full pinyin and initials, with every reading that a person may type."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

from poverty_desktop import paths

MOST_VARIANTS = 12
LONGEST_NAME = 40

# What general dictionaries get wrong in names; the first reading is the commoner. Sources: the surname notes of
# 现代汉语词典 (7th ed.) and 通用规范汉字字典, from memory.
_SURNAMES = """
单shan 單shan 曾zeng 仇qiu 解xie 查zha 区ou 區ou 朴piao/pu 盖ge/gai 蓋ge/gai 乐yue/le 樂yue/le 覃qin/tan 翟zhai/di
缪miao/mou 繆miao/mou 秘bi/mi 繁po/fan 黑he/hei 员yun/yuan 贠yun/yuan 重chong 折she/zhe 召shao/zhao 种chong 祭zhai/ji
粘nian/zhan 郗xi/chi 郇xun/huan 隗wei/kui 卜bu 费fei/bi 长chang/zhang 行xing 贾jia 佴nai/er 乜nie 句gou/ju 阚kan
谌chen/shen 么yao/mo 都du 莘shen/xin 褚chu 冯feng 馮feng 汤tang 湯tang 陆lu 陸lu 艾ai 盛sheng 藏zang 炅gui/jiong
郄qie/xi 降jiang 朝chao 弹tan 参shen 省xing 校xiao 蔚yu/wei 库she/ku 薄bo 洗xian/xi 诶ai 逢pang/feng 宿su 揭jie 晟cheng
长孙zhang'sun 单于chan'yu 尉迟yu'chi 万俟mo'qi 澹台tan'tai 令狐ling'hu 呼延hu'yan 赫连he'lian 拓跋tuo'ba 宇文yu'wen
"""
_IN_GIVEN_NAMES = "晟sheng/cheng 莘xin/shen 蔚wei/yu 炅jiong/gui 乐le/yue 召zhao/shao 贠yun 长chang/zhang"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchKeys:
    """``full`` is ``zhangsan``, ``initials`` is ``zs``; the others are further readings of the same name."""

    full: str
    initials: str
    other_full: tuple[str, ...] = ()
    other_initials: tuple[str, ...] = ()

    @property
    def all_full(self) -> str:
        """Return every full reading, separated by blanks, for one column that is searched with LIKE."""
        return " ".join((self.full, *self.other_full))

    @property
    def all_initials(self) -> str:
        """Return every row of initials, separated by blanks."""
        return " ".join((self.initials, *self.other_initials))


@lru_cache(maxsize=1024)
def search_keys(name: str) -> SearchKeys:
    """Return the keys under which ``name`` is found; the family name is read as a family name.

    Dots, blanks and characters without a reading are passed over; Latin words count whole, digits as they are.
    At most ``MOST_VARIANTS`` readings of one name are given, the likeliest first; ``ü`` is typed ``v`` or ``u``.
    """
    parts = _syllables(name[:LONGEST_NAME])
    if all(len(readings) == 1 for readings in parts):
        only = [readings[0] for readings in parts]
        return SearchKeys(full="".join(only).replace("'", ""), initials=_initials(only))
    full: dict[str, None] = {}
    initials: dict[str, None] = {}
    for choice in _likeliest(parts):
        full["".join(choice).replace("'", "")] = None
        initials[_initials(choice)] = None
    first_full, *other_full = full
    first_initials, *other_initials = initials
    return SearchKeys(
        full=first_full,
        initials=first_initials,
        other_full=tuple(other_full),
        other_initials=tuple(other_initials),
    )


def readings(character: str) -> tuple[str, ...]:
    """Return the toneless readings of one character, the most usual first; empty when none is known."""
    return _tables().general.get(character, ())


class _Tables(NamedTuple):
    general: dict[str, tuple[str, ...]]
    surnames: dict[str, tuple[str, ...]]
    given: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    """Read ``resources/pinyin.tsv``: a syllable and its characters in each line, ``+`` before further readings."""
    text = (paths.resources() / "pinyin.tsv").read_text(encoding="utf-8")
    general: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        syllable, characters = line.split("\t")
        if syllable.startswith("+"):
            for character in characters:
                general[character] = (*general[character], *_both_spellings(syllable[1:]))
        else:
            general.update(dict.fromkeys(characters, _both_spellings(syllable)))
    return _Tables(general, _own_readings(_SURNAMES), _own_readings(_IN_GIVEN_NAMES))


def _both_spellings(syllable: str) -> tuple[str, ...]:
    return (syllable, syllable.replace("v", "u")) if "v" in syllable else (syllable,)


def _own_readings(table: str) -> dict[str, tuple[str, ...]]:
    found = {}
    for entry in table.split():
        characters = "".join(character for character in entry if not character.isascii())
        found[characters] = tuple(entry[len(characters) :].split("/"))
    return found


def _syllables(name: str) -> list[tuple[str, ...]]:
    """Return the readings of each character or Latin word of ``name``."""
    tables = _tables()
    parts: list[tuple[str, ...]] = []
    start = 0
    if "·" not in name:  # a name with a dot has no Chinese family name
        for length in (2, 1):
            if len(name) > length and (known := tables.surnames.get(name[:length])):
                general = tables.general.get(name[0], ())[:1] if length == 1 else ()
                parts.append(tuple(dict.fromkeys(known + general)))
                start = length
                break
    word = ""
    for character in name[start:].lower():
        if character.isascii() and character.isalnum():
            word += character
            continue
        if word:
            parts.append((word,))
            word = ""
        if found := tables.given.get(character) or tables.general.get(character):
            parts.append(found)
    if word:
        parts.append((word,))
    return parts


def _initials(choice: list[str] | tuple[str, ...]) -> str:
    return "".join(syllable[0] for part in choice for syllable in part.split("'"))


def _likeliest(parts: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return up to ``MOST_VARIANTS`` combinations, those with the fewest unusual readings first."""
    ranks = islice(product(*(range(len(readings)) for readings in parts)), MOST_VARIANTS * 8)
    ordered = sorted(ranks, key=sum)[:MOST_VARIANTS]
    return [tuple(part[rank] for part, rank in zip(parts, choice, strict=True)) for choice in ordered]
