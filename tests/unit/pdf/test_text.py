import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.pdf.text import SMALLEST_SIZE, clean, fit, fit_label, shorten, widest_word, width_of, wrap


def test_that_a_han_character_is_as_wide_as_its_size() -> None:
    assert width_of("户", 10) == pytest.approx(10)


def test_that_a_short_text_stays_on_one_line() -> None:
    assert wrap("因病", 100, 10) == ("因病",)


def test_that_closing_punctuation_does_not_begin_a_line() -> None:
    lines = wrap("今年玉米歉收，明年改种柑橘。", 60, 10)
    assert lines == ("今年玉米歉", "收，明年改种", "柑橘。")


def test_that_an_opening_bracket_does_not_end_a_line() -> None:
    assert wrap("一二三四五（六）", 60, 10) == ("一二三四五", "（六）")


def test_that_a_number_is_not_broken_where_it_fits_on_the_next_line() -> None:
    assert wrap("金额 12,345.67 元", 52, 10) == ("金额", "12,345.67", "元")


def test_that_a_word_wider_than_the_line_is_broken_and_not_cut() -> None:
    lines = wrap("420581196803129963", 40, 10)
    assert len(lines) > 1
    assert "".join(lines) == "420581196803129963"


def test_that_a_newline_begins_a_line() -> None:
    assert wrap("务工收入\n某公司", 200, 10) == ("务工收入", "某公司")


def test_that_a_long_number_makes_the_size_shrink_before_it_is_broken() -> None:
    block = fit("420581196803129963", 80, 10)
    assert block.lines == ("420581196803129963",)
    assert SMALLEST_SIZE <= block.size < 10


def test_that_text_is_never_set_below_the_smallest_size() -> None:
    block = fit("一" * 300, 40, 9, most_lines=2)
    assert block.size >= SMALLEST_SIZE
    assert "".join(block.lines) == "一" * 300


def test_that_a_label_of_two_lines_is_balanced() -> None:
    assert fit_label("残疾类别", 32, 10).lines == ("残疾", "类别")


def test_that_a_label_breaks_before_its_unit() -> None:
    assert fit_label("住房面积（平方米）", 62, 10).lines == ("住房面积", "（平方米）")


def test_that_a_running_head_ends_with_an_ellipsis_where_it_is_too_long() -> None:
    assert shorten("驻村工作队" * 10, 50, 10) == "驻村工作…"
    assert shorten("驻村工作队", 51, 10) == "驻村工作队"


def test_that_the_widest_word_of_a_text_is_its_longest_number() -> None:
    assert widest_word("号码 420581196803129963 有误", 10) == width_of("420581196803129963", 10)


def test_that_invisible_characters_are_dropped_and_odd_spaces_are_plain() -> None:
    assert clean("王\u200b小\ufe00丫\t女\u00a0\x00") == "王小丫 女 "


def test_that_every_kind_of_line_end_is_a_newline() -> None:
    assert clean("甲\r\n乙\r丙\u2028丁") == "甲\n乙\n丙\n丁"


def test_that_a_character_without_font_prints_the_mark_of_a_missing_character() -> None:
    assert clean("王\ue08b") == "王〓"
    assert clean("\ud800") == "〓"


@given(st.text(max_size=200), st.floats(min_value=20, max_value=300), st.sampled_from((6.0, 8.5, 18.0)))
def test_that_no_line_is_wider_than_asked_and_no_character_is_lost(text: str, width: float, size: float) -> None:
    cleaned = clean(text)
    lines = wrap(cleaned, width, size)
    assert "".join("".join(lines).split()) == "".join(cleaned.split())
    for line in lines:
        assert len(line) <= 1 or width_of(line, size) <= width + 0.1
