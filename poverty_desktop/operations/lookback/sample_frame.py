"""Write down from which households a back-check sample is drawn, so that anybody can draw it again without a register.

The list names nobody: a stratum, the number of a sheet, how many persons, and an id that is made at random. It may be
published with its fingerprint before the seed is known; ``docs/draw_sample.py`` draws from it.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.domain import sampling
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import RecordId, to_text
from poverty_desktop.queries.lookback import back_checks
from poverty_desktop.queries.lookback.back_checks import BackCheck
from poverty_desktop.store.session import Session

CANNOT_WRITE = N_("The file could not be written. Choose another place; nothing else was changed.")


def write(session: Session, record: RecordId, path: Path, *, whole_series: bool = False) -> int:
    """Write the frame of a round, or of all villages begun together, as CSV; return how many households it has.

    Where a sample is drawn, each household has its place in the order of the draw. Raises ``RuleError`` where the
    round is gone, ``StorageError`` where the file cannot be written.
    """
    found = back_checks.back_check(session, record, whole_series=whole_series)
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(
        (
            _("Stratum"),
            _("Sheet number"),
            _("Persons"),
            _("Id of the household"),
            _("Place in the draw"),
            _("In the sample"),
        )
    )
    places = _places(found)
    drawn = {item.household for item in found.sample}
    for home in found.frame:
        chosen = (_("yes") if home.household in drawn else _("no")) if places else ""
        place = places.get(home.household, "")
        table.writerow((home.stratum, home.sheet_number, home.persons, to_text(home.household), place, chosen))
    try:
        paths.write_whole(path, text.getvalue().encode("utf-8-sig"))
    except OSError as error:
        raise StorageError(CANNOT_WRITE) from error
    return len(found.frame)


def _places(found: BackCheck) -> dict[bytes, int]:
    if not found.seed:
        return {}
    strata: dict[str, list[bytes]] = {}
    for home in found.frame:
        strata.setdefault(home.stratum, []).append(home.household)
    return {
        household: place
        for households in strata.values()
        for place, household in enumerate(sampling.order(found.seed, households), start=1)
    }
