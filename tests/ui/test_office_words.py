"""An office is spoken to as an office."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtWidgets import QFrame, QLabel, QPushButton

from poverty_desktop.queries.today_rows import TodayRow
from ui.bundles import outcomes
from ui.bundles.calls import Taken
from ui.bundles.keys_form import KeysForm
from ui.bundles.tables import TAKEN_COLUMNS
from ui.today.office_card import OfficeCard
from ui.today.page import TodayPage
from ui.widgets.page import Place

NEW = Taken(file_name="a.fpb", transactions=3, accepted=3, receipt=Path("r.fpr"))
OLD = Taken(file_name="b.fpb", transactions=3, known=3, receipt=Path("r.fpr"))
REFUSED = Taken(file_name="c.fpb", refusal="不行。")


def test_that_the_day_of_an_office_speaks_of_its_villages(at_office, settled) -> None:
    program = at_office()
    settled(program)
    page = program.window.page
    assert isinstance(page, TodayPage)
    assert page.findChild(QLabel, "today_village_title").text() == "各村"
    assert not page.findChild(QFrame, "today_office").isVisible()


def test_that_the_day_of_a_work_group_speaks_of_its_village(at_desk, settled) -> None:
    program = at_desk()
    settled(program)
    page = program.window.page
    assert page.findChild(QLabel, "today_village_title").text() == "本村"
    assert page.findChild(QFrame, "today_office").isVisible()


def test_that_nothing_is_called_handed_over_before_anything_was(at_desk, settled) -> None:
    program = at_desk()
    settled(program)
    card = program.window.findChild(OfficeCard)
    assert card is not None
    row = TodayRow(
        day=date(2026, 11, 30), drafts=(), returned=(), household_count=0, person_count=0, surveyed_count=0,
        filed_count=0, unsent_transactions=0, conflict_count=0, per_capita_histogram=(), line_fen=None, year=2026,
        last_receipt_at=None, last_backup_at=None, overdue_visits=0, days_without_news=None,
    )  # fmt: skip
    card.show_row(row)
    assert "还没有需要报送的内容。" in said_in(card)
    card.show_row(replace(row, last_receipt_at=datetime(2026, 11, 29, tzinfo=UTC)))
    assert "已全部报送。" in said_in(card)
    card.show_row(replace(row, last_receipt_at=datetime(2026, 11, 29, tzinfo=UTC), has_to_tell=True))
    assert "上级已不清楚这台电脑上现有哪些记录，没有新内容也请再报送一次。" in said_in(card)
    assert "已全部报送。" not in said_in(card)


def said_in(card: QFrame) -> list[str]:
    return [said.text() for said in card.findChildren(QLabel) if not said.isHidden()]


def test_that_an_office_names_its_own_key_file(start, qtbot) -> None:
    start()
    form = KeysForm()
    qtbot.addWidget(form)
    said = [label.text() for label in form.findChildren(QLabel)]
    assert "本单位的密钥文件" in said
    assert not [text for text in said if "上级" in text]


def test_that_no_receipt_is_told_of_where_nothing_was_taken_in() -> None:
    assert outcomes.of_taking_in([REFUSED]) == "没有收取到数据包。拒收 1 个，原因见列表。"


def test_that_a_bundle_taken_in_before_is_told_apart_from_a_new_one() -> None:
    assert outcomes.of_taking_in([NEW]) == "已收取 1 个数据包；回执就在旁边。"
    assert outcomes.of_taking_in([OLD]) == "这个数据包以前收过，没有新内容。"
    assert outcomes.of_taking_in([NEW, OLD]) == "已收取 1 个数据包；回执就在旁边。1 个数据包以前收过，没有新内容。"


def test_that_a_lost_laptop_is_not_said_to_get_a_receipt() -> None:
    lost = Taken(file_name="c", transactions=2, refused=2)
    assert outcomes.of_taking_in([lost]) == (
        "1 个数据包来自报失或停用的电脑，已留存，不写回执。其中 2 条记录列入待查。"
    )
    assert TAKEN_COLUMNS[0].text(lost) == "待查"


def test_that_a_volume_without_the_others_is_not_said_to_have_come_in() -> None:
    part = Taken(file_name="d", transactions=6, volumes=2, missing_volumes=(1,), receipt=Path("r.fpr"))
    assert [TAKEN_COLUMNS[n].text(part) for n in (0, 3)] == ["缺第1卷（共2卷）", "各卷收齐以前，里面的内容都不收入。"]


def test_that_review_and_checks_say_what_each_is_for(at_desk, settled) -> None:
    program = at_desk()
    for name, said in (("reviews", "第二个人"), ("checks", "由程序")):
        program.window.go(Place(page=name))
        settled(program)
        button = program.window.findChild(QPushButton, "place_checks" if name == "checks" else "tab_reviews")
        assert said in button.toolTip()
        program.window.go(Place(page=name))
        settled(program)
        assert said in program.window.page.findChild(QLabel, f"{name}_purpose").text()
