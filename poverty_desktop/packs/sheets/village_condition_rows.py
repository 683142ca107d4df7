"""The sheet ``village_conditions``: rows into conditions."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from poverty_desktop.i18n import N_
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.sheets.accounting_rows import province_of
from poverty_desktop.packs.sheets.row_reader import RowReader
from poverty_desktop.packs.village_conditions import Comparison, VillageCondition


def read_conditions(rows: RowReader) -> tuple[Placed[VillageCondition], ...]:
    """Return the rows that hold together."""
    found = []
    for row in rows.rows():
        comparison = rows.member("comparison", Comparison, Comparison.EQUAL)
        province = province_of(rows)
        first, last = rows.year("valid_from"), rows.year("valid_to")
        value = _number(row["value"])
        if row["value"] and value is None:
            rows.refuse("value", N_("“{text}” is no number."), text=row["value"])
        if bool(row["value"]) == bool(row["of"]):
            rows.refuse("value", N_("Give a value, or the data item that it is held against; not both."))
        if rows.is_sound:
            made = VillageCondition(
                procedure=row["procedure"],
                property_name=row["property"],
                comparison=comparison,
                source=row["source"],
                value=value,
                of=row["of"],
                province=province,
                valid_from=first,
                valid_to=last,
            )
            found.append(Placed(row=row.number, value=made))
    return tuple(found)


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
