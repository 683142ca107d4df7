"""Text to syntax tree: the whole grammar of XPath 1.0 as ODK XForms uses it."""

from __future__ import annotations

from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.lexer import Token, tokens
from poverty_desktop.expressions.tree import (
    ANY_NODE,
    AXES,
    DESCEND,
    NODE_KINDS,
    Arithmetic,
    Call,
    Comparison,
    Expression,
    Filtered,
    KindTest,
    Literal,
    Logical,
    NameTest,
    Negate,
    Number,
    Path,
    Step,
    Union,
    Variable,
)
from poverty_desktop.i18n import N_

MAX_CHARACTERS = 65_536
MAX_DEPTH = 600
"""The most Python frames that reading an expression may stack; compiling and computing it take no more."""
_BRACKETS, _ARGUMENTS, _PREDICATE, _OPERATOR, _MINUS = 3, 4, 8, 4, 2
_PRECEDENCE = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
    "|": 8,
}
_UNARY = 7
_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_STEP_SYMBOLS = frozenset({".", "..", "@", "*"})


def parse(text: str) -> Expression:
    """Return the tree of ``text``; raises ``ExpressionError`` naming the character where it cannot be read.

    Texts above ``MAX_CHARACTERS`` and nesting beyond ``MAX_DEPTH`` are refused.
    """
    if len(text) > MAX_CHARACTERS:
        raise ExpressionError(
            N_("The expression is longer than {limit} characters; split it into several calculations."),
            limit=MAX_CHARACTERS,
        )
    return _Parser(tokens(text)).whole()


