"""Identity numbers as cadres meet them. Every number is synthetic: sequence 996-999 is kept for centenarians."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.domain.identity_number import Sex, check_character, mask, normalise, read

TODAY = date(2026, 11, 23)


def number(first: str) -> str:
    return first + check_character(first)


def codes(text: str) -> list[str]:
    return [problem.code for problem in read(text, today=TODAY, is_known_prefix=lambda code: code != "421234").problems]


def test_that_a_published_check_digit_is_reproduced():
    # The two examples in the annex of GB 11643-1999 (both from memory).
    assert check_character("11010519491231002") == "X"
    assert check_character("44052418800101001") == "4"


def test_that_a_sound_number_tells_birth_sex_and_place():
    reading = read(number("42058119920304999"), today=TODAY)
    assert reading.is_valid
    assert reading.problems == ()
    assert reading.number is not None
    assert reading.number.birth_date == date(1992, 3, 4)
    assert reading.number.sex is Sex.MALE
    assert reading.number.prefix == "420581"
    assert not reading.number.is_certificate
    assert reading.number.disability_category is None
    assert reading.number.reissue is None


def test_that_an_even_seventeenth_digit_is_a_woman():
    found = read(number("42058119920304998")).number
    assert found is not None
    assert found.sex is Sex.FEMALE


def test_that_a_leap_day_is_a_birthday_only_in_leap_years():
    assert codes(number("42058119960229998")) == []
    assert codes(number("42058119970229998")) == ["identity_birth"]
    assert codes(number("42058119000229998")) == ["identity_birth"]


def test_that_twenty_digits_are_a_disability_certificate():
    found = read(number("42058119920304999") + "42").number
    assert found is not None
    assert (found.disability_category, found.disability_grade, found.reissue) == ("4", "2", None)
    assert found.citizen_number == number("42058119920304999")
    assert found.is_certificate


def test_that_twenty_two_characters_are_a_reissued_certificate():
    reading = read(number("42058119920304999") + "61b2")
    assert reading.is_valid
    assert reading.number is not None
    assert (reading.number.disability_grade, reading.number.reissue) == ("1", "B2")


@pytest.mark.parametrize("tail", ["82", "05", "45", "40", "4X"])
def test_that_a_wrong_category_or_grade_is_named(tail):
    assert codes(number("42058119920304999") + tail) == ["identity_disability"]


def test_that_a_wrong_reissue_suffix_is_named():
    assert codes(number("42058119920304999") + "42C1") == ["identity_reissue"]


def test_that_a_certificate_with_a_wrong_check_digit_is_an_error():
    good = number("42058119920304999")
    wrong = good[:17] + ("1" if good[17] != "1" else "2")
    assert codes(wrong + "42") == ["identity_check"]


@pytest.mark.parametrize(
    "written",
    [
        "４２０５８１１９９２０３０４９９９",
        " 420581 19920304 999",
        "'42058119920304999",
        "42058119920304999\u200b",
        "420581-19920304-999",
    ],
)
def test_that_width_blanks_and_apostrophes_do_not_matter(written):
    check = check_character("42058119920304999")
    assert normalise(written + check) == "42058119920304999" + check


@pytest.mark.parametrize("letter", ["x", "X", "ｘ", "Ｘ", "×", "Х"])
def test_that_every_way_to_type_x_is_x(letter):
    first = next(
        f"420581199203{day:02d}999" for day in range(1, 29) if check_character(f"420581199203{day:02d}999") == "X"
    )
    reading = read(first + letter)
    assert reading.is_valid
    assert reading.normalised.endswith("X")


@pytest.mark.parametrize(
    "written", ["5.1E+17", "5.1e+17", "4.20581199203050E+17", "420581199203049000", str(4.20581199203049e17)]
)
def test_that_a_number_that_excel_destroyed_is_told_apart(written):
    assert codes(written) == ["identity_destroyed"]
    assert not read(written).is_valid


def test_that_a_sound_number_ending_in_000_is_doubted_but_kept():
    found = next(
        number(f"42058119{year}{month:02d}{day:02d}100")
        for year in range(50, 99)
        for month in range(1, 13)
        for day in range(1, 29)
        if check_character(f"42058119{year}{month:02d}{day:02d}100") == "0"
    )
    reading = read(found)
    assert [problem.code for problem in reading.problems] == ["identity_maybe_rounded"]
    assert reading.is_valid


def test_that_a_placeholder_is_listed_and_never_blocks():
    reading = read("999999199203040000", today=TODAY)
    assert [problem.code for problem in reading.problems] == ["identity_placeholder"]
    assert reading.is_valid
    assert reading.number is not None
    assert reading.number.is_placeholder
    assert read("999999999999999999").is_valid


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "identity_blank"),
        ("  ", "identity_blank"),
        ("42058119920304999", "identity_length"),
        ("4205811992030499912", "identity_length"),
        ("420581920304999", "identity_old"),
        ("42O581199203049991", "identity_character"),
        ("X20581199203049991", "identity_character"),
        ("42058119920304999٣", "identity_character"),
    ],
)
def test_that_a_number_of_the_wrong_shape_is_named(written, code):
    assert codes(written) == [code]


def test_that_births_in_the_future_and_before_1900_are_refused():
    assert codes(number("42058120270101999")) == ["identity_birth"]
    assert codes(number("42058118990101999")) == ["identity_birth"]


def test_that_an_unknown_county_code_is_only_a_notice():
    reading = read(number("42123419920304999"), is_known_prefix=lambda code: code == "420581")
    assert [problem.code for problem in reading.problems] == ["identity_prefix"]
    assert reading.is_valid


def test_that_masking_shows_the_first_and_last_four_and_no_disability():
    full = number("42058119920304999")
    assert mask(full) == "4205••••••••••" + full[-4:]
    assert mask(full + "42") == mask(full)
    assert mask("1234567") == "•••••••"


def test_that_nothing_that_is_printed_contains_the_number():
    full = number("42058119920304999")
    reading = read(full[:17] + ("1" if full[17] != "1" else "2"))
    assert "19920304" not in repr(reading)
    assert "1992" not in repr(reading)
    assert all("42058" not in str(problem) for problem in reading.problems)


@given(st.text(max_size=30) | st.from_regex(r"[0-9Xx ]{0,24}", fullmatch=True))
def test_that_no_text_makes_the_reader_fail(text):
    reading = read(text, today=TODAY)
    assert reading.number is not None or reading.problems
    assert normalise(normalise(text)) == normalise(text)
    mask(text)


@given(
    birth=st.dates(date(1900, 1, 1), TODAY),
    sequence=st.integers(0, 999),
    place=st.integers(110000, 659999),
    position=st.integers(0, 16),
    change=st.integers(1, 9),
)
def test_that_one_wrong_digit_never_passes_the_check(birth, sequence, place, position, change):
    good = number(f"{place}{birth:%Y%m%d}{sequence:03d}")
    digit = (int(good[position]) + change) % 10
    wrong = good[:position] + str(digit) + good[position + 1 :]
    assert check_character(wrong[:17]) != good[17]
