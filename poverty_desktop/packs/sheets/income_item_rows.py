"""Rows of ``income_items`` and ``lines``: what is counted, and what a year's income is compared with."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import PAID_AT_ONCE, Certainty, IncomeItem, Line
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.sheets import layout
from poverty_desktop.packs.sheets.accounting_rows import cost_rate, province_of
from poverty_desktop.packs.sheets.row_reader import RowReader


def read_income_items(rows: RowReader) -> tuple[Placed[IncomeItem], ...]:
    """Return the items of income and outlay that hold together."""
    found = []
    for row in rows.rows():
        category = rows.one_of("category", layout.CATEGORIES)
        counted = rows.one_of("counted", layout.COUNTED)
        certainty = rows.member("certainty", Certainty, Certainty.UNCONFIRMED)
        note = rows.optional_label("note")
        rate = cost_rate(rows, category)
        is_paid_at_once = rows.one_of("paid", layout.PAID) == PAID_AT_ONCE
        valid_from, valid_to = rows.year("valid_from"), rows.year("valid_to")
        if rows.is_sound:
            item = IncomeItem(
                code=row["code"],
                label=rows.label("label"),
                category=category,
                counted=counted,
                property_name=rows.optional("property"),
                note=note,
                valid_from=valid_from,
                valid_to=valid_to,
                source=row["source"],
                certainty=certainty,
                cost_rate=rate,
                is_paid_at_once=is_paid_at_once,
            )
            found.append(Placed(row=row.number, value=item))
    return tuple(found)


def read_lines(rows: RowReader) -> tuple[Placed[Line], ...]:
    """Return the lines of a year that hold together, in fen."""
    found = []
    for row in rows.rows():
        year = rows.year("year")
        meaning = rows.one_of("meaning", layout.MEANINGS)
        certainty = rows.member("certainty", Certainty, Certainty.UNCONFIRMED)
        amount = _fen(row["amount_yuan"])
        province = province_of(rows)
        if row["amount_yuan"] and (amount is None or amount <= 0):
            rows.refuse("amount_yuan", N_("“{text}” is not an amount in yuan."), text=row["amount_yuan"])
        if rows.is_sound and year is not None and amount is not None:
            item = Line(
                year=year,
                meaning=meaning,
                amount_fen=amount,
                is_reference=False,
                source=row["source"],
                certainty=certainty,
                province=province,
            )
            found.append(Placed(row=row.number, value=item))
    return tuple(found)


def _fen(text: str) -> int | None:
    try:
        fen = Decimal(text) * 100
    except InvalidOperation:
        return None
    return int(fen) if fen.is_finite() and fen == fen.to_integral_value() else None
