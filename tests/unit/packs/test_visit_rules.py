"""Which rule of visits holds for a household, and wrong cells of the sheets of visits and duties."""

from __future__ import annotations

from pack_sources import edited_pack, problems_in, put

from poverty_desktop.domain.periods import Period
from poverty_desktop.packs.duties import in_force as duties_in_force
from poverty_desktop.packs.load import load_shipped
from poverty_desktop.packs.model import Label
from poverty_desktop.packs.visit_rules import VisitRule, in_force, rule_of

WRONG = (
    ("visit_rules", 3, "period", "once", "is not known here"),
    ("visit_rules", 3, "times", "0", "1 or more"),
    ("visit_rules", 4, "overdue_days", "soon", "whole number"),
    ("visit_rules", 4, "province", "42", "12 digits"),
    ("visit_rules", 5, "monitoring", "9", "has no code"),
    ("duties", 3, "period", "daily", "is not known here"),
    ("duties", 4, "due_day", "0", "Count the days"),
    ("duties", 5, "title_en", "", "must be filled in"),
    ("duties", 7, "id", "Z04", "stands already"),
)


def test_that_every_wrong_cell_is_refused_at_its_place(tmp_path):
    def edit(book):
        for sheet, row, column, text, _message in WRONG:
            put(book[sheet], row, column, text)

    edited_pack(tmp_path, edit)
    for sheet in ("visit_rules", "duties"):
        said = [(problem.row, problem.column, problem.message_id) for problem in problems_in(tmp_path, sheet)]
        for _sheet, row, column, _text, message in (wrong for wrong in WRONG if wrong[0] == sheet):
            assert any(found[:2] == (row, column) and message in found[2] for found in said), (sheet, row, column)


def test_that_the_first_rule_that_fits_holds_and_the_own_province_goes_before():
    pack = load_shipped()
    rules = in_force(pack.visit_rules, "420000000000")
    assert [rule_of(rules, kind, category).id for kind, category in (("01", "02"), ("02", ""), ("01", ""))] == [
        "V1",
        "V2",
        "V3",
    ]
    own = VisitRule(
        id="P1", title=Label(zh="", en=""), period=Period.QUARTER, times=1, overdue_days=92, source="x",
        household_types=("02",), province="520000000000",
    )  # fmt: skip
    assert rule_of(in_force((*pack.visit_rules, own), "520000000000"), "02", "").id == "P1"
    assert rule_of(in_force((*pack.visit_rules, own), "420000000000"), "02", "").id == "V2"
    assert not rule_of((own,), "01", "")


def test_that_duties_hold_in_their_province_and_years():
    assert len(duties_in_force(load_shipped().duties, "420000000000", 2026)) == len(load_shipped().duties)
