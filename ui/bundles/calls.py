"""What the reporting page asks the store thread: hand over, take in, admit, and how things stand."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.errors import Cancelled, PovertyDesktopError, RuleError
from poverty_desktop.i18n import render
from poverty_desktop.operations.done import Changes, Done
from poverty_desktop.progress import Progress

if TYPE_CHECKING:
    from datetime import datetime

    from poverty_desktop.operations.handover.bundles import HandedOver
    from poverty_desktop.operations.handover.downstream import News, Sent
    from poverty_desktop.operations.handover.enrolment import Asked, KeyFiles
    from poverty_desktop.operations.handover.laptops import Laptop
    from poverty_desktop.operations.handover.packs import Taken as PackTaken
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.handover.bundles import Handover, Intake
    from poverty_desktop.sync.enrolment import Enrolment

BUNDLE_SUFFIX = ".fpb"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeState:
    """How the office's page stands."""

    intake: Intake
    conflicts: int
    villages: tuple[tuple[str, str], ...]  # code and name of the villages of its laptops


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a laptop asks for, as the office reads it; ``entered`` are villages that the office does not know yet."""

    path: Path
    name: str
    villages: tuple[tuple[str, str], ...]
    entered: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one bundle file; ``refusal`` is a sentence, empty when it was taken in."""

    file_name: str
    transactions: int = 0
    accepted: int = 0
    known: int = 0
    refused: int = 0
    conflicts_opened: int = 0
    receipt: Path | None = None
    refusal: str = ""
    pack_trouble: str = ""  # why the policy pack does not lie beside the receipt
    sent: int = 0  # entries that were written for this laptop, beside the receipt
    sent_trouble: str = ""  # why nothing was written for it
    volumes: int = 1
    missing_volumes: tuple[int, ...] = ()  # of a bundle that waits for them
    photos_missing: int = 0  # that its laptop is asked for
    is_left: bool = False  # not looked at, for the user stopped before


def handover(session: Session) -> Handover:
    """Return how the laptop's page stands."""
    from poverty_desktop.operations.handover import enrolment
    from poverty_desktop.queries.handover import bundles as queries

    known = enrolment.enrolment(session)
    return queries.handover(
        session,
        is_admitted=known is not None,
        office_name=known.name if known is not None else "",
        admitted_until=known.certificate.not_after if known is not None else None,
    )


def office(session: Session) -> OfficeState:
    """Return how the office's page stands."""
    from poverty_desktop.operations.handover import enrolment
    from poverty_desktop.queries.handover import bundles as queries
    from poverty_desktop.queries.handover import conflicts
    from poverty_desktop.queries.register.households import village_name

    intake = queries.intake(session, has_keys=enrolment.has_office_keys(session))
    codes = dict.fromkeys(code for device in intake.devices for code in device.villages)
    return OfficeState(
        intake=intake,
        conflicts=conflicts.count(session),
        villages=tuple((code, village_name(session.pack, code)) for code in codes),
    )


def digits(session: Session) -> str:
    """Return the digits of the office; what reads its keys is loaded for it, so nothing else waits for them."""
    from poverty_desktop.operations.handover import enrolment

    with contextlib.suppress(RuleError):  # no keys yet
        return enrolment.office_fingerprint(session)
    return ""


def ask(folder: Path, session: Session) -> Done[Asked]:
    """Write the request of this laptop."""
    from poverty_desktop.operations.handover import enrolment

    return enrolment.ask(session, folder)


def asked_before(path: Path, _progress: Progress) -> Asked:
    """Return a request that was written earlier, with its digits; raises ``RuleError`` for a damaged file."""
    from poverty_desktop.operations.handover import enrolment

    return enrolment.Asked(path=path, fingerprint=enrolment.read(path).fingerprint)


def accept(path: Path, digits: str, session: Session) -> Done[Enrolment]:
    """Trust the office of an admission file."""
    from poverty_desktop.operations.handover import enrolment

    return enrolment.accept(session, path, digits)


def hand_over(folder: Path, session: Session, progress: Progress) -> Done[HandedOver]:
    """Write a bundle."""
    from poverty_desktop.operations.handover import bundles

    return bundles.export_bundle(session, folder, progress)


def take_news(place: Path, session: Session, progress: Progress) -> Done[News]:
    """Take in everything that the office sent."""
    from poverty_desktop.operations.handover import downstream

    return downstream.take_in(session, place, progress)


def send(folder: Path, session: Session, progress: Progress) -> Done[tuple[Sent, ...]]:
    """Write for every laptop what it lacks."""
    from poverty_desktop.operations.handover import downstream

    return downstream.send(session, folder, None, progress)


def revoke(device: bytes, reason: str, session: Session) -> Done[int]:
    """Trust a laptop no more."""
    from poverty_desktop.operations.handover import enrolment

    return enrolment.revoke(session, device, reason)


