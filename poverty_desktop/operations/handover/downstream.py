"""The way back: the office writes for each laptop what it lacks; the laptop takes in all that came on the stick."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.crypto.certificates import CertificateError
from poverty_desktop.crypto.revocation import read_list
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.errors import Cancelled, PovertyDesktopError, RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.office import downstream, photographs, receiving
from poverty_desktop.operations.done import Changes, Done, Topic
from poverty_desktop.operations.handover import bundles, office_address, packs, receipts
from poverty_desktop.operations.handover.enrolment import device_keys, keep_enrolment
from poverty_desktop.operations.handover.packs import Taken
from poverty_desktop.operations.handover.receipts import ReceiptTaken
from poverty_desktop.progress import Progress
from poverty_desktop.queries.handover.office_news import note_news
from poverty_desktop.queries.interviewing import completed
from poverty_desktop.store import blobs, incarnation, settings, told
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session
from poverty_desktop.sync import delivery, file_names, intake, merging, renewal
from poverty_desktop.sync.bundle_check import moment
from poverty_desktop.sync.bundle_reader import ReceivedBundle, read_bundle
from poverty_desktop.sync.enrolment import Enrolment, device_receiver
from poverty_desktop.sync.intake import Collected
from poverty_desktop.sync.manifest import Kind, PartType
from poverty_desktop.sync.merging import Allowed
from poverty_desktop.sync.office_keys import OfficeKeys
from poverty_desktop.sync.receipt_file import receipt_in
from poverty_desktop.sync.refusal import Reason, Refusal, refusal_of
from poverty_desktop.sync.trust import Receiver

REVOKED_SECRET = "revoked"  # noqa: S105 - the name of a row
NOTHING_HERE = N_(
    "There is nothing new from the office for this laptop in this folder. A stick that comes from the office brings"
    " nothing when this laptop has everything; else choose the right stick."
)
PASSED_OVER = (Reason.OUTDATED, Reason.NOT_FOR_ME)
"""What a file of a stick may be without anybody having to know: older than what is here, or another laptop's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What was written for one laptop; ``path`` is None where it has everything already.

    ``receipt`` lies alone in the folder then, where it tells something new: that entries are safe now, or come in.
    ``pack_trouble`` says what kept the policy pack from lying beside it.
    """

    device: bytes
    name: str
    path: Path | None
    volumes: tuple[Path, ...] = ()  # of one in several files: all of them
    transactions: int = 0
    photos: int = 0
    pack_trouble: PovertyDesktopError | None = None
    receipt: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What came from the office: entries, conflicts it decided, interviews it handed back, its receipt, its pack.

    ``troubles`` says of single files why they were not taken in; the others were.
    """

    files: int = 0
    accepted: int = 0
    known: int = 0
    refused: int = 0
    decided: int = 0
    opened: int = 0
    handed_back: int = 0
    photos: int = 0
    receipt: ReceiptTaken | None = None
    pack: Taken | None = None
    pack_trouble: PovertyDesktopError | None = None
    volumes: int = 1
    missing_volumes: tuple[int, ...] = ()  # of what came in volumes; nothing of it is used before they are here
    troubles: tuple[PovertyDesktopError, ...] = field(default=())
    admitted_until: datetime | None = None  # where the admission was renewed


def send(
    session: Session, folder: Path, devices: Collection[bytes] | None = None, progress: Progress | None = None
) -> Done[tuple[Sent, ...]]:
    """Write for each of the laptops (None: for all) what it lacks, sealed for it alone, and the policy pack.

    One that lacks nothing gets a receipt, where that says more than the last. A laptop that was revoked gets nothing.
    Raises ``RuleError`` where this is no office with keys, or a laptop is not admitted, ``StorageError`` where the
    stick cannot be written, ``Cancelled`` before anything is; what was written before stays.
    """
    incarnation.awaken(session)
    keys = receiving.office_keys(session)
    admitted = downstream.laptops(session)
    wanted = admitted if devices is None else [device for device in admitted if device in devices]
    if devices is not None and len(wanted) < len(devices):
        raise RuleError(downstream.UNKNOWN_LAPTOP)
    names = dict(session.db.conn.execute("SELECT id, name FROM device").fetchall())
    found: list[Sent] = []
    was_stopped = False
    for device in wanted:
        try:
            found.append(_sent(session, keys, device, names[device], folder, progress))
        except Cancelled:
            if not found:
                raise
            was_stopped = True
            break
    if any(sent.path is not None for sent in found):
        onward = progress.to_the_end() if progress is not None else None
        trouble = packs.refresh_repository(session, folder, onward)
        found = [replace(sent, pack_trouble=trouble) for sent in found]
    return Done(value=tuple(found), changes=frozenset({Topic.BUNDLES}), was_stopped=was_stopped)


