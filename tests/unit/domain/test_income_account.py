"""The income account, calculated by hand beside it (domain.md 2.1, 2.4, 2.5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_desktop.domain.income import Basis, account
from poverty_desktop.domain.income_entries import (
    INCOME_CATEGORIES,
    Beside,
    Category,
    Counted,
    HouseholdIncome,
    ItemRule,
    Line,
    StatedTotals,
)
from poverty_desktop.domain.income_lines import LineRule
from poverty_desktop.domain.poverty_line import Verdict, compare


def item(code, category, counted="yes", **rest):
    return ItemRule(code=code, category=Category(category), counted=Counted(counted), **rest)


RULES = (
    item("work", "wage"),
    item("public_post", "wage"),
    item("rice", "business"),
    item("pigs", "business"),
    item("dividend", "property"),
    item("land_transfer", "property"),
    item("allowance", "transfer"),
    item("pension", "transfer"),
    item("ecology", "transfer"),
    item("disabled_subsidy", "transfer"),
    item("school_grant", "transfer", "no", note="not counted in Qinnan 2019"),
    item("medical_refund", "transfer", "no"),
    item("relief", "transfer", "no"),
    item("support", "transfer", "limited", note="only where paid longer than three years"),
    item("seed", "expense"),
    item("feed", "expense"),
    item("grain", "business", cost_rate=Decimal("0.4")),
    item("tobacco", "business", cost_rate=Decimal("0.45")),
    item("old_bonus", "transfer", valid_to=2018),
)


def yuan(text):
    return int(Decimal(text) * 100)


def test_that_the_qinnan_form_gives_the_sums_calculated_by_hand():
    """Rows one to eight of the Qinnan form of 2019 with the four quarters of its year (source QZ)."""
    quarters = ("7200", "8400", "8400", "8400")  # 2018-10..12, 2019-1..3, 4..6, 7..9: 32,400
    income = HouseholdIncome(
        year=2019,
        family_size=4,
        lines=(
            *(Line(item="work", amount_fen=yuan(amount), source=f"Q{n}") for n, amount in enumerate(quarters)),
            Line(item="public_post", quantity=Decimal(12), unit_price_fen=yuan("500")),  # 6,000
            Line(item="rice", quantity=Decimal(1260), unit_price_fen=yuan("2.60")),  # 3,276
            Line(item="pigs", quantity=Decimal(2), unit_price_fen=yuan("1850")),  # 3,700
            Line(item="dividend", amount_fen=yuan("500")),
            Line(item="land_transfer", quantity=Decimal("2.5"), unit_price_fen=yuan("400")),  # 1,000
            Line(item="allowance", amount_fen=yuan("1440")),
            Line(item="pension", amount_fen=yuan("1392")),
            Line(item="ecology", amount_fen=yuan("152.25")),
            Line(item="disabled_subsidy", amount_fen=yuan("960")),
            Line(item="school_grant", amount_fen=yuan("3000")),
            Line(item="medical_refund", amount_fen=yuan("4217.36")),
            Line(item="relief", amount_fen=yuan("1000")),
            Line(item="seed", amount_fen=yuan("1118.40")),
            Line(item="feed", amount_fen=yuan("1560")),
        ),
    )
    result = account(income, RULES)
    totals = {category: result.categories[category].total_fen for category in Category}
    assert totals == {
        Category.WAGE: yuan("38400"),
        Category.BUSINESS: yuan("6976"),
        Category.PROPERTY: yuan("1500"),
        Category.TRANSFER: yuan("3944.25"),
        Category.EXPENSE: yuan("2678.40"),
    }
    assert result.gross_fen == yuan("50820.25")
    assert result.expense_fen == yuan("2678.40")
    assert result.net_fen == yuan("48141.85")
    assert result.per_capita_fen == yuan("12035.46")  # 12,035.4625
    not_counted = {line.line.item for line in result.lines if line.rule is LineRule.NOT_COUNTED}
    assert not_counted == {"school_grant", "medical_refund", "relief"}
    assert all(line.message_id and line.params["year"] == 2019 for line in result.lines)


def test_that_costs_are_estimated_by_the_rates_of_chuxiong_where_none_are_recorded():
    """Grain of 10,000 yuan gross brings 4,000 yuan of cost (source CX)."""
    grain = Line(item="grain", amount_fen=yuan("10000"))
    result = account(HouseholdIncome(year=2019, family_size=3, lines=(grain,)), RULES)
    assert (result.expense_fen, result.net_fen) == (yuan("4000"), yuan("6000"))
    (cost,) = result.categories[Category.EXPENSE].lines
    assert cost.rule is LineRule.ESTIMATED_COST
    assert cost.params == {"percent": "40"}
    both = account(
        HouseholdIncome(year=2019, family_size=1, lines=(grain, Line(item="tobacco", amount_fen=yuan("2000")))), RULES
    )
    assert both.expense_fen == yuan("4900")


def test_that_a_recorded_or_stated_expense_replaces_the_estimate():
    grain, seed = Line(item="grain", amount_fen=yuan("10000")), Line(item="seed", amount_fen=yuan("1234.56"))
    recorded = account(HouseholdIncome(year=2019, family_size=3, lines=(grain, seed)), RULES)
    assert recorded.expense_fen == yuan("1234.56")
    stated = HouseholdIncome(year=2019, family_size=3, lines=(grain,), stated=StatedTotals(expense_fen=0))
    assert account(stated, RULES).expense_fen == 0


def test_that_an_expense_that_is_not_deducted_leaves_the_estimate_alone():
    rules = (*RULES, item("rent_away", "expense", "no"))
    lines = (Line(item="grain", amount_fen=yuan("10000")), Line(item="rent_away", amount_fen=yuan("6000")))
    result = account(HouseholdIncome(year=2019, family_size=3, lines=lines), rules)
    assert (result.expense_fen, result.net_fen) == (yuan("4000"), yuan("6000"))


def test_that_stated_totals_stand_only_where_there_are_no_lines():
    income = HouseholdIncome(
        year=2019,
        family_size=2,
        lines=(Line(item="work", amount_fen=yuan("12000")),),
        stated=StatedTotals(wage_fen=yuan("15000"), transfer_fen=yuan("600"), expense_fen=yuan("100")),
    )
    result = account(income, RULES)
    assert result.net_fen == yuan("12500")
    wage, transfer = result.categories[Category.WAGE], result.categories[Category.TRANSFER]
    assert (wage.basis, wage.differs_from_stated) == (Basis.LINES, True)
    assert (transfer.basis, transfer.differs_from_stated) == (Basis.STATED, False)
    assert result.categories[Category.PROPERTY].basis is Basis.NOTHING


def test_that_a_line_without_effect_does_not_push_a_stated_total_aside():
    grant = Line(item="school_grant", amount_fen=yuan("3000"))
    stated = HouseholdIncome(year=2019, family_size=1, lines=(grant,), stated=StatedTotals(transfer_fen=yuan("600")))
    assert account(stated, RULES).net_fen == yuan("600")
    alone = account(HouseholdIncome(year=2019, family_size=1, lines=(grant,)), RULES)
    assert (alone.categories[Category.TRANSFER].basis, alone.per_capita_fen) == (Basis.LINES, 0)


def test_that_nothing_recorded_is_unknown_and_not_zero():
    nothing = account(HouseholdIncome(year=2019, family_size=2), RULES)
    assert nothing.per_capita_fen is None
    assert nothing.monitored_per_capita_fen is None
    zero = account(HouseholdIncome(year=2019, family_size=2, stated=StatedTotals(wage_fen=0)), RULES)
    assert zero.per_capita_fen == 0


@pytest.mark.parametrize(
    ("line", "rule", "counted_fen"),
    [
        (Line(item="support", amount_fen=5000), LineRule.LIMITED, 5000),
        (Line(item="school_grant", amount_fen=5000), LineRule.NOT_COUNTED, 0),
        (Line(item="old_bonus", amount_fen=5000), LineRule.NOT_IN_FORCE, 0),
        (Line(item="lottery", amount_fen=5000), LineRule.UNKNOWN_ITEM, 0),
        (Line(item="work", quantity=Decimal(3)), LineRule.NO_AMOUNT, 0),
        (Line(item="work", amount_fen=5000), LineRule.COUNTED, 5000),
    ],
)
def test_that_every_line_says_why_it_counts_or_not(line, rule, counted_fen):
    result = account(HouseholdIncome(year=2019, family_size=1, lines=(line,)), RULES)
    (accounted,) = result.lines
    assert (accounted.rule, accounted.counted_fen) == (rule, counted_fen)
    assert accounted.message_id.format(**accounted.params)
    assert result.gross_fen == counted_fen


def test_that_an_item_is_judged_by_the_year():
    line = Line(item="old_bonus", amount_fen=100)
    assert account(HouseholdIncome(year=2018, family_size=1, lines=(line,)), RULES).gross_fen == 100


def test_that_an_amount_beside_another_quantity_times_price_is_marked():
    line = Line(item="rice", amount_fen=1000, quantity=Decimal(3), unit_price_fen=300)
    (accounted,) = account(HouseholdIncome(year=2019, family_size=1, lines=(line,)), RULES).lines
    assert accounted.differs
    assert accounted.counted_fen == 1000


@pytest.mark.parametrize(
    ("net_fen", "size", "expected"), [(100, 3, 33), (200, 3, 67), (101, 2, 51), (5, 10, 1), (4, 10, 0)]
)
def test_that_per_head_is_rounded_half_up_to_the_fen(net_fen, size, expected):
    income = HouseholdIncome(year=2019, family_size=size, stated=StatedTotals(wage_fen=net_fen))
    assert account(income, RULES).per_capita_fen == expected


def test_that_a_loss_is_kept_and_rounded_away_from_zero():
    income = HouseholdIncome(year=2019, family_size=2, stated=StatedTotals(business_fen=0, expense_fen=101))
    assert account(income, RULES).per_capita_fen == -51


def test_that_a_household_without_members_is_refused():
    with pytest.raises(ValueError, match="family_size"):
        account(HouseholdIncome(year=2019, family_size=0), RULES)


def test_that_payout_and_spending_enter_the_account_since_2021_only_beside_net_income():
    income = HouseholdIncome(
        year=2023,
        family_size=2,
        stated=StatedTotals(wage_fen=yuan("20000")),
        insurance_payout_fen=yuan("3000"),
        eligible_spending_fen=yuan("9000"),
    )
    result = account(income, RULES)
    assert result.per_capita_fen == yuan("10000")
    assert result.monitored_per_capita_fen == yuan("7000")


def test_that_lines_of_payout_and_spending_are_neither_income_nor_expense():
    rules = (
        *RULES,
        item("claim", "transfer", "no", beside=Beside.PAYOUT),
        item("hospital", "expense", "no", beside=Beside.SPENDING, valid_from=2021),
    )
    lines = (
        Line(item="grain", amount_fen=yuan("10000")),
        Line(item="claim", amount_fen=yuan("2500")),
        Line(item="hospital", amount_fen=yuan("4000")),
        Line(item="hospital", amount_fen=yuan("1000"), source="second stay"),
    )
    income = HouseholdIncome(year=2023, family_size=1, lines=lines, eligible_spending_fen=yuan("99999"))
    result = account(income, rules)
    assert (result.net_fen, result.insurance_payout_fen) == (yuan("6000"), yuan("2500"))  # cost still estimated
    assert result.eligible_spending_fen == yuan("5000")  # lines replace the stated total
    assert result.monitored_fen == yuan("3500")
    assert {line.rule for line in result.lines if line.line.item in ("claim", "hospital")} == {LineRule.BESIDE}
    before = account(HouseholdIncome(year=2019, family_size=1, lines=lines), rules)
    assert before.eligible_spending_fen is None


def test_that_disposable_income_is_a_separate_figure():
    income = HouseholdIncome(
        year=2023, family_size=2, stated=StatedTotals(wage_fen=yuan("20000")), transfer_expense_fen=yuan("760")
    )
    result = account(income, RULES)
    assert result.disposable_per_capita_fen == yuan("9620")
    assert result.per_capita_fen == yuan("10000")
    assert account(HouseholdIncome(year=2023, family_size=1), RULES).disposable_per_capita_fen is None


def account_of(per_head_fen, year):
    return account(HouseholdIncome(year=year, family_size=1, stated=StatedTotals(wage_fen=per_head_fen)), RULES)


@pytest.mark.parametrize(
    ("income_fen", "verdict", "difference"),
    [(400000, Verdict.REACHED, 0), (399999, Verdict.BELOW, -1), (500000, Verdict.REACHED, 100000)],
)
def test_that_an_exit_line_gives_a_verdict(income_fen, verdict, difference):
    found = compare(account_of(income_fen, 2020), line_fen=400000, is_reference=False)
    assert (found.verdict, found.difference_fen) == (verdict, difference)


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_that_a_reference_line_never_gives_a_verdict(income_fen, line_fen):
    found = compare(account_of(income_fen, 2023), line_fen=line_fen, is_reference=True)
    assert found.verdict is None
    assert found.difference_fen is None
    assert "reference" in found.message_id
    assert (found.compared_fen, found.line_fen) == (income_fen, line_fen)


def test_that_a_missing_line_or_income_is_said():
    assert "no line" in compare(account_of(1, 2026), line_fen=None, is_reference=True).message_id
    empty = account(HouseholdIncome(year=2020, family_size=1), RULES)
    found = compare(empty, line_fen=400000, is_reference=False)
    assert (found.verdict, found.compared_fen) == (None, None)
    assert "No income" in found.message_id


@given(
    st.lists(
        st.tuples(st.sampled_from([rule.code for rule in RULES]), st.integers(0, 10**9)).map(
            lambda pair: Line(item=pair[0], amount_fen=pair[1])
        ),
        max_size=12,
    ),
    st.integers(1, 12),
)
def test_that_sums_add_up_whatever_the_lines(lines, size):
    result = account(HouseholdIncome(year=2019, family_size=size, lines=tuple(lines)), RULES)
    assert result.gross_fen == sum(result.categories[c].total_fen for c in INCOME_CATEGORIES)
    assert result.net_fen == result.gross_fen - result.categories[Category.EXPENSE].total_fen
    assert len(result.lines) >= len(lines)
    if result.is_known:
        assert abs(result.per_capita_fen * size - result.net_fen) * 2 <= size


YEAR_2019 = (date(2018, 10, 1), date(2019, 9, 30))


@pytest.mark.parametrize(
    ("first", "last", "rule", "counted"),
    [
        ("2018-10", "2018-12", LineRule.COUNTED, "9000"),  # the first quarter of the year 2019 (source QZ, ZH)
        ("2019-07", "2019-09", LineRule.COUNTED, "9000"),
        ("2019-08", "2019-10", LineRule.PART_OF_PERIOD, "6000"),
        ("2019-10", "2019-12", LineRule.OUT_OF_PERIOD, "0"),
        ("2018-09", "", LineRule.OUT_OF_PERIOD, "0"),
        ("", "2018-10", LineRule.COUNTED, "9000"),
        ("", "", LineRule.COUNTED, "9000"),
    ],
)
def test_that_a_line_counts_by_its_months_in_the_accounting_year(first, last, rule, counted):
    line = Line(item="work", amount_fen=yuan("9000"), from_month=first, to_month=last)
    result = account(HouseholdIncome(year=2019, family_size=1, lines=(line,), period=YEAR_2019), RULES)
    (accounted,) = result.lines
    assert (accounted.rule, accounted.counted_fen) == (rule, yuan(counted))
    assert result.net_fen == yuan(counted)


def test_that_a_rolling_year_counts_the_twelve_months_before():
    """From the same month last year to the end of the month before (Anhui 2020, source AHP)."""
    period = (date(2019, 6, 1), date(2020, 5, 31))
    months = [f"{2019 + n // 12}-{n % 12 + 1:02d}" for n in range(24)]
    lines = tuple(Line(item="work", amount_fen=yuan("1000"), from_month=month, source=month) for month in months)
    result = account(HouseholdIncome(year=2020, family_size=1, lines=lines, period=period), RULES)
    assert result.net_fen == yuan("12000")
    counted = [line.line.from_month for line in result.lines if line.is_counted]
    assert (counted[0], counted[-1]) == ("2019-06", "2020-05")


def test_that_transfers_paid_are_taken_off_for_disposable_income_only():
    rules = (*RULES, item("insurance", "expense", "no", beside=Beside.PAID))
    lines = (Line(item="grain", amount_fen=yuan("10000")), Line(item="insurance", amount_fen=yuan("800")))
    result = account(HouseholdIncome(year=2023, family_size=2, lines=lines), rules)
    assert (result.net_fen, result.disposable_fen) == (yuan("6000"), yuan("5200"))  # the cost is still estimated
    assert "disposable" in result.lines[-1].message_id or "disposable" in result.lines[1].message_id


def test_that_every_rate_of_chuxiong_gives_the_cost_and_the_net_income_of_its_sheet():
    """K = L+M+N+P, R = Σ costs, S = K−R, T = S/A (source CX)."""
    rates = {"grain": ("0.40", "10000"), "tobacco": ("0.45", "2000"), "pig": ("0.40", "3000"), "fruit": ("0.15", "800")}
    rules = tuple(item(code, "business", cost_rate=Decimal(rate)) for code, (rate, _gross) in rates.items())
    lines = tuple(Line(item=code, amount_fen=yuan(gross)) for code, (_rate, gross) in rates.items())
    result = account(HouseholdIncome(year=2019, family_size=4, lines=lines), rules)
    assert result.gross_fen == yuan("15800")
    assert result.expense_fen == yuan("6220")  # 4000 + 900 + 1200 + 120
    assert result.per_capita_fen == yuan("2395")  # 9580 ÷ 4


@st.composite
def _lines(draw):
    month = st.integers(0, 30).map(lambda n: f"{2018 + n // 12}-{n % 12 + 1:02d}") | st.just("")
    made = st.builds(
        Line,
        item=st.sampled_from([*(rule.code for rule in RULES), "unheard of"]),
        amount_fen=st.none() | st.integers(0, 10**8),
        quantity=st.none() | st.decimals(0, 1000, places=2),
        unit_price_fen=st.none() | st.integers(0, 10**5),
        from_month=month,
        to_month=month,
    )
    return draw(st.lists(made, max_size=12))


@given(_lines(), st.integers(1, 9), st.randoms(use_true_random=False))
def test_that_the_order_of_the_lines_does_not_matter_and_the_parts_are_the_total(lines, size, random):
    def drawn(some):
        return account(HouseholdIncome(year=2019, family_size=size, lines=tuple(some), period=YEAR_2019), RULES)

    result = drawn(lines)
    shuffled = list(lines)
    random.shuffle(shuffled)
    other = drawn(shuffled)
    assert (other.gross_fen, other.expense_fen, other.net_fen) == (result.gross_fen, result.expense_fen, result.net_fen)
    assert other.per_capita_fen == result.per_capita_fen
    for part in result.categories.values():
        assert part.total_fen == sum(line.counted_fen for line in part.lines)
    assert all(isinstance(line.counted_fen, int) for line in result.lines)
    assert all(line.counted_fen == 0 for line in result.lines if not line.is_counted)


@pytest.mark.parametrize(
    ("first", "last", "payout", "spending", "monitored"),
    [
        ("2019-08", "2019-09", "9000", "6000", "3000"),
        (
            "2019-08",
            "2019-10",
            "0",
            "4000",
            "-4000",
        ),  # the claim came in October, which is 2020
        ("2018-08", "2018-10", "9000", "2000", "7000"),
        ("2019-10", "", "0", "0", "0"),
    ],
)
def test_that_what_is_paid_at_once_counts_whole_in_the_year_of_its_last_month(first, last, payout, spending, monitored):
    """The accounting year 2019 ends on 30 September; a bill is paid month by month, a claim in its last month."""
    rules = (
        item("claim", "transfer", "no", beside=Beside.PAYOUT, is_paid_at_once=True),
        item("hospital", "expense", "no", beside=Beside.SPENDING),
    )
    months = {"from_month": first, "to_month": last}
    lines = (
        Line(item="claim", amount_fen=yuan("9000"), **months),
        Line(item="hospital", amount_fen=yuan("6000"), **months),
    )
    result = account(HouseholdIncome(year=2019, family_size=1, lines=lines, period=YEAR_2019), rules)
    assert (result.insurance_payout_fen or 0, result.eligible_spending_fen or 0) == (yuan(payout), yuan(spending))
    assert result.monitored_fen == yuan(monitored)
    assert result.net_fen == 0


def test_that_the_sheet_says_how_a_line_counts_that_lies_partly_outside_the_accounting_year():
    rules = (
        item("claim", "transfer", "no", beside=Beside.PAYOUT, is_paid_at_once=True),
        item("hospital", "expense", "no", beside=Beside.SPENDING),
        item("award", "transfer", is_paid_at_once=True),
    )
    months = {"from_month": "2018-08", "to_month": "2018-10"}
    lines = tuple(Line(item=name, amount_fen=yuan("6000"), **months) for name in ("claim", "hospital", "award"))
    result = account(HouseholdIncome(year=2019, family_size=1, lines=lines, period=YEAR_2019), rules)
    said = {line.line.item: line.message_id.format(**line.params) for line in result.lines}
    assert said["claim"].startswith("Stands beside net income, whole")
    assert said["hospital"].startswith("Stands beside net income with 2,000.00 yuan, for 1 of its 3 months")
    assert said["award"].startswith("Counted whole")
    assert result.net_fen == yuan("6000")
