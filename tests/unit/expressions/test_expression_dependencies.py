"""Which answers and which rows an expression depends on."""

from __future__ import annotations

import pytest

from poverty_desktop.expressions.evaluate import compile_expression

AT = "/data/member/total"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 1", set()),
        (". > 5", {AT}),
        ("string-length() < 3", {AT}),
        ("../age", {"/data/member/age"}),
        ("/data/member[age > 5]/name", {"/data/member/name", "/data/member/age"}),
        ("../../income * /data/rate", {"/data/income", "/data/rate"}),
        ("sum(/data/member/age)", {"/data/member/age"}),
        ("/data/member", {"/data/member"}),
        ("/data/*/age", {"/data/*/age"}),
        ("//age", {"/*"}),
        (".//age", {AT}),
        ("/data/house//room[area > 3]/name", {"/data/house"}),
        ("@id", {f"{AT}/@id"}),
        ("current()/../age", {"/data/member/age"}),
        ("/data/member[name = current()/../name]/age", {"/data/member/age", "/data/member/name"}),
        ("instance('x')/root/item[county = /data/county]/label", {"/data/county"}),
        ("instance('x')/root/item[county = current()/../county]/label", {"/data/member/county"}),
        ("instance('x')/root/item[county = ../../age]/label", set()),
        ("(../a | ../b)[c = 1]", {"/data/member/a", "/data/member/b", "/data/member/a/c", "/data/member/b/c"}),
        ("if(../a, ../b, ../c)", {"/data/member/a", "/data/member/b", "/data/member/c"}),
        ("randomize(/data/member/age, ../seed)", {"/data/member/age", "/data/member/seed"}),
        ("ancestor::member/age", {"/data/member/age"}),
        ("following-sibling::note", {"/data/member/note"}),
        ("indexed-repeat(/data/member/age, /data/member, ../place)", {"/data/member/age", "/data/member/place"}),
        ("once(../age)", {"/data/member/age"}),
        ("count(/data/member)", set()),
        ("position(..)", set()),
        ("count(/data/member[age > 5])", {"/data/member/age"}),
        ("pulldata('f', 'c', 'k', ../code)", {"/data/member/code"}),
        ("-../a + ../b - ../c = ../d", {f"/data/member/{name}" for name in "abcd"}),
    ],
)
def test_that_reads_are_the_answers_that_matter(text: str, expected: set[str]) -> None:
    assert compile_expression(text).reads(AT) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count(/data/member)", {"/data/member"}),
        ("position(..)", {"/data/member"}),
        ("indexed-repeat(/data/member/age, /data/member, 1)", {"/data/member"}),
        ("sum(/data/member/age)", set()),
    ],
)
def test_that_counts_are_the_rows_that_matter(text: str, expected: set[str]) -> None:
    assert compile_expression(text).counts(AT) == expected


def test_that_position_is_known_to_be_used() -> None:
    assert compile_expression("position(..) > 1").uses_position
    assert not compile_expression("count(..)").uses_position
