"""What was typed into a search as SQL conditions: names in characters, pinyin or initials, numbers, groups."""

from __future__ import annotations

import re
import unicodedata

_LATIN = re.compile(r"[a-z'’]+")
_BY_NUMBER = "instr(phone, ?) OR substr(document, ?) = ? OR substr(document, 1, ?) = ?"
_NUMBERS = "instr(phone, ?) OR instr(national_number, ?)"
_LETTERS = r"group_name LIKE ? ESCAPE '\' OR national_number LIKE ? ESCAPE '\'"
_DIGITS = re.compile(r"[0-9]+x?")
_FOUND = (
    "s.household IN (SELECT household FROM person_search WHERE {people}"
    " UNION ALL SELECT household FROM household_summary WHERE {households})"
)
"""Two short scans whose ids are looked up; an OR across the two tables would look at every household in full."""


def is_number(word: str) -> bool:
    """Say whether a typed word is a number, or the end of one."""
    return _DIGITS.fullmatch(word) is not None


def words_of(text: str) -> list[list[str]]:
    """Return the typed words, half-width and small; those in letters one after the other stand together."""
    runs: list[list[str]] = []
    for word in unicodedata.normalize("NFKC", text).lower().split():
        if runs and _LATIN.fullmatch(word) and _LATIN.fullmatch(runs[-1][-1]):
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def run_condition(run: list[str]) -> tuple[str, list[object]]:
    """Return the condition of a run: ``zhang san`` is one name typed with blanks, or two words that both fit."""
    found = [_word(word) for word in run]
    every = " AND ".join(condition for condition, _values in found)
    parameters = [value for _condition, values in found for value in values]
    if len(run) == 1:
        return every, parameters
    whole, values = _word("".join(run))
    return f"({whole} OR ({every}))", [*values, *parameters]


def names_meant(text: str) -> list[str]:
    """Return what the first words may name, the whole name before its first word."""
    runs = words_of(text)
    return list(dict.fromkeys(("".join(runs[0]), runs[0][0]))) if runs else []


def _word(word: str) -> tuple[str, list[object]]:
    """Return the condition of one typed word: a plain substring in short texts, one pass over all persons."""
    people, values = people_condition(word)
    if is_number(word):
        number = word.upper()
        return _FOUND.format(people=people, households=_NUMBERS), [*values, number, number]
    if word.isascii():
        pattern = "%" + re.sub(r"([\\%_])", r"\\\1", word) + "%"
        return _FOUND.format(people=people, households=_LETTERS), [*values, pattern, pattern]
    return _FOUND.format(people=people, households="instr(group_name, ?)"), [*values, word]


def people_condition(word: str) -> tuple[str, list[object]]:
    """Return the condition of one typed word on a line of ``person_search``."""
    if is_number(word):
        number = word.upper()
        return _BY_NUMBER, [number, -len(number), number, len(number), number]
    return ("instr(keys, ?)", [f" {word}"]) if word.isascii() else ("instr(name, ?)", [word])


def head_condition(text: str) -> tuple[str, list[object]]:
    """Return an SQL expression: how well the first words mean the head by name, pinyin or initials, 0 for not."""
    words = [word for word in names_meant(text) if not is_number(word)]
    if not words:
        return "0", []
    if not words[0].isascii():
        return "instr(s.head_name, ?) > 0", [words[0]]
    exists = (
        "EXISTS (SELECT 1 FROM person_search p WHERE p.household = s.household AND p.person = s.head_person"
        " AND instr(p.keys, ?))"
    )
    return " + ".join([exists] * len(words)), [f" {word}" for word in words]
