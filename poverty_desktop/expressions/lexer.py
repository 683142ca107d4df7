"""An expression's text cut into tokens, with XPath's rule for ``*`` and for operators that look like names."""

from __future__ import annotations

import re
from typing import NamedTuple

from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.i18n import N_

_NAME = r"[^\W\d][\w.\-\u00b7]*"
_TOKEN = re.compile(
    rf"""
      (?P<space>[ \t\r\n]+)
    | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+\-]?[0-9]+)?)
    | (?P<literal>"[^"]*"|'[^']*')
    | (?P<symbol>::|//|\.\.|!=|<=|>=|[()\[\].@,/|+\-=<>*$])
    | (?P<name>{_NAME}(?::(?:{_NAME}|\*))?)
    """,
    re.VERBOSE,
)
_WORD_OPERATOR = re.compile(r"(?:and|or|div|mod)(?![^\W\d])")
_OPERATORS = frozenset({"and", "or", "div", "mod", "*", "/", "//", "|", "+", "-", "=", "!=", "<", "<=", ">", ">="})
_MEANT = {
    "“": '"', "”": '"', "＂": '"', "‘": "'", "’": "'", "＇": "'", "（": "(", "）": ")", "，": ",", "、": ",", "。": ".",
    "【": "[", "】": "]", "［": "[", "］": "]", "＝": "=", "＜": "<", "＞": ">", "＋": "+", "－": "-", "＊": "*",
    "／": "/", "｜": "|", "＄": "$", "＠": "@", "：": ":", "≥": ">=", "≧": ">=", "≤": "<=", "≦": "<=", "≠": "!=",
    "×": "*", "÷": "div", "−": "-", "&": "and", "!": "not( … )", "！": "not( … )", "\u3000": " ", "\u00a0": " ",
}  # fmt: skip
"""What is meant by signs that input methods, word processors and other languages have."""
_BEFORE_OPERAND = frozenset({"@", "::", "(", "[", ",", "$"})


class Token(NamedTuple):
    """``kind`` is number, literal, name, symbol, operator or end; ``position`` counts characters from 1.

    A tuple, for a large questionnaire is cut into hundreds of thousands of them before its first question is shown.
    """

    kind: str
    text: str
    position: int


def tokens(text: str) -> list[Token]:
    """Return the tokens of ``text`` with an end mark; raises ``ExpressionError`` where no token can begin.

    XPath 1.0, 3.7: after an operand, ``*`` multiplies and a name is an operator.
    """
    found: list[Token] = []
    at, end = 0, len(text)
    after_operand = False
    match_token, match_word = _TOKEN.match, _WORD_OPERATOR.match
    while at < end:
        if after_operand:
            word = match_word(text, at)
            if word is not None:
                found.append(Token("operator", word.group(), at + 1))
                at = word.end()
                after_operand = False
                continue
        match = match_token(text, at)
        if match is None or match.lastgroup is None:
            raise _unreadable(text, at)
        kind, part = match.lastgroup, match.group()
        if kind == "symbol":
            if part in _OPERATORS and (part != "*" or after_operand):
                found.append(Token("operator", part, at + 1))
                after_operand = False
            else:
                found.append(Token("symbol", part, at + 1))
                after_operand = part not in _BEFORE_OPERAND
        elif kind != "space":
            found.append(Token(kind, part, at + 1))
            after_operand = True
        at = match.end()
    found.append(Token("end", "", end + 1))
    return found


def _unreadable(text: str, at: int) -> ExpressionError:
    if text[at] in "\"'":
        return ExpressionError(
            N_("The text that begins at character {position} has no closing quotation mark."), position=at + 1
        )
    if near := _MEANT.get(text[at]):
        return ExpressionError(
            N_("{found} at character {position} cannot stand in an expression. Write {near}."),
            position=at + 1,
            found=text[at],
            near=near,
        )
    return ExpressionError(
        N_("{found} at character {position} cannot stand in an expression."), position=at + 1, found=text[at]
    )
