"""Two laptops of one team exchange directly: a bundle sealed for the other laptop, by stick or over the network.

It is the same bundle with another addressee (kind ``relay``): the sender's own chains, and those of others with the
heads that their devices signed. What comes in this way goes up with a later bundle for the office, or the other laptop
brings it there itself: whichever comes first, the second changes nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.crypto.certificates import Certificate, CertificateError, Use, require_valid, verify_links
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.media import MediaReference
from poverty_desktop.errors import Cancelled, PovertyDesktopError, RuleError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import ReplicaId, laptop_digits
from poverty_desktop.office import photographs, receiving, statements
from poverty_desktop.office.statements import Statement
from poverty_desktop.operations.done import Done, Topic
from poverty_desktop.operations.handover import bundles, office_address, visiting
from poverty_desktop.operations.handover.bundles import HandedOver
from poverty_desktop.operations.handover.enrolment import device_keys
from poverty_desktop.progress import Progress
from poverty_desktop.store import blobs, chains, incarnation, ledger, settings
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session
from poverty_desktop.sync import delivery, dispatch, file_names, limits, merging
from poverty_desktop.sync.bundle_reader import read_bundle
from poverty_desktop.sync.dispatch import Freight
from poverty_desktop.sync.enrolment import Enrolment
from poverty_desktop.sync.head_signature import SignedHead
from poverty_desktop.sync.manifest import Kind
from poverty_desktop.sync.merging import Allowed
from poverty_desktop.sync.refusal import Reason, Refusal
from poverty_desktop.sync.trust import Receiver, Sender

_NUMBER = "relay_number"
_MATE = "mate_"

NO_MATES = N_(
    "No other laptop of this village is known here yet. Fetch what the office sent first, or exchange over the network."
)
NOTHING_HERE = N_("There is nothing from another laptop of the team for this one in this folder.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mate:
    """Another laptop of the team; ``digits`` are those in the names of its files, by which people tell laptops."""

    device: bytes
    digits: str
    certificate: Certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamNews:
    """What other laptops of the team brought; ``troubles`` say of single files why they were not taken in."""

    files: int = 0
    accepted: int = 0
    known: int = 0
    refused: int = 0
    photos: int = 0
    troubles: tuple[PovertyDesktopError, ...] = ()


def mates(session: Session) -> list[Mate]:
    """Return the other laptops that share a village with this one, are trusted and whose certificate is known here.

    They are known from what the office sent, from entries of theirs that came in, and from having met.
    """
    admitted = bundles.admission(session)
    own, now = device_keys(session).device, session.clock.now()
    found: dict[bytes, Certificate] = {}
    for der in _known(session, admitted):
        with contextlib.suppress(CertificateError):
            links = verify_links([der, admitted.chain[-1].der], root=admitted.root, use=Use.DEVICE)
            require_valid(links, max(now, links[0].not_before))
            other = links[0]
            before = found.get(other.subject)
            if other.subject != own and is_of_team(session, admitted, other):
                found[other.subject] = other if before is None or before.not_after < other.not_after else before
    return [
        Mate(device=device, digits=laptop_digits(device), certificate=certificate)
        for device, certificate in sorted(found.items())
    ]


def meet(session: Session, certificate: Certificate) -> None:
    """Remember a laptop that has proven its key here."""
    with Write(session.db):
        settings.put_secret(session.db, f"{_MATE}{certificate.subject.hex()}", certificate.der)


def hand_over(session: Session, folder: Path, progress: Progress | None = None) -> Done[tuple[HandedOver, ...]]:
    """Write for each other laptop of the team what it lacks, sealed for it alone.

    Raises ``RuleError`` where no other laptop is known or each has everything, ``StorageError`` where the stick cannot
    be written, ``Cancelled`` before the first is whole; what was written before it was stopped stays.
    """
    incarnation.awaken(session)
    found = mates(session)
    if not found:
        raise RuleError(NO_MATES)
    done: list[HandedOver] = []
    was_stopped = False
    for mate in found:
        try:
            written = _write(session, mate.certificate, folder, progress)
        except Cancelled:
            if not done:
                raise
            was_stopped = True
            break
        if written is not None:
            done.append(written)
    if not done:
        raise RuleError(N_("The other laptops of the team have everything already. There is nothing to hand over."))
    return Done(value=tuple(done), changes=frozenset({Topic.BUNDLES}), was_stopped=was_stopped)


def answer(session: Session, certificate: Certificate, folder: Path, progress: Progress | None = None) -> int:
    """Write into ``folder`` what the laptop of this certificate lacks; return how many entries, 0 for nothing."""
    meet(session, certificate)
    for path in folder.iterdir():
        if path.suffix == file_names.BUNDLE_SUFFIX:
            path.unlink(missing_ok=True)  # all that is in it and is still needed is in the next one
    written = _write(session, certificate, folder, progress)
    return 0 if written is None else written.transactions


def take_in(session: Session, place: Path, progress: Progress | None = None, *, name: str = "") -> Done[TeamNews]:
    """Take in what other laptops of the team wrote for this one: the files of a folder, or one file.

    ``name`` is what they are called in the list of bundles, where their own names say nothing. Raises ``RuleError``
    where there is nothing, for a single file ``Refusal`` with the reason, ``Cancelled`` where nothing had come in yet;
    what came in before it was cancelled stays (``was_stopped``).
    """
    admitted = bundles.admission(session)
    incarnation.awaken(session)
    is_folder = delivery.is_folder(place)
    news = TeamNews()
    was_stopped = False
    for path in _files(place) if is_folder else [place]:
        try:
            news = _take(session, admitted, path, name or path.name, news, progress)
        except Cancelled:
            if news == TeamNews():
                raise
            was_stopped = True
            break
        except PovertyDesktopError as error:
            if not is_folder:
                raise
            if not isinstance(error, Refusal) or error.reason not in (Reason.NOT_FOR_ME, Reason.WRONG_KIND):
                news = replace(news, troubles=(*news.troubles, error))
    if is_folder and news == TeamNews():
        raise RuleError(NOTHING_HERE)
    changes = frozenset(RecordKind) | {Topic.BUNDLES, Topic.UNDO}
    return Done(value=news, changes=changes, was_stopped=was_stopped)


def receiver(session: Session, admitted: Enrolment) -> Receiver:
    """Return who takes in what laptops of the team seal for this one."""
    keys = device_keys(session)
    return Receiver(
        me=keys.device,
        office=admitted.office,
        identities=(keys.sealing,),
        root=admitted.root,
        accepts=Use.DEVICE,
        kinds=frozenset({Kind.RELAY}),
        revoked=visiting.revoked(session),
    )


def _take(
    session: Session, admitted: Enrolment, path: Path, name: str, news: TeamNews, progress: Progress | None
) -> TeamNews:
    copy = delivery.take_copy(path, receiving.inbox(session), progress)
    try:
        with read_bundle(copy, receiver(session, admitted), clock=session.clock, progress=progress) as bundle:
            if not is_of_team(session, admitted, bundle.certificate):
                raise Refusal(Reason.OUT_OF_SCOPE)
            villages = admitted.certificate.scope.villages
            revoked = visiting.revoked(session)
            allowed = Allowed(
                villages=villages,
                is_revoked=lambda signer: signer.serial in revoked,
                names={device_keys(session).device: session.device},
            )
            outcome = merging.merge(session, bundle, allowed, progress)
            named = blobs.journalled(session.db, session.pack) if bundle.manifest.blobs else {}
            photos = photographs.take_in(session, bundle, named, progress)
            with Write(session.db):
                statements.listen(session, bundle)
                merging.note(session, bundle, file_names.shown(name), outcome)
            meet(session, bundle.certificate)
    finally:
        paths.drop(copy)
    return replace(
        news,
        files=news.files + 1,
        accepted=news.accepted + outcome.accepted,
        known=news.known + outcome.known,
        refused=news.refused + sum(item.high - item.low + 1 for item in outcome.refused),
        photos=news.photos + photos,
    )


def _write(session: Session, certificate: Certificate, folder: Path, progress: Progress | None) -> HandedOver | None:
    admitted, keys = bundles.admission(session), device_keys(session)
    said = statements.of_device(session, certificate.subject) or Statement(last=bytes(16))
    villages = set(admitted.certificate.scope.villages) & set(certificate.scope.villages)
    own, others, heads = _chains(session, admitted, villages, said)
    wanted = [item for item in _named_in(session, villages) if item.digest in said.wanted]
    if not (own or others or wanted):
        return None
    number = int(settings.get(session.db, _NUMBER, "0")) + 1
    with Write(session.db):
        settings.put(session.db, _NUMBER, str(number))
    freight = Freight(
        kind=Kind.RELAY,
        place=session.name,
        number=number,
        previous=settings.secret(session.db, _previous(certificate.subject)),
        own=own,
        others=others,
        passed_on=heads,
        wanted=wanted,
        missing=blobs.missing(session)[: limits.BLOBS],
        have=dispatch.ends_here(session),
        actors=bundles.actors(session),
    )
    sender = Sender(
        me=keys.device,
        key=keys.signing,
        chain=admitted.chain,
        recipient=certificate.subject,
        recipients=(certificate.scope.recipient,),
        suite=keys.suite,
    )
    written = dispatch.send(
        session,
        folder,
        freight,
        sender,
        to=certificate.subject,
        progress=progress,
        volume_bytes=limits.LARGEST_VOLUME_BYTES,  # between two laptops there is a cable or one stick
    )
    with Write(session.db):
        settings.put_secret(session.db, _previous(certificate.subject), written.manifest.bundle_id)
        ledger.note(session, ledger.Act.BUNDLE, id=written.manifest.bundle_id, entries=written.transactions)
    return HandedOver(
        path=written.path,
        number=number,
        transactions=written.transactions,
        bytes=written.length,
        photos=len(written.manifest.blobs),
    )


def _chains(
    session: Session, admitted: Enrolment, villages: set[str], said: Statement
) -> tuple[list[chains.Stretch], list[chains.Stretch], dict[tuple[bytes, bytes], SignedHead]]:
    """Return what a laptop lacks of the chains of its villages; of others' up to the ends that their devices signed."""
    own: list[chains.Stretch] = []
    others: list[chains.Stretch] = []
    heads: dict[tuple[bytes, bytes], SignedHead] = {}
    rows = session.db.conn.execute("SELECT rep, village, device FROM replica ORDER BY rep").fetchall()
    for rep, village, writer in rows:
        if village not in villages:
            continue
        is_own = writer == session.device
        replica = ReplicaId(rep)
        ends = {} if is_own else dispatch.signed_ends(session, replica, admitted.chain[-1])
        item = chains.stretch(
            session.db, replica, village, said.known(rep), ends=None if is_own else [end for _rep, end in ends]
        )
        if item is not None:
            (own if is_own else others).append(item)
            heads.update(ends)
    return own, others, heads


