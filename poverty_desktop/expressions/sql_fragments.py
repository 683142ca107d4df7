"""Pieces of SQL that know their type, and how two of them compare exactly as ``compare`` compares their values.

A truth is 0 or 1 and never NULL. NULL is a blank text, a blank date, or a number that is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from poverty_desktop.expressions.dialect import REGISTER
from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.extensions import Kind
from poverty_desktop.expressions.schema import Leaf, LeafType
from poverty_desktop.expressions.tree import Comparison, Expression
from poverty_desktop.i18n import N_

NOT_IN_SQL = N_("{name}() at character {position} cannot be used in a check.")
_KINDS = {LeafType.NUMBER: Kind.NUMBER, LeafType.DATE: Kind.DATE, LeafType.BOOLEAN: Kind.TRUTH}
_NEAR = repr(REGISTER.tolerance)
_ORDER = {"<": f"<= -{_NEAR}", "<=": f"< {_NEAR}", ">": f">= {_NEAR}", ">=": f"> -{_NEAR}"}


class Constant(StrEnum):
    """What a constant fragment is."""

    NO = ""
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fragment:
    """SQL of one value. ``leaf``: it is a leaf's column, and blank as such; ``constant``: it is the same for all.

    ``is_whole``: it is a whole number and never blank, so that it is compared as it is.
    """

    kind: Kind
    sql: str
    leaf: Leaf | None = None
    constant: Constant = Constant.NO
    value: str | float = ""
    is_whole: bool = False

    @property
    def is_flag(self) -> bool:
        """Say whether this is a leaf with yes, no or blank."""
        return self.leaf is not None and self.leaf.type is LeafType.BOOLEAN


def of_leaf(leaf: Leaf, sql: str) -> Fragment:
    """Return a leaf's column as a fragment."""
    return Fragment(kind=_KINDS.get(leaf.type, Kind.TEXT), sql=sql, leaf=leaf)


def text_sql(text: str) -> str:
    """Return ``text`` as an SQL literal, NULL where it is empty."""
    return "'" + text.replace("'", "''") + "'" if text else "NULL"


def number_constant(number: float) -> Fragment:
    """Return a number as a fragment."""
    value = float(number)
    return Fragment(
        kind=Kind.NUMBER, sql=repr(value), constant=Constant.NUMBER, value=value, is_whole=value.is_integer()
    )


def number_of(sql: str) -> Fragment:
    """Return the SQL of a number as a fragment."""
    return Fragment(kind=Kind.NUMBER, sql=sql)


def count_of(sql: str) -> Fragment:
    """Return the SQL of a whole number that is never blank as a fragment."""
    return Fragment(kind=Kind.NUMBER, sql=sql, is_whole=True)


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
    if left.is_whole and right.is_whole:
        return f"({left.sql} {node.operator} {right.sql})"
    if node.operator not in ("=", "!="):
        return f"ifnull({left.sql} - {right.sql} {_ORDER[node.operator]}, 0)"
    near = f"abs({left.sql} - {right.sql})"
    blank = f"({left.sql} IS NULL AND {right.sql} IS NULL)" if left.leaf and right.leaf else "0"
    if node.operator == "=":
        return f"ifnull({near} < {_NEAR}, {blank})"
    return f"ifnull({near} >= {_NEAR}, NOT {blank})"


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
    inner = sql[len("ifnull(") : -len(", 0)")]
    if not (sql.startswith("ifnull(") and sql.endswith(", 0)")):
        return sql
    depth = 0
    for character in inner:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth < 0 or (character == "," and depth == 0):
            return sql
    return f"({inner})"


def _mismatch(node: Comparison) -> ExpressionError:
    return ExpressionError(
        N_(
            "The two sides of {operator} at character {position} are of different types and can never meet."
            " Codes and texts stand between quotation marks, numbers do not, dates are date('2026-11-23')."
        ),
        position=node.position,
        operator=node.operator,
    )
