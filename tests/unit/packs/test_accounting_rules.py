"""The sheets ``accounting`` and ``income_rules``: province and year decide, and what cannot be is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from pack_sources import edited_pack, problems_in

from poverty_desktop.packs.accounting import period
from poverty_desktop.packs.load import load_shipped
from poverty_desktop.packs.member_rule import rule_of
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.publish import publish
from poverty_desktop.store.accounting import item_rules

GUANGXI, GUANGDONG, YUNNAN, GUIZHOU = ("450000000000", "440000000000", "530000000000", "520000000000")


def of_province(province: str) -> Pack:
    pack = load_shipped()
    return replace(pack, settings={**pack.settings, "province": province})


def counted(pack: Pack, code: str, year: int) -> str:
    return next(rule.counted.value for rule in item_rules(pack, year=year) if rule.code == code)


def with_rows(folder: Path, sheet: str, *rows: dict[str, str]) -> Path:
    def edit(book: openpyxl.Workbook) -> None:
        names = [cell.value for cell in book[sheet][2]]
        for row in rows:
            book[sheet].append([row.get(name) for name in names])

    return edited_pack(folder, edit, with_forms=True)


def rule(**cells: str) -> dict[str, str]:
    return {"source": "试点", "certainty": "reported", **cells}


@pytest.mark.parametrize(
    ("province", "code", "year", "expected"),
    [
        (GUANGXI, "422", 2019, "no"),  # awards for production: not in Qinnan (source QZ)
        (GUANGXI, "422", 2018, "limited"),
        (GUANGDONG, "422", 2020, "yes"),  # a column of its own in Guangdong (source MBK)
        (GUANGXI, "431", 2016, "no"),  # basic pension in the Guangxi threshold test (source PG)
        (GUANGXI, "432", 2016, "no"),
        (GUANGXI, "431", 2019, "yes"),
        (GUIZHOU, "422", 2020, "limited"),
    ],
)
def test_that_province_and_year_decide_what_counts(province, code, year, expected):
    assert counted(of_province(province), code, year) == expected


@pytest.mark.parametrize(
    ("start", "first", "last"),
    [
        ("10-01", "2018-10-01", "2019-09-30"),  # the national rule: “2019” ends in September (source QZ, ZH)
        ("12-01", "2018-12-01", "2019-11-30"),  # December of the year before with the months of this one (source MBK)
        ("01-01", "2019-01-01", "2019-12-31"),  # twelve calendar months (source PG)
    ],
)
def test_that_the_accounting_years_of_the_sources_begin_and_end_as_they_say(start, first, last):
    assert [day.isoformat() for day in period(start, 2019)] == [first, last]


def test_that_every_receipt_and_expense_of_the_2023_census_has_an_item():
    """The sub-items of domain.md 2.3, a to e, by their names there."""
    census = (
        "务工 行业部门公益 乡镇公益 村级公益 采摘 种植业收入 养殖业收入 林果业收入 其他经营",
        "分红 土地流转 金融贷款 代种代养 其他财产 计划生育 低保金 特困供养金 养老保险金",
        "退耕还林 公益林 草原 移民 其他生态 玉米大豆 地力 大田保险 高龄 优抚 残疾 教育资助 救灾 失能",
        "赡养 取暖费 物价补贴 社会救济 防贫保险 捐赠和赔偿 其他转移",
        "种植业支出 养殖业支出 林果业支出 其他生产经营支出",
    )
    labels = [item.label.zh for item in load_shipped().income_items]
    assert [name for name in " ".join(census).split() if not any(name in label for label in labels)] == []


def test_that_the_receipts_of_the_qinnan_form_count_or_not_as_it_says():
    """The whole column of the table in domain.md 2.4, Guangxi Qinnan 2019."""
    rules = {found.code: found.counted.value for found in item_rules(of_province(GUANGXI), year=2019)}
    assert {rules[code] for code in ("402", "403", "401", "404", "405", "406", "409")} == {"yes"}
    assert {rules[code] for code in ("413", "414", "410", "412", "408")} == {"yes"}
    assert {rules[code] for code in ("451", "452", "453", "422", "454", "455", "456", "457", "458")} == {"no"}


def test_that_cost_rates_are_those_of_chuxiong_in_yunnan_only():
    rates = {found.code: found.cost_rate for found in item_rules(of_province(YUNNAN), year=2019) if found.cost_rate}
    percent = {code: int(rate * 100) for code, rate in rates.items()}
    assert percent == {"202": 40, "211": 40, "212": 45, "213": 45, "214": 15}
    assert not [found for found in item_rules(of_province(GUANGXI), year=2019) if found.cost_rate]


def test_that_a_line_of_the_province_goes_before_one_of_everywhere():
    assert of_province(GUIZHOU).line(2017).amount_fen == 333_500
    assert of_province(GUIZHOU).line(2023).source.startswith("贵州")
    assert of_province("340000000000").line(2020).amount_fen == 400_000  # 2020 is judged by the exit line
    assert of_province(GUANGXI).line(2023).province == ""


def test_that_the_accounting_year_may_change_from_a_year_on(tmp_path):
    folder = with_rows(
        tmp_path,
        "accounting",
        {"name": "year_start", "value": "01-01", "province": "420000000000", "valid_from": "2026", "source": "试点"},
        {"name": "member_day", "value": "12-31", "province": "420000000000", "valid_from": "2026", "source": "试点"},
        {"name": "year_start", "value": "04-01", "province": GUIZHOU, "source": "别的省"},
    )
    pack = publish(folder, previous=None).pack
    assert pack.accounting_period(2025) == (date(2024, 10, 1), date(2025, 9, 30))
    assert pack.accounting_period(2026) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (pack.member_day(2025), pack.member_day(2026)) == (date(2025, 9, 30), date(2026, 12, 31))


def test_that_who_counts_is_an_expression_over_the_member(tmp_path):
    folder = with_rows(
        tmp_path,
        "accounting",
        {"name": "counted_member", "value": "not(in_service = 1) and age($day) >= 0", "source": "试点"},
    )
    assert [problem.column for problem in problems_in(folder, "accounting")] == ["value"]
    other = tmp_path / "other"
    other.mkdir()
    folder = with_rows(other, "accounting", {"name": "counted_member", "value": "not(in_service = 1)", "source": "x"})
    found = rule_of(publish(folder, previous=None).pack, 2025)
    assert found is not None
    assert found.leaves == ("in_service",)
    assert [found.counts({"in_service": cell}) for cell in (1.0, 0.0, None)] == [False, True, True]


def test_that_what_one_province_says_of_an_item_is_not_printed_in_another():
    elsewhere = " ".join(rule.note for rule in item_rules(of_province("420000000000"), year=2016))
    assert not re.search("广西|钦南|双认定|广东|云南", elsewhere)
    at_home = {rule.code: rule.note for rule in item_rules(of_province(GUANGXI), year=2016)}
    assert "双认定" in at_home["402"]
    assert "双认定" in at_home["404"]
    assert "钦南" in at_home["505"]


@pytest.mark.parametrize(
    ("sheet", "row", "column"),
    [
        ("income_rules", rule(item="999", counted="no"), "item"),
        ("income_rules", rule(item="422"), "counted"),
        ("income_rules", rule(item="422", counted="perhaps"), "counted"),
        ("income_rules", rule(item="422", cost_rate="40"), "cost_rate"),
        ("income_rules", rule(item="201", cost_rate="140"), "cost_rate"),
        ("income_rules", rule(item="201", cost_rate="much"), "cost_rate"),
        ("income_rules", rule(item="422", counted="yes", province=GUANGXI, valid_from="2021"), "valid_from"),
        ("income_rules", rule(item="422", counted="yes", province="45"), "province"),
        ("income_rules", rule(item="423", counted="yes", valid_from="2021", valid_to="2020"), "valid_to"),
        ("accounting", {"name": "year_start", "value": "02-30", "source": "x", "province": GUIZHOU}, "value"),
        ("accounting", {"name": "year_start", "value": "period_end", "source": "x", "province": GUIZHOU}, "value"),
        ("accounting", {"name": "year_start", "value": "01-01", "source": "x"}, "valid_from"),
        ("accounting", {"name": "rounding", "value": "up", "source": "x"}, "name"),
        ("accounting", {"name": "counted_member", "value": "in_servise = 1", "source": "x"}, "value"),
        ("accounting", {"name": "counted_member", "value": "$line > 1", "source": "x"}, "value"),
        ("lines", rule(year="2026", meaning="monitoring", amount_yuan="8000", province="1"), "province"),
        ("income_items", rule(code="999", label_zh="一", label_en="a", category="wage", counted="yes", cost_rate="5"),
         "cost_rate"),
    ],
)  # fmt: skip
def test_that_a_wrong_row_is_refused_at_its_cell(tmp_path, sheet, row, column):
    found = problems_in(with_rows(tmp_path, sheet, row), sheet)
    assert [problem.column for problem in found] == [column], found
