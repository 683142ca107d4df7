"""The sheets ``indicators`` and ``targets``: rows into values, and every cell that cannot be read."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from poverty_desktop.i18n import N_
from poverty_desktop.packs.checks import Check, ReferenceDate, Scope, Severity
from poverty_desktop.packs.indicators import Counting, Direction, ExampleTarget, Indicator, Level
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.sheets.check_rows import read_params
from poverty_desktop.packs.sheets.row_reader import RowReader

_ID = re.compile("[a-z][a-z0-9_]{2,31}")
_EVIDENCE = re.compile("(procedure|measure):([0-9A-Za-z_]+)")
_PLACE = re.compile("[0-9]{12}")
BAD_ID = N_("Use small letters, digits and _ only, and begin with a letter.")


def read_indicators(rows: RowReader) -> tuple[Placed[Indicator], ...]:
    """Return the indicators of the sheet; a row with an error in it is left out and reported."""
    found = []
    for row in rows.rows():
        if row["id"] and not _ID.fullmatch(row["id"]):
            rows.refuse("id", BAD_ID)
        counting = rows.member("counting", Counting, Counting.COUNT)
        level = rows.member("level", Level, Level.VILLAGE)
        direction = rows.member("direction", Direction, Direction.MORE)
        scope = rows.member("counts", Scope, Scope.HOUSEHOLD)
        first, last = rows.year("valid_from"), rows.year("valid_to")
        if first and last and first > last:
            rows.refuse("valid_to", N_("The last year is before the first."))
        _require(rows, counting)
        title = rows.label("title")
        check = Check(
            id=row["id"],
            title=title,
            scope=scope,
            severity=Severity.INFO,
            fires_if=row["counted_if"],
            params=read_params(rows, row["params"]),
            reference_date=rows.member("reference_date", ReferenceDate, ReferenceDate.PERIOD_END),
            message=title,
            fields=tuple(row["fields"].split()),
            source=row["source"],
            valid_from=first,
            valid_to=last,
            fires=row["example_counted"],
            silent=row["example_not"],
        )
        item = Indicator(
            check=check,
            unit=rows.label("unit"),
            level=level,
            counting=counting,
            direction=direction,
            amount=row["amount"],
            out_of=row["out_of"],
            evidence=_evidence(rows),
        )
        if rows.is_sound:
            found.append(Placed(row=row.number, value=item))
    return tuple(found)


def _require(rows: RowReader, counting: Counting) -> None:
    """Refuse what is missing for the way of counting, and what it has no use for."""
    entered = counting is Counting.ENTERED
    needed = {
        "counts": not entered,
        "counted_if": not entered,
        "example_counted": not entered,
        "example_not": not entered,
        "amount": counting in (Counting.SUM, Counting.RATIO, Counting.GROWTH),
        "out_of": counting in (Counting.SHARE, Counting.RATIO, Counting.GROWTH),
    }
    for column, is_needed in needed.items():
        if is_needed and not rows.text(column):
            rows.refuse(column, N_("This cell must be filled in."))
        elif not is_needed and rows.text(column):
            rows.refuse(column, N_("Leave this cell empty: this way of counting has no use for it."))


def _evidence(rows: RowReader) -> tuple[tuple[str, str], ...]:
    found = []
    for text in rows.text("evidence").split():
        match = _EVIDENCE.fullmatch(text)
        if match is None:
            rows.refuse("evidence", N_("“{text}” is not written as procedure:exit or measure:0501."), text=text)
        else:
            found.append((match[1], match[2]))
    return tuple(found)


def read_targets(rows: RowReader) -> tuple[Placed[ExampleTarget], ...]:
    """Return the targets of the sheet; a row with an error in it is left out and reported."""
    found = []
    for row in rows.rows():
        if row["set"] and not _ID.fullmatch(row["set"]):
            rows.refuse("set", BAD_ID)
        level = rows.member("level", Level, Level.COUNTY)
        year = rows.year("year")
        amount = read_amount(row["amount"])
        if row["amount"] and amount is None:
            rows.refuse("amount", N_("“{text}” is no number."), text=row["amount"])
        if amount is not None and amount < 0 and not row["than"]:
            rows.refuse("amount", N_("A target cannot be below zero."))
        if row["place"] and not _PLACE.fullmatch(row["place"]):
            rows.refuse("place", N_("A division has 12 digits."))
        if rows.is_sound and year is not None and amount is not None:
            item = ExampleTarget(
                set_name=row["set"],
                indicator=row["indicator"],
                level=level,
                year=year,
                amount=amount,
                source=row["source"],
                than=row["than"],
                place=row["place"],
            )
            found.append(Placed(row=row.number, value=item))
    return tuple(found)


def read_amount(text: str) -> Decimal | None:
    """Return a number as it is written, None where it is none."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
