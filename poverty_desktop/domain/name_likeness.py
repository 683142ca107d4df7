"""How two names are alike: the same, sounding or looking alike, one a part of the other, or one character apart."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

from poverty_desktop import paths
from poverty_desktop.domain.pinyin import search_keys

NAME_DOT = "·"
LONG_NAME = 3
"""From so many characters on, one that differs still leaves a likeness."""


class NameLikeness(IntEnum):
    """The closest way in which two names are alike; a larger one is closer."""

    DIFFERENT = 0
    ONE_CHARACTER = 1
    PART = 2
    SHAPE = 3
    SOUND = 4
    SAME = 5


def name_likeness(one: str, other: str) -> NameLikeness:
    """Say how ``one`` and ``other`` are alike, whichever comes first.

    Names sound alike where they share a toneless reading, and look alike where every character is the same or one
    that looks like it in print. A name before a middle dot is part of the whole one: 古丽 and 古丽·买买提. One
    character apart counts for names of three characters and more, and only where the family name is the same:
    王小明 and 王大明, never 王芳 and 王强.
    """
    if one == other:
        return NameLikeness.SAME
    if sounds(one) & sounds(other):
        return NameLikeness.SOUND
    shorter, longer = sorted((one, other), key=len)
    if shorter and longer.startswith(shorter + NAME_DOT):
        return NameLikeness.PART
    if not one or len(one) != len(other):
        return NameLikeness.DIFFERENT
    apart = [(left, right) for left, right in zip(one, other, strict=True) if left != right]
    if all(right in shapes().get(left, "") for left, right in apart):
        return NameLikeness.SHAPE
    is_one_apart = len(apart) == 1 and len(one) >= LONG_NAME and one[0] == other[0]
    return NameLikeness.ONE_CHARACTER if is_one_apart else NameLikeness.DIFFERENT


@lru_cache(maxsize=65_536)
def sounds(name: str) -> frozenset[str]:
    """Return every toneless reading of ``name`` in one word; empty where none is known."""
    keys = search_keys(name)
    return frozenset(reading for reading in (keys.full, *keys.other_full) if reading)


@lru_cache(maxsize=1)
def shapes() -> dict[str, str]:
    """Read ``resources/shape_alike.tsv``: a character and those that look like it, in each line."""
    text = (paths.resources() / "shape_alike.tsv").read_text(encoding="utf-8")
    pairs = (line.partition("\t") for line in text.splitlines())
    return {character: alike for character, _tab, alike in pairs}
