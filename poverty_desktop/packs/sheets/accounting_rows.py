"""The sheets ``accounting`` and ``income_rules``: rows into rules, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from poverty_desktop.i18n import N_
from poverty_desktop.packs.accounting import (
    EXPRESSIONS,
    NAMES,
    NUMBERS,
    PERIOD_END,
    YEAR_START,
    AccountingRule,
    IncomeRule,
)
from poverty_desktop.packs.model import Certainty
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.sheets import layout
from poverty_desktop.packs.sheets.row_reader import RowReader

PROVINCE = re.compile("[0-9]{2}0{10}")
_TWICE = N_("Row {other} says something else for the same years.")


class Spans:
    """Notes where two rows say something of the same thing, province and years."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], list[tuple[int, int, int]]] = {}

    def take(self, rows: RowReader, number: int, key: tuple[str, ...], first: int | None, last: int | None) -> None:
        """Take in the span of row ``number``; refuse it where an earlier row has some of the same years."""
        if first and last and first > last:
            rows.refuse("valid_to", N_("The last year is before the first."))
        begin, end = first or 0, last or 9_999
        for other, other_first, other_last in self._known.get(key, ()):
            if max(begin, other_first) <= min(end, other_last):
                rows.refuse("valid_from", _TWICE, other=other)
        self._known.setdefault(key, []).append((number, begin, end))


def province_of(rows: RowReader) -> str:
    """Return the province of the row, empty for everywhere; anything else than a province is refused."""
    text = rows.text("province")
    if text and not PROVINCE.fullmatch(text):
        rows.refuse("province", N_("A province is written with 12 digits, such as 420000000000."))
    return text


def read_accounting(rows: RowReader) -> tuple[Placed[AccountingRule], ...]:
    """Return the rules of the sheet ``accounting``; a row with an error in it is left out and reported."""
    found = []
    spans = Spans()
    for row in rows.rows():
        name = rows.one_of("name", NAMES)
        province = province_of(rows)
        first, last = rows.year("valid_from"), rows.year("valid_to")
        spans.take(rows, row.number, (name, province), first, last)
        if row["value"] and name in NAMES:
            _check_value(rows, name, row["value"])
        if rows.is_sound:
            rule = AccountingRule(
                name=name, value=row["value"], source=row["source"], province=province, valid_from=first, valid_to=last
            )
            found.append(Placed(row=row.number, value=rule))
    return tuple(found)


def _check_value(rows: RowReader, name: str, value: str) -> None:
    if name in EXPRESSIONS or (name != YEAR_START and value == PERIOD_END):
        return
    if name in NUMBERS:
        if not value.isdigit():
            rows.refuse("value", N_("“{text}” is no whole number."), text=value)
        return
    try:
        date.fromisoformat(f"2001-{value}")
    except ValueError:
        rows.refuse("value", N_("“{text}” is not written as it should be, for example: {example}."), text=value,
                    example="10-01")  # fmt: skip


def read_income_rules(rows: RowReader, items: Mapping[str, str]) -> tuple[Placed[IncomeRule], ...]:
    """Return the rules of the sheet ``income_rules``; ``items`` are the income items with their category."""
    found = []
    spans = Spans()
    for row in rows.rows():
        province = province_of(rows)
        first, last = rows.year("valid_from"), rows.year("valid_to")
        spans.take(rows, row.number, (row["item"], province), first, last)
        counted = rows.one_of("counted", layout.COUNTED)
        rate = cost_rate(rows, items.get(row["item"], ""))
        certainty = rows.member("certainty", Certainty, Certainty.UNCONFIRMED)
        note = rows.optional_label("note")
        if row["item"] and row["item"] not in items:
            rows.refuse("item", N_("There is no income item {code}."), code=row["item"])
        if not (row["counted"] or row["cost_rate"] or note):
            rows.refuse("counted", N_("This row says nothing: fill in whether it counts, a cost rate or a note."))
        if rows.is_sound:
            rule = IncomeRule(
                item=row["item"],
                source=row["source"],
                certainty=certainty,
                province=province,
                valid_from=first,
                valid_to=last,
                counted=counted,
                cost_rate=rate,
                note=note,
            )
            found.append(Placed(row=row.number, value=rule))
    return tuple(found)


def cost_rate(rows: RowReader, category: str) -> str:
    """Return the cost rate of the row in percent, canonically; refuse what is no rate, and one of an expense."""
    text = rows.text("cost_rate")
    if not text:
        return ""
    try:
        rate = Decimal(text)
    except InvalidOperation:
        rate = Decimal(-1)
    if not rate.is_finite() or not 0 < rate <= 100:
        rows.refuse("cost_rate", N_("“{text}” is no rate; write percent of the gross amount, such as 40."), text=text)
        return ""
    if category != "business" and category in layout.CATEGORIES:
        rows.refuse("cost_rate", N_("Only production and business income has a cost rate."))
    return format(rate.normalize(), "f")
