"""A printed questionnaire is keyed back: its code names questionnaire and household, its first question comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from poverty_desktop.operations.done import Done
from poverty_desktop.operations.interviewing import interviews
from poverty_desktop.queries.interviewing import paper_keys
from poverty_desktop.queries.interviewing.paper_keys import PaperKey
from ui.interview import calls
from ui.interview.picture import picture
from ui.interview.places import first_place
from ui.interview.running import Opened

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session


def begin(code: str, session: Session) -> Done[Opened]:
    """Open the interview that a scanned code or typed digits name, at the first question of the paper.

    An unfinished one goes on where it was left. Raises ``RuleError`` where the code names nothing here.
    """
    found: PaperKey = paper_keys.find(session, code)
    done = calls.begin(found.household, None, session, form_id=found.form_id)
    running = done.value.running
    if not running.was_begun_now:
        return done
    interviews.move(session, running.opened, first_place(running.opened.interview))
    return Done(value=Opened(running=running, view=picture(session, running)), changes=done.changes)
