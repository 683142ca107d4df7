"""A step of a procedure as somebody notes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from poverty_desktop.domain.procedure import Outcome, Taken


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEntry:
    """What is noted of a step, as it stands on the signed paper; ``answers`` are the values that its effects ask for.

    ``exception_reason`` says why it stands against a rule; without one such a step is not noted.
    """

    step: str
    on: date
    until: date | None = None
    outcome: Outcome = Outcome.PASSED
    entitled: int | None = None
    present: int | None = None
    agreed: int | None = None
    opposed: int | None = None
    abstained: int | None = None
    signatures: tuple[str, ...] = ()
    participants: str = ""
    opinion: str = ""
    place: str = ""
    objections: str = ""
    exception_reason: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def taken(self) -> Taken:
        """Return it as the rules see it."""
        return Taken(
            step=self.step,
            on=self.on,
            until=self.until,
            outcome=self.outcome,
            entitled=self.entitled,
            present=self.present,
            agreed=self.agreed,
            opposed=self.opposed,
            abstained=self.abstained,
            signatures=frozenset(self.signatures),
        )
