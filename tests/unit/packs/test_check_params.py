"""The sheet ``check_params``: a province or a year has another limit, and every wrong row is refused at its cell."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from pack_sources import edited_pack, problems_in

from poverty_desktop.checks.sentences import sentence
from poverty_desktop.expressions.write import write
from poverty_desktop.packs.checks import Check
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.publish import publish
from poverty_desktop.packs.validation.check_bodies import Occasion, condition

COLUMNS = ("check", "name", "value", "province", "valid_from", "valid_to", "source")
Row = tuple[str | int | None, ...]


def source(folder: Path, *rows: Row) -> Path:
    def edit(book: openpyxl.Workbook) -> None:
        if "check_params" in book.sheetnames:
            del book["check_params"]
        sheet = book.create_sheet("check_params")
        sheet.append(COLUMNS)
        sheet.append(COLUMNS)
        for row in rows:
            sheet.append((*row, "试点"))

    return edited_pack(folder, edit, with_forms=True)


def published(folder: Path, *rows: Row) -> Pack:
    return publish(source(folder, *rows), previous=None).pack


def found(pack: Pack, identity: str) -> Check:
    return next(check for check in pack.checks if check.id == identity)


def asked(pack: Pack, identity: str, year: int) -> str:
    occasion = Occasion(
        year=year, today=date(year, 11, 30), period_end=date(year, 9, 30), line_fen=860_000, settings=pack.settings
    )
    whole = condition(found(pack, identity), occasion)
    assert whole is not None
    return write(whole) + " " + sentence(pack, found(pack, identity), occasion, {}, "en")


def test_that_a_province_and_a_year_have_their_own_limit(tmp_path: Path) -> None:
    pack = published(
        tmp_path,
        ("B14", "most", 12, None, 2024, None),
        ("B14", "most", 15, "420000000000", 2026, None),
        ("B14", "most", 99, "520000000000", None, None),
        ("H12", "least", 18, None, None, 2025),
    )
    assert "> 10" in asked(pack, "B14", 2023)
    assert "> 12" in asked(pack, "B14", 2025)
    assert "> 15" in asked(pack, "B14", 2026)
    assert "< 18 *" in asked(pack, "H12", 2025)
    assert "< 13 *" in asked(pack, "H12", 2026)


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (("Z99", "most", 3, None, None, None), "check", "no check Z99"),
        (("B14", "least", 3, None, None, None), "name", "It has: most"),
        (("B14", "most", "many", None, None, None), "value", "usually it is 10"),
        (("B14", "most", "'12'", None, None, None), "value", "usually it is 10"),
        (("B14", "most", 12, "42", None, None), "province", "12 digits"),
        (("B14", "most", 12, None, 2026, 2025), "valid_to", "before the first"),
        (("B14", None, 12, None, None, None), "name", "must be filled in"),
    ],
)
def test_that_a_wrong_row_is_refused_at_its_cell(tmp_path: Path, row: Row, column: str, said: str) -> None:
    problems = {problem.column: problem.sentence() for problem in problems_in(source(tmp_path, row), "check_params")}
    assert said in problems[column]


def test_that_two_rows_for_one_year_are_refused(tmp_path: Path) -> None:
    rows = (("B14", "most", 12, None, 2024, None), ("B14", "most", 13, None, 2026, 2027))
    (problem,) = problems_in(source(tmp_path, *rows), "check_params")
    assert (problem.row, problem.column) == (4, "valid_from")


def test_that_a_value_with_which_the_check_never_holds_is_refused(tmp_path: Path) -> None:
    (problem,) = problems_in(source(tmp_path, ("C03", "from", 30, None, 2027, None)), "checks")
    assert "never hold" in problem.sentence()