def _sent(
    session: Session, keys: OfficeKeys, device: bytes, name: str, folder: Path, progress: Progress | None
) -> Sent:
    written = downstream.write(session, keys, device, folder, progress)
    if written is None:
        receipt = downstream.write_receipt(session, keys, device, folder, progress)
        return Sent(device=device, name=name, path=None, receipt=receipt)
    return Sent(
        device=device,
        name=name,
        path=written.path,
        volumes=written.volumes,
        transactions=written.transactions,
        photos=len(written.manifest.blobs),
    )


def take_in(session: Session, place: Path, progress: Progress | None = None) -> Done[News]:
    """Take in everything from the office in the folder ``place``, or the one file; a policy pack beside it first.

    Each file stands for itself, and bringing it again changes nothing; what was taken in before it was cancelled
    stays (``was_stopped``). Raises ``RuleError`` where nothing is for this laptop, and, for a single file, ``Refusal``
    with the reason; ``StorageError`` where the folder cannot be read, ``Cancelled`` where nothing had come in yet.
    """
    admitted = bundles.admission(session)
    incarnation.awaken(session)
    is_folder = delivery.is_folder(place)
    files = _files(place, admitted, device_keys(session).device) if is_folder else [place]
    changes: Changes = frozenset({Topic.BUNDLES})
    news = News()
    if packs.is_offered(place):
        try:
            done = packs.take_in(session, place, progress)
            news, changes = replace(news, pack=done.value), changes | done.changes
        except Cancelled:
            raise
        except PovertyDesktopError as error:
            news = replace(news, pack_trouble=error)
    elif not files:
        raise RuleError(NOTHING_HERE)
    was_stopped = False
    for file in files:
        try:
            news = _take(session, news, file, bundles.admission(session), progress)
        except Cancelled:
            if news == News():
                raise
            was_stopped = True
            break
        except PovertyDesktopError as error:
            if not is_folder:
                raise
            if not isinstance(error, Refusal) or error.reason not in PASSED_OVER:
                news = replace(news, troubles=(*news.troubles, error))
    if files and is_folder and news == News():
        raise RuleError(NOTHING_HERE)
    if news.accepted:
        changes |= frozenset(RecordKind) | {Topic.UNDO}
    return Done(value=news, changes=changes, was_stopped=was_stopped)


def _files(folder: Path, admitted: Enrolment, device: bytes) -> list[Path]:
    """Return the files in a folder that may be for this laptop: receipts last, each kind in the order of their numbers.

    A receipt names ends of chains that a bundle beside it may only just have brought.
    """
    try:
        names = [file.name for file in folder.iterdir() if file_names.may_be_for(file.name, admitted.office, device)]
    except OSError:
        raise StorageError(delivery.UNREADABLE_PLACE) from None
    return [folder / name for name in sorted(names, key=_order)]


def _order(name: str) -> tuple[bool, list[int], str]:
    return name.endswith(file_names.RECEIPT_SUFFIX), [int(digits) for digits in re.findall("[0-9]+", name)], name


def _take(session: Session, news: News, file: Path, admitted: Enrolment, progress: Progress | None) -> News:
    receiver = _receiver(session, admitted)
    inbox = receiving.inbox(session)
    copy = delivery.take_copy(file, inbox, progress)
    try:
        collected = intake.collect(copy, inbox, receiver, clock=session.clock, progress=progress)
        if collected is not None and not collected.paths:
            return _wait(session, news, collected, file.name)
        whole = copy if collected is None else collected.paths
        with read_bundle(whole, receiver, clock=session.clock, progress=progress) as bundle:
            receipt = receipt_in(bundle, receiver, clock=session.clock).receipt
            if bundle.manifest.kind is Kind.DOWN:
                news = _merge(session, news, bundle, file.name, admitted, progress)
                news = _renewed(session, news, bundle, admitted)
    finally:
        paths.drop(copy)
        intake.sweep(session, inbox)
    news = replace(news, files=news.files + 1)
    try:
        return replace(news, receipt=_newer(news.receipt, receipts.believe(session, receipt)))
    except Refusal:
        if bundle.manifest.kind is not Kind.DOWN:
            raise
        return news  # a later receipt stands here already; the entries of a late bundle are welcome all the same


def _wait(session: Session, news: News, found: Collected, file_name: str) -> News:
    """Keep a volume of what the office sent until the others are here; one of what was taken in before says nothing."""
    if intake.is_known(session, found.manifest):
        return replace(news, files=news.files + 1)
    with Write(session.db):
        intake.note_waiting(session, found, file_name)
    return replace(news, files=news.files + 1, missing_volumes=found.missing, volumes=found.manifest.volumes)


