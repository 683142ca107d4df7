"""Where JavaRosa and @getodk/xpath differ: what each was seen to compute (JavaRosa: ODK Validate of pyxform 4.5)."""

from __future__ import annotations

import math

import pytest
from forms import context, texts, value

from poverty_desktop.expressions.dialect import JAVAROSA, WEB_FORMS
from poverty_desktop.expressions.evaluate import compile_expression


@pytest.mark.parametrize(
    ("text", "javarosa", "web_forms"),
    [
        ("number(date('1970-01-02'))", 1.0, 1 - 8 / 24),
        ("date(1.5)", "1970-01-02", "1970-01-02T20:00:00.000+08:00"),
        ("sum(../member/age)", 95.0, math.nan),
        ("max(../member/age)", 61.0, math.nan),
        ("../hidden = ''", True, False),
        ("../hidden != 'a'", True, False),
        ("boolean(../zero)", False, True),
        ("if(../income, 'y', 'n')", "y", "y"),
        ("round(-1.5)", -1.0, -2.0),
        ("regex('1234', '[0-9]{3}')", False, True),
        ("boolean-from-string('TRUE')", True, False),
        ("indexed-repeat(../member/age, ../member, '')", "61", ""),
    ],
)
def test_that_each_dialect_computes_as_its_engine(text: str, javarosa: object, web_forms: object) -> None:
    for dialect, expected in ((JAVAROSA, javarosa), (WEB_FORMS, web_forms)):
        compiled, at = compile_expression(text), context(dialect=dialect)
        if isinstance(expected, bool):
            assert compiled.as_boolean(at) is expected
        elif isinstance(expected, float):
            assert compiled.as_number(at) == pytest.approx(expected, nan_ok=True)
        else:
            assert compiled.as_string(at) == expected


def test_that_absolute_paths_stay_in_the_repeat_instance_of_the_question() -> None:
    inside = "/data/member[2]/total"
    assert texts("/data/member/age", inside) == ["34"]
    assert value("count(/data/member)", inside) == 1.0
    assert value("sum(../../member/age)", inside) == 95.0
    assert value("count(/data/member[true()])", inside) == 3.0
    assert texts("/data/member/age", inside, dialect=WEB_FORMS) == ["61", "34", ""]


def test_that_typed_answers_compare_as_their_type() -> None:
    at = context()
    income = compile_expression("/data/income").as_nodes(at)[0]
    income.text = "05"
    assert compile_expression("/data/income = 5").as_boolean(at)
    assert compile_expression("/data/income = '5'").as_boolean(at)
    assert compile_expression("/data/roof = 'tile reed'").as_boolean(at)
