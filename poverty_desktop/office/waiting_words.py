"""Why something waits at the office, in the words of a cadre, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from poverty_desktop.i18n import N_, _
from poverty_desktop.store.arrival import Refused
from poverty_desktop.sync.refusal import Reason

SHORT: Mapping[str, str] = {
    Refused.MALFORMED: N_("cannot be read"),
    Refused.GAP: N_("entries before it are missing"),
    Refused.RANK: N_("may not be written by a laptop"),
    Refused.VALUE: N_("a value does not fit"),
    Refused.FOREIGN: N_("belongs to another laptop"),
    Refused.SCOPE: N_("about another village"),
    Refused.REVOKED: N_("laptop lost or revoked"),
    Refused.DISCARDED: N_("put aside"),
    Reason.DAMAGED: N_("file damaged or changed"),
    Reason.UNKNOWN_SIGNER: N_("laptop not admitted here"),
    Reason.EXPIRED: N_("admission has ended"),
    Reason.NOT_YET_VALID: N_("date of the laptop is wrong"),
    Reason.NEWER_VERSION: N_("written by a newer program"),
    Reason.OUT_OF_SCOPE: N_("village of another laptop"),
}
"""Why something waits, in a few words."""

ADVICE: Mapping[str, str] = {
    Refused.MALFORMED: N_(
        "The program cannot read this entry. It cannot come in; ask the work group to save the facts again."
    ),
    Refused.GAP: N_(
        "Entries that the laptop wrote before are still on their way. Take in its other bundles; these then come in by"
        " themselves."
    ),
    Refused.RANK: N_("A laptop may not decide this. It cannot come in; if it is right, the office enters it itself."),
    Refused.VALUE: N_(
        "A value is not what its data item takes. It cannot come in; ask the work group to enter the fact again."
    ),
    Refused.FOREIGN: N_(
        "Another laptop signed what this one claims to have written. Do not let it in before you have spoken to both."
    ),
    Refused.SCOPE: N_(
        "It is about a household or village that the laptop is not admitted for. It cannot come in as it is; admit the"
        " laptop for that village, if it should work there."
    ),
    Refused.REVOKED: N_(
        "The laptop was reported as lost or was revoked. Ask the work group whether it wrote this, then let it in or"
        " put it aside."
    ),
    Refused.DISCARDED: N_("A person put it aside. It stays here and can be taken up again."),
    Reason.DAMAGED: N_(
        "The file arrived damaged or somebody changed it. Nothing of it can be used; ask the work group to hand over"
        " once more."
    ),
    Reason.UNKNOWN_SIGNER: N_(
        "This office did not admit the laptop that signed the file. Admit it first; then it can hand over anew."
    ),
    Reason.EXPIRED: N_(
        "The admission of the laptop has ended. Look at what is in it and let it in, or renew the admission under"
        " Laptops."
    ),
    Reason.NOT_YET_VALID: N_(
        "The dates of file and admission contradict each other. Check the date of this computer, look at what is in"
        " it, then let it in."
    ),
    Reason.NEWER_VERSION: N_("Update this program, then let it in."),
    Reason.OUT_OF_SCOPE: N_(
        "The laptop signed entries of a village that it is not admitted for. If it should work there, admit it anew"
        " for that village."
    ),
}
"""What a person does about it."""

_CAME_WHOLE = N_("damaged; a whole copy came in")
_CAME_WHOLE_ADVICE = N_(
    "A whole copy of this file came in on {day}. Nothing of this one is missing, and nobody has to decide; you can put"
    " it aside."
)


def short(reason: str, came_at: datetime | None) -> str:
    """Return in a few words why something stands in the list; ``came_at`` is when a whole copy of a file came in."""
    return _(SHORT[reason] if came_at is None else _CAME_WHOLE)


def advice(reason: str, came_at: datetime | None) -> str:
    """Return what is to be done about it."""
    if came_at is None:
        return _(ADVICE[reason])
    return _(_CAME_WHOLE_ADVICE).format(day=f"{came_at.astimezone():%Y-%m-%d}")
