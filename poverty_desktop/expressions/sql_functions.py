"""The functions of checks as they are written in SQL, what is said of an unknown one, and what is soon asked."""

from __future__ import annotations

from difflib import get_close_matches

from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.extensions import EXTENSIONS, Extension, is_known_function
from poverty_desktop.expressions.sql_fragments import NOT_IN_SQL
from poverty_desktop.i18n import N_

_CLOCKED = frozenset({"today", "now"})

_SELDOM_DECIDES = 60
"""How many characters a test for an answer counts more than it has: most answers are given."""


def replace_alias(sql: str, alias: str) -> str:
    """Return a plain column of ``alias`` as one of ``t``, as derived columns are written."""
    return "t" + sql.removeprefix(alias)


def written(known: Extension, arguments: list[str]) -> str:
    """Return a function of checks with its arguments."""
    if known.sql:
        return f"({known.sql.format(*arguments)})"
    return f"{known.sql_name}({', '.join(arguments)})"


def no_function(name: str, position: int) -> ExpressionError:
    """Return what is wrong with a function that checks do not know."""
    if is_known_function(name):
        advice = N_("{name}() at character {position} depends on the clock of the laptop: use $day.")
        return ExpressionError(advice if name in _CLOCKED else NOT_IN_SQL, name=name, position=position)
    near = get_close_matches(name, EXTENSIONS, 1)
    if near:
        return ExpressionError(
            N_("There is no function {name}() (character {position}). Is {near}() meant?"),
            name=name,
            position=position,
            near=near[0],
        )
    return ExpressionError(N_("There is no function {name}() (character {position})."), name=name, position=position)


def cost(sql: str) -> tuple[bool, int]:
    """Return what orders the parts of a conjunction: searches last, and what holds nearly always after the rest."""
    return "SELECT" in sql, len(sql) + (_SELDOM_DECIDES if sql.endswith("IS NOT NULL)") else 0)
