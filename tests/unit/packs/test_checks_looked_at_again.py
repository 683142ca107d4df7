"""A pack is looked at again and again: what did not change keeps its verdict, all else gets a new one."""

from __future__ import annotations

from pathlib import Path

import pytest
from pack_sources import column, edited_pack, find, problems_in, put

from poverty_desktop.packs.load import load_shipped
from poverty_desktop.packs.validation import check_validation

SHEET = "checks"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return the conditions that were asked of an example, from now on and with nothing remembered."""
    found: list[object] = []
    ask = check_validation.fires

    def fires(condition, scope, example, schema):
        found.append(condition)
        return ask(condition, scope, example, schema)

    monkeypatch.setattr(check_validation, "_grounds", ())
    monkeypatch.setattr(check_validation, "fires", fires)
    return found


def spoilt(book) -> None:
    sheet = book[SHEET]
    row = find(sheet, "id", "A01")
    fires, silent = (sheet.cell(row, column(sheet, name)).value for name in ("example_fires", "example_silent"))
    put(sheet, row, "example_fires", silent)
    put(sheet, row, "example_silent", fires)


def test_that_only_the_row_that_was_changed_has_its_examples_asked_again(tmp_path: Path, asked: list[object]) -> None:
    assert problems_in(edited_pack(tmp_path, lambda book: None), SHEET) == []
    assert len(asked) > 2 * len(load_shipped().checks) - 1
    asked.clear()
    wrong = problems_in(edited_pack(tmp_path, spoilt), SHEET)
    assert [problem.column for problem in wrong] == ["example_fires", "example_silent"]
    assert len(asked) == 2
    asked.clear()
    assert problems_in(edited_pack(tmp_path, spoilt), SHEET) == wrong
    assert problems_in(edited_pack(tmp_path, lambda book: None), SHEET) == []
    assert asked == []


def test_that_a_row_that_moved_is_told_where_it_stands_now(tmp_path: Path, asked: list[object]) -> None:
    def moved(book) -> None:
        spoilt(book)
        book[SHEET].insert_rows(3)

    before = problems_in(edited_pack(tmp_path, spoilt), SHEET)
    after = problems_in(edited_pack(tmp_path, moved), SHEET)
    assert [problem.row for problem in after] == [problem.row + 1 for problem in before]


def test_that_another_data_item_has_every_row_looked_at_again(tmp_path: Path, asked: list[object]) -> None:
    def without_phone(book) -> None:
        sheet = book["properties"]
        put(sheet, find(sheet, "name", "phone"), "name", "telephone")

    assert problems_in(edited_pack(tmp_path, lambda book: None), SHEET) == []
    missing = problems_in(edited_pack(tmp_path, without_phone), SHEET)
    assert missing
    assert all("phone" in str(problem.params) for problem in missing)
    assert problems_in(edited_pack(tmp_path, lambda book: None), SHEET) == []


def test_that_another_turn_of_the_eras_has_every_row_looked_at_again(tmp_path: Path, asked: list[object]) -> None:
    def in_2029(book) -> None:
        sheet = book[SHEET]
        row = find(sheet, "id", "A01")
        put(sheet, row, "era", "c")
        put(sheet, row, "valid_to", 2029)

    def before_its_era(book) -> None:
        in_2029(book)
        put(book["settings"], find(book["settings"], "key", "era_c_from"), "value", "2030")

    assert problems_in(edited_pack(tmp_path, in_2029), SHEET) == []
    assert [problem.column for problem in problems_in(edited_pack(tmp_path, before_its_era), SHEET)] == ["era"]
