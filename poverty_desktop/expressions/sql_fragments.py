"""Pieces of SQL that know their type, and how two of them compare exactly as ``compare`` compares their values.

A truth is 0 or 1 and never NULL. NULL is a blank text, a blank date, or a number that is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from operator import eq, ge, gt, le, lt, ne

from poverty_desktop.expressions.dialect import REGISTER
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.extensions import Kind
from poverty_desktop.expressions.schema import Leaf, LeafType
from poverty_desktop.expressions.tree import Comparison, Expression
from poverty_desktop.i18n import N_

NOT_IN_SQL = N_("{name}() at character {position} cannot be used in a check.")
_KINDS = {LeafType.NUMBER: Kind.NUMBER, LeafType.DATE: Kind.DATE, LeafType.BOOLEAN: Kind.TRUTH}
_NEAR = repr(REGISTER.tolerance)
_HOLDS = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
_OF_MONEY = 2
_ORDER = {"<": f"<= -{_NEAR}", "<=": f"< {_NEAR}", ">": f">= {_NEAR}", ">=": f"> -{_NEAR}"}

_IS_CODE = re.compile(r"""\((\w+\."[^"]+") IS ('[^']*')\)""")
_MANY_CODES = 5
"""From how many codes on it is quicker to look a value up among them than to compare it with each."""


class Constant(StrEnum):
    """What a constant fragment is."""

    NO = ""
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fragment:
    """SQL of one value. ``leaf``: it is a leaf's column, and blank as such; ``constant``: it is the same for all.

    ``places``: with how many digits after the point a number is written, None where any may follow: two that are
    written with few are compared as they are, any other is near enough or not. ``is_given``: it is never blank.
    ``counted``: the same number, blank where nothing is counted and it is 0.
    """

    kind: Kind
    sql: str
    leaf: Leaf | None = None
    constant: Constant = Constant.NO
    value: str | float = ""
    places: int | None = None
    is_given: bool = False
    counted: str = ""

    @property
    def is_flag(self) -> bool:
        """Say whether this is a leaf with yes, no or blank."""
        return self.leaf is not None and self.leaf.type is LeafType.BOOLEAN


def of_leaf(leaf: Leaf, sql: str) -> Fragment:
    """Return a leaf's column as a fragment."""
    return Fragment(kind=_KINDS.get(leaf.type, Kind.TEXT), sql=sql, leaf=leaf, places=leaf.places)


def text_sql(text: str) -> str:
    """Return ``text`` as an SQL literal, NULL where it is empty."""
    return "'" + text.replace("'", "''") + "'" if text else "NULL"


def number_constant(number: float) -> Fragment:
    """Return a number as a fragment."""
    value = float(number)
    places = next((places for places in (0, _OF_MONEY) if round(value, places) == value), None)
    return Fragment(
        kind=Kind.NUMBER, sql=repr(value), constant=Constant.NUMBER, value=value, places=places, is_given=True
    )


def number_of(sql: str, *, is_whole: bool = False) -> Fragment:
    """Return the SQL of a number as a fragment."""
    return Fragment(kind=Kind.NUMBER, sql=sql, places=0 if is_whole else None)


def count_of(sql: str) -> Fragment:
    """Return the SQL of a whole number that is never blank as a fragment."""
    return Fragment(kind=Kind.NUMBER, sql=sql, places=0, is_given=True, counted=_or_zero(sql))


def truth_of(sql: str) -> Fragment:
    """Return the SQL of a truth as a fragment."""
    return Fragment(kind=Kind.TRUTH, sql=sql)


def expression_position(expression: Expression) -> int:
    """Return the character at which an expression begins, as far as it is known."""
    return getattr(expression, "position", 0)


def compared(left: Fragment, right: Fragment, node: Comparison) -> str:
    """Return the SQL of a comparison; raises ``ExpressionError`` where the two can never meet."""
    if left.is_flag or right.is_flag:
        return _flag(left, right, node)
    if Kind.TRUTH in (left.kind, right.kind):
        if left.kind is not right.kind or node.operator not in ("=", "!="):
            raise _mismatch(node)
        return f"({left.sql} {'IS' if node.operator == '=' else 'IS NOT'} {right.sql})"
    blank = _against_blank(left, right, node)
    if blank:
        return blank
    if left.kind is not right.kind:
        raise _mismatch(node)
    if left.kind is Kind.NUMBER:
        return _numbers(left, right, node)
    if node.operator in ("=", "!="):
        return _equal(left, right, node)
    if left.kind is Kind.DATE:
        return f"ifnull({left.sql} {node.operator} {right.sql}, 0)"
    raise ExpressionError(
        N_("Texts and codes have no order; {operator} at character {position} never holds. Compare numbers or dates."),
        position=node.position,
        operator=node.operator,
    )


def _against_blank(left: Fragment, right: Fragment, node: Comparison) -> str:
    """Return the comparison of a leaf, a text or a date with the empty text: whether it is blank."""
    for one, other in ((left, right), (right, left)):
        if other.constant is Constant.TEXT and other.value == "" and (one.leaf or one.kind is not Kind.NUMBER):
            if node.operator not in ("=", "!="):
                raise _mismatch(node)
            return f"({one.sql} {'IS NULL' if node.operator == '=' else 'IS NOT NULL'})"
    return ""


