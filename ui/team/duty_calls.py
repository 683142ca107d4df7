"""What the lists of duties and merits ask of the store; each function runs on the store thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.domain.typed import day_if_any
from poverty_desktop.ids import RecordId
from poverty_desktop.queries.assistance.duties import DutyNote, DutyRow
from poverty_desktop.queries.assistance.merits import MeritRow, Outcome
from ui.households.help_calls import options

if TYPE_CHECKING:
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Merits:
    """The records, what kinds there are, and who may be meant."""

    rows: tuple[MeritRow, ...]
    kinds: tuple[tuple[str, str], ...]
    members: tuple[str, ...]
    worker: str


def duties(with_closed: bool, session: Session) -> tuple[DutyRow, ...]:  # noqa: FBT001 - of a check box
    """Return the list of duties."""
    from poverty_desktop.queries.assistance import duties as queries

    return queries.listed(session, with_closed=with_closed)


def notes(duty: RecordId, language: str, session: Session) -> tuple[DutyNote, ...]:
    """Return what was noted of a duty."""
    from poverty_desktop.queries.assistance import duties as queries

    return queries.notes(session, duty, language)


def from_pack(session: Session) -> Done[int]:
    """Give the duties of the pack."""
    from poverty_desktop.operations.assistance import duties as operations

    return operations.from_pack(session)


def add(typed: Mapping[str, str], session: Session) -> Done[RecordId]:
    """Give one duty."""
    from poverty_desktop.operations.assistance import duties as operations
    from poverty_desktop.operations.assistance.duties import DutyTyped

    made = DutyTyped(
        title=typed.get("title", ""),
        person=typed.get("person", ""),
        due_on=day_if_any(typed.get("due_on", "")),
        detail=typed.get("detail", ""),
    )
    return operations.add(session, made)


def urge(wanted: Sequence[RecordId], typed: Mapping[str, str], session: Session) -> Done[int]:
    """Note that duties were urged."""
    from poverty_desktop.operations.assistance import duties as operations

    return operations.urge(session, wanted, typed.get("words", ""), typed.get("by", ""))


def put_right(duty: RecordId, typed: Mapping[str, str], session: Session) -> Done[int]:
    """Say that a duty is done."""
    from poverty_desktop.operations.assistance import duties as operations

    return operations.put_right(session, duty, typed.get("words", ""), typed.get("by", ""))


def close(duty: RecordId, typed: Mapping[str, str], session: Session) -> Done[int]:
    """Check and close a duty."""
    from poverty_desktop.operations.assistance import duties as operations

    return operations.close(session, duty, typed.get("words", ""))


def send_back(duty: RecordId, typed: Mapping[str, str], session: Session) -> Done[int]:
    """Send a duty back."""
    from poverty_desktop.operations.assistance import duties as operations

    return operations.send_back(session, duty, typed.get("words", ""))


def write_duties(path: Path, session: Session) -> int:
    """Write the list of duties."""
    from poverty_desktop.operations.assistance import duties as operations

    return operations.write(session, path)


def merits(language: str, session: Session) -> Merits:
    """Return recognition and discipline."""
    from poverty_desktop.queries.assistance import merits as queries
    from poverty_desktop.queries.assistance import team_days

    return Merits(
        rows=queries.listed(session, language=language),
        kinds=tuple((code, words(language)) for code, words in options(session, "merit_kind")),
        members=team_days.members(session),
        worker=session.worker,
    )


def add_merit(typed: Mapping[str, str], session: Session) -> Done[RecordId]:
    """Enter recognition or discipline."""
    from poverty_desktop.operations.assistance import merits as operations
    from poverty_desktop.operations.assistance.merits import MeritTyped

    made = MeritTyped(
        person=typed.get("person", ""),
        kind=typed.get("kind", ""),
        reason=typed.get("reason", ""),
        on=day_if_any(typed.get("on", "")),
        document=typed.get("document", ""),
    )
    return operations.enter(session, made)


def decide(merit: RecordId, outcome: Outcome, typed: Mapping[str, str], session: Session) -> Done[RecordId]:
    """Approve or refuse it."""
    from poverty_desktop.operations.assistance import merits as operations

    return operations.decide(session, merit, outcome, typed.get("note", ""))


def write_merits(path: Path, session: Session) -> int:
    """Write the register of recognition and discipline."""
    from poverty_desktop.operations.assistance import merits as operations

    return operations.write(session, path)
