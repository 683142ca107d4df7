"""The printed questionnaire, mark by mark, against what a person has looked at.

``python tests/unit/pdf/test_form_sheet.py`` writes the golden files anew; look at the pages before you keep them.
"""

from pathlib import Path

import pytest
import sample_form
import sample_papers
from layout import faults
from test_golden_papers import GOLDEN, described

from poverty_desktop.pdf.form_sheet import compose_form, texts_of_form
from poverty_desktop.pdf.volume import pdf_bytes

LANGUAGES = ("zh_CN", "en")


def _golden(language: str) -> Path:
    return GOLDEN / f"questionnaire.{language}.txt"


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_a_questionnaire_is_set_as_it_was_looked_at(language):
    document = compose_form(sample_form.form(), sample_papers.stamp(), language=language)
    assert described(document) == _golden(language).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_nothing_is_clipped_and_nothing_lies_over_another(language):
    assert faults(compose_form(sample_form.form(), sample_papers.stamp(), language=language)) == []


def test_that_every_text_is_printed():
    form = sample_form.form()
    printed = "".join(text.words for text in compose_form(form, sample_papers.stamp(), language="zh_CN").texts())
    printed = "".join(printed.split())
    assert [text for text in texts_of_form(form) if "".join(text.split()) not in printed] == []


def test_that_the_symbol_says_what_it_was_given_and_nothing_of_a_person():
    document = compose_form(sample_form.form(), sample_papers.stamp(), language="zh_CN")
    assert document.code == "PD1/QF/SAMPLE/1/" + "0" * 32
    assert document.pages[0].code is not None


def test_that_the_same_questionnaire_gives_the_same_bytes():
    made = [pdf_bytes(compose_form(sample_form.form(), sample_papers.stamp(), language="zh_CN")) for _time in range(2)]
    assert made[0] == made[1]
    assert made[0].startswith(b"%PDF")


if __name__ == "__main__":
    for name in LANGUAGES:
        paper = compose_form(sample_form.form(), sample_papers.stamp(), language=name)
        _golden(name).write_text(described(paper), encoding="utf-8")
