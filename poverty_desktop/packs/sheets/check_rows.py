"""The sheet ``checks``: rows into checks, with every cell that cannot be read noted."""

from __future__ import annotations

import re

from poverty_desktop.i18n import N_
from poverty_desktop.packs.checks import Check, ReferenceDate, Scope, Severity
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.sheets.row_reader import RowReader

_ID = re.compile("[A-Z][A-Z0-9]{2,9}")
_ERAS = re.compile("a?b?c?")
_NAME = re.compile("[a-z][a-z0-9_]*")
_TRUTHS = ("0", "1")


def read_checks(rows: RowReader) -> tuple[Placed[Check], ...]:
    """Return the checks of the sheet; a row with an error in it is left out and reported."""
    found: list[Placed[Check]] = []
    for row in rows.rows():
        scope = rows.member("scope", Scope, Scope.HOUSEHOLD)
        severity = rows.member("severity", Severity, Severity.VERIFY)
        reference = rows.member("reference_date", ReferenceDate, ReferenceDate.TODAY)
        first, last = rows.year("valid_from"), rows.year("valid_to")
        if row["id"] and not _ID.fullmatch(row["id"]):
            rows.refuse("id", N_("The id of a check is a capital letter and more capitals or digits, such as A01."))
        eras = row["era"] or "abc"
        if not _ERAS.fullmatch(eras):
            rows.refuse("era", N_("“{text}” is not one or more of the eras a, b and c, in this order."), text=eras)
        params = read_params(rows, row["params"])
        for column in ("waivable", "start_set"):
            rows.one_of(column, _TRUTHS)
        if first and last and first > last:
            rows.refuse("valid_to", N_("The last year is before the first."))
        if rows.is_sound:
            check = Check(
                id=row["id"],
                title=rows.label("title"),
                scope=scope,
                severity=severity,
                applies_if=row["applies_if"],
                fires_if=row["fires_if"],
                eras=eras,
                params=params,
                reference_date=reference,
                message=rows.label("message"),
                fields=tuple(row["fields"].split()),
                source=row["source"],
                valid_from=first,
                valid_to=last,
                is_waivable=row["waivable"] != "0",
                in_interview=row["start_set"] == "1",
                fires=row["example_fires"],
                silent=row["example_silent"],
            )
            found.append(Placed(row=row.number, value=check))
    return tuple(found)


def read_params(rows: RowReader, text: str, *, column: str = "params") -> dict[str, str]:
    """Return parameters written as ``name=value; other=value``; what is not written so is refused."""
    found: dict[str, str] = {}
    for part in (piece.strip() for piece in re.split("[;；]", text) if piece.strip()):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not _NAME.fullmatch(name) or not value or name in found:
            rows.refuse(column, N_("“{text}” is not written as name=value."), text=part)
        found[name] = value
    return found
