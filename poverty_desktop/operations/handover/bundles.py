"""Hand over: the laptop writes a signed, sealed bundle; the office takes it in; the receipt comes back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import PovertyDesktopError, RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import ReplicaId
from poverty_desktop.office import receiving
from poverty_desktop.office.receiving import Received
from poverty_desktop.operations.done import Changes, Done, Topic
from poverty_desktop.operations.handover import packs, reset_wrap, volumes_out, witnessing
from poverty_desktop.operations.handover.enrolment import device_keys, enrolment
from poverty_desktop.operations.handover.packs import Taken
from poverty_desktop.operations.handover.volumes_out import Unfinished
from poverty_desktop.progress import Progress
from poverty_desktop.queries.handover import held_at_office
from poverty_desktop.queries.handover.office_news import note_news
from poverty_desktop.store import blobs, chains, incarnation, ledger, log, settings, told
from poverty_desktop.store.chains import Stretch
from poverty_desktop.store.clock_trouble import note_answer
from poverty_desktop.store.engine import Write, in_parts
from poverty_desktop.store.ledger import Act
from poverty_desktop.store.session import Session
from poverty_desktop.store.unsent import Unsent, acknowledged, is_answered, put_acknowledged, unsent_of
from poverty_desktop.sync import delivery, dispatch, limits, outbox
from poverty_desktop.sync.bundle_check import moment
from poverty_desktop.sync.dispatch import Freight
from poverty_desktop.sync.enrolment import Enrolment, device_receiver, device_sender
from poverty_desktop.sync.head_signature import SignedHead
from poverty_desktop.sync.manifest import Kind, TrustSeen
from poverty_desktop.sync.receipt import Receipt
from poverty_desktop.sync.receipt_file import read_receipt
from poverty_desktop.sync.receipt_state import Acceptance, accept_receipt, read_receipt_state, receipt_state_to_bytes

RECEIPT_SECRET = "receipt_state"  # noqa: S105 - the name of a row
_VOLUME_MIB = "volume_mib"
CONTRADICTED_AT = "office_contradicted_at"
_EPOCH_FROM = "epoch_from_bundle"
NOT_ADMITTED = N_("This laptop is not admitted by an office yet. Write a request first.")
ELSEWHERE = N_(
    "The entries belong to villages for which this laptop is not admitted. Ask the office to admit it for them."
)
VOLUME_SIZE = N_("A volume may have {least} to {most} MB. Choose another size.")
NOTHING_NEW = N_("The office has everything already. There is nothing to hand over.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """A bundle on its way: the file, and what lies in it; ``left_out`` waits for an admission for its village."""

    path: Path
    number: int
    transactions: int
    bytes: int
    left_out: int = 0
    photos: int = 0
    volumes: tuple[Path, ...] = ()  # of a bundle in several: what lies on the stick now
    volume_count: int = 1
    were_there: int = 0  # volumes that lay there already, whole
    goes_on: bool = False  # an earlier bundle was carried on with; what is new since goes with the next


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


def export_bundle(
    session: Session,
    folder: Path,
    progress: Progress | None = None,
    *,
    volume_bytes: int | None = None,
    begins_anew: bool = False,
) -> Done[HandedOver]:
    """Write what the office lacks as a bundle into ``folder``, read back and compared.

    What is more than ``volume_bytes`` (None: the size that was chosen here) is cut into volumes. Where a stick was
    pulled out among them, or the office says that some are missing, the next call writes just those, unless it
    ``begins_anew``. It tells the office, too, what came here from it; what the office has lost since, others' chains
    included, goes back to it. Raises ``RuleError`` when this laptop is not admitted or nothing is new,
    ``StorageError`` when the file cannot be written.
    """
    admitted = admission(session)
    incarnation.awaken(session)
    reset_wrap.keep(session, admitted, device_keys(session).device)  # of a laptop that was admitted by an older program
    size = volume_size(session) if volume_bytes is None else volume_bytes
    _require_volume(size)
    if not begins_anew and (unfinished := volumes_out.unfinished(session)) is not None:
        return _carried(session, unfinished, folder, progress)
    unsent = unsent_of(session.db, session.device)
    wanted = blobs.wanted(session)
    passed_on, others = _lost_at_the_office(session, admitted)
    is_news = bool(wanted or others) or told.is_due(session)
    if not unsent and not is_news:
        raise RuleError(NOTHING_NEW)
    allowed = [item for item in unsent if item.village in admitted.certificate.scope.villages]
    if not allowed and not is_news:
        raise RuleError(ELSEWHERE)
    number = int(settings.get(session.db, "bundle_number", "0")) + 1
    freight = Freight(
        kind=Kind.UP,
        place=session.name,
        number=number,
        previous=settings.secret(session.db, "previous_bundle"),
        own=[_stretch(session, item) for item in allowed],
        others=others,
        passed_on=passed_on,
        wanted=wanted,
        missing=blobs.missing(session)[: limits.BLOBS],
        have=dispatch.ends_here(session),
        trust=TrustSeen(crl=int(settings.get(session.db, told.CRL_NUMBER, "0"))),
        actors=actors(session),
        witnessed=witnessing.told(session),
    )
    sender = device_sender(device_keys(session), admitted)
    written = dispatch.send(session, folder, freight, sender, to=session.device, progress=progress, volume_bytes=size)
    with Write(session.db):
        settings.put(session.db, "bundle_number", str(number))
        settings.put_secret(session.db, "previous_bundle", written.manifest.bundle_id)
        ledger.note(session, Act.BUNDLE, id=written.manifest.bundle_id, entries=written.transactions)
        told.note(session, written.manifest.bundle_id)
    volumes_out.drop_older(session, written.manifest.bundle_id)
    carried = None
    if written.outgoing is not None:
        numbers = range(1, written.manifest.volumes + 1)
        carried = outbox.carry(written.outgoing, folder, numbers, progress or Progress())
    done = HandedOver(
        path=written.path,
        number=number,
        transactions=written.transactions,
        bytes=written.length,
        left_out=_count(unsent) - _count(allowed),
        photos=len(written.manifest.blobs),
        volumes=carried.paths if carried is not None else (),
        volume_count=written.manifest.volumes,
    )
    return Done(value=done, changes=frozenset({Topic.BUNDLES}))


def volume_size(session: Session) -> int:
    """Return how many bytes a volume may have."""
    return int(settings.get(session.db, _VOLUME_MIB, str(limits.VOLUME_BYTES // limits.MIB))) * limits.MIB


def set_volume_size(session: Session, mebibytes: int) -> Done[None]:
    """Let bundles be cut into volumes of this size from now on; raises ``RuleError`` where none may have it."""
    _require_volume(mebibytes * limits.MIB)
    with Write(session.db, is_note=True):
        settings.put(session.db, _VOLUME_MIB, str(mebibytes))
    return Done(value=None, changes=frozenset({Topic.SETTINGS}))


def _require_volume(volume_bytes: int) -> None:
    """Raise ``RuleError`` unless volumes may have this size."""
    if not limits.LEAST_VOLUME_BYTES <= volume_bytes <= limits.LARGEST_VOLUME_BYTES:
        least, most = limits.LEAST_VOLUME_BYTES // limits.MIB, limits.LARGEST_VOLUME_BYTES // limits.MIB
        raise RuleError(VOLUME_SIZE, least=least, most=most)


def _carried(session: Session, found: Unfinished, folder: Path, progress: Progress | None) -> Done[HandedOver]:
    """Go on with a bundle in volumes: those that were not carried yet, or that the office says it lacks."""
    carried = outbox.carry(found.outgoing, folder, found.volumes, progress or Progress())
    row = session.db.conn.execute(
        "SELECT transactions FROM bundle WHERE id = ?", (found.outgoing.bundle_id,)
    ).fetchone()
    done = HandedOver(
        path=carried.paths[0],
        number=found.outgoing.number,
        transactions=row[0] if row is not None else 0,
        bytes=carried.bytes,
        volumes=carried.paths,
        volume_count=len(found.outgoing.volumes),
        were_there=carried.were_there,
        goes_on=True,
    )
    return Done(value=done, changes=frozenset({Topic.BUNDLES}))


def may_be_sent(session: Session) -> bool:
    """Say whether there are entries or photos here that the office lacks and that this laptop may bring."""
    villages = admission(session).certificate.scope.villages
    unsent = unsent_of(session.db, session.device)
    return any(item.village in villages for item in unsent) or bool(blobs.wanted(session))


def receive(
    session: Session,
    source: Path,
    receipts: Path | None = None,
    progress: Progress | None = None,
    *,
    name: str = "",
) -> Done[Received]:
    """Take in a laptop's bundle at the office; the receipt goes beside it, or into ``receipts``, the policy pack too.

    ``name`` is what the list of bundles says where the file's own name says nothing. Errors as in
    ``office.receiving.receive``; the register is then as before.
    """
    folder = receipts or source.parent
    found = receiving.receive(session, source, folder, progress, name=name)
    if found.receipt is not None:
        onward = progress.to_the_end() if progress is not None else None
        found = replace(found, pack_trouble=packs.refresh_repository(session, folder, onward))
    return Done(value=found, changes=frozenset(RecordKind) | {Topic.BUNDLES})


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


def admission(session: Session) -> Enrolment:
    """Return the office that admitted this laptop; raises ``RuleError`` where none has."""
    admitted = enrolment(session)
    if admitted is None:
        raise RuleError(NOT_ADMITTED)
    return admitted


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


def _stretch(session: Session, item: Unsent) -> Stretch:
    found = chains.stretch(session.db, item.replica, item.village, acknowledged(session.db, item.replica))
    assert found is not None, "what is unsent can be sent"
    return found._replace(village=item.village)


def _lost_at_the_office(
    session: Session, admitted: Enrolment
) -> tuple[dict[tuple[bytes, bytes], SignedHead], list[Stretch]]:
    """Return what others wrote, came here through the office, and the office does not name any more.

    An office that was restored from an older backup gets back this way what any laptop still has. Without a receipt
    nobody knows what it has.
    """
    heads: dict[tuple[bytes, bytes], SignedHead] = {}
    found: list[Stretch] = []
    if not is_answered(session.db):
        return heads, found
    rows = session.db.conn.execute("SELECT rep, village FROM replica WHERE device <> ?", (session.device,)).fetchall()
    for replica, village in rows:
        ends = dispatch.signed_ends(session, ReplicaId(replica), admitted.chain[-1])
        known = acknowledged(session.db, ReplicaId(replica))
        item = chains.stretch(session.db, ReplicaId(replica), village, known, ends=[end for _replica, end in ends])
        if item is not None:
            heads |= ends
            found.append(item)
    return heads, found


def _count(unsent: list[Unsent]) -> int:
    return sum(item.high - item.low + 1 for item in unsent)


def actors(session: Session) -> dict[bytes, str]:
    """Return the names of the staff, as they go along with every bundle."""
    return {row[0]: row[1] for row in session.db.conn.execute("SELECT id, name FROM staff WHERE name IS NOT NULL")}


def _covered(session: Session, *, durable: bool) -> int:
    return log.own_count(session.db, session.device) - _count(unsent_of(session.db, session.device, is_durable=durable))
