"""The command that tells how one household's income account came about."""

from __future__ import annotations

import argparse

from poverty_desktop import i18n
from poverty_desktop.cli.opening import find_household, open_workspace, takes_workspace
from poverty_desktop.i18n import _


def income(options: argparse.Namespace) -> object:
    """Tell every line with its rule and where that comes from, then the figures with their calculation."""
    from poverty_desktop.queries.paperwork import income_paper
    from poverty_desktop.queries.register import household_file
    from poverty_desktop.queries.register.income_rows import CATEGORY_WORDS

    with open_workspace(options, is_reading=True) as session:
        household = find_household(session, options.household)
        file = household_file.open_file(session, household, year=options.year, language=i18n.language())
        account = file.income
        lines = [
            {
                "category": _(CATEGORY_WORDS[line.category]),
                "item": line.item,
                "member": line.member,
                "source": line.source,
                "months": line.months,
                "quantity": line.quantity,
                "unit_price": "" if line.unit_price_fen is None else i18n.format_yuan(line.unit_price_fen),
                "amount": i18n.format_yuan(line.amount_fen),
                "counted": i18n.format_yuan(line.counted_fen),
                "rule": " ".join(text for text in (line.rule, line.note) if text),
                "evidence": line.evidence,
                "rule_source": line.rule_source,
            }
            for line in account.lines
        ]
        sheet = income_paper.sheet(account)
        if options.json:
            return {
                "year": account.year,
                "period": [day.isoformat() for day in account.period],
                "lines": lines,
                "categories": {group.title: _sum(group.total_fen) for group in sheet.groups},
                "results": [
                    {"figure": total.label, "calculation": total.formula, "yuan": i18n.format_yuan(total.amount_fen)}
                    for total in sheet.totals
                ],
                "line": "" if account.line_fen is None else i18n.format_yuan(account.line_fen),
                "line_is_reference": account.line_is_reference,
                "line_source": account.line_source,
                "remarks": list(sheet.remarks),
            }
        return [
            _("Accounting year {year}: {first} to {last}.").format(
                year=account.year,
                first=i18n.format_date(account.period[0]),
                last=i18n.format_date(account.period[1]),
            ),
            *lines,
            *(f"{group.title}: {_sum(group.total_fen)}" for group in sheet.groups),
            *(f"{total.label}: {total.formula} = {i18n.format_yuan(total.amount_fen)}" for total in sheet.totals),
            *(f"{fact.label}: {fact.text}" for fact in sheet.comparison),
            *sheet.remarks,
        ]


def income_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``income``."""
    takes_workspace(command)
    command.add_argument("household", help=_("id, number, or a search with one answer"))
    command.add_argument("--year", type=int, help=_("accounting year"))


def _sum(fen: int | None) -> str:
    return "--" if fen is None else i18n.format_yuan(fen)
