"""Reading expressions: the grammar, its errors, its limits, and writing trees back."""

from __future__ import annotations

import contextlib

import pytest
from forms import context
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.evaluate import compile_expression
from poverty_desktop.expressions.parse import MAX_CHARACTERS, parse
from poverty_desktop.expressions.tree import (
    ANY_NODE,
    AXES,
    DESCEND,
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
from poverty_desktop.expressions.write import write


def test_that_operators_bind_as_xpath_says() -> None:
    tree = parse("a or b and 1 = 2 + 3 * -c | d")
    union = Union(operands=(_path("c"), _path("d")))
    product = Arithmetic(operator="*", left=Number(value=3.0), right=Negate(operand=union))
    total = Arithmetic(operator="+", left=Number(value=2.0), right=product)
    both = Logical(operator="and", operands=(_path("b"), Comparison(operator="=", left=Number(value=1.0), right=total)))
    assert tree == Logical(operator="or", operands=(_path("a"), both))


def _path(name: str) -> Path:
    return Path(steps=(Step(axis="child", test=NameTest(name=name)),))


@pytest.mark.parametrize(
    "text",
    [
        "a-b",
        "div div div",
        "or or or",
        "* * *",
        "@*",
        "mod[mod mod mod]",
        "jr:itext('a')",
        "current()/../page-1/q.2",
        "//a//b",
        "descendant-or-self::node()/a",
        ".//a",
        "processing-instruction('x')",
        "self::node()[1]",
        "(a | b)/c[1][d]",
        '"it\'s"',
        "姓名/年龄 + 1",
        "(/)",
        "(1 and 2) and 3",
        "1 - (2 - 3)",
        "(1 = 2) = 3",
        "-(-1)",
        "(a)[1]",
        "'x'[1]/y",
        "instance('a')/root/item[name = current()/../b]/label",
    ],
)
def test_that_writing_a_tree_gives_text_that_reads_as_the_same_tree(text: str) -> None:
    tree = parse(text)
    assert parse(write(tree)) == tree


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ("   ", 0),
        ("1 +", 4),
        ("1 2", 3),
        ("a b", 3),
        ("(1", 3),
        ("if(1, 2", 8),
        ("a[1", 4),
        ("a]", 2),
        ("'abc", 1),
        ("a = “b”", 5),
        ("a & b", 3),
        ("a::b", 1),
        ("node(", 6),
        ("/data/", 7),
        ("a/..[1]", 5),
        ("1 and", 6),
        ("concat(,)", 8),
        ("$", 2),
        ("a　+　1", 2),
    ],
)
def test_that_an_error_names_the_character_where_it_goes_wrong(text: str, position: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.position == position
    assert str(caught.value)


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("(", ")"),
        ("not(", ")"),
        ("if(1, 2, ", ")"),
        ("a[", "]"),
        ("-", ""),
        ("1 - (", ")"),
        ("concat(a[", "])"),
        ("0 = (1 and ", ")"),
    ],
)
def test_that_nesting_ends_in_an_error_and_never_in_a_crash(opening: str, closing: str) -> None:
    at = context("/data")
    for depth in (30, 60, 100, 200, 400, 10_000):
        text = opening * depth + "1" + closing * depth
        with contextlib.suppress(ExpressionError):
            compiled = compile_expression(text)
            compiled.evaluate(at)
            compiled.reads("/data")
            write(compiled.tree)
    with pytest.raises(ExpressionError, match="split it"):
        parse(opening * 6_000 + "1" + closing * 6_000)


@pytest.mark.parametrize("link", [" + ", " = ", " or ", " | ", "/"])
def test_that_a_long_chain_is_not_deep(link: str) -> None:
    compiled = compile_expression(link.join(["b"] * 5_000))
    compiled.evaluate(context("/data"))
    assert compiled.reads("/data")
    assert parse(write(compiled.tree)).position == compiled.tree.position or link == "/"


def test_that_an_endless_text_is_refused() -> None:
    with pytest.raises(ExpressionError, match="longer than"):
        parse("1" * (MAX_CHARACTERS + 1))


ALPHABET = st.sampled_from(
    [
        *"()[]/|.,@*+-=<>!$ '\"\t\n19aé姓:",
        "//",
        "..",
        "::",
        "div",
        "and",
        "or",
        "mod",
        "node(",
        "text()",
        "if(",
        "count(",
        "1.5e3",
    ]
)


@given(st.one_of(st.lists(ALPHABET, max_size=40).map("".join), st.text(max_size=40)))
def test_that_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        tree = parse(text)
        assert parse(write(tree)) == tree


@given(st.lists(ALPHABET, max_size=25).map("".join))
def test_that_any_expression_is_computed_or_refused(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        compiled = compile_expression(text)
        compiled.reads("/data/income")
        compiled.counts("/data/income")
        compiled.as_string(context())
        compiled.as_number(context())
        compiled.as_boolean(context())


NAMES = st.sampled_from(["a", "b-c", "div", "or", "text", "年", "q.1"])
TESTS = st.one_of(
    st.builds(NameTest, name=st.one_of(NAMES, st.just("*")), prefix=st.sampled_from(["", "jr"])),
    st.builds(KindTest, kind=st.sampled_from(["node", "text", "comment"])),
    st.builds(KindTest, kind=st.just("processing-instruction"), target=st.sampled_from(["", "it's"])),
)


def steps(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[tuple[Step, ...]]:
    predicates = st.lists(inner, max_size=2).map(tuple)
    step = st.one_of(
        st.builds(Step, axis=st.sampled_from(sorted(AXES)), test=TESTS, predicates=predicates),
        st.just(Step(axis="parent", test=ANY_NODE)),
        st.just(DESCEND),
    )
    return st.lists(step, min_size=1, max_size=4).map(tuple)


def larger(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Call, name=st.sampled_from(["if", "jr:itext", "count-non-empty"]), arguments=several),
        st.builds(Negate, operand=inner),
        st.builds(Arithmetic, operator=st.sampled_from(["+", "-", "*", "div", "mod"]), left=inner, right=inner),
        st.builds(Comparison, operator=st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), left=inner, right=inner),
        st.builds(Logical, operator=st.sampled_from(["and", "or"]), operands=several),
        st.builds(Union, operands=several),
        st.builds(Path, steps=steps(inner), is_absolute=st.booleans()),
        st.builds(Path, steps=steps(inner), origin=inner),
        st.builds(Filtered, operand=inner, predicates=several),
    )


TREES = st.recursive(
    st.one_of(
        st.builds(Number, value=st.floats(min_value=0, allow_nan=False, allow_infinity=False)),
        st.builds(Literal, value=st.text(max_size=5).filter(lambda text: not ("'" in text and '"' in text))),
        st.builds(Variable, name=NAMES),
        st.builds(Call, name=st.just("today")),
        st.builds(Path, steps=st.just(()), is_absolute=st.just(True)),
    ),
    larger,
    max_leaves=12,
)


@given(TREES)
def test_that_every_tree_survives_being_written_and_read(tree: Expression) -> None:
    assert parse(write(tree)) == tree
