"""One button: the office is found, gets what it lacks, and what lies ready there is taken in.

The register is needed before and after; on the way it is not, so that a window goes on with its work meanwhile: what
:func:`prepare` wrote and :func:`carry` brought home are files of this workspace, and whatever stops in between goes on
with the next press of the button.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from poverty_desktop.clock import Clock
from poverty_desktop.crypto.certificates import Use
from poverty_desktop.errors import Cancelled, PovertyDesktopError, RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.network import lookout, troubles, wire
from poverty_desktop.network.courier import Courier
from poverty_desktop.network.entrance import Goal, Identity
from poverty_desktop.operations.done import Changes, Done, Topic
from poverty_desktop.operations.handover import brought_home, bundles, downstream, office_address, relay, visiting
from poverty_desktop.operations.handover.downstream import News
from poverty_desktop.operations.handover.visiting import Pause
from poverty_desktop.progress import Progress
from poverty_desktop.store import incarnation, settings, told
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session
from poverty_desktop.store.workspace_keys import FOLDER_NOT_WRITABLE
from poverty_desktop.sync import file_names
from poverty_desktop.sync.refusal import Reason, sentence
from poverty_desktop.sync.service_card import ProvenCard, read_card

ROUNDS = 3
"""What goes up may be followed by what has to be confirmed, and that by what was saved meanwhile."""
FOLDER = "network"
RELAYED = Path(relay.FOLDER).name
_TAKEN = "network_taken"
_MOST_TAKEN = 64
_LOOKING = N_("Looking for the office")


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """What goes along on the way to the office, and all that one has to know there; nothing of it is the store's."""

    identity: Identity
    pin: bytes
    since_ms: int  # when the card that names the pin was made
    places: tuple[tuple[str, int], ...]
    port: int
    up: tuple[Path, ...]
    down: Path
    taken: frozenset[str]
    clock: Clock = field(repr=False)
    changes: Changes = frozenset()  # what was taken in that an earlier way had brought home
    is_typed: bool = False  # somebody said where the office is: nowhere else is looked


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What came of the way: where the office was, its card, and the files that lie in ``down`` now."""

    host: str
    port: int
    card: ProvenCard
    files: tuple[str, ...]  # hashes
    changes: Changes = frozenset()
    bytes_up: int = 0
    bytes_down: int = 0
    relayed: int = 0
    clock_days: int = 0
    refused: tuple[PovertyDesktopError, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What one press of the button did; ``clock_days`` is how far the two clocks differ, where it is a day or more."""

    host: str
    port: int
    sent: int = 0
    relayed: int = 0  # sealed bundles of teammates
    bytes_up: int = 0
    bytes_down: int = 0
    news: News | None = None
    clock_days: int = 0
    refused: tuple[PovertyDesktopError, ...] = ()
    is_complete: bool = True


def sync(
    session: Session,
    address: str = "",
    progress: Progress | None = None,
    *,
    pause: Pause = visiting.sleep,
) -> Done[Synced]:
    """Exchange everything with the office; ``address`` says where it is, else it is looked for.

    Raises ``RuleError`` with one sentence where it is not found, is another office, or does not let this laptop in,
    and where the connection breaks off for good; pressing again goes on from there.
    """
    found: Done[Synced] | None = None
    for _round in range(ROUNDS):
        journey, sent = prepare(session, address, progress)
        done = finish(session, carry(journey, progress, pause=pause), sent, progress)
        found = done if found is None else joined(found, done)
        if done.was_stopped or not is_due(session):
            break
    assert found is not None
    return found


