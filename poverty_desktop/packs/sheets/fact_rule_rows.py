"""The sheets ``cause_evidence`` and ``deprivations``: rows into rules, and every cell that cannot be read."""

from __future__ import annotations

import re
from fractions import Fraction

from poverty_desktop.i18n import N_
from poverty_desktop.packs.checks import Check, ReferenceDate, Scope, Severity
from poverty_desktop.packs.fact_rules import Deprivation, Evidence
from poverty_desktop.packs.model import Label
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.sheets.check_rows import read_params
from poverty_desktop.packs.sheets.row_reader import RowReader
from poverty_desktop.packs.sheets.workbook import Row

MOST_WEIGHT = 5
_ID = re.compile("[A-Z][A-Z0-9]{2,9}")
_CAUSE = re.compile("(cause|risk):([0-9A-Za-z]+)")


def read_evidence(rows: RowReader) -> tuple[Placed[Evidence], ...]:
    """Return the evidence of the sheet; a row with an error in it is left out and reported."""
    found = []
    for row in rows.rows():
        causes = read_causes(rows, "causes")
        weight = rows.integer("weight")
        if weight is not None and not 0 < abs(weight) <= MOST_WEIGHT:
            rows.refuse("weight", N_("A weight is a whole number from 1 to 5, with − where it speaks against."))
        check = _check(rows, row, rows.label("message"))
        if rows.is_sound and weight is not None:
            found.append(Placed(row=row.number, value=Evidence(causes=causes, weight=weight, check=check)))
    return tuple(found)


def read_causes(rows: RowReader, column: str) -> tuple[tuple[str, str], ...]:
    """Return the causes and risks, as code list and code, that a cell names."""
    causes = []
    for text in rows.text(column).split():
        match = _CAUSE.fullmatch(text)
        if match is None:
            rows.refuse(column, N_("“{text}” is not written as list:code, such as cause:01 or risk:08."), text=text)
        else:
            causes.append((match[1], match[2]))
    return tuple(causes)


def read_deprivations(rows: RowReader) -> tuple[Placed[Deprivation], ...]:
    """Return the indicators of the sheet; the weights of an index must add up to 1 and its cut-off be one."""
    found: list[Placed[Deprivation]] = []
    cutoffs: dict[str, Fraction] = {}
    for row in rows.rows():
        index = row["index"]
        weight, cutoff = _share(rows, "weight"), _share(rows, "cutoff")
        if cutoff is not None and cutoffs.setdefault(index, cutoff) != cutoff:
            rows.refuse("cutoff", N_("An index has one cut-off."))
        check = _check(rows, row, rows.label("title"))
        if rows.is_sound and weight is not None and cutoff is not None:
            item = Deprivation(
                index=index,
                dimension=rows.label("dimension"),
                weight=weight,
                cutoff=cutoff,
                known_if=row["known_if"],
                check=check,
            )
            found.append(Placed(row=row.number, value=item))
    for index in cutoffs:
        of_index = [item for item in found if item.value.index == index]
        if of_index and sum(item.value.weight for item in of_index) != 1:
            rows.refuse("weight", N_("The weights of an index add up to 1; those of {index} do not."), index=index)
    return tuple(found)


def _check(rows: RowReader, row: Row, words: Label) -> Check:
    first, last = rows.year("valid_from"), rows.year("valid_to")
    reference = rows.member("reference_date", ReferenceDate, ReferenceDate.PERIOD_END)
    if row["id"] and not _ID.fullmatch(row["id"]):
        rows.refuse("id", N_("The id of a check is a capital letter and more capitals or digits, such as A01."))
    if first and last and first > last:
        rows.refuse("valid_to", N_("The last year is before the first."))
    return Check(
        id=row["id"],
        title=words,
        scope=Scope.HOUSEHOLD,
        severity=Severity.INFO,
        applies_if=row["applies_if"],
        fires_if=row["fires_if"],
        params=read_params(rows, row["params"]),
        reference_date=reference,
        message=words,
        fields=tuple(row["fields"].split()),
        source=row["source"],
        valid_from=first,
        valid_to=last,
        fires=row["example_fires"],
        silent=row["example_silent"],
    )


def _share(rows: RowReader, column: str) -> Fraction | None:
    text = rows.text(column)
    if not text:
        return None
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError):
        share = Fraction(0)
    if not 0 < share <= 1:
        rows.refuse(column, N_("“{text}” is no share; write 1/3 or 0.25, above 0 and at most 1."), text=text)
        return None
    return share
