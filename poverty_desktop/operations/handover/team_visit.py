"""Two laptops of one team over the network: one serves for a few minutes, the other comes; one office knows both."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from poverty_desktop.clock import Clock
from poverty_desktop.crypto.certificates import Use
from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import laptop_digits
from poverty_desktop.network import lookout, troubles, wire
from poverty_desktop.network.entrance import Goal, Identity
from poverty_desktop.operations.done import Changes, Done, Topic
from poverty_desktop.operations.handover import bundles, office_address, team, visiting
from poverty_desktop.operations.handover.team import TeamNews
from poverty_desktop.operations.handover.visiting import Pause
from poverty_desktop.progress import Progress
from poverty_desktop.queries.handover.bundle_names import FROM_NETWORK
from poverty_desktop.store.session import Session
from poverty_desktop.store.workspace_keys import FOLDER_NOT_WRITABLE
from poverty_desktop.sync import file_names
from poverty_desktop.sync.service_card import ProvenCard, read_card

FOLDER = "network"
MOST_MATES = 8
_LOOKING = N_("Looking for the other laptop")
NOBODY = N_(
    "No other laptop of the team answers in this network. Start the exchange there first, then press the button here."
)
NOT_TRUSTED = N_("The other laptop is not of this village's team, or the office trusts it no more.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What one has to know to look for teammates; nothing of it is the store's."""

    identity: Identity
    place: tuple[str, int] | None
    clock: Clock = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A teammate's laptop that serves, proven by its card."""

    host: str
    port: int
    card: ProvenCard


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What goes along to a teammate's laptop."""

    call: Call
    met: Met
    up: tuple[Path, ...]
    down: Path
    sent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """What one press of the button did: entries sent, and what came in."""

    digits: str
    sent: int
    news: TeamNews = field(default_factory=TeamNews)


def exchange(
    session: Session, address: str = "", progress: Progress | None = None, *, pause: Pause = visiting.sleep
) -> Done[Exchanged]:
    """Exchange with another laptop of the team that serves; ``address`` says where, else it is looked for."""
    met = look(begin(session, address), progress, pause=pause)
    visit = prepare(session, met, address, progress)
    carry(visit, progress, pause=pause)
    return finish(session, visit, progress)


def begin(session: Session, address: str = "") -> Call:
    """Return what one has to know to look for teammates; raises ``RuleError`` for a laptop without an office."""
    place = office_address.read_place(address, wire.PORT) if address.strip() else None
    return Call(identity=visiting.identity(session), place=place, clock=session.clock)


def look(call: Call, progress: Progress | None = None, *, pause: Pause = visiting.sleep) -> Met:
    """Return the laptop of the team that serves in this network. Needs no register."""
    progress = progress or Progress()
    me = call.identity
    if call.place is not None:
        host, port = call.place
        goal = Goal(host=host, port=port, use=Use.DEVICE)
        try:
            with visiting.entered(goal, me, call.clock, progress, pause) as courier:
                assert courier.card is not None
                return Met(host=host, port=port, card=courier.card)
        except RuleError as error:
            if error.message_id in (troubles.NOT_FOUND, troubles.NO_SERVICE):
                raise RuleError(NOBODY) from None
            raise RuleError(NOT_TRUSTED) if error.message_id == troubles.WRONG_OFFICE else error from None
    answers = lookout.call(
        me.office,
        lookout.TEAM,
        lambda data: read_card(data, root=me.root, office=me.office, now=call.clock.now(), use=Use.DEVICE),
        keep_on=lambda: progress.step(_LOOKING, 0, 1),
        wanted=MOST_MATES,
    )
    villages = set(me.chain[0].scope.villages)
    for host, proven in answers:
        if proven.certificate.serial not in me.revoked and not villages.isdisjoint(proven.certificate.scope.villages):
            return Met(host=host, port=proven.card.port, card=proven)
    raise RuleError(NOBODY)


def prepare(session: Session, met: Met, address: str = "", progress: Progress | None = None) -> Visit:
    """Write what the other laptop lacks, as far as is known here."""
    admitted = bundles.admission(session)
    other = met.card.certificate
    if not team.is_of_team(session, admitted, other):
        raise RuleError(NOT_TRUSTED)
    base = session.folder / FOLDER / other.subject.hex()
    up, down = base / "up", base / "down"
    try:
        for place in (up, down):
            place.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise StorageError(FOLDER_NOT_WRITABLE) from None
    sent = 0
    if not _bundles_in(up):
        sent = team.answer(session, other, up, progress)
    return Visit(call=begin(session, address), met=met, up=tuple(_bundles_in(up)), down=down, sent=sent)


def carry(visit: Visit, progress: Progress | None = None, *, pause: Pause = visiting.sleep) -> None:
    """Bring the bundle there, and fetch the one that lies ready then. Needs no register."""
    met = visit.met
    goal = Goal(host=met.host, port=met.port, use=Use.DEVICE, pin=met.card.card.pin)
    with visiting.entered(goal, visit.call.identity, visit.call.clock, progress or Progress(), pause) as courier:
        for path in visit.up:
            courier.send(path)
        courier.ask_for_news()
        ready = courier.wait()
        for path in visit.up:
            if courier.send(path)[0] in (wire.TAKEN, wire.REFUSED):
                path.unlink(missing_ok=True)
        for offer in ready.offers:
            target = visit.down / f"{offer.sha256}{file_names.BUNDLE_SUFFIX}"
            if Path(offer.name).suffix == file_names.BUNDLE_SUFFIX and not visiting.is_here(target, offer):
                courier.fetch(offer, target)


def finish(session: Session, visit: Visit, progress: Progress | None = None) -> Done[Exchanged]:
    """Take in what was brought home."""
    changes: Changes = frozenset({Topic.BUNDLES})
    was_stopped = False
    team.meet(session, visit.met.card.certificate)
    found = Exchanged(digits=laptop_digits(visit.met.card.certificate.subject), sent=visit.sent, news=TeamNews())
    if _bundles_in(visit.down):
        done = team.take_in(session, visit.down, progress, name=FROM_NETWORK)
        found, changes, was_stopped = replace(found, news=done.value), changes | done.changes, done.was_stopped
        for path in _bundles_in(visit.down) if not was_stopped else ():
            path.unlink(missing_ok=True)
    return Done(value=found, changes=changes, was_stopped=was_stopped)


def _bundles_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix == file_names.BUNDLE_SUFFIX)
