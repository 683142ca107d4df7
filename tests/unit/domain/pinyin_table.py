"""Makes ``resources/pinyin.tsv`` from pypinyin: ``python -m tests.unit.domain.pinyin_table``; not used at run time."""

from __future__ import annotations

from collections import Counter, defaultdict

from poverty_desktop import paths

LEAST_SHARE = 0.05
LEAST_PHRASES = 2


def readings() -> dict[str, list[str]]:
    """Return the toneless readings of every character, the most usual first.

    A second reading is kept where at least 5 % of pypinyin's phrases with the character use it.
    """
    from pypinyin import Style
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
    from pypinyin.style import convert

    def plain(reading: str) -> str:
        return str(convert(reading, Style.NORMAL, strict=False)).replace("ê", "e").replace("ü", "v")

    used: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, parts in PHRASES_DICT.items():
        for character, part in zip(phrase, parts, strict=False):
            used[character][plain(part[0])] += 1

    table = {}
    for code, joined in PINYIN_DICT.items():
        character = chr(code)
        first, *others = dict.fromkeys(plain(reading) for reading in joined.split(","))
        total = used[character].total()
        kept = [
            other
            for other in others
            if used[character][other] >= LEAST_PHRASES and used[character][other] / total >= LEAST_SHARE
        ]
        table[character] = [first, *kept]
    return table


def as_text(table: dict[str, list[str]]) -> str:
    """Return the table as lines ``syllable TAB characters``; ``+syllable`` lists further readings."""
    lines: dict[str, list[str]] = defaultdict(list)
    for character in sorted(table):
        first, *others = table[character]
        lines[first].append(character)
        for other in others:
            lines["+" + other].append(character)
    ordered = sorted(lines, key=lambda syllable: (syllable.startswith("+"), syllable))
    return "".join(f"{syllable}\t{''.join(lines[syllable])}\n" for syllable in ordered)


if __name__ == "__main__":
    (paths.resources() / "pinyin.tsv").write_text(as_text(readings()), encoding="utf-8")
