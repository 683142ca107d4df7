"""The income account of a household out of its facts and the pack: what counts, which days, whose head is counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from poverty_desktop.domain import income, income_entries
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.packs.accounting import COUNTED_MEMBER, IncomeRule
from poverty_desktop.packs.model import IncomeItem, PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.store.accounts import HouseholdFacts, MemberFacts
from poverty_desktop.store.database import Row
from poverty_desktop.store.of_pack import once

if TYPE_CHECKING:
    from poverty_desktop.expressions.grown import Cell

_STATED = ("wage_income", "business_income", "property_income", "transfer_income", "business_expenditure")


def item_rules(pack: Pack, language: str = "zh_CN", *, year: int | None = None) -> tuple[income_entries.ItemRule, ...]:
    """Return what the pack says of each receipt and expense, as the account of ``year`` takes it.

    What the pack's province and the year say otherwise goes before what the item says (domain.md 2.4).
    """
    special: dict[str, list[IncomeRule]] = {}
    for rule in pack.income_rules_in(year) if year is not None else ():
        special.setdefault(rule.item, []).append(rule)
    return tuple(_item_rule(item, special.get(item.code, ()), language) for item in pack.income_items)


def _item_rule(item: IncomeItem, special: Sequence[IncomeRule], language: str) -> income_entries.ItemRule:
    counted, rate, note, source = item.counted, item.cost_rate, item.note, item.source
    for rule in special:
        counted, rate, note = rule.counted or counted, rule.cost_rate or rate, rule.note or note
        source = rule.source
    return income_entries.ItemRule(
        code=item.code,
        category=income_entries.Category(item.category),
        counted=income_entries.Counted(counted),
        beside=income_entries.Beside.of(item.property_name),
        label=item.label(language),
        note=note(language) if note else "",
        valid_from=item.valid_from,
        valid_to=item.valid_to,
        cost_rate=Decimal(rate) / 100 if rate else None,
        source=source,
        is_paid_at_once=item.is_paid_at_once,
    )


class ItemRules:
    """The item rules of one pack, year by year, each made once."""

    def __init__(self, pack: Pack, language: str = "zh_CN") -> None:
        self._pack = pack
        self._language = language
        self._known: dict[int | None, tuple[income_entries.ItemRule, ...]] = {}

    def of(self, year: int | None) -> tuple[income_entries.ItemRule, ...]:
        """Return the rules of accounting year ``year``."""
        if year not in self._known:
            self._known[year] = item_rules(self._pack, self._language, year=year)
        return self._known[year]


@once
def item_rules_of(pack: Pack) -> ItemRules:
    """Return the item rules of a pack, year by year."""
    return ItemRules(pack)


def period_of(pack: Pack, facts: HouseholdFacts) -> tuple[date, date]:
    """Return first and last day of the household's account: its own where it keeps one, else the accounting year's.

    A household that is looked at within the year keeps the twelve months before it (domain.md 2.2), and with them the
    rule that its figures were collected by.
    """
    first, last = pack.accounting_period(facts.year or 0)
    own_first, own_last = facts.condition.get("account_from"), facts.condition.get("account_to")
    if own_first and own_last and own_first <= own_last:
        return date.fromisoformat(own_first), date.fromisoformat(own_last)
    return first, last


def has_own_period(facts: HouseholdFacts) -> bool:
    """Say whether the household keeps a period of its own."""
    own_first, own_last = facts.condition.get("account_from"), facts.condition.get("account_to")
    return bool(own_first and own_last and own_first <= own_last)


def member_day(pack: Pack, facts: HouseholdFacts) -> date:
    """Return the day on which the members of the household are counted."""
    return period_of(pack, facts)[1] if has_own_period(facts) else pack.member_day(facts.year or 0)


def members_on(pack: Pack, facts: HouseholdFacts) -> list[MemberFacts]:
    """Return who was born and belonged to the household on the day of the count; where nobody did, who does now."""
    if facts.year is None:
        return facts.current
    end = member_day(pack, facts).isoformat()
    return [member for member in facts.members if member.was_there(end)] or facts.current


def counted_members(pack: Pack, facts: HouseholdFacts) -> list[MemberFacts]:
    """Return who was there on the day of the count and is counted by the rule of the pack."""
    there = members_on(pack, facts)
    if facts.year is None or not pack.counted_member(facts.year):
        return there
    from poverty_desktop.packs.member_rule import rule_of

    rule = rule_of(pack, facts.year)
    return there if rule is None else [member for member in there if rule.counts(_cells(pack, member, rule.leaves))]


def _cells(pack: Pack, member: MemberFacts, leaves: Sequence[str]) -> dict[str, Cell]:
    rows = {
        RecordKind.PERSON: member.person,
        RecordKind.MEMBERSHIP: member.membership,
        RecordKind.PERSON_YEAR: member.year,
    }
    cells: dict[str, Cell] = {
        "has_year": float(bool(member.year)),
        "id18": (member.person.get("document_number") or "")[:18],
    }
    for leaf in leaves:
        for kind, row in rows.items():
            item = pack.by_name.get((kind, leaf))
            if item is not None:
                value = row.get(leaf)
                cells[leaf] = value / 100 if item.type is PropertyType.MONEY and value is not None else value
                why = row.get(f"{leaf}_why")
                cells[f"{leaf}@why"] = "na" if why else None
                break
    return cells


def looked_at(pack: Pack) -> frozenset[str]:
    """Return the data items that the pack's rules of who is counted look at, of whatever year."""
    years = {
        rule.valid_from or rule.valid_to or 2000
        for rule in pack.accounting
        if rule.name == COUNTED_MEMBER and rule.province in ("", pack.settings["province"])
    }
    if not years:
        return frozenset()
    from poverty_desktop.packs.member_rule import rule_of

    rules = [rule_of(pack, year) for year in sorted(years)]
    return frozenset(leaf for rule in rules if rule is not None for leaf in rule.leaves)