def prepare(session: Session, address: str = "", progress: Progress | None = None) -> tuple[Journey, int]:
    """Write what the office lacks, where nothing waits from before; return what goes along, and how many entries."""
    admitted = bundles.admission(session)
    incarnation.awaken(session)
    base = session.folder / FOLDER
    up, down = base / "up", base / "down"
    try:
        for place in (up, down):
            place.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise StorageError(FOLDER_NOT_WRITABLE) from None
    changes: Changes = frozenset()
    if brought_home.is_waiting(down):  # brought home, and then the laptop was shut
        with contextlib.suppress(_NothingHere):
            done = _taken_in(session, down, progress)
            if done.was_stopped:
                raise Cancelled
            changes = done.changes
        brought_home.clear(down)
    if not _bundles_in(up):
        try:
            bundles.export_bundle(session, up, progress)
        except RuleError as error:
            if error.message_id not in (bundles.NOTHING_NEW, bundles.ELSEWHERE):
                raise
    known = office_address.card(session, admitted)
    port = known.card.port if known is not None and known.card.port else wire.PORT
    places = (office_address.read_place(address, port),) if address else tuple(office_address.places(session, admitted))
    journey = Journey(
        identity=visiting.identity(session),
        pin=known.card.pin if known is not None else b"",
        since_ms=known.card.created_ms if known is not None else 0,
        places=places,
        port=port,
        up=(*_bundles_in(up), *relay.waiting(session)),
        down=down,
        taken=frozenset(json.loads(settings.get(session.db, _TAKEN, "[]"))),
        clock=session.clock,
        is_typed=bool(address),
        changes=changes,
    )
    return journey, _entries_in(session, journey.up)


def carry(journey: Journey, progress: Progress | None = None, *, pause: Pause = visiting.sleep) -> Carried:
    """Go to the office: bring what waits, wait for the answer, fetch what lies ready. Needs no register."""
    progress = progress or Progress()
    courier, host, port = _met(journey, progress, pause)
    with courier:
        card = courier.card
        assert card is not None
        refused: list[PovertyDesktopError] = []
        bytes_up = relayed = 0
        for path in journey.up:
            bytes_up += path.stat().st_size
            courier.send(path)
        courier.ask_for_news()
        ready = courier.wait()
        for path in journey.up:
            state, reason = courier.send(path)  # says at once what became of it
            if state == wire.REFUSED:
                refused.append(_refusal(reason))
            if state in (wire.TAKEN, wire.REFUSED):
                relayed += state == wire.TAKEN and path.parent.name == RELAYED
                path.unlink(missing_ok=True)
        bytes_down, files = 0, []
        for number, offer in enumerate(ready.offers):
            target = brought_home.place_of(journey.down, offer, number)
            if target is None or offer.sha256 in journey.taken or visiting.is_here(target, offer):
                continue
            courier.fetch(offer, target)
            bytes_down += offer.length
            files.append(offer.sha256)
        brought_home.tidy(journey.down, ready.offers)
        if ready.trouble == wire.FULL:
            refused.append(RuleError(troubles.FULL_THERE))
        return Carried(
            host=host,
            port=port,
            card=card,
            files=tuple(files),
            changes=journey.changes,
            bytes_up=bytes_up,
            relayed=relayed,
            bytes_down=bytes_down,
            clock_days=troubles.clock_difference(courier.their_time, journey.clock.now()),
            refused=tuple(refused),
        )


def finish(session: Session, carried: Carried, sent: int, progress: Progress | None = None) -> Done[Synced]:
    """Take in what was brought home, by the same way as from a stick; remember where the office was."""
    down = session.folder / FOLDER / "down"
    changes: Changes = carried.changes | {Topic.BUNDLES}
    news: News | None = None
    was_stopped = False
    with contextlib.suppress(_NothingHere):
        done = _taken_in(session, down, progress)
        news, changes, was_stopped = done.value, changes | done.changes, done.was_stopped
    if not was_stopped:  # what was not taken in stays, and the next press begins with it
        brought_home.clear(down)
    admitted = bundles.admission(session)
    before = json.loads(settings.get(session.db, _TAKEN, "[]"))
    with Write(session.db):
        office_address.keep_card(session, admitted, carried.card.file)
        office_address.note_found(session, carried.host, carried.port)
        if not was_stopped:
            settings.put(session.db, _TAKEN, json.dumps([*carried.files, *before][:_MOST_TAKEN]))
    synced = Synced(
        host=carried.host,
        port=carried.port,
        sent=sent,
        bytes_up=carried.bytes_up,
        relayed=carried.relayed,
        bytes_down=carried.bytes_down,
        news=news,
        clock_days=carried.clock_days,
        refused=carried.refused,
        is_complete=not (carried.refused or was_stopped),
    )
    return Done(value=synced, changes=changes, was_stopped=was_stopped)


