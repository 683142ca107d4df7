from datetime import date, datetime

import pytest
import sample_papers

from poverty_desktop.pdf.preview import page_count
from poverty_desktop.pdf.recovery_sheet import recovery_sheet
from poverty_desktop.pdf.values import PaperStamp
from poverty_desktop.pdf.words import day_words, moment_words, ordinal


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一、"), (9, "九、"), (10, "十、"), (11, "十一、"), (20, "二十、"), (99, "九十九、")]
)
def test_that_sections_are_numbered_in_chinese(number: int, words: str) -> None:
    assert ordinal(number, "zh_CN") == words


def test_that_sections_are_numbered_in_english() -> None:
    assert ordinal(12, "en") == "12. "


def test_that_days_and_moments_are_said_in_the_language_of_the_paper() -> None:
    assert day_words(date(2026, 1, 5), "zh_CN") == "2026年1月5日"
    assert day_words(date(2026, 1, 5), "en") == "2026-01-05"
    assert moment_words(sample_papers.stamp().printed_at, "zh_CN") == "2026年11月23日 14:05"


def test_that_a_print_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        PaperStamp(
            template_version="1",
            printed_at=datetime(2026, 1, 1),  # noqa: DTZ001 - what the test is about
            record_version="1",
            record_id=b"",
            workspace="",
            is_practice=False,
        )


def test_that_the_recovery_sheet_is_one_page() -> None:
    made = sample_papers.stamp().printed_at
    for language in ("zh_CN", "en"):
        sheet = recovery_sheet(
            workspace="驻村工作队", code="1234-5678 " * 6, created_at=made, is_practice=False, language=language
        )
        assert page_count(sheet) == 1
