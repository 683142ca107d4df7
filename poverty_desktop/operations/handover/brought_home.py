"""What a laptop brings home from the office over the network, in a folder of its own until it is taken in."""

from __future__ import annotations

import re
from pathlib import Path

from poverty_desktop.network.wire import Offer
from poverty_desktop.sync import file_names, repository

_FROM_OFFICE = (file_names.DOWNSTREAM_SUFFIX, file_names.RECEIPT_SUFFIX)
_OWN_NAME = re.compile(r"[\w-]{1,60}_[\w-]{1,60}\.(fpd|fpr)")
"""What this program calls a file: no path, no device of an old system (``CON``), nothing hidden."""


def is_waiting(down: Path) -> bool:
    """Say whether something that came from the office was not taken in: the laptop was shut after it came."""
    return any(path.suffix in _FROM_OFFICE for path in down.iterdir())


def place_of(down: Path, offer: Offer, number: int) -> Path | None:
    """Return where a file goes; of its name only the kind is believed, and what a repository's files may be called."""
    parts = offer.name.split("/")
    if len(parts) == 3 and parts[0] == repository.FOLDER and parts[1] in (repository.METADATA, repository.TARGETS):
        if not repository.is_own_name(parts[1], parts[2]):
            return None
        place = down / parts[0] / parts[1]
        place.mkdir(parents=True, exist_ok=True)
        return place / parts[2]
    suffix = Path(offer.name).suffix
    if len(parts) == 1 and suffix in _FROM_OFFICE:
        plain = f"{number:04d}-{offer.sha256}{suffix}"
        return down / (offer.name if _OWN_NAME.fullmatch(offer.name) else plain)
    return None


def tidy(down: Path, offers: tuple[Offer, ...]) -> None:
    """Take away what the office's repository does not hold any more, and beginnings of files that are gone there."""
    wanted = {offer.name for offer in offers}
    digests = {offer.sha256 for offer in offers}
    for part in (repository.METADATA, repository.TARGETS):
        place = down / repository.FOLDER / part
        for path in place.iterdir() if place.is_dir() else ():
            if f"{repository.FOLDER}/{part}/{path.name}" not in wanted:
                path.unlink(missing_ok=True)
    for path in down.glob("*.part"):
        if not any(digest in path.name for digest in digests):
            path.unlink(missing_ok=True)


def clear(down: Path) -> None:
    """Take away what was taken in; the repository stays, for the next time brings only what has changed in it."""
    for path in down.iterdir():
        if path.suffix in _FROM_OFFICE:
            path.unlink(missing_ok=True)
