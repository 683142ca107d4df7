"""Sign the assistance card of a household, and tell from the code on one whether it is genuine, without a network."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from poverty_desktop import i18n
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations.paperwork import issued_cards
from poverty_desktop.operations.paperwork.issued_cards import IssuedCard
from poverty_desktop.queries.register import history
from poverty_desktop.queries.register.file_rows import HistoryRow
from poverty_desktop.store.session import Session

if TYPE_CHECKING:
    from poverty_desktop.crypto.certificates import Certificate
    from poverty_desktop.pdf.values import CardPaper

VALID_FOR: Final = timedelta(days=365)
NOT_GENUINE: Final = N_("This code is no signed card, or it was changed. Look at the card again, or print a new one.")
NO_OFFICE: Final = N_("This laptop is not admitted at an office yet, so it cannot tell whose cards are genuine.")
_NUMBER, _VERSION, _NAME, _ADDRESS = 1, 2, 4, 10


class CardStanding(StrEnum):
    """Whether a genuine card still counts."""

    VALID = "valid"
    GENUINE = "genuine"
    STALE = "stale"
    REPLACED = "replaced"
    EXPIRED = "expired"
    REVOKED = "revoked"


STANDING_WORDS = {
    CardStanding.VALID: N_("genuine, and as the register is"),
    CardStanding.GENUINE: N_("genuine and not revoked; its household is not in this register, so compare it there"),
    CardStanding.STALE: N_("genuine, but facts have changed since: print a new card"),
    CardStanding.REPLACED: N_("genuine, but replaced by a newer card"),
    CardStanding.EXPIRED: N_("genuine, but its time is over: print a new card"),
    CardStanding.REVOKED: N_("revoked: it does not count any more"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSaid:
    """What a genuine card says.

    ``is_revoked``: the laptop that signed it is trusted no more; ``is_withdrawn``: it stands on the office's list.

    ``issued`` is what the register knows of the card, None where its record has not arrived here; ``changes`` is what
    has changed in the register since, the newest first.
    """

    number: str
    name: str
    place: str
    signer: str
    issued_at: datetime
    expires_at: datetime
    is_expired: bool
    is_revoked: bool
    is_withdrawn: bool = False
    issued: IssuedCard | None = None
    changes: tuple[HistoryRow, ...] = ()

    @property
    def standing(self) -> CardStanding:
        """Return the worst that is to be said of the card."""
        if self.is_revoked or self.is_withdrawn or (self.issued is not None and self.issued.revoked_on):
            return CardStanding.REVOKED
        if self.issued is not None and self.issued.replaced_at is not None:
            return CardStanding.REPLACED
        if self.is_expired:
            return CardStanding.EXPIRED
        if self.issued is None:
            return CardStanding.GENUINE
        return CardStanding.STALE if self.changes else CardStanding.VALID


def sign(session: Session, household: HouseholdId, card: CardPaper) -> str | None:
    """Return the signed code of a card, None where this workspace is admitted at no office or is for practice."""
    from poverty_desktop.crypto import claim
    from poverty_desktop.operations.handover import enrolment

    admitted = None if session.is_practice or session.is_office else enrolment.enrolment(session)
    if admitted is None:
        return None
    now = session.clock.now().replace(microsecond=0)
    told = claim.Claim(
        issued_at=now,
        expires_at=min(now + VALID_FOR, admitted.certificate.not_after),
        fields={
            _NUMBER: hashlib.sha256(b"card\x1e" + household).hexdigest()[:16],
            _VERSION: str(card.year),
            _NAME: card.head_name,
            _ADDRESS: f"{card.village}{card.group}",
        },
    )
    return claim.sign(told, enrolment.device_keys(session).signing, admitted.certificate)


def is_signed(code: str) -> bool:
    """Say whether the code of a paper is a signed claim, and not the hash that internal papers bear."""
    from poverty_desktop.crypto import claim

    return code.strip().startswith(claim.PREFIX)


def check(session: Session, text: str) -> CardSaid:
    """Return what the code on a card says after tracing its signature to the office of this workspace.

    Raises ``RuleError`` where it is not genuine, or this workspace knows no office.
    """
    from poverty_desktop.crypto import claim
    from poverty_desktop.crypto.certificates import CertificateError, Use, verify_links
    from poverty_desktop.crypto.revocation import number_of_card
    from poverty_desktop.office import revocations
    from poverty_desktop.operations.handover import visiting

    root, chain = _office(session)
    try:
        told, certificate = claim.verify(text.strip())
        verify_links([certificate.der, *chain], root=root, use=Use.DEVICE)
    except (claim.ClaimError, CertificateError) as error:
        raise RuleError(NOT_GENUINE) from error
    heard = frozenset() if session.is_office else visiting.revoked(session)
    issued = issued_cards.find(session, text)
    changes = () if issued is None else history.of_household(session, issued.household, i18n.language())
    return CardSaid(
        number=str(told.fields.get(_NUMBER, "")),
        name=str(told.fields.get(_NAME, "")),
        place=str(told.fields.get(_ADDRESS, "")),
        signer=certificate.name,
        issued_at=told.issued_at,
        expires_at=told.expires_at,
        is_expired=session.clock.now() > told.expires_at,
        is_revoked=certificate.serial in heard or revocations.is_revoked(session, certificate),
        is_withdrawn=number_of_card(bytes.fromhex(issued_cards.digest(text))) in heard,
        issued=issued,
        changes=tuple(change for change in changes if issued is not None and change.at > issued.issued_at),
    )


def _office(session: Session) -> tuple[Certificate, list[bytes]]:
    from poverty_desktop.office.receiving import office_keys
    from poverty_desktop.operations.handover import enrolment

    if session.is_office:
        keys = office_keys(session)
        return keys.root_certificate, [keys.issuing_certificate.der]
    admitted = enrolment.enrolment(session)
    if admitted is None:
        raise RuleError(NO_OFFICE)
    return admitted.root, [item.der for item in admitted.chain[1:]]
