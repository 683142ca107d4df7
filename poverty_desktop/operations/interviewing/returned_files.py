"""What lies in an export of ODK Central or KoboToolbox, as submissions of one questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.submission_files import SubmissionFiles
from poverty_desktop.i18n import N_
from poverty_desktop.interviews.form import Form
from poverty_desktop.interviews.load import load_form
from poverty_desktop.interviews.returned import Returned, read_all
from poverty_desktop.interviews.returned_tables import LABELS, count_columns, read_tables
from poverty_desktop.store.session import Session

OTHER_FORM = N_("These tables belong to the questionnaire “{title}” ({form}). Choose it, then take them in again.")
NO_SUBMISSION = N_("It holds no submission of this questionnaire.")


def returned_in(session: Session, form: Form, files: SubmissionFiles) -> Iterator[tuple[str, Returned | RuleError]]:
    """Yield the folder and the submission; for one that cannot be read or is of another form its file and why."""
    for item in files.submitted:
        found: Sequence[Returned | None] = ()
        reason = RuleError(NO_SUBMISSION)
        try:
            found = read_all(form, item.data)
        except RuleError as error:
            reason = error
        for returned in found or (None,):
            yield (item.name, reason) if returned is None else (item.folder, returned)
    if any(files.tables.values()):
        for returned in _tabled(session, form, files):
            yield "", returned


def _tabled(session: Session, form: Form, files: SubmissionFiles) -> Sequence[Returned]:
    """Return the submissions of the tables; where they are those of another questionnaire, name it."""
    try:
        return read_tables(form, files.tables)
    except RuleError as error:
        rows = [rows[0] for rows in files.tables.values() if rows]
        others = [one for one in session.pack.forms.values() if one.form_id != form.form_id]
        fitting = {one.form_id: max(count_columns(load_form(one.xform), row) for row in rows) for one in others}
        best = max(others, key=lambda one: fitting[one.form_id], default=None)
        if error.message_id != LABELS or best is None or not fitting[best.form_id]:
            raise
        raise RuleError(OTHER_FORM, title=best.title, form=best.form_id) from error