def family_size(pack: Pack, facts: HouseholdFacts) -> int:
    """Return the number of members that the pack counts on its reference day (domain.md 2.1), at least 1."""
    return max(1, len(counted_members(pack, facts)))


def account_of(pack: Pack, facts: HouseholdFacts, rules: Sequence[income_entries.ItemRule]) -> income.IncomeAccount:
    """Return the income account of the household in ``facts.year``; ``rules`` are those of that year."""
    condition = facts.condition
    return income.account(
        income_entries.HouseholdIncome(
            year=facts.year or 0,
            family_size=family_size(pack, facts),
            lines=tuple(_line(row) for row in facts.lines),
            stated=income_entries.StatedTotals(
                wage_fen=condition.get("wage_income"),
                business_fen=condition.get("business_income"),
                property_fen=condition.get("property_income"),
                transfer_fen=condition.get("transfer_income"),
                expense_fen=condition.get("business_expenditure"),
            ),
            insurance_payout_fen=condition.get("insurance_payout"),
            eligible_spending_fen=condition.get("eligible_spending"),
            transfer_expense_fen=condition.get("transfer_expenditure"),
            period=period_of(pack, facts) if facts.year else None,
        ),
        rules,
    )


def has_income(facts: HouseholdFacts) -> bool:
    """Say whether a line or a total is recorded; the account of a household without either is empty."""
    return bool(facts.lines) or any(facts.condition.get(name) is not None for name in _STATED)


def per_capita_fen(facts: HouseholdFacts, account: income.IncomeAccount | None) -> int | None:
    """Return net income per head: computed, else as an import reported it."""
    computed = None if account is None else account.per_capita_fen
    return facts.condition.get("net_income_per_capita") if computed is None else computed


def _line(row: Row) -> income_entries.Line:
    return income_entries.Line(
        item=row["item"] or "",
        amount_fen=row["amount"],
        quantity=None if row["quantity"] is None else Decimal(str(row["quantity"])),
        unit_price_fen=row["unit_price"],
        source=row["source"] or "",
        person=row["person"],
        from_month=row.get("from_month") or "",
        to_month=row.get("to_month") or "",
        evidence=row.get("evidence") or "",
        record=row["id"],
    )
