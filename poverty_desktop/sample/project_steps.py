"""The way of a sample project into the library and through its works: the steps of the pack's procedure, with days.

How far a project has come is what its stage says; the steps that lead there are passed, one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.procedure import Outcome, Step
from poverty_desktop.ids import RecordId, derive_id
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.procedures import ProcedureStep
from poverty_desktop.sample.encoder import Encoder
from poverty_desktop.sample.model import SampleRecord

KIND = "project"
_ENTITLED, _PRESENT, _AGREED = 30, 26, 25
_BEFORE = {"proposal": 0, "village_display": 2, "township": 14, "township_display": 16, "county": 29}
"""Days after the meeting in the village, in the autumn before the year of the project."""
_ANNOUNCED = 35
_PLACES = {"proposal": "村委会会议室", "acceptance": "项目现场"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """When the money came, the works began and were accepted; works that are not so far need no later day."""

    year: int
    given: date
    begun: date | None = None
    accepted: date | None = None

    def of(self, step: str) -> date | None:
        """Return the day of a step."""
        meeting = date(self.year - 1, 9, 10)
        if step in _BEFORE:
            return meeting + timedelta(days=_BEFORE[step])
        begun = self.begun or self.given + timedelta(days=5)
        accepted = self.accepted or begun + timedelta(days=60)
        return {
            "announcement": meeting + timedelta(days=_ANNOUNCED),
            "planned": min(self.given, date(self.year, 1, 20)),
            "start_display": begun,
            "works": begun + timedelta(days=11),
            "acceptance": accepted,
            "result_display": accepted + timedelta(days=2),
            "archive": accepted + timedelta(days=14),
        }.get(step)


def steps_of(pack: Pack, project: RecordId, village: str, stage: str, days: Days) -> Iterator[SampleRecord]:
    """Yield the procedure of a project with the steps that lead to ``stage``; nothing with a pack without it."""
    found = pack.procedure(KIND)
    if found is None or (RecordKind.PROCEDURE, "project") not in pack.by_name:
        return
    encoder = Encoder(pack)
    procedure = RecordId(derive_id(RecordKind.PROCEDURE, project, KIND))
    facts = {"project": project, "village": village, "kind": KIND, "begun_on": days.of("proposal")}
    yield SampleRecord(kind=RecordKind.PROCEDURE, id=procedure, values=encoder.values(RecordKind.PROCEDURE, facts))
    for number, row in enumerate(found.steps, start=1):
        on = days.of(row.step.id)
        if on is None:
            return
        yield _step(encoder, procedure, village, number, row.step, on)
        if _stage(row) == stage:
            return


def _stage(row: ProcedureStep) -> str:
    """Return the stage that a step brings a project to, "" where it stays where it is."""
    return next((str(effect.value) for effect in row.effects if effect.property_name == "stage"), "")


def _step(encoder: Encoder, procedure: RecordId, village: str, number: int, step: Step, on: date) -> SampleRecord:
    hangs = step.display_days
    facts: dict[str, object] = {
        "procedure": procedure,
        "village": village,
        "name": step.id,
        "number": number,
        "done_on": on,
        "ended_on": on + timedelta(days=hangs) if hangs else None,
        "outcome": Outcome.PASSED.value,
        "signatures": step.signatures or None,
        "place": _PLACES.get(step.id),
        "objections": "无" if hangs else None,
    }
    if step.quorum is not None:
        facts |= {"entitled": _ENTITLED, "present": _PRESENT, "agreed": _AGREED, "opposed": 0}
        facts["abstained"] = _PRESENT - _AGREED
    record = RecordId(derive_id(RecordKind.STEP, procedure, number))
    return SampleRecord(kind=RecordKind.STEP, id=record, values=encoder.values(RecordKind.STEP, facts))