def _named_in(session: Session, villages: set[str]) -> Iterator[MediaReference]:
    rows = session.db.conn.execute("SELECT rep, village FROM replica").fetchall()
    for rep, village in rows:
        if village in villages:
            for digest, reference in blobs.journalled(
                session.db, session.pack, replica=ReplicaId(rep), low=0, high=(1 << 63) - 1
            ).items():
                if blobs.has(session, digest):
                    yield reference


def _known(session: Session, admitted: Enrolment) -> Iterator[bytes]:
    rows = session.db.conn.execute(
        "SELECT DISTINCT cert FROM head_sig UNION SELECT value FROM secret WHERE name LIKE ?", (f"{_MATE}%",)
    ).fetchall()
    yield from (bytes(row[0]) for row in rows)
    card = office_address.card(session, admitted)
    if card is not None:
        yield from card.card.mates


def is_of_team(session: Session, admitted: Enrolment, other: Certificate) -> bool:
    """Say whether a laptop shares a village with this one and is trusted, as far as is known here."""
    return other.serial not in visiting.revoked(session) and not set(other.scope.villages).isdisjoint(
        admitted.certificate.scope.villages
    )


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == file_names.BUNDLE_SUFFIX)
    except OSError:
        raise StorageError(delivery.UNREADABLE_PLACE) from None


def _previous(device: bytes) -> str:
    return f"relay_{device.hex()}"
