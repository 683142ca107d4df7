"""An interview in work: the form, the answers so far, and the draft that they go to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from poverty_desktop.ids import HouseholdId, InterviewId, RecordId
from poverty_desktop.interviews.form import Form
from poverty_desktop.interviews.interview import Interview
from poverty_desktop.packs.pack import Pack

CORRECTS = "corrects"
"""Names, among the properties of a draft, the completed interview that it corrects."""

KEYS_AGAIN = "keys_again"
"""Names there the completed interview that is keyed from paper a second time."""

FROM_PAPER = "from_paper"
"""Says there that the answers are keyed in from paper."""


@dataclass(slots=True, kw_only=True)
class OpenInterview:
    """A running interview and the draft that every answer goes to; it stays on the thread of the session.

    ``comments`` are those with which the interview that it corrects was handed back, by path.
    """

    id: InterviewId
    household: HouseholdId
    year: int
    pack: Pack
    form: Form
    interview: Interview
    seen: int
    comments: Mapping[str, str] = field(default_factory=dict)

    @property
    def corrects(self) -> InterviewId | None:
        """Return the completed interview that this one corrects."""
        return self._named(CORRECTS)

    @property
    def keys_again(self) -> InterviewId | None:
        """Return the completed interview whose paper form is keyed a second time here."""
        return self._named(KEYS_AGAIN)

    @property
    def is_from_paper(self) -> bool:
        """Say whether the answers are keyed in from paper: by what was chosen last, at the interview itself."""
        named = self.interview.running.head.properties.get(FROM_PAPER)
        return self.keys_again is not None if named is None else bool(named)

    def _named(self, name: str) -> InterviewId | None:
        named = self.interview.running.head.properties.get(name, "")
        return InterviewId(RecordId(bytes.fromhex(named))) if named else None
