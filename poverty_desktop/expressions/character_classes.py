"""Sets of characters as regular expressions write them: escapes, ranges, Unicode properties."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

Matcher = Callable[[str], bool]
"""From one character to whether it belongs to the set."""

LINE_ENDS = "\n\r\u0085\u2028\u2029"
_HAN = ((0x2E80, 0x2FD5), (0x3005, 0x3007), (0x3021, 0x3029), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))
_HAN_BEYOND = (0x20000, 0x3FFFF)
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "e": "\x1b", "a": "\x07", "v": "\x0b"}
_CATEGORY = re.compile("L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfosn]?")


def is_digit(character: str) -> bool:
    r"""Return whether ``\d`` matches: 0 to 9, as in Java."""
    return "0" <= character <= "9"


def is_word(character: str) -> bool:
    r"""Return whether ``\w`` matches: ASCII letters, digits and the underscore, as in Java."""
    return character.isascii() and (character.isalnum() or character == "_")


def is_space(character: str) -> bool:
    r"""Return whether ``\s`` matches: ASCII blanks, as in Java."""
    return character in " \t\n\x0b\f\r"


def is_any(character: str) -> bool:
    """Return whether ``.`` matches: everything but the end of a line."""
    return character not in LINE_ENDS


def is_han(character: str) -> bool:
    """Return whether ``character`` is a Chinese one."""
    code = ord(character)
    return any(low <= code <= high for low, high in _HAN) or _HAN_BEYOND[0] <= code <= _HAN_BEYOND[1]


_POSIX: dict[str, Matcher] = {
    "Alpha": lambda character: character.isascii() and character.isalpha(),
    "Digit": is_digit,
    "Alnum": lambda character: character.isascii() and character.isalnum(),
    "Upper": lambda character: "A" <= character <= "Z",
    "Lower": lambda character: "a" <= character <= "z",
    "Punct": lambda character: "!" <= character <= "~" and not character.isalnum(),
    "Space": is_space,
    "ASCII": str.isascii,
    "XDigit": lambda character: character in "0123456789abcdefABCDEF",
    "IsAlphabetic": str.isalpha,
    "IsLetter": str.isalpha,
    "IsDigit": str.isdecimal,
    "IsHan": is_han,
    "Han": is_han,
    "script=Han": is_han,
    "InCJKUnifiedIdeographs": lambda character: "\u4e00" <= character <= "\u9fff",
    "InCJK_Unified_Ideographs": lambda character: "\u4e00" <= character <= "\u9fff",
}


def property_of(name: str) -> Matcher | None:
    r"""Return the set of ``\p{name}``: a Unicode category, a POSIX class of Java or Han; None where unknown."""
    if name in _POSIX:
        return _POSIX[name]
    category = name.removeprefix("Is").removeprefix("general_category=").removeprefix("gc=")
    if not _CATEGORY.fullmatch(category):
        return None
    return lambda character: unicodedata.category(character).startswith(category)


def escaped_set(letter: str) -> Matcher | None:
    r"""Return the set of an escape such as ``\d`` or ``\S``; None where the letter names no set."""
    known = {"d": is_digit, "w": is_word, "s": is_space, "h": lambda character: character in " \t\u00a0\u3000"}
    matcher = known.get(letter.lower())
    if matcher is None or letter.islower():
        return matcher
    return negated(matcher)


def control(letter: str) -> str | None:
    r"""Return the character of ``\t``, ``\n`` …; None where the letter names none."""
    return _CONTROLS.get(letter)


def negated(matcher: Matcher) -> Matcher:
    """Return the set of all other characters."""
    return lambda character: not matcher(character)


def ranged(low: str, high: str) -> Matcher:
    """Return the set of the characters from ``low`` to ``high``."""
    return lambda character: low <= character <= high


def any_of(matchers: list[Matcher]) -> Matcher:
    """Return the set of the characters in any of ``matchers``."""
    return lambda character: any(matcher(character) for matcher in matchers)


def single(wanted: str) -> Matcher:
    """Return the set of one character."""
    return lambda character: character == wanted


def ignoring_case(matcher: Matcher) -> Matcher:
    """Return ``matcher`` widened to the other case of each character."""
    return lambda character: matcher(character) or matcher(character.lower()) or matcher(character.upper())
