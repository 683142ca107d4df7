"""The words of a questionnaire without the marks of style that XLSForm allows in labels and hints.

ODK clients read a little markdown and HTML in them (https://docs.getodk.org/form-styling/); here they are plain text.
"""

from __future__ import annotations

import re

_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/h[1-6])\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(
    r"</?\s*(?:a|b|big|br|center|div|em|font|h[1-6]|i|li|ol|p|small|span|strong|sub|sup|u|ul)\b[^<>]*>", re.IGNORECASE
)
_LINK = re.compile(r"\[([^\[\]]+)\]\((?:https?:|mailto:|tel:)[^()\s]*\)")
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+", re.MULTILINE)
_STRONG = re.compile(r"(?<![_*])(\*\*|__)(?=[^\s_*])(.+?)(?<=[^\s_*])\1(?![_*])")
_EMPHASIS = re.compile(r"(?<![\w*\\])([*_])(?=[^\s*_])([^*_\n]*[^\s*_])\1(?![\w*])")
_MARKS = re.compile(r"[<*_#\[]")


def plain(text: str) -> str:
    """Return ``text`` without tags, emphasis, headings and addresses of links; every word stays."""
    if _MARKS.search(text) is None:
        return text
    text = _TAG.sub("", _BREAK.sub("\n", text))
    text = _HEADING.sub("", _LINK.sub(r"\1", text))
    return _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text)).strip()
