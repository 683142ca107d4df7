"""What the tab of procedures and the events of members ask of the store; each function runs on the store thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.model import Label

if TYPE_CHECKING:
    from poverty_desktop.operations.casework.step_entry import StepEntry
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.casework.procedure_rows import ProcedureFile

NO_RELATION = N_("Say how each person concerned is related to the head afterwards.")
NO_NUMBER = N_("Votes are whole numbers.")
VOTES = ("entitled", "present", "agreed", "opposed", "abstained")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A step as it was typed; texts only, read on the store thread."""

    procedure: RecordId
    step: str
    day: str
    failed: bool = False
    votes: Mapping[str, str] = field(default_factory=dict)
    signatures: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    answers: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    takes_down: bool = False
    together: tuple[RecordId, ...] = ()  # further procedures of the same paper
    corrects: RecordId | None = None  # the step that was noted already
    until: str = ""  # of a display that was taken down already
    because: str = ""  # why it is corrected

    @property
    def procedures(self) -> tuple[RecordId, ...]:
        """Return every procedure that the paper is about."""
        return (self.procedure, *self.together)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTyped:
    """An event of members as it was typed; ``kind`` is leave:…, join:…, split or merge, with the code of the reason."""

    household: HouseholdId
    kind: str
    day: str
    members: tuple[RecordId, ...] = ()
    relations: Mapping[RecordId, str] = field(default_factory=dict)
    name: str = field(default="", repr=False)
    born: str = ""
    relation: str = ""
    into: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageInYear:
    """A village whose record of ``year`` is on screen: what of its era can be begun, to catch up."""

    code: str
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectOfVillage:
    """A project, whose procedure is that of its village's chain."""

    project: RecordId
    village: str


Subject = HouseholdId | VillageInYear | ProjectOfVillage


def procedures_of(subject: Subject, language: str, session: Session) -> ProcedureFile:
    """Return the procedures of a household, or of a village itself, and what can be begun."""
    from poverty_desktop.queries.casework import procedure_rows

    if isinstance(subject, ProjectOfVillage):
        return procedure_rows.of_project(session, subject.project, language)
    if isinstance(subject, VillageInYear):
        return procedure_rows.of_village(session, subject.code, _day_in(subject, session), language)
    return procedure_rows.of_household(session, subject, language)


def _day_in(subject: VillageInYear, session: Session) -> date:
    """Return today, or the first day of a year of another policy era that is caught up."""
    today = session.clock.today()
    is_of_now = session.pack.era(subject.year) == session.pack.era(today.year)
    return today if is_of_now else date(subject.year, 1, 1)


def begin(subject: Subject, kind: str, session: Session) -> Done[RecordId]:
    """Begin a procedure today; that of an earlier era on the first day of the year on screen."""
    from poverty_desktop.operations.casework import procedures

    if isinstance(subject, ProjectOfVillage):
        today = session.clock.today()
        return procedures.begin(session, subject.village, kind, on=today, project=subject.project)
    if isinstance(subject, VillageInYear):
        return procedures.begin(session, subject.code, kind, on=_day_in(subject, session))
    return procedures.begin(session, subject, kind, on=session.clock.today())


def warnings(typed: Typed, language: str, session: Session) -> tuple[str, ...]:
    """Return what speaks against a step before it is signed; nothing while its day is not a day yet."""
    from poverty_desktop.operations.casework import procedures
    from poverty_desktop.queries.casework import procedures as states
    from poverty_desktop.queries.casework.procedure_words import warning_words

    try:
        entry = _entry(typed)
    except RuleError:
        return ()
    if typed.corrects is not None:
        return _against_correction(typed, typed.corrects, entry, language, session)
    found: dict[str, None] = {}
    for procedure in typed.procedures:
        state = states.one(session, procedure)
        for warned in procedures.against(session, procedure, entry):
            found[warning_words(session.pack, state.procedure, entry.step, warned, language)] = None
    return tuple(found)


def _against_correction(
    typed: Typed, step: RecordId, entry: StepEntry, language: str, session: Session
) -> tuple[str, ...]:
    """Return what speaks against a corrected step, and against those after it, which are called by their names."""
    from poverty_desktop.operations.casework import step_correction
    from poverty_desktop.queries.casework import procedures as states
    from poverty_desktop.queries.casework.procedure_words import against_words

    procedure = states.one(session, typed.procedure).procedure
    told = step_correction.against(session, typed.procedure, step, entry)
    said = (against_words(session.pack, procedure, item.step, item.warned, entry.step, language) for item in told)
    return tuple(dict.fromkeys(said))


