"""Hand over: the laptop writes a signed, sealed bundle, and the office takes it in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import ReplicaId
from poverty_desktop.office import receiving
from poverty_desktop.office.receiving import Received
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.handover import packs, reset_wrap, volumes_out, witnessing
from poverty_desktop.operations.handover.enrolment import device_keys, enrolment
from poverty_desktop.operations.handover.volumes_out import Unfinished
from poverty_desktop.progress import Progress
from poverty_desktop.store import blobs, chains, incarnation, ledger, settings, told
from poverty_desktop.store.chains import Stretch
from poverty_desktop.store.engine import Write
from poverty_desktop.store.ledger import Act
from poverty_desktop.store.session import Session
from poverty_desktop.store.unsent import Unsent, acknowledged, count_of, is_answered, unsent_of
from poverty_desktop.sync import dispatch, limits, outbox
from poverty_desktop.sync.dispatch import Freight
from poverty_desktop.sync.enrolment import Enrolment, device_sender
from poverty_desktop.sync.head_signature import SignedHead
from poverty_desktop.sync.manifest import Kind, TrustSeen

_VOLUME_MIB = "volume_mib"
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
        left_out=count_of(unsent) - count_of(allowed),
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


def admission(session: Session) -> Enrolment:
    """Return the office that admitted this laptop; raises ``RuleError`` where none has."""
    admitted = enrolment(session)
    if admitted is None:
        raise RuleError(NOT_ADMITTED)
    return admitted


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


def actors(session: Session) -> dict[bytes, str]:
    """Return the names of the staff, as they go along with every bundle."""
    return {row[0]: row[1] for row in session.db.conn.execute("SELECT id, name FROM staff WHERE name IS NOT NULL")}
