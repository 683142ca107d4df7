"""An expression's text cut into tokens, with XPath's rule for ``*`` and for operators that look like names."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
_BEFORE_OPERAND = _OPERATORS | {"@", "::", "(", "[", ",", "$"}


@dataclass(frozen=True, slots=True)
class Token:
    """``kind`` is number, literal, name, symbol, operator or end; ``position`` counts characters from 1."""

    kind: str
    text: str
    position: int


def tokens(text: str) -> list[Token]:
    """Return the tokens of ``text`` with an end mark; raises ``ExpressionError`` where no token can begin.

    XPath 1.0, 3.7: after an operand, ``*`` multiplies and a name is an operator.
    """
    found: list[Token] = []
    at = 0
    after_operand = False
    while at < len(text):
        word = _WORD_OPERATOR.match(text, at) if after_operand else None
        if word is not None:
            found.append(Token("operator", word.group(), at + 1))
            at = word.end()
            after_operand = False
            continue
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise _unreadable(text, at)
        if match.lastgroup != "space":
            token = _classified(match.lastgroup, match.group(), at + 1, after_operand=after_operand)
            found.append(token)
            after_operand = not (token.kind in ("symbol", "operator") and _awaits_operand(token))
        at = match.end()
    found.append(Token("end", "", len(text) + 1))
    return found


def _classified(kind: str, text: str, position: int, *, after_operand: bool) -> Token:
    if kind == "symbol" and text in _OPERATORS and (text != "*" or after_operand):
        return Token("operator", text, position)
    return Token(kind, text, position)


def _awaits_operand(token: Token) -> bool:
    return token.text in _BEFORE_OPERAND and (token.kind == "operator" or token.text != "*")


def _unreadable(text: str, at: int) -> ExpressionError:
    if text[at] in "\"'":
        return ExpressionError(
            N_("The text that begins at character {position} has no closing quotation mark."), position=at + 1
        )
    return ExpressionError(
        N_("{found} at character {position} cannot stand in an expression."), position=at + 1, found=text[at]
    )
