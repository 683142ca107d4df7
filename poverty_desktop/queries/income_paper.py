"""The income calculation as papers print it: every line with its rule, the totals with their formula."""

from __future__ import annotations

from poverty_desktop import i18n
from poverty_desktop.domain.values import Why
from poverty_desktop.i18n import N_, _
from poverty_desktop.pdf.values import IncomeGroup, IncomeLine, IncomeSheet, IncomeTotal, PaperFact
from poverty_desktop.queries.file_rows import IncomeAccountRow, IncomeRow

CATEGORY_WORDS = {
    "wage": N_("Wage income"),
    "business": N_("Business income"),
    "property": N_("Property income"),
    "transfer": N_("Transfer income"),
    "expense": N_("Production expenditure"),
    "": N_("Not known to the policy"),
}


def sheet(account: IncomeAccountRow) -> IncomeSheet:
    """Return the calculation sheet of one household and year."""
    groups: dict[str, list[IncomeRow]] = {}
    for line in account.lines:
        groups.setdefault(line.category, []).append(line)
    totals = _totals(account)
    yuan = i18n.format_yuan
    first, last = account.period
    return IncomeSheet(
        year=account.year,
        period=_("{first} to {last}").format(first=i18n.format_date(first), last=i18n.format_date(last)),
        groups=tuple(
            IncomeGroup(
                title=_(CATEGORY_WORDS[category]),
                lines=tuple(_income_line(line) for line in groups.get(category, ())),
                total_fen=total,
            )
            for category, total in totals.items()
        ),
        totals=(
            IncomeTotal(
                label=_("Gross income"),
                formula=" + ".join(yuan(totals[name]) for name in ("wage", "business", "property", "transfer")),
                amount_fen=account.gross_fen,
            ),
            IncomeTotal(
                label=_("Net income"),
                formula=f"{yuan(account.gross_fen)} − {yuan(account.expenditure_fen)}",
                amount_fen=account.net_fen,
            ),
            *(
                ()
                if account.per_capita_fen is None
                else (
                    IncomeTotal(
                        label=_("Net income per head"),
                        formula=_per_head_formula(account),
                        amount_fen=account.per_capita_fen,
                    ),
                )
            ),
        ),
        comparison=_comparison(account),
        remarks=(account.words,),
    )


def _totals(account: IncomeAccountRow) -> dict[str, int]:
    return {
        "wage": account.wage_fen,
        "business": account.business_fen,
        "property": account.property_fen,
        "transfer": account.transfer_fen,
        "expense": account.expenditure_fen,
    }


def _per_head_formula(account: IncomeAccountRow) -> str:
    if account.origin == "reported":
        return _("as reported by the imported roster")
    return f"{i18n.format_yuan(account.net_fen)} ÷ {account.family_size}"


def _comparison(account: IncomeAccountRow) -> tuple[PaperFact, ...]:
    if account.line_fen is None:
        return ()
    label = _("Reference line of the monitoring range") if account.line_is_reference else _("Poverty line")
    return (PaperFact(label=label, text=i18n.format_yuan(account.line_fen)),)


def _income_line(line: IncomeRow) -> IncomeLine:
    return IncomeLine(
        item=line.item,
        amount_fen=line.amount_fen,
        member=line.member or _("whole household"),
        source=line.source or Why.BLANK,
        quantity=line.quantity or Why.BLANK,
        unit_price=Why.BLANK if line.unit_price_fen is None else i18n.format_yuan(line.unit_price_fen),
        counted=_("counted") if line.is_counted else _("not counted"),
        rule=line.rule,
    )


def card_facts(account: IncomeAccountRow) -> tuple[PaperFact, ...]:
    """Return the income lines of the assistance card; of a merely reported income only the figure per head."""
    yuan = i18n.format_yuan
    totals = _totals(account)
    found = [PaperFact(label=_(CATEGORY_WORDS[name]), text=yuan(total)) for name, total in totals.items()]
    if account.origin == "reported":
        found = []
    per_head = Why.BLANK if account.per_capita_fen is None else yuan(account.per_capita_fen)
    return (*found, PaperFact(label=_("Net income per head"), text=per_head), *_comparison(account))