def _newer(before: ReceiptTaken | None, taken: ReceiptTaken) -> ReceiptTaken:
    """Return what the receipts of one stick say together: the last one, and whether any of them was new."""
    if before is None:
        return taken
    return replace(
        taken,
        is_new=taken.is_new or before.is_new,
        office_was_restored=taken.office_was_restored or before.office_was_restored,
    )


def _renewed(session: Session, news: News, bundle: ReceivedBundle, admitted: Enrolment) -> News:
    """Take over a renewed admission; of one that is refused it is said, and the rest of the bundle is welcome."""
    for _part, data in bundle.parts(PartType.ADMISSION):
        try:
            fresh = renewal.take_over(data, device_keys(session), admitted, clock=session.clock)
        except Refusal as refused:
            if refused.reason is not Reason.OUTDATED:
                news = replace(news, troubles=(*news.troubles, refused))
            continue
        if fresh is not None:
            keep_enrolment(session, fresh)
            news = replace(news, admitted_until=fresh.certificate.not_after)
    return news


def joined(one: News | None, two: News | None) -> News | None:
    """Return what came in two goes as if it had come in one."""
    if one is None or two is None:
        return one or two
    counts = ("files", "accepted", "known", "refused", "decided", "opened", "handed_back", "photos")
    last = two.receipt or one.receipt
    return replace(
        two,
        **{name: getattr(one, name) + getattr(two, name) for name in counts},
        receipt=None if last is None else _newer(one.receipt, last),
        pack=one.pack if one.pack is not None and one.pack.is_new else two.pack or one.pack,
        pack_trouble=two.pack_trouble or one.pack_trouble,
        troubles=(*one.troubles, *two.troubles),
        admitted_until=two.admitted_until or one.admitted_until,
    )


def _merge(
    session: Session,
    news: News,
    bundle: ReceivedBundle,
    file_name: str,
    admitted: Enrolment,
    progress: Progress | None,
) -> News:
    revoked = [(_number_of(data, admitted), data) for _part, data in bundle.parts(PartType.REVOCATIONS)]
    cards = [data for _part, data in bundle.parts(PartType.SERVICE)]
    unsettled, returned = _unsettled(session), _returned(session)
    allowed = Allowed(villages=admitted.certificate.scope.villages, names={device_keys(session).device: session.device})
    outcome = merging.merge(session, bundle, allowed, progress)
    named = blobs.journalled(session.db, session.pack) if bundle.manifest.blobs else {}
    photos = photographs.take_in(session, bundle, named, progress)
    still = _unsettled(session)
    decided, opened = len(unsettled - still), len(still - unsettled)
    handed_back = len(_returned(session) - returned)
    with Write(session.db):
        intake.settle(session, bundle.certificate.subject, bundle.manifest.number)
        for number, data in revoked:
            _keep_revocations(session, number, data)
        for data in cards:
            office_address.keep_card(session, admitted, data)
        told.weigh(session, bundle.manifest.bundle_id, outcome)
        merging.note(session, bundle, file_name, outcome, decided=decided, opened=opened, handed_back=handed_back)
        note_news(session, moment(bundle.manifest.created_ms))
    return replace(
        news,
        missing_volumes=(),
        accepted=news.accepted + outcome.accepted,
        known=news.known + outcome.known,
        refused=news.refused + sum(item.high - item.low + 1 for item in outcome.refused),
        decided=news.decided + decided,
        opened=news.opened + opened,
        handed_back=news.handed_back + handed_back,
        photos=news.photos + photos,
    )


def _receiver(session: Session, admitted: Enrolment) -> Receiver:
    """Return who takes in what the office sends; what its own list revokes is not believed."""
    data = settings.secret(session.db, REVOKED_SECRET)
    revoked = read_list(data, admitted.chain[-1]).serials if data else frozenset()
    return replace(device_receiver(device_keys(session), admitted), revoked=revoked)


def _number_of(data: bytes, admitted: Enrolment) -> int:
    """Return the number of a list of revoked certificates; raises ``Refusal`` where our office did not sign it."""
    try:
        return read_list(data, admitted.chain[-1]).number
    except CertificateError as error:
        raise refusal_of(error) from None


def _keep_revocations(session: Session, number: int, data: bytes) -> None:
    """Keep a list of revoked certificates, where it is newer than the one that is here."""
    if number > int(settings.get(session.db, told.CRL_NUMBER, "0")):
        settings.put(session.db, told.CRL_NUMBER, str(number))
        settings.put_secret(session.db, REVOKED_SECRET, data)


def _unsettled(session: Session) -> set[tuple[int, bytes, int]]:
    return set(session.db.conn.execute("SELECT ent, eid, field FROM unsettled").fetchall())


def _returned(session: Session) -> set[bytes]:
    return {bytes(row.id) for row in completed.returned(session, language="zh_CN")}