def is_due(session: Session) -> bool:
    """Say whether one more round has something to bring: a confirmation of what came, or what was saved meanwhile."""
    return told.is_due(session) or bundles.may_be_sent(session)


def joined(one: Done[Synced], two: Done[Synced]) -> Done[Synced]:
    """Return what two rounds of one press did together."""
    first, second = one.value, two.value
    value = replace(
        second,
        sent=first.sent + second.sent,
        bytes_up=first.bytes_up + second.bytes_up,
        relayed=first.relayed + second.relayed,
        bytes_down=first.bytes_down + second.bytes_down,
        news=downstream.joined(first.news, second.news),
        refused=(*first.refused, *second.refused),
        is_complete=first.is_complete and second.is_complete,
    )
    return Done(value=value, changes=one.changes | two.changes, was_stopped=two.was_stopped)


class _NothingHere(Exception):  # noqa: N818 - an outcome
    """Nothing new lay ready."""


def _taken_in(session: Session, down: Path, progress: Progress | None) -> Done[News]:
    try:
        return downstream.take_in(session, down, progress)
    except RuleError as error:
        if error.message_id == downstream.NOTHING_HERE:
            raise _NothingHere from None
        raise


def _met(journey: Journey, progress: Progress, pause: Pause) -> tuple[Courier, str, int]:
    """Return who has been let in by the office: at one of its known places, else wherever it answers a call."""
    trouble: RuleError | None = None
    for host, port, pin in _candidates(journey, progress):
        progress.step(_LOOKING, 0, 1)
        try:
            goal = Goal(host=host, port=port, use=Use.PUBLISHER, pin=pin, since_ms=journey.since_ms)
            return visiting.entered(goal, journey.identity, journey.clock, progress, pause), host, port
        except RuleError as error:
            if error.message_id not in (troubles.NOT_FOUND, troubles.WRONG_OFFICE, troubles.NO_SERVICE):
                raise
            if trouble is None or error.message_id != troubles.NOT_FOUND:
                trouble = error
    raise trouble or RuleError(troubles.NOT_FOUND)


def _candidates(journey: Journey, progress: Progress) -> Iterator[tuple[str, int, bytes]]:
    """Yield where to try: where the office was the last time, then where it answers a call, then the other places.

    A key that the office has changed is believed where the office itself has signed its new card.
    """
    yield from ((host, port, journey.pin) for host, port in journey.places[:1])
    if journey.is_typed:
        return
    me = journey.identity
    answers = lookout.call(
        me.office,
        lookout.OFFICE,
        lambda data: read_card(data, root=me.root, office=me.office, now=journey.clock.now()),
        port=journey.port,
        keep_on=lambda: progress.step(_LOOKING, 0, 1),
    )
    yield from ((host, proven.card.port, proven.card.pin) for host, proven in answers)
    yield from ((host, port, journey.pin) for host, port in journey.places[1:])


def _entries_in(session: Session, files: tuple[Path, ...]) -> int:
    rows = session.db.conn.execute("SELECT file_name, transactions FROM bundle WHERE direction = 'out'").fetchall()
    names = {path.name for path in files}
    return sum(count for name, count in rows if name in names)


def _bundles_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix == file_names.BUNDLE_SUFFIX)


def _refusal(word: str) -> PovertyDesktopError:
    try:
        return RuleError(sentence(Reason(word)))
    except (ValueError, KeyError):
        return RuleError(troubles.BUSY)
