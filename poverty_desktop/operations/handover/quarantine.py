"""A person decides on what waits at the office: look into it, let it in, put it aside for good, take it up again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import PovertyDesktopError, RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import ID_BYTES, ReplicaId
from poverty_desktop.journal.transaction import Transaction, parse
from poverty_desktop.office import held, quarantine, receiving
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.handover.second_person import NO_REASON, require_second
from poverty_desktop.progress import Progress
from poverty_desktop.queries.handover import set_aside_facts
from poverty_desktop.queries.handover.quarantine import entries_of
from poverty_desktop.queries.handover.set_aside_facts import Contents
from poverty_desktop.store import incarnation, ledger, log, verdicts
from poverty_desktop.store.engine import Write
from poverty_desktop.store.held import State, put
from poverty_desktop.store.session import Session
from poverty_desktop.sync.bundle_reader import read_bundle
from poverty_desktop.sync.refusal import Reason, Refusal

NOTHING_CHOSEN: Final = N_("Choose first what is to be decided on.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """How many entries came into the register, how many wait still, and why whole files could not come in."""

    accepted: int = 0
    waiting: int = 0
    troubles: tuple[Refusal, ...] = ()


def release(
    session: Session, names: Sequence[bytes], *, reason: str, approver: str, progress: Progress | None = None
) -> Done[Released]:
    """Let in what waits of these chains and refused files, although a revocation or an end of admission stands there.

    A name is that of a chain or of a file (``queries.quarantine``). What breaks another rule waits on, with the
    reason of today. It goes on to the other laptops like anything that came in. Raises ``RuleError`` without a
    reason or the name of a second person, where this is no office with keys, or where nothing of a name waits;
    nothing is changed then.
    """
    keys = receiving.office_keys(session)
    _require(session, names, reason)
    require_second(session, approver)
    incarnation.awaken(session)
    found = Released()
    for name in names:
        if len(name) == ID_BYTES:
            outcome = quarantine.release(session, keys, ReplicaId(name))
            found = replace(found, accepted=found.accepted + outcome.accepted)
        else:
            found = _take_in(session, name, found, progress)
        _note(session, name, verdicts.RELEASED, reason, approver=approver)
    found = replace(found, waiting=sum(_count(session, name) for name in names))
    return Done(value=found, changes=frozenset(RecordKind) | {Topic.BUNDLES})


def look(session: Session, name: bytes, language: str) -> Contents:
    """Return what lies under a name of ``queries.quarantine``, fact by fact; nothing of it is used by looking.

    A refused file is opened although its dates are wrong; of one that cannot be opened ``trouble`` says why.
    """
    if len(name) == ID_BYTES:
        total = _count(session, name)
        return set_aside_facts.contents(
            session, list(entries_of(session, ReplicaId(name), set_aside_facts.MOST_ENTRIES)), total, language
        )
    try:
        found, total = _opened(session, name)
    except PovertyDesktopError as error:
        return Contents(trouble=error)
    fresh = [item for item in found if item is None or not log.has(session.db, item.hash)]
    return set_aside_facts.contents(session, fresh, total - len(found) + len(fresh), language)


def discard(session: Session, names: Sequence[bytes], *, reason: str) -> Done[int]:
    """Put aside for good what waits under these names, whoever brings it again; it stays and can be taken up again.

    Returns how many entries or files it is; errors as in :func:`release`.
    """
    return _move(session, names, reason, verdicts.DISCARDED, quarantine.discard, State.ASIDE)


def take_up(session: Session, names: Sequence[bytes], *, reason: str) -> Done[int]:
    """Let what was put aside wait for a person again, for the reason that it waited for before."""
    return _move(session, names, reason, verdicts.TAKEN_UP, quarantine.take_up, State.WAITING)


def _move(
    session: Session,
    names: Sequence[bytes],
    reason: str,
    what: str,
    move: Callable[[Session, ReplicaId], int],
    state: State,
) -> Done[int]:
    receiving.office_keys(session)
    _require(session, names, reason)
    incarnation.awaken(session)
    count = 0
    for name in names:
        before = quarantine.reason_of(session, ReplicaId(name)) if len(name) == ID_BYTES else ""
        if len(name) == ID_BYTES:
            count += move(session, ReplicaId(name))
        else:
            with Write(session.db):
                if not put(session, name, state):
                    raise RuleError(held.NOTHING_HELD)
            count += 1
        _note(session, name, what, reason, detail=before)
    return Done(value=count, changes=frozenset({Topic.BUNDLES}))


def _opened(session: Session, name: bytes) -> tuple[list[Transaction | None], int]:
    """Return the first entries of a refused file, and how many there are."""
    receiver = receiving.receiver_of(session, receiving.office_keys(session), ignores_dates=True)
    found: list[Transaction | None] = []
    total = 0
    with (
        held.laid_out(session, name, receiving.inbox(session)) as (path, _file_name),
        read_bundle(path, receiver, clock=session.clock) as bundle,
    ):
        for segment in bundle.segments():
            for item in segment.transactions:
                total += 1
                if len(found) < set_aside_facts.MOST_ENTRIES:
                    found.append(_parsed(item.header, item.salt, item.values))
    return found, total


def _parsed(header: bytes, salt: bytes | None, values: bytes | None) -> Transaction | None:
    try:
        return parse(header, salt, values)
    except ValueError:
        return None


def _take_in(session: Session, name: bytes, found: Released, progress: Progress | None) -> Released:
    with held.laid_out(session, name, receiving.inbox(session)) as (copy, file_name):
        try:
            received = receiving.receive(session, copy, None, progress, name=file_name, ignores_dates=True)
        except Refusal as refused:
            if refused.reason is Reason.DAMAGED:
                refused = Refusal(
                    Reason.DAMAGED,
                    N_("The file is damaged or was changed on its way. Ask the work group to hand over once more."),
                )
            return replace(found, troubles=(*found.troubles, refused))
    return replace(found, accepted=found.accepted + received.accepted)


def _require(session: Session, names: Sequence[bytes], reason: str) -> None:
    if not names:
        raise RuleError(NOTHING_CHOSEN)
    if not reason.strip():
        raise RuleError(NO_REASON)
    for name in names:
        if not _count(session, name):
            raise RuleError(quarantine.NOTHING_WAITS if len(name) == ID_BYTES else held.NOTHING_HELD)


def _count(session: Session, name: bytes) -> int:
    sql = (
        "SELECT count(*) FROM quarantine WHERE rep = ?"
        if len(name) == ID_BYTES
        else "SELECT count(*) FROM held_bundle WHERE id = ? AND state <> 'taken'"
    )
    return int(session.db.conn.execute(sql, (name,)).fetchone()[0])


def _note(session: Session, name: bytes, what: str, reason: str, *, approver: str = "", detail: str = "") -> None:
    with Write(session.db):
        verdicts.note(session, name, what, reason=reason.strip(), approver=approver.strip(), detail=detail)
        ledger.note(session, ledger.Act.RELEASE, replica=name, what=what)