class _Parser:
    """Precedence climbing over a list of tokens; ``depth`` bounds its recursion."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._token = found[0]

    def whole(self) -> Expression:
        if self._token.kind == "end":
            raise ExpressionError(N_("The expression is empty; write something to compute."))
        expression = self._expression(0, 1)
        if self._token.kind != "end":
            raise self._unexpected()
        return expression

    def _advance(self) -> Token:
        token = self._token
        self._at += 1
        self._token = self._tokens[self._at]
        return token

    def _next_is(self, text: str) -> bool:
        following = self._tokens[self._at + 1] if self._token.kind != "end" else self._token
        return following.kind == "symbol" and following.text == text

    def _is_symbol(self, text: str) -> bool:
        return self._token.text == text and self._token.kind == "symbol"

    def _expect(self, text: str) -> None:
        if not self._is_symbol(text):
            raise self._unexpected()
        self._advance()

    def _unexpected(self) -> ExpressionError:
        if self._token.kind == "end":
            return ExpressionError(
                N_("The expression ends too early, at character {position}."), position=self._token.position
            )
        return ExpressionError(
            N_("{found} was not expected at character {position}."),
            position=self._token.position,
            found=self._token.text,
        )

    def _expression(self, weakest: int, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            raise ExpressionError(
                N_("The expression is nested too deeply at character {position}; split it into several calculations."),
                position=self._token.position,
            )
        left = self._operand(depth)
        while self._token.kind == "operator":
            operator, position = self._token.text, self._token.position
            strength = _PRECEDENCE.get(operator, 0)
            if not strength or strength < weakest:
                break
            operands = [left]
            while self._token.kind == "operator" and self._token.text == operator:
                self._advance()
                operands.append(self._expression(strength + 1, depth + _OPERATOR))
                if operator not in ("and", "or", "|"):
                    break
            left = _joined(operator, operands, position)
        return left

    def _operand(self, depth: int) -> Expression:
        token = self._token
        if token.kind == "operator" and token.text == "-":
            self._advance()
            return Negate(operand=self._expression(_UNARY, depth + _MINUS), position=token.position)
        primary = self._primary(depth)
        if primary is None:
            return self._path(None, depth)
        predicates = self._predicates(depth)
        if predicates:
            primary = Filtered(operand=primary, predicates=predicates, position=token.position)
        if self._token.kind == "operator" and self._token.text in ("/", "//"):
            return self._path(primary, depth)
        return primary

    def _primary(self, depth: int) -> Expression | None:
        token = self._token
        match token.kind:
            case "number":
                self._advance()
                return Number(value=float(token.text), position=token.position)
            case "literal":
                self._advance()
                return Literal(value=token.text[1:-1], position=token.position)
            case "symbol" if token.text == "(":
                self._advance()
                inner = self._expression(0, depth + _BRACKETS)
                self._expect(")")
                return inner
            case "symbol" if token.text == "$":
                self._advance()
                name = self._token
                if name.kind != "name":
                    raise self._unexpected()
                self._advance()
                return Variable(name=name.text, position=token.position)
            case "name" if self._next_is("(") and token.text not in NODE_KINDS and not token.text.endswith(":*"):
                self._advance()
                return Call(name=token.text, arguments=self._arguments(depth), position=token.position)
        return None

    def _arguments(self, depth: int) -> tuple[Expression, ...]:
        self._expect("(")
        found: list[Expression] = []
        if not self._is_symbol(")"):
            found.append(self._expression(0, depth + _ARGUMENTS))
            while self._is_symbol(","):
                self._advance()
                found.append(self._expression(0, depth + _ARGUMENTS))
        self._expect(")")
        return tuple(found)

    def _path(self, origin: Expression | None, depth: int) -> Path:
        position = self._token.position
        is_absolute = False
        steps: list[Step] = []
        if self._token.kind == "operator" and self._token.text in ("/", "//"):
            is_absolute = origin is None
            if self._advance().text == "//":
                steps.append(DESCEND)
            elif is_absolute and not self._at_step():
                return Path(steps=(), is_absolute=True, position=position)
        steps.append(self._step(depth))
        while self._token.kind == "operator" and self._token.text in ("/", "//"):
            if self._advance().text == "//":
                steps.append(DESCEND)
            steps.append(self._step(depth))
        return Path(steps=tuple(steps), is_absolute=is_absolute, origin=origin, position=position)

    def _at_step(self) -> bool:
        return self._token.kind == "name" or (self._token.kind == "symbol" and self._token.text in _STEP_SYMBOLS)

    def _step(self, depth: int) -> Step:
        token = self._token
        if self._is_symbol("."):
            self._advance()
            return Step(axis="self", test=ANY_NODE, position=token.position)
        if self._is_symbol(".."):
            self._advance()
            return Step(axis="parent", test=ANY_NODE, position=token.position)
        axis = "child"
        if self._is_symbol("@"):
            self._advance()
            axis = "attribute"
        elif token.kind == "name" and self._next_is("::"):
            if token.text not in AXES:
                raise self._unexpected()
            axis = token.text
            self._advance()
            self._advance()
        test = self._test()
        return Step(axis=axis, test=test, predicates=self._predicates(depth), position=token.position)

    def _test(self) -> NameTest | KindTest:
        if self._is_symbol("*"):
            self._advance()
            return NameTest(name="*")
        if self._token.kind != "name":
            raise self._unexpected()
        if self._token.text in NODE_KINDS and self._next_is("("):
            return self._kind_test()
        prefix, colon, local = self._advance().text.partition(":")
        return NameTest(name=local, prefix=prefix) if colon else NameTest(name=prefix)

    def _kind_test(self) -> KindTest:
        kind = self._advance().text
        self._expect("(")
        target = ""
        if kind == "processing-instruction" and self._token.kind == "literal":
            target = self._advance().text[1:-1]
        self._expect(")")
        return KindTest(kind=kind, target=target)

    def _predicates(self, depth: int) -> tuple[Expression, ...]:
        found: list[Expression] = []
        while self._is_symbol("["):
            self._advance()
            found.append(self._expression(0, depth + _PREDICATE))
            self._expect("]")
        return tuple(found)


def _joined(operator: str, operands: list[Expression], position: int) -> Expression:
    if operator == "|":
        return Union(operands=tuple(operands), position=position)
    if operator in ("and", "or"):
        return Logical(operator=operator, operands=tuple(operands), position=position)
    left, right = operands
    if operator in _COMPARISONS:
        return Comparison(operator=operator, left=left, right=right, position=position)
    return Arithmetic(operator=operator, left=left, right=right, position=position)
