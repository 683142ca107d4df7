"""What was answered last time here: the list ``last-saved`` that a default reads by ``${last-saved#village}``."""

from __future__ import annotations

from poverty_desktop.expressions.nodes import Node
from poverty_desktop.ids import RecordId
from poverty_desktop.interviews.form import Form
from poverty_desktop.interviews.packed import unpack_submission
from poverty_desktop.interviews.secondary import xml_instance
from poverty_desktop.store.session import Session

LAST_SAVED = "__last-saved"
"""The id that pyxform gives the instance ``jr://instance/last-saved``."""


def last_completed(session: Session, form: Form) -> RecordId | None:
    """Return the interview of ``form`` that was completed last, None where there is none or nothing asks for it."""
    if LAST_SAVED not in form.external:
        return None
    row = session.db.conn.execute(
        "SELECT id FROM interview WHERE alive AND form = ? AND answers IS NOT NULL"
        " ORDER BY finished_at DESC, id DESC LIMIT 1",
        (form.form_id,),
    ).fetchone()
    return RecordId(row[0]) if row else None


def answers_of(session: Session, interview: RecordId) -> Node | None:
    """Return the answers of a completed interview as an instance, None where it is gone."""
    row = session.db.conn.execute(
        "SELECT answers FROM interview WHERE alive AND id = ? AND answers IS NOT NULL", (interview,)
    ).fetchone()
    return xml_instance(unpack_submission(str(row[0]))) if row else None
