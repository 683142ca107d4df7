"""What a finding says: its parameters and facts in words, nothing that is shown masked."""

from __future__ import annotations

from datetime import date

from poverty_desktop import i18n
from poverty_desktop.checks.sentences import facts_of, sentence
from poverty_desktop.packs.load import load_shipped
from poverty_desktop.packs.validation.check_bodies import Occasion

PACK = load_shipped()
CHECKS = {check.id: check for check in PACK.checks}
OCCASION = Occasion(
    year=2025, today=date(2025, 11, 30), period_end=date(2025, 9, 30), line_fen=860_000, settings=PACK.settings
)


def test_that_labels_parameters_and_the_line_stand_in_the_sentence() -> None:
    assert sentence(PACK, CHECKS["C05"], OCCASION, {"schooling": "03"}, "zh_CN") == "小学在校生一般为6至14岁，请核对。"
    assert "8600" in sentence(PACK, CHECKS["I03"], OCCASION, {}, "en")


def test_that_facts_are_said_with_their_names_and_secrets_are_not() -> None:
    i18n.set_language("en")
    cells = {"resident_medical": 1, "employee_medical": 0}
    assert [fact.rsplit(": ")[-1] for fact in facts_of(PACK, CHECKS["E02"], cells, "en")] == ["yes", "no"]
    told = facts_of(PACK, CHECKS["A06"], {"birth_date": "1980-01-01", "document_number": "420581198001010013"}, "en")
    assert all("420581" not in fact for fact in told)