def _equal(left: Fragment, right: Fragment, node: Comparison) -> str:
    for one, other in ((left, right), (right, left)):
        _require_code(one, other, node)
    return f"({left.sql} {'IS' if node.operator == '=' else 'IS NOT'} {right.sql})"


def _numbers(left: Fragment, right: Fragment, node: Comparison) -> str:
    if left.places is not None and right.places is not None:
        return _as_they_are(left, right, node.operator)
    if node.operator not in ("=", "!="):
        return f"ifnull({left.sql} - {right.sql} {_ORDER[node.operator]}, 0)"
    near = f"abs({left.sql} - {right.sql})"
    blank = f"({left.sql} IS NULL AND {right.sql} IS NULL)" if left.leaf and right.leaf else "0"
    if node.operator == "=":
        return f"ifnull({near} < {_NEAR}, {blank})"
    return f"ifnull({near} >= {_NEAR}, NOT {blank})"


def _as_they_are(left: Fragment, right: Fragment, operator: str) -> str:
    """Return how two numbers compare that are written with few digits after the point."""
    one, other = (
        str(int(float(side.value))) if side.constant and beside.places == 0 and side.places == 0 else side.sql
        for side, beside in ((left, right), (right, left))
    )
    if left.counted and right.constant and not _HOLDS[operator](0, float(right.value)):
        return f"ifnull({left.counted} {operator} {other}, 0)"
    if left.is_given and right.is_given:
        return f"({one} {operator} {other})"
    if operator in ("=", "!=") and (left.is_given or right.is_given or (left.leaf and right.leaf)):
        return f"({one} {'IS' if operator == '=' else 'IS NOT'} {other})"
    return f"ifnull({one} {operator} {other}, {int(operator == '!=')})"


def _require_code(leaf: Fragment, other: Fragment, node: Comparison) -> None:
    """Refuse a code that the leaf's list lacks, which would never hold."""
    if leaf.leaf is None or leaf.leaf.codes is None or other.constant is not Constant.TEXT:
        return
    if leaf.leaf.type is LeafType.CHOICES:
        raise ExpressionError(
            N_("{name} holds several codes: write selected({name}, '{code}') at character {position}."),
            position=node.position,
            name=leaf.leaf.name,
            code=other.value,
        )
    require_code(leaf.leaf, str(other.value), node.position)


def require_code(leaf: Leaf, code: str, position: int) -> None:
    """Raise ``ExpressionError`` where the code list of ``leaf`` lacks ``code``."""
    if leaf.codes is not None and code not in leaf.codes:
        raise ExpressionError(
            N_("The code list of {name} has no code '{code}' (character {position})."),
            position=position,
            name=leaf.name,
            code=code,
        )


def _flag(left: Fragment, right: Fragment, node: Comparison) -> str:
    if node.operator in ("=", "!="):
        word = "IS" if node.operator == "=" else "IS NOT"
        for one, other in ((left, right), (right, left)):
            if one.is_flag and other.constant is Constant.NUMBER and other.value in (0.0, 1.0):
                return f"({one.sql} {word} {int(float(other.value))})"
        if left.kind is right.kind is Kind.TRUTH:
            return f"({truth_sql(left)} {word} {truth_sql(right)})"
    leaf = left.leaf or right.leaf
    raise ExpressionError(
        N_("{name} is yes, no or blank: compare it with 1 or 0, or ask is-unanswered({name}) (character {position})."),
        position=node.position,
        name=leaf.name if leaf else "",
    )


def truth_sql(fragment: Fragment) -> str:
    """Return a truth as 0 or 1, a blank yes-or-no as 0."""
    return f"({fragment.sql} IS 1)" if fragment.is_flag else fragment.sql


def as_test(sql: str) -> str:
    """Return a truth for a place where NULL counts as no: as a bare comparison the engine jumps over what follows."""
    inner = _or_zero(sql)
    return f"({inner})" if inner else sql


def _or_zero(sql: str) -> str:
    """Return what is 0 in place of blank in ``sql``, "" where it is not of this form."""
    inner = sql[len("ifnull(") : -len(", 0)")]
    if not (sql.startswith("ifnull(") and sql.endswith(", 0)")):
        return ""
    depth = 0
    for character in inner:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth < 0 or (character == "," and depth == 0):
            return ""
    return inner


def among_codes(parts: list[str]) -> list[str]:
    """Return alternatives of which many ask whether the same is one of several codes, these asked at once."""
    found: dict[str, list[str]] = {}
    for part in parts:
        if asked := _IS_CODE.fullmatch(part):
            found.setdefault(asked[1], []).append(part)
    many = {column: same for column, same in found.items() if len(same) >= _MANY_CODES}
    kept = [part for part in parts if not any(part in same for same in many.values())]
    for column, same in many.items():
        codes = ", ".join(asked[2] for part in same if (asked := _IS_CODE.fullmatch(part)))
        kept.append(f"({column} IS NOT NULL AND {column} IN ({codes}))")
    return kept


def places_of_both(one: Fragment, other: Fragment) -> int | None:
    """Return with how many digits after the point a number is written that is one of two."""
    return None if one.places is None or other.places is None else max(one.places, other.places)


def _mismatch(node: Comparison) -> ExpressionError:
    return ExpressionError(
        N_(
            "The two sides of {operator} at character {position} are of different types and can never meet."
            " Codes and texts stand between quotation marks, numbers do not, dates are date('2026-11-23')."
        ),
        position=node.position,
        operator=node.operator,
    )
