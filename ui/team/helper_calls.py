"""What the list of helpers asks of the store; each function runs on the store thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.domain.typed import day_if_any
from poverty_desktop.ids import HouseholdId
from poverty_desktop.queries.assistance.helpers import HelpedRow, HelperKey, HelperRow
from ui.households.help_calls import options

if TYPE_CHECKING:
    from poverty_desktop.operations.assistance.helper_lists import HelperListPreview
    from poverty_desktop.operations.assistance.helpers import Helper, Paired
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.session import Session

FREE, ALL, OF_ONE = "free", "all", "one"
"""Which households are listed: those without a helper, all filed ones, those of one helper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpers:
    """The helpers, and the households that the list of households shows."""

    helpers: tuple[HelperRow, ...]
    households: tuple[HelpedRow, ...]
    without: int
    most: int
    levels: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]


def helpers(which: str, key: HelperKey | None, language: str, session: Session) -> Helpers:
    """Return both lists."""
    from poverty_desktop.packs.limits import number_of
    from poverty_desktop.queries.assistance import helpers as queries

    shown = queries.helped(session, without=which == FREE, key=key if which == OF_ONE else None, language=language)
    return Helpers(
        helpers=queries.every(session, language=language),
        households=shown,
        without=queries.without_count(session),
        most=number_of(session.pack.settings, "helper_most_households"),
        levels=tuple((code, words(language)) for code, words in options(session, "unit_level")),
        roles=tuple((code, words(language)) for code, words in options(session, "helper_role")),
    )


def pair(households: Sequence[HouseholdId], typed: Mapping[str, str], session: Session) -> Done[Paired]:
    """Make somebody the helper of households."""
    from poverty_desktop.operations.assistance import helpers as operations
    from poverty_desktop.queries.assistance.helpers import MAIN

    role = typed.get("role") or MAIN
    return operations.pair(
        session, households, _helper(typed), role=role, since=day_if_any(typed.get("since", "")), replaces=True
    )


def correct(key: HelperKey, typed: Mapping[str, str], session: Session) -> Done[int]:
    """Say anew who a helper is."""
    from poverty_desktop.operations.assistance import helpers as operations

    return operations.correct(session, key, _helper(typed))


def end(key: HelperKey, households: Sequence[HouseholdId], typed: Mapping[str, str], session: Session) -> Done[int]:
    """End what a helper has with these households."""
    from poverty_desktop.operations.assistance import helpers as operations
    from poverty_desktop.queries.assistance import helpers as queries

    wanted = set(households)
    found = [row.id for row in queries.current_of(session, key) if row.household in wanted]
    return operations.end(session, found, until=day_if_any(typed.get("until", "")), reason=typed.get("reason", ""))


def preview(path: Path, session: Session) -> HelperListPreview:
    """Compare a list with the register."""
    from poverty_desktop.operations.assistance import helper_lists

    return helper_lists.preview(session, path)


def take_in(found: HelperListPreview, with_names: bool, session: Session) -> Done[int]:  # noqa: FBT001 - of a signal
    """Pair as a list says."""
    from poverty_desktop.operations.assistance import helper_lists

    return helper_lists.take_in(session, found, with_names=with_names)


def _helper(typed: Mapping[str, str]) -> Helper:
    from poverty_desktop.operations.assistance.helpers import FIELDS, Helper

    return Helper(**{name: typed.get(name, "") for name in FIELDS})
