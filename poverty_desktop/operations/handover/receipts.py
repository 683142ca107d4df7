"""The receipt comes back to the laptop: what the office has, and what lies safe in its backup."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.errors import PovertyDesktopError
from poverty_desktop.office import receiving
from poverty_desktop.operations.done import Changes, Done, Topic
from poverty_desktop.operations.handover import packs, volumes_out, witnessing
from poverty_desktop.operations.handover.bundles import admission
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.operations.handover.packs import Taken
from poverty_desktop.progress import Progress
from poverty_desktop.queries.handover import held_at_office
from poverty_desktop.queries.handover.office_news import note_news
from poverty_desktop.store import blobs, incarnation, log, settings, told
from poverty_desktop.store.clock_trouble import note_answer
from poverty_desktop.store.engine import Write, in_parts
from poverty_desktop.store.session import Session
from poverty_desktop.store.unsent import count_of, put_acknowledged, unsent_of
from poverty_desktop.sync import delivery
from poverty_desktop.sync.bundle_check import moment
from poverty_desktop.sync.enrolment import device_receiver
from poverty_desktop.sync.receipt import Receipt
from poverty_desktop.sync.receipt_file import read_receipt
from poverty_desktop.sync.receipt_state import Acceptance, accept_receipt, read_receipt_state, receipt_state_to_bytes

RECEIPT_SECRET = "receipt_state"  # noqa: S105 - the name of a row
CONTRADICTED_AT = "office_contradicted_at"
_EPOCH_FROM = "epoch_from_bundle"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptTaken:
    """What a receipt says: the office has so many entries, and so many of them are safe in its backup."""

    merged: int
    durable: int
    quarantined: int
    gaps: int
    is_new: bool
    office_was_restored: bool
    photos_wanted: int = 0
    missing_volumes: int = 0
    is_contradicted: bool = False  # the office's ledger was rewritten since it was seen last
    pack: Taken | None = None  # the policy pack beside the receipt, where one lay there
    pack_trouble: PovertyDesktopError | None = None  # why it was not taken over


def take_receipt(session: Session, source: Path, progress: Progress | None = None) -> Done[ReceiptTaken]:
    """Take in the office's receipt; what it covers no longer counts as waiting. A policy pack beside it goes along.

    Raises ``RuleError`` (``Refusal``) for a receipt that is damaged, older than the last, or not for this laptop.
    """
    admitted = admission(session)
    incarnation.awaken(session)
    copy = delivery.take_copy(source, receiving.inbox(session), progress)
    try:
        receipt = read_receipt(
            copy, device_receiver(device_keys(session), admitted), clock=session.clock, progress=progress
        ).receipt
    finally:
        paths.drop(copy)
    return _with_pack(session, believe(session, receipt), source, progress)


def believe(session: Session, receipt: Receipt) -> ReceiptTaken:
    """Let a proven receipt stand; raises ``Refusal`` where a newer one stands already, and changes nothing then."""
    data = settings.secret(session.db, RECEIPT_SECRET)
    known = read_receipt_state(data) if data else None
    contradicted = settings.get(session.db, CONTRADICTED_AT)
    acceptance = accept_receipt(known, receipt, is_answer=_is_answer(session, receipt))
    _replace_acknowledgements(session, receipt, acceptance)
    volumes_out.drop_received(session, receipt)
    return ReceiptTaken(
        merged=_covered(session, durable=False),
        durable=_covered(session, durable=True),
        quarantined=len(receipt.quarantined),
        gaps=len(receipt.gaps),
        is_new=acceptance.is_new,
        office_was_restored=acceptance.office_was_restored,
        photos_wanted=len(receipt.want_blobs),
        is_contradicted=settings.get(session.db, CONTRADICTED_AT) != contradicted,
        missing_volumes=sum(len(item.volumes) for item in receipt.missing_volumes),
    )


def _with_pack(session: Session, taken: ReceiptTaken, source: Path, progress: Progress | None) -> Done[ReceiptTaken]:
    """Take over the policy pack beside the receipt; whatever keeps it from that, the receipt stays taken in."""
    changes: Changes = frozenset({Topic.BUNDLES})
    if not packs.is_offered(source):
        return Done(value=taken, changes=changes)
    try:
        done = packs.take_in(session, source, progress)
    except PovertyDesktopError as error:
        return Done(value=replace(taken, pack_trouble=error), changes=changes)
    return Done(value=replace(taken, pack=done.value), changes=changes | done.changes)


def _is_answer(session: Session, receipt: Receipt) -> bool:
    """Say whether a receipt names a bundle that was written here after the epoch that stands was first heard of.

    Only an office that lived later can have taken it in, so that no clock has to tell which epoch came last.
    """
    since = settings.get(session.db, _EPOCH_FROM)
    if not since:
        return False
    rows = session.db.conn.execute("SELECT id FROM bundle WHERE direction = 'out' AND number > ?", (int(since),))
    return not {bytes(row[0]) for row in rows}.isdisjoint(receipt.bundle_ids)


def _replace_acknowledgements(session: Session, receipt: Receipt, acceptance: Acceptance) -> None:
    """A receipt is the whole state of what the office has: it replaces every earlier one (sync.md D6).

    An office that woke up from a backup may think here what is not: it is told again.
    A chain that two machines have written, for one is an unnoticed copy of the other, is ended here: what is saved
    from now on begins a chain of its own (sync.md 2.8).
    """
    rows = [(0, end) for end in receipt.heads] + [(1, end) for end in receipt.durable]
    here = log.known(session.db, [*{end.hash for _durable, end in rows}])
    with Write(session.db) as connection:
        put_acknowledged(
            session.db,
            [
                (receipt.office, receipt.epoch, receipt.number, durable, end.replica, end.hash, end.sequence)
                for durable, end in rows
                if end.hash in here
            ],
        )
        settings.put_secret(session.db, RECEIPT_SECRET, receipt_state_to_bytes(acceptance.state))
        if acceptance.office_was_restored or not settings.get(session.db, _EPOCH_FROM):
            settings.put(session.db, _EPOCH_FROM, settings.get(session.db, "bundle_number", "0"))
        if acceptance.is_new and not witnessing.see(session, receipt):
            settings.put(session.db, CONTRADICTED_AT, session.clock.now().isoformat())
        blobs.put_wanted(session, receipt.want_blobs)
        told.hear(session, receipt.bundle_ids)
        if acceptance.office_was_restored:
            told.doubt(session)
        held_at_office.note(session, _held(receipt))
        volumes_out.put_missing(session, receipt)
        if acceptance.is_new:
            settings.put(session.db, "last_receipt_at", session.clock.now().isoformat())
            note_news(session, moment(receipt.created_ms))
            _note_answer(session, receipt)
        for marks, some in in_parts(receipt.bundle_ids):
            connection.execute(
                f"UPDATE bundle SET state = 'received' WHERE state <> 'received' AND id IN ({marks})",  # noqa: S608
                some,
            )
        for replica in receipt.forks:
            connection.execute("UPDATE replica SET is_own = 0 WHERE rep = ?", (replica,))


def _note_answer(session: Session, receipt: Receipt) -> None:
    """Compare with the last bundle of those that are answered: each receipt names the earlier ones again."""
    sql = "SELECT number, at FROM bundle WHERE direction = 'out' AND id IN ({}) ORDER BY 1 DESC, 2 DESC LIMIT 1"
    asked = [session.db.conn.execute(sql.format(marks), some) for marks, some in in_parts(receipt.bundle_ids)]
    found = [row for rows in asked for row in rows]
    if found:
        _number, handed_over_at = max(found)
        note_answer(session, datetime.fromisoformat(handed_over_at), moment(receipt.created_ms))


def _held(receipt: Receipt) -> list[held_at_office.Said]:
    """Return what a receipt says that waits: what a person holds back, and what came before its predecessors."""
    found = [(item.code, item.replica, item.low, item.high, item.text) for item in receipt.quarantined]
    return found + [(held_at_office.GAP, item.replica, item.low, item.high, "") for item in receipt.gaps]


def _covered(session: Session, *, durable: bool) -> int:
    return log.own_count(session.db, session.device) - count_of(
        unsent_of(session.db, session.device, is_durable=durable)
    )
