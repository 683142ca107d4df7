"""Cells as the national exports and village tables write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.domain import textual
from poverty_desktop.domain.values import BLANK, DONT_KNOW, NOT_APPLICABLE, REFUSED, Value


def outcome(reading):
    return reading.problem.code if reading.problem else reading.value.scalar


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("20230503", "2023-05-03"),
        ("20230503.0", "2023-05-03"),
        (20230503.0, "2023-05-03"),
        ("２０２３０５０３", "2023-05-03"),
        ("2023年05月03日", "2023-05-03"),
        ("2023年5月3日", "2023-05-03"),
        ("2023 年 5 月 3 日", "2023-05-03"),
        ("2023-05-03", "2023-05-03"),
        ("2023/5/3", "2023-05-03"),
        ("2023.5.3", "2023-05-03"),
        ("2023-05-03 00:00:00", "2023-05-03"),
        ("2023/5/3 0:00", "2023-05-03"),
        (45049, "2023-05-03"),
        ("45049.0", "2023-05-03"),
        (datetime(2023, 5, 3, 8, tzinfo=UTC), "2023-05-03"),
        (date(2023, 5, 3), "2023-05-03"),
        ("20240229", "2024-02-29"),
        ("20230229", "date_impossible"),
        ("2023-13-01", "date_impossible"),
        ("202305", "date_day_missing"),
        ("2023年05月", "date_day_missing"),
        ("23.5.3", "date"),
        ("昨天", "date"),
        ("", None),
        ("无", None),
        (None, None),
    ],
)
def test_that_dates_are_read_in_every_form_of_the_exports(cell, expected):
    assert outcome(textual.read_date(cell)) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("202305", "2023-05"),
        ("202305.0", "2023-05"),
        ("2023年05月", "2023-05"),
        ("2023年5月", "2023-05"),
        ("2023-5", "2023-05"),
        ("2023.05", "2023-05"),
        ("2023.10", "2023-10"),
        ("20230503", "2023-05"),
        ("2023.1", "month_ambiguous"),
        (2023.1, "month_ambiguous"),
        ("202313", "month"),
        ("2023", "month"),
    ],
)
def test_that_months_are_read(cell, expected):
    assert outcome(textual.read_month(cell)) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("2019", 2019), (2019.0, 2019), ("2019年", 2019), ("2019年度", 2019), ("201905", 2019), ("19", "year")],
)
def test_that_years_are_read(cell, expected):
    assert outcome(textual.read_year(cell)) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("6820.50", 682050),
        ("6,820.5", 682050),
        ("６８２０．５", 682050),
        ("￥300", 30000),
        ("300元", 30000),
        ("1.2万元", 1200000),
        ("-120.5", -12050),
        (6820, 682000),
        (6820.499999999999, 682050),
        (0.1 + 0.2, 30),
        (Decimal("3.20"), 320),
        ("1.2E+3", 120000),
        ("1,23", "money"),
        ("三百", "money"),
        ("1e400", "too_large"),
        ("1e99", "too_large"),
        ("", None),
        ("—", None),
    ],
)
def test_that_yuan_become_fen(cell, expected):
    assert outcome(textual.read_money(cell)) == expected


def test_that_a_third_decimal_of_money_is_rounded_half_up_and_said():
    up, down = textual.read_money("12.345"), textual.read_money("6820.533333")
    assert (up.value.scalar, down.value.scalar) == (1235, 682053)
    assert up.problem == down.problem == textual.MONEY_ROUNDED
    assert up.is_valid


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("3.250", "3.25"),
        ("12.0", "12"),
        ("3亩", "3"),
        ("1,000.5", "1000.5"),
        (3.3000000000000003, "3.3"),
        ("-0.0", "0"),
        ("1e3", "1000"),
        ("٣", "number"),
        ("3 4亩地", "number"),
    ],
)
def test_that_decimals_become_canonical(cell, expected):
    assert outcome(textual.read_decimal(cell, units=("亩",))) == expected


@pytest.mark.parametrize(
    ("cell", "expected"), [("12.0", 12), (12.0, 12), (True, 1), ("12.5", "whole"), ("十二", "number"), ("12个月", 12)]
)
def test_that_whole_numbers_are_whole(cell, expected):
    assert outcome(textual.read_integer(cell, units=("个月", "月"))) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("是", 1),
        ("否", 0),
        ("有", 1),
        ("无", 0),
        ("1", 1),
        ("0.0", 0),
        (1.0, 1),
        ("√", 1),
        ("×", 0),
        ("Yes", 1),
        ("Ｎ", 0),
        (False, 0),
        ("也许", "boolean"),
    ],
)
def test_that_yes_and_no_are_read(cell, expected):
    assert outcome(textual.read_boolean(cell)) == expected


@pytest.mark.parametrize(
    "read",
    [
        textual.read_boolean,
        textual.read_money,
        textual.read_decimal,
        textual.read_date,
        textual.read_text,
        textual.read_phone,
    ],
)
def test_that_four_kinds_of_nothing_stay_apart(read):
    assert [read(cell).value for cell in ("", "不适用", "不清楚", "拒答")] == [
        BLANK,
        NOT_APPLICABLE,
        DONT_KNOW,
        REFUSED,
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("+86-13800138000", "13800138000"),
        (13800138000.0, "13800138000"),
        ("13800138000.0", "13800138000"),
        ("1.38E+10", "phone_destroyed"),
        ("0717-4823456", "phone_unusual"),
        ("12800138000", "phone_unusual"),
        ("无", None),
    ],
)
def test_that_phones_are_read(cell, expected):
    assert outcome(textual.read_phone(cell)) == expected


def test_that_an_unusual_phone_is_kept_as_written():
    assert textual.read_phone("0717-4823456").value == Value("0717-4823456")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("张 三", "张三"),
        ("张　三", "张三"),
        (" 王五\u200b", "王五"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提 ． 艾力", "买买提·艾力"),
        ("John  Smith", "John Smith"),
        ("𡐓䶮", "𡐓䶮"),
        ("䶮 𡐓", "䶮𡐓"),
    ],
)
def test_that_names_lose_blanks_and_get_one_kind_of_dot(cell, expected):
    assert textual.read_name(cell).value.scalar == expected


def test_that_text_keeps_chinese_punctuation_and_folds_width():
    assert textual.clean_text("　三组（２户），Ａ栋 ") == "三组（2户），A栋"
    assert textual.clean_text(3.0) == "3"


@given(
    st.text()
    | st.floats()
    | st.integers()
    | st.decimals()
    | st.none()
    | st.booleans()
    | st.datetimes(timezones=st.just(UTC))
)
def test_that_no_cell_makes_a_reader_fail(cell):
    for read in (
        textual.read_text,
        textual.read_name,
        textual.read_integer,
        textual.read_decimal,
        textual.read_money,
        textual.read_boolean,
        textual.read_date,
        textual.read_month,
        textual.read_year,
        textual.read_phone,
    ):
        reading = read(cell)
        assert reading.is_valid or reading.value == BLANK


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**14), max_value=10**14, places=4))
def test_that_canonical_decimals_are_a_fixed_point(number):
    text = textual.canonical_decimal(number)
    assert Decimal(text) == number
    assert textual.canonical_decimal(Decimal(text)) == text
    assert "E" not in text.upper()
    assert text != "-0"


@given(st.integers(-(10**12), 10**12))
def test_that_money_survives_being_written_and_read(fen):
    sign = "-" if fen < 0 else ""
    assert textual.read_money(f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}").value == Value(fen)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_that_every_day_survives_in_every_form(day):
    serial = (day - date(1899, 12, 30)).days
    forms = [day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y/%m/%d}"]
    forms += [str(serial)] if serial >= 10_000 else []
    assert {textual.read_date(form).value.scalar for form in forms} == {day.isoformat()}