def renew(device: bytes, session: Session) -> Done[datetime]:
    """Renew the admission of a laptop."""
    from poverty_desktop.operations.handover import enrolment

    return enrolment.renew(session, device)


def let_in_again(device: bytes, reason: str, approver: str, session: Session) -> Done[datetime]:
    """Trust a revoked laptop again."""
    from poverty_desktop.operations.handover import enrolment

    return enrolment.let_in_again(session, device, reason=reason, approver=approver)


def laptop(device: bytes, session: Session) -> Laptop:
    """Return what the office knows of a laptop."""
    from poverty_desktop.operations.handover import laptops

    return laptops.describe(session, device)


def take_pack(folder: Path, session: Session, progress: Progress) -> Done[PackTaken]:
    """Take over the policy pack on a stick."""
    from poverty_desktop.operations.handover import packs

    return packs.take_in(session, folder, progress)


def days_without_news(session: Session) -> int | None:
    """Return for how many days the office has said nothing, once its last word has run out."""
    from poverty_desktop.queries.handover import office_news

    return office_news.days_without_news(session)


def back_up(folder: Path, session: Session, progress: Progress) -> Done[Path]:
    """Write a verified backup."""
    from poverty_desktop.operations.workspaces import backup

    return backup.back_up(session, folder, progress)


def make_keys(folder: Path, passphrase: str, holder_passphrase: str, session: Session) -> Done[KeyFiles]:
    """Make the office's keys."""
    from poverty_desktop.operations.handover import enrolment

    return enrolment.make_office_keys(session, folder, passphrase, holder_passphrase)


def read_request(path: Path, session: Session) -> Request:
    """Return what a laptop's request says."""
    from poverty_desktop.operations.handover import enrolment
    from poverty_desktop.queries.register.households import village_name

    found = enrolment.read(path)
    entered = {item.code: item.name for item in found.divisions if item.code not in session.pack.divisions}
    return Request(
        path=path,
        name=found.name,
        villages=tuple((code, village_name(session.pack, code)) for code in found.villages if code not in entered),
        entered=tuple((code, entered[code]) for code in found.villages if code in entered),
    )


def admit(path: Path, digits: str, session: Session) -> Done[Path]:
    """Admit the laptop of a request; the admission goes beside the request."""
    from poverty_desktop.operations.handover import enrolment

    return enrolment.admit(session, path, digits, path.parent)


def bundles_in(chosen: Sequence[Path], _progress: Progress) -> tuple[Path, ...]:
    """Return the files that were chosen, and of a folder among them its bundles, by name."""
    found: list[Path] = []
    for place in chosen:
        try:
            found += sorted(_bundle_files(place)) if place.is_dir() else [place]
        except OSError:
            continue
    return tuple(found)


def _bundle_files(folder: Path) -> list[Path]:
    return [file for file in folder.iterdir() if file.suffix == BUNDLE_SUFFIX and file.is_file()]


def take_in(files: Sequence[Path], session: Session, progress: Progress) -> Done[tuple[Taken, ...]]:
    """Take in several bundles, each for itself: one that is refused does not keep the others out.

    Once all are in, what their laptops lack is written beside the receipts. Where the user stops, those that are in
    stay with their receipts, the one in the middle leaves nothing, and the rest is listed as left.
    """
    from poverty_desktop.operations.handover import bundles

    taken: list[Taken] = []
    places: dict[bytes, int] = {}
    changes: Changes = frozenset()
    for file in files:
        if progress.is_cancelled:
            break
        try:
            done = bundles.receive(session, file, None, progress)
        except Cancelled:
            break
        except PovertyDesktopError as error:
            taken.append(Taken(file_name=file.name, refusal=render(error)))
            continue
        found = done.value
        changes |= done.changes
        if found.receipt is not None:
            places[found.device] = len(taken)
        taken.append(
            Taken(
                file_name=file.name,
                transactions=found.transactions,
                accepted=found.accepted,
                known=found.known,
                refused=found.refused,
                conflicts_opened=found.conflicts_opened,
                receipt=found.receipt,
                volumes=found.volumes,
                missing_volumes=found.missing_volumes,
                photos_missing=found.photos_missing,
                pack_trouble=render(found.pack_trouble) if found.pack_trouble is not None else "",
            )
        )
    left = [Taken(file_name=file.name, is_left=True) for file in files[len(taken) :]]
    for device, place in places.items():
        if progress.is_cancelled:
            break
        taken[place] = _with_answer(session, device, files[0].parent, taken[place], progress)
    return Done(value=(*taken, *left), changes=changes, was_stopped=progress.is_cancelled)


def _with_answer(session: Session, device: bytes, folder: Path, row: Taken, progress: Progress) -> Taken:
    from poverty_desktop.operations.handover import downstream

    try:
        (sent,) = downstream.send(session, folder, [device], progress).value
    except Cancelled:
        return row
    except PovertyDesktopError as error:
        return replace(row, sent_trouble=render(error))
    return replace(row, sent=sent.transactions)
