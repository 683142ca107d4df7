"""Why a file from outside is not taken in: a reason for the program and a sentence for the person."""

from __future__ import annotations

from enum import StrEnum

from poverty_desktop.crypto.certificates import CertificateError, Trouble
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_


class Reason(StrEnum):
    """The reason codes; they are stored with what is quarantined, so a code never changes its meaning."""

    NOT_FOR_ME = "not_for_me"
    DAMAGED = "damaged"
    TRUNCATED = "truncated"
    UNKNOWN_SIGNER = "unknown_signer"
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    TOO_LARGE = "too_large"
    NEWER_VERSION = "newer_version"
    WRONG_KIND = "wrong_kind"
    OUT_OF_SCOPE = "out_of_scope"
    OUTDATED = "outdated"
    UNREADABLE = "unreadable"
    VOLUME_MISSING = "volume_missing"


SENTENCES = {
    Reason.NOT_FOR_ME: N_("This file is sealed for another office or laptop. Check that the right file was chosen."),
    Reason.DAMAGED: N_(
        "The file is damaged or was changed on its way. Nothing was taken in; copy it again from its source."
    ),
    Reason.TRUNCATED: N_("The end of the file is missing. Nothing was taken in; copy it again from its source."),
    Reason.UNKNOWN_SIGNER: N_("The file is signed by a key that this office has not admitted. Admit the laptop first."),
    Reason.REVOKED: N_("The certificate of this laptop was revoked. Its files wait until the office has decided."),
    Reason.EXPIRED: N_("The certificate of this laptop has ended. Admit the laptop again, then take in the file."),
    Reason.NOT_YET_VALID: N_(
        "The file is older than the certificate of its laptop. Set the date of the laptop, then export again."
    ),
    Reason.TOO_LARGE: N_("The file is larger than a bundle may be. Nothing was taken in."),
    Reason.NEWER_VERSION: N_(
        "The file was written by a newer version of the program. Update this one, then try again."
    ),
    Reason.WRONG_KIND: N_("This is another kind of file than is expected here. Choose the right one."),
    Reason.OUT_OF_SCOPE: N_("The file holds entries of a village for which this laptop is not admitted."),
    Reason.OUTDATED: N_("A newer answer of the office is already here; this one was passed over."),
    Reason.VOLUME_MISSING: N_("This is one volume of a bundle; the other volumes are missing. Take them in, too."),
    Reason.UNREADABLE: N_("The file cannot be read. Check the stick and copy the file again."),
}


def sentence(reason: Reason) -> str:
    """Return what is said of a reason."""
    return SENTENCES[reason]


class Refusal(RuleError):  # noqa: N818 - the word of the domain; it is an outcome as much as an error
    """A file is refused whole; nothing of it was used. ``subject`` is its proven signer, where that was seen."""

    def __init__(self, reason: Reason, message_id: str | None = None, **params: object) -> None:
        super().__init__(message_id or SENTENCES[reason], **params)
        self.reason = reason
        self.subject: bytes | None = None


_BY_TROUBLE = {
    Trouble.DAMAGED: Reason.DAMAGED,
    Trouble.UNKNOWN_ISSUER: Reason.UNKNOWN_SIGNER,
    Trouble.WRONG_USE: Reason.WRONG_KIND,
    Trouble.NOT_YET_VALID: Reason.NOT_YET_VALID,
    Trouble.EXPIRED: Reason.EXPIRED,
}


def refusal_of(error: CertificateError) -> Refusal:
    """Return the refusal that a certificate's trouble leads to, with the certificate's own sentence."""
    return Refusal(_BY_TROUBLE[error.trouble], error.message_id, **error.params)
