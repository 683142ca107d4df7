"""The income account of one household and year as rows: every line with its rule, the figures and what to look at."""

from __future__ import annotations

from poverty_desktop import i18n
from poverty_desktop.domain import poverty_line
from poverty_desktop.domain.income import Basis, CategoryAccount, IncomeAccount
from poverty_desktop.domain.income_entries import Category
from poverty_desktop.domain.income_lines import AccountedLine
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import RecordId
from poverty_desktop.packs.pack import Pack
from poverty_desktop.queries.register import facts
from poverty_desktop.queries.register.file_rows import IncomeAccountRow, IncomeRow
from poverty_desktop.store import accounting
from poverty_desktop.store.accounts import HouseholdFacts

CATEGORY_WORDS = {
    "wage": N_("Wage income"),
    "business": N_("Business income"),
    "property": N_("Property income"),
    "transfer": N_("Transfer income"),
    "expense": N_("Production expenditure"),
    "": N_("Not known to the policy"),
}


def income_row(pack: Pack, found: HouseholdFacts, account: IncomeAccount) -> IncomeAccountRow:
    """Return the income sheet with the rule of every line."""
    year = found.year or account.year
    line = pack.line(year)
    is_reference = year >= int(pack.settings["reference_lines_from"])
    comparison = poverty_line.compare(account, line_fen=line.amount_fen if line else None, is_reference=is_reference)
    names = {member.person["id"]: member.person["name"] or "" for member in found.members}
    total = {category: account.categories[category].total_fen for category in Category}
    bases = {item.basis for item in account.categories.values()}
    day = accounting.member_day(pack, found)
    counted = [member.person["id"] for member in accounting.counted_members(pack, found)]
    there = [member.person["id"] for member in accounting.members_on(pack, found)]
    return IncomeAccountRow(
        year=year,
        period=accounting.period_of(pack, found),
        lines=tuple(_line(item, names) for item in account.lines),
        wage_fen=total[Category.WAGE],
        business_fen=total[Category.BUSINESS],
        property_fen=total[Category.PROPERTY],
        transfer_fen=total[Category.TRANSFER],
        gross_fen=account.gross_fen,
        expenditure_fen=account.expense_fen,
        net_fen=account.net_fen,
        family_size=account.family_size,
        per_capita_fen=accounting.per_capita_fen(found, account),
        line_fen=line.amount_fen if line else None,
        line_is_reference=is_reference,
        words=i18n.say(comparison.message_id, comparison.params),
        origin="lines" if Basis.LINES in bases else "totals" if Basis.STATED in bases else "reported",
        member_day=day,
        counted_members=tuple(names[person] for person in counted),
        left_out_members=tuple(names[person] for person in there if person not in counted),
        has_own_period=accounting.has_own_period(found),
        insurance_payout_fen=account.insurance_payout_fen,
        eligible_spending_fen=account.eligible_spending_fen,
        transfer_expense_fen=account.transfer_expense_fen,
        monitored_fen=account.monitored_fen if account.is_known else None,
        monitored_per_capita_fen=account.monitored_per_capita_fen,
        disposable_fen=account.disposable_fen if account.is_known else None,
        disposable_per_capita_fen=account.disposable_per_capita_fen if account.is_known else None,
        line_source=line.source if line else "",
        remarks=_remarks(account),
    )


def _line(item: AccountedLine, names: dict[bytes, str]) -> IncomeRow:
    line = item.line
    months = [text for text in (line.from_month, line.to_month) if text]
    rule = i18n.say(item.message_id, item.params)
    if item.differs:
        computed = i18n.format_yuan(line.computed_fen or 0)
        rule += _(" Quantity × price would be {yuan} yuan; the entered amount stands.").format(yuan=computed)
    return IncomeRow(
        record=None if line.record is None else RecordId(line.record),
        item=item.label or line.item,
        category=item.category.value if item.category else "",
        member=names.get(line.person or b"", ""),
        source=line.source,
        quantity="" if line.quantity is None else facts.decimal_text(float(line.quantity)),
        unit_price_fen=line.unit_price_fen,
        amount_fen=line.total_fen or 0,
        is_counted=item.is_counted,
        rule=rule,
        counted_fen=item.counted_fen,
        months=" – ".join(dict.fromkeys(months)),
        evidence=line.evidence,
        note=item.note,
        rule_source=item.source,
    )


def _remarks(account: IncomeAccount) -> tuple[str, ...]:
    """Return what a person should look at before the account is signed; none of it changes a figure."""
    found = [_unused(item) for item in account.categories.values() if _is_unused(item)]
    if account.is_known and account.net_fen < 0:
        found.append(_("Net income is below zero. This can be true; check the expenditure once more."))
    if account.unplaced:
        found.append(_("Some lines name an item that the policy does not know; they are not counted."))
    return tuple(found)


def _is_unused(item: CategoryAccount) -> bool:
    return item.basis is Basis.LINES and item.stated_fen is not None and item.stated_fen != item.total_fen


def _unused(item: CategoryAccount) -> str:
    words = _("{category}: the total of {stated} yuan that was entered is not used, because the lines add up to {sum}.")
    return words.format(
        category=_(CATEGORY_WORDS[item.category.value]),
        stated=i18n.format_yuan(item.stated_fen or 0),
        sum=i18n.format_yuan(item.total_fen),
    )
