import re

import sample_papers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layout import faults, lost_characters

from poverty_desktop.pdf.assistance_card import assistance_card, compose_assistance_card
from poverty_desktop.pdf.page import Document
from poverty_desktop.pdf.values import CardPaper


def _composed(card: CardPaper) -> Document:
    return compose_assistance_card(card, sample_papers.stamp(), language="zh_CN")


def test_that_an_ordinary_card_is_one_page() -> None:
    document = _composed(sample_papers.card())
    assert len(document.pages) == 1
    assert faults(document) == []


def test_that_a_card_is_set_smaller_when_that_saves_the_second_page() -> None:
    card = sample_papers.card(member_count=9)
    document = _composed(card)
    assert len(document.pages) == 1
    assert max(text.size for text in document.texts() if text.words == "帮扶责任人") < 9.5
    assert faults(document) == []
    assert lost_characters(card, document) == {}


def test_that_a_card_of_twenty_members_goes_on_with_its_heads_repeated() -> None:
    card = sample_papers.card(member_count=20, tables=(sample_papers.MEASURES,) * 6)
    document = _composed(card)
    assert len(document.pages) == 2
    assert faults(document) == []
    assert lost_characters(card, document) == {}


def test_that_the_household_signs_by_hand_and_no_date_is_filled_in() -> None:
    words = [text.words for text in _composed(sample_papers.card()).texts()]
    assert "户主签收" in words
    assert words.count("日期：          年       月       日") == 2


def test_that_a_chinese_card_has_no_latin_letter_of_its_own() -> None:
    document = _composed(sample_papers.card())
    assert not [text.words for text in document.texts() if re.search("[A-Za-z]", text.words)]


def test_that_the_same_card_and_time_give_the_same_bytes() -> None:
    card, stamp = sample_papers.card(), sample_papers.stamp()
    assert assistance_card(card, stamp, language="zh_CN") == assistance_card(card, stamp, language="zh_CN")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    members=st.integers(min_value=0, max_value=20),
    tables=st.integers(min_value=0, max_value=12),
    head_name=st.text(max_size=60),
    notes=st.lists(st.text(max_size=300), max_size=3).map(tuple),
)
def test_that_any_card_prints_without_clipped_overlapping_or_lost_text(
    members: int, tables: int, head_name: str, notes: tuple[str, ...]
) -> None:
    card = sample_papers.card(
        member_count=members, tables=(sample_papers.MEASURES,) * tables, head_name=head_name, notes=notes
    )
    document = _composed(card)
    assert faults(document) == []
    assert lost_characters(card, document) == {}
