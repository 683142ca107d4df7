"""The code on a printed questionnaire, by which it is keyed back: which questionnaire and version, which household."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.model import PublishedForm
from poverty_desktop.store.session import Session

DIGITS = 12
UNKNOWN = N_("No household here has a questionnaire with this number. Compare its digits, or search by name.")
NOT_A_CODE = N_("The keying number of a questionnaire has 12 digits. Type it as it stands there, or scan its code.")
NO_FORM = N_("The policy pack of this workspace has no such questionnaire.")
_CODE = re.compile(r"^PD1/QF/([^/]+)/([^/]*)/([0-9A-F]{32})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperKey:
    """Whose questionnaire a paper is; ``is_older`` says that it was printed from another version."""

    form_id: str
    household: HouseholdId
    is_older: bool = False


def code_of(form: PublishedForm, household: HouseholdId) -> str:
    """Return what the QR symbol says: questionnaire, version and the household's random id; nothing of a person."""
    return f"PD1/QF/{form.form_id}/{form.version}/{household.hex()}".upper()


def key_of(form_id: str, household: HouseholdId) -> str:
    """Return the same as twelve digits in groups of four, to be typed where nothing can scan."""
    digest = hashlib.sha256(b"questionnaire\x1e" + form_id.encode() + b"\x1e" + household).digest()
    digits = f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}d}"
    return " ".join(digits[start : start + 4] for start in range(0, DIGITS, 4))


def find(session: Session, text: str) -> PaperKey:
    """Return the questionnaire and household that a scanned code or typed digits name.

    Raises ``RuleError`` where it is neither, or names nothing of this workspace.
    """
    plain = text.strip().upper()
    if match := _CODE.match(plain):
        form = next((item for item in session.pack.forms.values() if item.form_id.upper() == match[1]), None)
        if form is None:
            raise RuleError(NO_FORM)
        household = HouseholdId(RecordId(bytes.fromhex(match[3])))
        if not _is_here(session, household):
            raise RuleError(UNKNOWN)
        return PaperKey(form_id=form.form_id, household=household, is_older=form.version.upper() != match[2])
    digits = re.sub(r"[\s-]", "", plain)
    if not re.fullmatch(rf"\d{{{DIGITS}}}", digits):
        raise RuleError(NOT_A_CODE)
    for (identity,) in session.db.conn.execute("SELECT id FROM household WHERE alive").fetchall():
        for form_id in session.pack.forms:
            household = HouseholdId(RecordId(identity))
            if key_of(form_id, household).replace(" ", "") == digits:
                return PaperKey(form_id=form_id, household=household)
    raise RuleError(UNKNOWN)


def _is_here(session: Session, household: HouseholdId) -> bool:
    row = session.db.conn.execute("SELECT 1 FROM household WHERE alive AND id = ?", (household,)).fetchone()
    return row is not None