def note(typed: Typed, session: Session) -> Done[Any]:
    """Note a step, correct one that was noted, or note that its display was taken down."""
    from poverty_desktop.domain.procedure import Outcome
    from poverty_desktop.domain.typed import day_of
    from poverty_desktop.operations.casework import procedures, step_correction

    if typed.corrects is not None:
        entry = _entry(typed)
        return step_correction.correct_step(session, typed.procedure, typed.corrects, entry, reason=typed.because)
    if typed.takes_down:
        return procedures.take_down(
            session,
            typed.procedures,
            on=day_of(typed.day),
            outcome=Outcome.FAILED if typed.failed else Outcome.PASSED,
            objections=typed.texts.get("objections", ""),
            exception_reason=typed.reason,
        )
    return procedures.note_step(session, typed.procedures, _entry(typed))


def drop(procedure: RecordId, because: str, session: Session) -> Done[None]:
    """Give a procedure up today."""
    from poverty_desktop.operations.casework import procedures

    return procedures.drop(session, procedure, on=session.clock.today(), because=because)


def write_paper(procedure: RecordId, step: str, path: Path, session: Session) -> int:
    """Write the paper of a step as PDF."""
    from poverty_desktop.operations.casework import procedure_papers

    return procedure_papers.write(session, procedure, step, path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What an event can be, and the relations that there are."""

    joining: tuple[tuple[str, Label], ...]
    leaving: tuple[tuple[str, Label], ...]
    relations: tuple[tuple[str, Label], ...]


def choices(session: Session) -> Choices:
    """Return the reasons and relations of the pack."""
    return Choices(
        joining=_single(session, "reason_in"),
        leaving=_single(session, "reason_out"),
        relations=_codes(session, "relation"),
    )


def record_event(typed: EventTyped, session: Session) -> Done[Any]:
    """Record an event of members."""
    from poverty_desktop.domain.typed import day_of
    from poverty_desktop.domain.values import Value
    from poverty_desktop.operations.register import membership_events as events
    from poverty_desktop.queries.register.named import household_named

    day = day_of(typed.day)
    kind, _colon, reason = typed.kind.partition(":")
    if kind == "leave":
        staying = {item: relation for item, relation in typed.relations.items() if item not in typed.members}
        return events.leave(session, typed.members, day=day, reason=reason, relations=staying)
    if kind == "join":
        if not typed.relation:
            raise RuleError(NO_RELATION)
        person = {"name": Value(typed.name.strip())} if typed.name.strip() else {}
        if typed.born.strip():
            person["birth_date"] = Value(day_of(typed.born).isoformat())
        return events.join(session, typed.household, person, day=day, reason=reason, relation=typed.relation)
    if kind == "split":
        moved = _moved(typed)
        staying = {item: relation for item, relation in typed.relations.items() if item not in moved}
        return events.split(session, typed.household, moved, day=day, staying=staying)
    kept = household_named(session, typed.into)
    return events.merge(session, kept, typed.household, _moved(typed), day=day)


def _moved(typed: EventTyped) -> dict[RecordId, str]:
    if not set(typed.members) <= set(typed.relations):
        raise RuleError(NO_RELATION)
    return {item: typed.relations[item] for item in typed.members}


def _entry(typed: Typed) -> StepEntry:
    from poverty_desktop.domain.procedure import Outcome
    from poverty_desktop.domain.typed import day_of
    from poverty_desktop.operations.casework.step_entry import StepEntry

    numbers: dict[str, int] = {}
    for name, text in typed.votes.items():
        if text.strip():
            if not text.strip().isdecimal():
                raise RuleError(NO_NUMBER)
            numbers[name] = int(text)
    return StepEntry(
        step=typed.step,
        on=day_of(typed.day),
        until=day_of(typed.until) if typed.until.strip() else None,
        outcome=Outcome.FAILED if typed.failed else Outcome.PASSED,
        entitled=numbers.get("entitled"),
        present=numbers.get("present"),
        agreed=numbers.get("agreed"),
        opposed=numbers.get("opposed"),
        abstained=numbers.get("abstained"),
        signatures=typed.signatures,
        participants=typed.texts.get("participants", ""),
        opinion=typed.texts.get("opinion", ""),
        place=typed.texts.get("place", ""),
        objections=typed.texts.get("objections", ""),
        exception_reason=typed.reason,
        answers=typed.answers,
    )


def _single(session: Session, name: str) -> tuple[tuple[str, Label], ...]:
    """Return the reasons for which one person joins or leaves: a split and a merger are events of a household."""
    from poverty_desktop.domain.membership_events import SCHEME, Event

    of_households = (Event.SPLIT_IN, Event.MERGED_IN, Event.SPLIT_OUT, Event.MERGED_OUT)
    found = session.pack.code_lists.get(name)
    codes = found.codes if found is not None else ()
    return tuple((code.code, code.label) for code in codes if code.schemes.get(SCHEME) not in of_households)


def _codes(session: Session, name: str) -> tuple[tuple[str, Label], ...]:
    found = session.pack.code_lists.get(name)
    return tuple((code.code, code.label) for code in found.codes) if found is not None else ()
