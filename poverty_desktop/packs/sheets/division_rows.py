"""Rows of ``divisions``: counties, townships and villages by their 12 digits."""

from __future__ import annotations

import re

from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import Division
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.sheets import layout
from poverty_desktop.packs.sheets.row_reader import RowReader


def read_divisions(rows: RowReader) -> tuple[Placed[Division], ...]:
    """Return the divisions that hold together."""
    found = []
    for row in rows.rows():
        level = rows.one_of("level", layout.LEVELS)
        if row["code"] and not re.fullmatch("[0-9]{12}", row["code"]):
            rows.refuse("code", N_("A division has 12 digits."))
        valid_from, valid_to = rows.year("valid_from"), rows.year("valid_to")
        if rows.is_sound:
            item = Division(
                code=row["code"],
                name=row["name"],
                level=level,
                parent=rows.optional("parent"),
                valid_from=valid_from,
                valid_to=valid_to,
            )
            found.append(Placed(row=row.number, value=item))
    return tuple(found)
