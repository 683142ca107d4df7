"""The sheet ``measures``: rows into items of the catalogue, and every cell that cannot be read."""

from __future__ import annotations

import re

from poverty_desktop.i18n import N_
from poverty_desktop.packs.checks import Check, ReferenceDate, Scope, Severity
from poverty_desktop.packs.measures import AmountRule, MeasureItem, Nature
from poverty_desktop.packs.model import Certainty
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.sheets.accounting_rows import province_of
from poverty_desktop.packs.sheets.check_rows import read_params
from poverty_desktop.packs.sheets.fact_rule_rows import read_causes
from poverty_desktop.packs.sheets.row_reader import RowReader

_ID = re.compile("[0-9A-Z]{4,8}")
SUBJECTS = (Scope.HOUSEHOLD, Scope.PERSON)


def read_measures(rows: RowReader) -> tuple[Placed[MeasureItem], ...]:
    """Return the items of the sheet; a row with an error in it is left out and reported."""
    found = []
    for row in rows.rows():
        if row["id"] and not (_ID.fullmatch(row["id"]) and row["id"].startswith(row["kind"])):
            rows.refuse("id", N_("The code of a measure is that of its kind and two to six more digits, such as 0101."))
        rows.one_of("subject", tuple(SUBJECTS))
        subject = rows.member("subject", Scope, Scope.HOUSEHOLD)
        first, last = rows.year("valid_from"), rows.year("valid_to")
        if first and last and first > last:
            rows.refuse("valid_to", N_("The last year is before the first."))
        title, unit = rows.label("title"), rows.optional_label("unit")
        amount_params = read_params(rows, row["amount_params"], column="amount_params")
        if amount_params and not row["amount_rule"]:
            rows.refuse("amount_params", N_("Parameters of an amount need a rule that uses them."))
        check = Check(
            id=row["id"],
            title=title,
            scope=subject,
            severity=Severity.INFO,
            applies_if=row["applies_if"],
            fires_if=row["entitled_if"],
            params=read_params(rows, row["params"]),
            reference_date=rows.member("reference_date", ReferenceDate, ReferenceDate.TODAY),
            message=title,
            source=row["source"],
            valid_from=first,
            valid_to=last,
            fires=row["example_entitled"],
            silent=row["example_not"],
        )
        item = MeasureItem(
            check=check,
            kind=row["kind"],
            nature=rows.member("nature", Nature, Nature.OFFER),
            aspects=tuple(row["aspects"].split()),
            batches=tuple(row["batches"].split()),
            evidence=rows.label("evidence"),
            amount=AmountRule(
                words=rows.label("amount"), expression=row["amount_rule"], params=amount_params, unit=unit
            ),
            department=row["department"],
            landing=rows.label("landing"),
            policy=row["policy"],
            certainty=rows.member("certainty", Certainty, Certainty.UNCONFIRMED),
            province=province_of(rows),
            receives_if=row["receives_if"],
            answers=read_causes(rows, "answers"),
            needs=tuple(row["needs"].split()),
            names=tuple(part.strip() for part in re.split("[;；]", row["names"]) if part.strip()),
        )
        if rows.is_sound:
            found.append(Placed(row=row.number, value=item))
    return tuple(found)
