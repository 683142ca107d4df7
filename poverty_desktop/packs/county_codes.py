"""The file of county codes beside a pack's workbook: every code of GB/T 2260 that was ever in use."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path

from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.packs.county_prefixes import CountyPrefix
from poverty_desktop.packs.problems import PackProblem

COUNTY_CODES = "county_codes.csv"


def read_county_codes(path: Path, problems: list[PackProblem]) -> Mapping[str, CountyPrefix]:
    """Return name, first and last year by code; bad lines are left out and appended to ``problems``.

    Raises ``StorageError`` where the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(N_("The file {file} could not be read. Nothing was changed."), file=path.name) from error
    found: dict[str, CountyPrefix] = {}
    for number, cells in enumerate(csv.reader(io.StringIO(text)), start=1):
        if number == 1:
            continue
        if (
            len(cells) != 4
            or not re.fullmatch("[0-9]{6}", cells[0])
            or not all(re.fullmatch("[0-9]{4}", cell) for cell in cells[2:])
        ):
            problems.append(
                PackProblem(
                    sheet=path.name,
                    row=number,
                    message_id=N_("A line holds a code of 6 digits, a name, a first year and a last year."),
                )
            )
        elif cells[0] in found:
            problems.append(
                PackProblem(sheet=path.name, row=number, column="code", message_id=N_("This code stands here twice."))
            )
        else:
            found[cells[0]] = (cells[1], int(cells[2]), int(cells[3]))
    return found
