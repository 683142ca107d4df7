"""How hard a passphrase is to guess, said in plain words, and the least that is accepted."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from poverty_desktop.crypto.wrapping import normal_form
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_

MIN_LENGTH: Final = 8
"""Characters; a Chinese character counts as two."""
MIN_BITS: Final = 35.0
"""At 64 MiB and three passes a guess costs about 0.1 s of a core: 2^35 guesses are about a century of one core."""

_JUDGED_CHARS = 64
_ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb")
_COMMON = (
    "password",
    "passw0rd",
    "admin",
    "root",
    "welcome",
    "letmein",
    "iloveyou",
    "woaini",
    "qazwsx",
    "zhucun",
    "fupin",
    "bangfu",
    "tuopin",
    "xiangcun",
    "5201314",
    "888888",
    "666666",
    "驻村工作",
    "驻村",
    "扶贫",
    "帮扶",
    "脱贫攻坚",
    "脱贫",
    "乡村振兴",
    "工作队",
    "密码",
    "我爱你",
)
_DATE = re.compile(r"(?:19|20)\d\d[-./年]?(?:1[0-2]|0?[1-9])[-./月]?(?:3[01]|[12]\d|0?[1-9])日?|(?:19|20)\d\d")
_PHONE = re.compile(r"1[3-9]\d{9}")
_SYLLABLE = (
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|er|[aoeiuv])"
)
_PINYIN = re.compile(f"(?<![a-z])(?:{_SYLLABLE}){{2,}}(?![a-z])")
_MIN_RUN = 3


class Strength(IntEnum):
    """How the strength is shown."""

    TOO_WEAK = 0
    FAIR = 1
    GOOD = 2
    STRONG = 3


LABELS: Final = {
    Strength.TOO_WEAK: N_("Too easy to guess"),
    Strength.FAIR: N_("Strong enough"),
    Strength.GOOD: N_("Strong"),
    Strength.STRONG: N_("Very strong"),
}
_LEVELS = ((65.0, Strength.STRONG), (50.0, Strength.GOOD), (MIN_BITS, Strength.FAIR))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The strength of one passphrase: its level, an estimate in bits, and what would help where it is not strong.

    The advice is gettext msgids.
    """

    strength: Strength
    bits: float
    advice: tuple[str, ...]


def judge(passphrase: str) -> Judgement:
    """Return how hard ``passphrase`` is to guess; only its first 64 characters are looked at.

    The estimate is deliberately low: every run, repeat, date, telephone number and common word counts as one
    choice, what remains counts by the kinds of characters used.
    """
    text = normal_form(passphrase[:_JUDGED_CHARS])
    bits, advice = _estimate(text)
    length = sum(2 if _is_han(letter) else 1 for letter in text)
    if length < MIN_LENGTH:
        advice.insert(0, N_("Use at least ten mixed letters and digits, or five Chinese characters and more."))
        bits = min(bits, MIN_BITS - 1)
    strength = next((level for least, level in _LEVELS if bits >= least), Strength.TOO_WEAK)
    if strength >= Strength.GOOD:  # whatever it holds, enough remains: advice beside praise would contradict it
        advice = []
    elif not advice:
        advice.append(N_("Add another word: four words that do not belong together are easy to keep in mind."))
    return Judgement(strength=strength, bits=round(bits, 1), advice=tuple(dict.fromkeys(advice)))


def require_sufficient(passphrase: str) -> None:
    """Raise ``RuleError`` unless ``passphrase`` is at least sufficient."""
    if judge(passphrase).strength is Strength.TOO_WEAK:
        raise RuleError(
            N_("This passphrase is too easy to guess. Choose a longer one, for example four unrelated words.")
        )


def _estimate(text: str) -> tuple[float, list[str]]:
    rest = text.casefold()
    bits = 0.0
    advice: list[str] = []
    for pattern, cost, word in (
        (_PHONE, 20.0, N_("A telephone number is easy to guess.")),
        (_DATE, 14.0, N_("A date or a year is easy to guess.")),
    ):
        rest, hits = pattern.subn("\x00", rest)
        if hits:
            bits += cost * hits
            advice.append(word)
    common = 0
    for word in sorted(_COMMON, key=len, reverse=True):
        common += rest.count(word)
        rest = rest.replace(word, "\x00")
    if common:
        bits += 6.0 * common
        advice.append(N_("Common words are tried first by whoever guesses."))
    for word in _PINYIN.findall(rest):
        syllables = re.findall(_SYLLABLE, word)
        bits += 7.0 * len(set(syllables)) + (len(syllables) > len(set(syllables)))
        advice.append(N_("A name or a word in pinyin is easy to guess."))
    kept, runs = _without_runs(_PINYIN.sub("\x00", rest))
    if runs:
        bits += 7.0 * runs
        advice.append(N_("Repeats and rows such as 1234 or qwer add almost nothing."))
    # letters kept in their own case: a capital inside a word is one more choice
    capitals = sum(1 for letter in text if letter.isupper())
    if 0 < capitals < len(text):
        bits += min(4.0, float(capitals))
    return bits + _bits_of_letters(kept), advice


def _without_runs(text: str) -> tuple[list[str], int]:
    """Split ``text`` into letters that stand for themselves and the number of runs and repeats."""
    kept: list[str] = []
    runs = 0
    at = 0
    while at < len(text):
        length = max(_repeat_at(text, at), _row_at(text, at))
        if length >= _MIN_RUN and text[at] != "\x00":
            runs += 1
            at += length
        else:
            if text[at] != "\x00":
                kept.append(text[at])
            at += 1
    return kept, runs


def _repeat_at(text: str, at: int) -> int:
    """Return how many characters from ``at`` repeat a unit of one to four characters at least once more."""
    best = 1
    for unit in range(1, 5):
        piece = text[at : at + unit]
        count = 1
        while piece and text[at + count * unit : at + (count + 1) * unit] == piece:
            count += 1
        if count > 1:
            best = max(best, count * unit)
    return best


def _row_at(text: str, at: int) -> int:
    """Return how many characters from ``at`` follow a row of the keyboard, the alphabet or the digits."""
    best = 1
    for row in _ROWS:
        for line in (row, row[::-1]):
            length = 1
            while at + length < len(text) and text[at : at + length + 1] in line:
                length += 1
            if text[at] in line:
                best = max(best, length)
    return best


def _bits_of_letters(letters: list[str]) -> float:
    """Return the choices in letters that follow no pattern; a letter seen before counts half."""
    pool = sum(
        size
        for size, belongs in (
            (10, str.isdecimal),
            (26, lambda letter: letter.isascii() and letter.isalpha()),
            (33, lambda letter: letter.isascii() and not letter.isalnum()),
        )
        if any(belongs(letter) for letter in letters)
    )
    bits = 0.0
    seen: set[str] = set()
    for letter in letters:
        if _is_han(letter):
            each = 8.0  # people choose among a few hundred characters, and in words
        elif letter.isascii():
            each = math.log2(max(pool, 2)) * (0.75 if letter.isalpha() else 1.0)  # letters come in words
        else:
            each = 5.0
        bits += each / 2 if letter in seen else each
        seen.add(letter)
    return bits


def _is_han(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff" or letter >= "\U00020000"
