"""What the window asks of the local network: some with the register, some on the way without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.operations.done import Done
from poverty_desktop.progress import Progress
from poverty_desktop.queries.handover.laptop_names import called

if TYPE_CHECKING:
    from poverty_desktop.operations.handover.bundles import HandedOver
    from poverty_desktop.operations.handover.serving import Serving
    from poverty_desktop.operations.handover.syncing import Carried, Journey, Synced
    from poverty_desktop.operations.handover.team import TeamNews
    from poverty_desktop.operations.handover.team_visit import Exchanged, Met, Visit
    from poverty_desktop.operations.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Who came to the service: the laptop's name and digits, when, and how many bytes it brought."""

    name: str
    at: datetime
    brought: int


def start(on_task: Callable[[object], None], on_visit: Callable[[], None], session: Session) -> Done[Serving]:
    """Begin to serve."""
    from poverty_desktop.operations.handover import serving

    return serving.start(session, on_task, on_visit=on_visit)


def stop(serving: Serving, session: Session) -> None:
    """End the service."""
    serving.service.stop()
    if serving.service.stop in session.before_close:
        session.before_close.remove(serving.service.stop)


def perform(begun: Serving, task: object, session: Session, progress: Progress) -> Done[bool]:
    """Do what a laptop asked for."""
    from poverty_desktop.network.visits import Task
    from poverty_desktop.operations.handover import serving

    assert isinstance(task, Task)
    return serving.perform(session, begun.service, task, progress)


def refresh(begun: Serving, session: Session) -> None:
    """Let the service know who may come now."""
    from poverty_desktop.operations.handover import serving

    begun.service.move_in(serving.house(session))


def guests(begun: Serving, session: Session) -> list[Guest]:
    """Return who came since the start, the latest first."""
    from poverty_desktop.operations.handover import serving

    came = serving.guests(session, begun.service)
    return [Guest(name=called(row.name, row.digits), at=row.at, brought=row.brought) for row in came]


def knows_office(session: Session) -> bool | None:
    """Say whether an address of the office is known; None for a laptop without an office."""
    from poverty_desktop.operations.handover import enrolment, office_address

    admitted = enrolment.enrolment(session)
    return None if admitted is None else office_address.is_placed(session, admitted)


def is_of_the_place(error: BaseException) -> bool:
    """Say whether something went wrong because the other side is not where it was looked for."""
    from poverty_desktop.errors import RuleError
    from poverty_desktop.network import troubles
    from poverty_desktop.operations.handover import office_address, team_visit

    places = {
        troubles.NOT_FOUND,
        troubles.WRONG_OFFICE,
        troubles.NO_SERVICE,
        office_address.NO_ADDRESS,
        team_visit.NOBODY,
        team_visit.NOT_TRUSTED,
    }
    return isinstance(error, RuleError) and error.message_id in places


def prepare(address: str, session: Session, progress: Progress) -> tuple[Journey, int]:
    """Write what goes along to the office."""
    from poverty_desktop.operations.handover import syncing

    return syncing.prepare(session, address, progress)


def carry(journey: Journey, progress: Progress) -> Carried:
    """Go to the office and back."""
    from poverty_desktop.operations.handover import syncing

    return syncing.carry(journey, progress)


def finish(carried: Carried, sent: int, session: Session, progress: Progress) -> tuple[Done[Synced], bool]:
    """Take in what was brought home; say whether one more way has something to bring."""
    from poverty_desktop.operations.handover import syncing

    done = syncing.finish(session, carried, sent, progress)
    return done, syncing.is_due(session)


def joined(one: Done[Synced], two: Done[Synced]) -> Done[Synced]:
    """Return what two ways did together."""
    from poverty_desktop.operations.handover import syncing

    return syncing.joined(one, two)


def look(address: str, session: Session) -> Callable[[Progress], Met]:
    """Return how to look for a laptop of the team, without the register."""
    from poverty_desktop.operations.handover import team_visit

    call = team_visit.begin(session, address)
    return lambda progress: team_visit.look(call, progress)


def prepare_visit(met: Met, address: str, session: Session, progress: Progress) -> Visit:
    """Write what goes along to a laptop of the team."""
    from poverty_desktop.operations.handover import team_visit

    return team_visit.prepare(session, met, address, progress)


def carry_visit(visit: Visit, progress: Progress) -> Visit:
    """Go to a laptop of the team and back."""
    from poverty_desktop.operations.handover import team_visit

    team_visit.carry(visit, progress)
    return visit


def finish_visit(visit: Visit, session: Session, progress: Progress) -> Done[Exchanged]:
    """Take in what the other laptop gave."""
    from poverty_desktop.operations.handover import team_visit

    return team_visit.finish(session, visit, progress)


def team_send(folder: Path, session: Session, progress: Progress) -> Done[tuple[HandedOver, ...]]:
    """Write bundles for the other laptops of the team."""
    from poverty_desktop.operations.handover import team

    return team.hand_over(session, folder, progress)


def carry_along(path: Path, session: Session, progress: Progress) -> Done[int]:
    """Keep a teammate's sealed bundle for the next sync."""
    from poverty_desktop.operations.handover import relay

    return relay.carry_along(session, path, progress)


def team_receive(folder: Path, session: Session, progress: Progress) -> Done[TeamNews]:
    """Take in what other laptops of the team wrote."""
    from poverty_desktop.operations.handover import team

    return team.take_in(session, folder, progress)
