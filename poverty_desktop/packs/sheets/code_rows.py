"""Rows of ``codes``: one code of a list each, with its other names and its numbers in other schemes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import Code
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.sheets.row_reader import RowReader


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """One code with the name of its list."""

    list: str
    code: Code


def read_codes(rows: RowReader) -> tuple[Placed[CodeRow], ...]:
    """Return the codes that hold together, each with the name of its list."""
    found = []
    for row in rows.rows():
        schemes = {}
        for part in _parts(row["schemes"]):
            scheme, equals, number = part.partition("=")
            if not equals or not scheme.strip() or not number.strip():
                rows.refuse("schemes", N_("“{text}” is not written as scheme=number."), text=part)
            schemes[scheme.strip()] = number.strip()
        valid_from, valid_to = rows.year("valid_from"), rows.year("valid_to")
        if rows.is_sound:
            code = Code(
                code=row["code"],
                label=rows.label("label"),
                aliases=_parts(row["aliases"]),
                schemes=schemes,
                valid_from=valid_from,
                valid_to=valid_to,
                source=row["source"],
            )
            found.append(Placed(row=row.number, value=CodeRow(list=row["list"], code=code)))
    return tuple(found)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split("[;；]", text) if part.strip())
