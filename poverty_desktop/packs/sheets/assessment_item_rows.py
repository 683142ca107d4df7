"""The sheet ``assessment_items``: rows into items, and every cell that cannot be read."""

from __future__ import annotations

import re
from decimal import Decimal

from poverty_desktop.i18n import N_
from poverty_desktop.packs.assessment_items import WHOLE, Assessed, AssessmentItem, Scoring
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.sheets.indicator_rows import BAD_ID, read_amount
from poverty_desktop.packs.sheets.row_reader import RowReader

_ID = re.compile("[a-z][a-z0-9_]{2,31}")


def read_assessment_items(rows: RowReader) -> tuple[Placed[AssessmentItem], ...]:
    """Return the items of the sheet; a row with an error in it is left out and reported."""
    found = []
    for row in rows.rows():
        if row["id"] and not _ID.fullmatch(row["id"]):
            rows.refuse("id", BAD_ID)
        points = rows.integer("points")
        if points is not None and not 0 < points <= WHOLE:
            rows.refuse("points", N_("The points of an item are a whole number from 1 to 100."))
        scoring = rows.member("scoring", Scoring, Scoring.MANUAL)
        subject = rows.member("subject", Assessed, Assessed.VILLAGE)
        if (scoring is Scoring.MANUAL) == bool(row["indicator"]):
            rows.refuse(
                "indicator", N_("Give an indicator where the points are computed, and none where they are not.")
            )
        bounds = {"zero_at": Decimal(0), "full_at": Decimal(100)}
        for column, usual in tuple(bounds.items()):
            number = read_amount(row[column]) if row[column] else usual
            if number is None:
                rows.refuse(column, N_("“{text}” is no number."), text=row[column])
            else:
                bounds[column] = number
        if bounds["zero_at"] == bounds["full_at"]:
            rows.refuse("full_at", N_("No points and full points cannot be given at the same figure."))
        standard = rows.optional_label("standard")
        first, last = rows.year("valid_from"), rows.year("valid_to")
        if rows.is_sound and points is not None:
            item = AssessmentItem(
                id=row["id"],
                subject=subject,
                title=rows.label("title"),
                points=points,
                scoring=scoring,
                source=row["source"],
                village_types=tuple(row["village_type"].split()),
                indicator=row["indicator"],
                zero_at=bounds["zero_at"],
                full_at=bounds["full_at"],
                standard=standard,
                valid_from=first,
                valid_to=last,
            )
            found.append(Placed(row=row.number, value=item))
    return tuple(found)
