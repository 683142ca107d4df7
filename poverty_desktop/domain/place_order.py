"""The order in which people count village groups: 一组, 二组, 十组, 十一组, not the order of character codes."""

from __future__ import annotations

import re

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMBER = re.compile(r"[0-9０-９]+|[零〇一二两三四五六七八九十百]+")


def place_key(name: str) -> str:
    """Return a text that sorts ``name`` by the numbers in it, be they written in Chinese characters or in digits."""
    return _NUMBER.sub(lambda match: f"{_number(match.group()):06d}", name)


def _number(text: str) -> int:
    if text[0].isdigit():
        return int(text[:6])
    total, digit = 0, 0
    for character in text:
        if character in _DIGITS:
            digit = digit * 10 + _DIGITS[character]
        else:
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
    return min(total + digit, 999_999)
