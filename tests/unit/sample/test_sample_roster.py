"""The sample as a national export, clean and dirty."""

from __future__ import annotations

from collections import Counter
from itertools import islice

from poverty_desktop.domain import textual
from poverty_desktop.domain.identity_number import read
from poverty_desktop.sample.roster import COLUMNS, HEADER_ROW, Dirt, roster, sheet

NUMBER, NAME, RELATION = (COLUMNS.index(caption) for caption in ("证件号码", "姓名", "与户主关系"))


def test_that_the_sheet_has_its_header_in_row_three_and_text_only(pack, village):
    rows = list(sheet(roster(pack, village)))
    assert rows[HEADER_ROW - 1] == COLUMNS
    assert len(COLUMNS) == 26
    assert all(len(row) == 26 and all(isinstance(cell, str) for cell in row) for row in rows[HEADER_ROW - 1 :])


def test_that_there_is_one_row_for_each_member_of_a_filed_household(pack, village):
    rows = list(roster(pack, village))
    filed = [household for household in village if household.is_filed]
    assert len(filed) == 68
    assert len(rows) == sum(len(household.members) for household in filed)
    heads = [row for row in rows if row.cells[RELATION] == "户主"]
    assert len(heads) == 68
    assert all(row.dirt is None and read(row.cells[NUMBER]).problems == () for row in rows)


def test_that_every_wording_is_one_of_the_pack(pack, village):
    lists = {
        "民族": "ethnicity",
        "与户主关系": "relation",
        "劳动技能": "labour",
        "贫困户属性": "attribute",
        "脱贫属性": "exit_status",
    }
    lists |= {"文化程度": "education", "在校生状况": "schooling", "务工状况": "work_scope", "主要致贫原因": "cause"}
    for row in roster(pack, village):
        for caption, name in lists.items():
            cell = row.cells[COLUMNS.index(caption)]
            assert not cell or pack.code_lists[name].find_label(cell), caption


def test_that_planted_dirt_is_flagged_and_is_what_it_says(pack, small_county):
    rows = list(roster(pack, small_county, dirt_share=0.5, seed=3))
    found = Counter(row.dirt for row in rows)
    assert set(found) == {None, *Dirt}
    expected = {
        Dirt.EXPONENT: "identity_destroyed",
        Dirt.WRONG_CHECK: "identity_check",
        Dirt.PLACEHOLDER: "identity_placeholder",
        Dirt.NO_NUMBER: "identity_blank",
    }
    for row in rows:
        reading = read(row.cells[NUMBER])
        codes = [problem.code for problem in reading.problems]
        if row.dirt in expected:
            assert codes == [expected[row.dirt]]
        elif row.dirt is Dirt.ROUNDED:
            assert codes in (["identity_destroyed"], ["identity_maybe_rounded"])
        elif row.dirt is Dirt.SHORT_NUMBER:
            assert not reading.is_valid
        else:
            assert codes == []
        if row.dirt is Dirt.BLANK_IN_NAME:
            assert "　" in row.cells[NAME]
            assert " " not in textual.clean_name(row.cells[NAME])


def test_that_dirt_is_the_same_for_the_same_seed(pack, village):
    first = list(islice(roster(pack, village, dirt_share=0.3, seed=8), 50))
    assert first == list(islice(roster(pack, village, dirt_share=0.3, seed=8), 50))
    assert first != list(islice(roster(pack, village, dirt_share=0.3, seed=9), 50))
