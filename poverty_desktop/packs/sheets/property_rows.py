"""Rows of ``properties``: what the register knows of a record, under which name and of which type."""

from __future__ import annotations

from poverty_desktop.packs.model import MergeClass, Property, PropertyType, Sensitivity
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.sheets.row_reader import RowReader


def read_properties(rows: RowReader) -> tuple[Placed[Property], ...]:
    """Return the properties that hold together."""
    found = []
    for row in rows.rows():
        number, kind = rows.integer("number"), rows.kind("kind")
        item_type = rows.member("type", PropertyType, PropertyType.TEXT)
        unit = rows.optional_label("unit")
        sensitivity = rows.member("sensitivity", Sensitivity, Sensitivity.INTERNAL)
        merge_class = rows.member("merge_class", MergeClass, MergeClass.AMOUNT)
        target = rows.kind("target")
        if rows.is_sound and number is not None and kind is not None:
            item = Property(
                number=number,
                kind=kind,
                name=row["name"],
                type=item_type,
                label=rows.label("label"),
                section=row["section"],
                unit=unit,
                code_list=rows.optional("code_list"),
                target=target,
                official_code=rows.optional("official_code"),
                sensitivity=sensitivity,
                merge_class=merge_class,
                minimum=rows.optional("minimum"),
                maximum=rows.optional("maximum"),
                pattern=rows.optional("pattern"),
                source=row["source"],
            )
            found.append(Placed(row=row.number, value=item))
    return tuple(found)
