"""An interview in work: the form, the answers so far, and the draft that they go to."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_desktop.ids import HouseholdId, InterviewId
from poverty_desktop.interviews.form import Form
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.packs.model import Pack


@dataclass(slots=True, kw_only=True)
class OpenInterview:
    """A running interview and the draft that every answer goes to; it stays on the thread of the session."""

    id: InterviewId
    household: HouseholdId
    year: int
    pack: Pack
    form: Form
    interview: Interview
    seen: int
