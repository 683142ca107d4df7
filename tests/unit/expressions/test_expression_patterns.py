"""Patterns of regex(): the same answers as Python's engine where both can, and bounded time always."""

from __future__ import annotations

import contextlib
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.expressions.errors import ExpressionError
from poverty_desktop.expressions.patterns import matches


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"\d{17}[\dXx]", "11010519491231002X", True),
        (r"1[3-9]\d{9}", "13800138000", True),
        (r"(0|[1-9]\d*)(\.\d{1,2})?", "6820.50", True),
        (r"(0|[1-9]\d*)(\.\d{1,2})?", "06820", False),
        (r"^\p{IsHan}{2,4}$", "王小明", True),
        (r"[\u4e00-\u9fa5·]+", "阿依古丽·买买提", True),
        (r"\p{L}+", "abc1", False),
        (r"\P{N}*", "abc", True),
        (r"\p{Lu}\p{Ll}*", "Abc", True),
        (r"(?!.*\.\.)[a-z.]+", "a..b", False),
        (r"(?=.*\d)[a-z\d]+", "ab1", True),
        (r"(?i)yes|no", "NO", True),
        (r"a\.b|c\+", "c+", True),
        (r"[^\s]+", "a b", False),
        (r"\bab\b", "ab", True),
        (r"(?<year>\d{4})-(?:\d{2})", "2026-11", True),
        (r"[a-]+", "-a", True),
        (r"a{2}{2}", "aaaa", True),
        (r"", "", True),
        (r"(a|)+b", "aab", True),
        (r"\x41\u0042", "AB", True),
        (r"\Aab\z", "ab", True),
        (r".", "\n", False),
    ],
)
def test_that_patterns_mean_what_java_means(pattern: str, text: str, expected: bool) -> None:
    assert matches(pattern, text, is_whole=True) is expected


def test_that_a_part_is_enough_where_the_whole_is_not_asked_for() -> None:
    assert matches("[0-9]{3}", "a1234b", is_whole=False)
    assert not matches("^[0-9]{3}$", "a1234b", is_whole=False)


@pytest.mark.parametrize(
    "pattern",
    [
        "(a",
        "a)",
        "[a",
        "*a",
        "a{2",
        "a{3,2}",
        r"(a)\1",
        "(?<=a)b",
        "a++",
        "[a&&b]",
        r"\p{Nothing}",
        "(?>a)",
        "\\",
        r"\xzz",
        "x{9999}",
        "a" * 3_000,
        "(" * 100 + ")" * 100,
        "((a{50}){50}){50}",
    ],
)
def test_that_a_pattern_that_cannot_be_used_is_refused_with_words(pattern: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        matches(pattern, "a", is_whole=True)
    assert str(caught.value)


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+b",
        "(a|a)*b",
        "(a|aa)+$b",
        "(.*)*(.*)*(.*)*b",
        "(a?){40}a{40}b",
        "((a*)*)*b",
        "(?!(a+)+b)a*b",
        "(a{0,30}){30}b",
    ],
)
def test_that_no_pattern_takes_long(pattern: str) -> None:
    started = time.perf_counter()
    with contextlib.suppress(ExpressionError):
        assert not matches(pattern, "a" * 3_000, is_whole=True)
    assert time.perf_counter() - started < 10


PIECES = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "(a|b)", "(?:ab)", "\\d", "1", "(?=a)", "^", "$"])
QUANTIFIED = st.tuples(PIECES, st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,2}", "*?"]))


@given(
    st.lists(QUANTIFIED.filter(lambda pair: pair[0] not in ("^", "$", "(?=a)") or not pair[1]), max_size=5),
    st.text(alphabet="ab1", max_size=6),
)
def test_that_both_engines_agree(pieces: list[tuple[str, str]], text: str) -> None:
    pattern = "".join(piece + count for piece, count in pieces)
    assert matches(pattern, text, is_whole=True) is bool(re.fullmatch(pattern, text))
    assert matches(pattern, text, is_whole=False) is bool(re.search(pattern, text))
