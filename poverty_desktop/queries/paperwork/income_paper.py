"""The income calculation as papers print it: every line with its rule, the totals with their formula."""

from __future__ import annotations

from poverty_desktop import i18n
from poverty_desktop.domain.values import Why
from poverty_desktop.i18n import N_, _
from poverty_desktop.pdf.values import IncomeGroup, IncomeLine, IncomeSheet, IncomeTotal, PaperFact
from poverty_desktop.queries.register.file_rows import IncomeAccountRow, IncomeRow
from poverty_desktop.queries.register.income_rows import CATEGORY_WORDS


def sheet(account: IncomeAccountRow) -> IncomeSheet:
    """Return the calculation sheet of one household and year."""
    groups: dict[str, list[IncomeRow]] = {}
    for line in account.lines:
        groups.setdefault(line.category, []).append(line)
    totals: dict[str, int | None] = {**_totals(account)}
    if "" in groups:
        totals[""] = 0
    is_known = bool(account.lines) or account.per_capita_fen is not None
    return IncomeSheet(
        year=account.year,
        period=period_words(account),
        groups=tuple(
            IncomeGroup(
                title=_(CATEGORY_WORDS[category]),
                lines=tuple(_income_line(line) for line in groups.get(category, ())),
                total_fen=total if is_known else None,
            )
            for category, total in totals.items()
        ),
        totals=results(account) if is_known else (),
        comparison=_comparison(account),
        remarks=(account.words, *account.remarks, *rules_in_words(account)),
    )


def period_words(account: IncomeAccountRow) -> str:
    """Return first and last day of the account."""
    first, last = account.period
    return _("{first} to {last}").format(first=i18n.format_date(first), last=i18n.format_date(last))


def results(account: IncomeAccountRow) -> tuple[IncomeTotal, ...]:
    """Return the derived figures in the order in which one follows from the other, each with its calculation."""
    totals = _totals(account)
    yuan = i18n.format_yuan
    found = [
        (
            N_("Gross income"),
            " + ".join(yuan(totals[name]) for name in ("wage", "business", "property", "transfer")),
            account.gross_fen,
        ),
        (N_("Net income"), f"{yuan(account.gross_fen)} − {yuan(account.expenditure_fen)}", account.net_fen),
        (N_("Net income per head"), _per_head_formula(account), account.per_capita_fen),
    ]
    if account.insurance_payout_fen is not None or account.eligible_spending_fen is not None:
        payout, spending = account.insurance_payout_fen or 0, account.eligible_spending_fen or 0
        found += [
            (
                N_("Net income + payouts − eligible own-paid spending"),
                f"{yuan(account.net_fen)} + {yuan(payout)} − {yuan(spending)}",
                account.monitored_fen,
            ),
            (
                N_("The same per head"),
                f"{yuan(account.monitored_fen or 0)} ÷ {account.family_size}",
                account.monitored_per_capita_fen,
            ),
        ]
    if account.disposable_fen is not None:
        paid = account.transfer_expense_fen or 0
        found += [
            (N_("Disposable income"), f"{yuan(account.net_fen)} − {yuan(paid)}", account.disposable_fen),
            (
                N_("Disposable income per head"),
                f"{yuan(account.disposable_fen)} ÷ {account.family_size}",
                account.disposable_per_capita_fen,
            ),
        ]
    return tuple(
        IncomeTotal(label=_(words), formula=formula, amount_fen=amount)
        for words, formula, amount in found
        if amount is not None
    )


def rules_in_words(account: IncomeAccountRow) -> tuple[str, ...]:
    """Return who was counted on which day, whose period it is and how figures are rounded, each once."""
    found = []
    if account.member_day is not None:
        found.append(
            _("Members counted on {day}: {size} ({names}).").format(
                day=i18n.format_date(account.member_day),
                size=account.family_size,
                names=i18n.format_list(account.counted_members),
            )
        )
    if account.left_out_members:
        found.append(
            _("Not counted by the rule of the policy: {names}.").format(
                names=i18n.format_list(account.left_out_members)
            )
        )
    if account.has_own_period:
        found.append(_("This household keeps an accounting period of its own."))
    found.append(_("Amounts are kept in fen; quantity × price, cost rates and figures per head are rounded half up."))
    return tuple(found)


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
    evidence = [line.source, line.months, line.evidence and _("evidence: {text}").format(text=line.evidence)]
    return IncomeLine(
        item=line.item,
        amount_fen=line.amount_fen,
        member=line.member or _("whole household"),
        source=i18n.format_list([text for text in evidence if text]) or Why.BLANK,
        quantity=line.quantity or Why.BLANK,
        unit_price=Why.BLANK if line.unit_price_fen is None else i18n.format_yuan(line.unit_price_fen),
        counted=counted_words(line),
        rule=" ".join(text for text in (line.rule, line.note) if text),
    )


def counted_words(line: IncomeRow) -> str:
    """Return whether a line counts; of one that counts in part, how much of it."""
    if not line.is_counted:
        return _("not counted")
    if line.counted_fen != line.amount_fen:
        return _("{yuan} counted").format(yuan=i18n.format_yuan(line.counted_fen))
    return _("counted")


def sums(account: IncomeAccountRow) -> dict[str, PaperFact]:
    """Return the sums that a form can show, by name; of a merely reported income only the figure per head."""
    yuan = i18n.format_yuan
    is_split = account.origin != "reported"
    known = {**_totals(account), "gross": account.gross_fen, "net": account.net_fen}
    words = {**CATEGORY_WORDS, "gross": N_("Gross income"), "net": N_("Net income")}
    found = {
        name: PaperFact(label=_(words[name]), text=yuan(total) if is_split else Why.BLANK)
        for name, total in known.items()
    }
    per_head = Why.BLANK if account.per_capita_fen is None else yuan(account.per_capita_fen)
    found["per_head"] = PaperFact(label=_("Net income per head"), text=per_head)
    line = _comparison(account)
    found["line"] = line[0] if line else PaperFact(label=_("Reference line of the monitoring range"), text=Why.BLANK)
    return found


def card_facts(account: IncomeAccountRow) -> tuple[PaperFact, ...]:
    """Return the income lines of the assistance card; of a merely reported income only the figure per head."""
    yuan = i18n.format_yuan
    totals = _totals(account)
    found = [PaperFact(label=_(CATEGORY_WORDS[name]), text=yuan(total)) for name, total in totals.items()]
    if account.origin == "reported":
        found = []
    per_head = Why.BLANK if account.per_capita_fen is None else yuan(account.per_capita_fen)
    return (*found, PaperFact(label=_("Net income per head"), text=per_head), *_comparison(account))
