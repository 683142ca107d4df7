"""Procedures as the window shows them: a line of steps in words, what comes next, and what can be begun."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from poverty_desktop.domain.procedure import Ending, Outcome, Step
from poverty_desktop.domain.procedure_clock import Next
from poverty_desktop.i18n import _, format_date, format_list
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.model import PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.procedures import ProcedureStep
from poverty_desktop.queries import procedures
from poverty_desktop.queries.procedure_words import ACTOR_WORDS, ENDING_WORDS, rule_words, signer_name, step_name
from poverty_desktop.queries.procedures import ProcedureState
from poverty_desktop.queries.step_records import StepTaken
from poverty_desktop.store.session import Session

Options = tuple[tuple[str, str], ...]


class Mark(StrEnum):
    """How a step on the line looks."""

    DONE = "done"
    FAILED = "failed"
    HANGING = "hanging"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenRow:
    """One step taken; ``details`` are what was noted with it."""

    step: str
    title: str
    actor: str
    day: str
    mark: Mark
    details: tuple[str, ...] = field(repr=False)
    has_paper: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A value that a step asks for; without options it is typed."""

    name: str
    label: str
    options: Options


@dataclass(frozen=True, slots=True, kw_only=True)
class NextRow:
    """One step that may come next; ``clocks`` say when at the earliest and by when, with the rule."""

    step: str
    title: str
    actor: str
    clocks: tuple[str, ...]
    note: str
    signers: Options
    asked: tuple[Asked, ...]
    votes: bool
    is_display: bool
    has_paper: bool
    is_refusal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureRow:
    """One procedure of a household, or of a list of many."""

    id: RecordId
    household: HouseholdId | None  # None: the village's own, or a project's
    project: RecordId | None
    village: str
    head_name: str = field(repr=False)
    group_name: str
    title: str
    state: str
    is_running: bool
    taken: tuple[TakenRow, ...]
    next: tuple[NextRow, ...]
    hanging: str  # the display that hangs, its step
    display_ends: date | None
    due: date | None
    ready: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A procedure that can be begun."""

    id: str
    title: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureFile:
    """Everything that the tab of a household, or of the village itself, shows."""

    subject: HouseholdId | RecordId | str
    rows: tuple[ProcedureRow, ...]
    offers: tuple[Offer, ...]
    is_known: bool  # the pack has procedures at all
    begins_on: date


def of_household(session: Session, household: HouseholdId, language: str) -> ProcedureFile:
    """Return the procedures of a household and what can be begun today."""
    today = session.clock.today()
    return ProcedureFile(
        subject=household,
        rows=tuple(row_of(session.pack, item, language) for item in procedures.of_household(session, household)),
        offers=tuple(
            Offer(id=item.id, title=item.name(language), source=item.source)
            for item in procedures.offered(session, household, today)
        ),
        is_known=procedures.is_offered(session.pack),
        begins_on=today,
    )


def of_village(session: Session, village: str, day: date, language: str) -> ProcedureFile:
    """Return the procedures of the village itself and what can be begun on ``day``: its era decides."""
    return ProcedureFile(
        subject=village,
        rows=tuple(row_of(session.pack, item, language) for item in procedures.of_village(session, village)),
        offers=tuple(
            Offer(id=item.id, title=item.name(language), source=item.source)
            for item in procedures.offered_to_village(session, village, day)
        ),
        is_known=procedures.is_offered(session.pack),
        begins_on=day,
    )


def of_project(session: Session, project: RecordId, language: str) -> ProcedureFile:
    """Return the procedures of a project and what can be begun today."""
    today = session.clock.today()
    return ProcedureFile(
        subject=project,
        rows=tuple(row_of(session.pack, item, language) for item in procedures.of_project(session, project)),
        offers=tuple(
            Offer(id=item.id, title=item.name(language), source=item.source)
            for item in procedures.offered_to_project(session, project, today)
        ),
        is_known=procedures.is_offered(session.pack),
        begins_on=today,
    )


def running(session: Session, language: str) -> tuple[ProcedureRow, ...]:
    """Return the procedures that run, those due first."""
    rows = [row_of(session.pack, item, language) for item in procedures.running(session)]
    return tuple(sorted(rows, key=lambda row: min(row.due or date.max, row.display_ends or date.max)))


def row_of(pack: Pack, state: ProcedureState, language: str) -> ProcedureRow:
    """Return one procedure in words."""
    clocks, hanging = state.clocks, state.hanging
    return ProcedureRow(
        id=state.id,
        household=state.household,
        project=state.project,
        village=state.village,
        head_name=state.head_name,
        group_name=state.group_name,
        title=state.procedure.name(language),
        state=_state(state),
        is_running=state.is_running,
        taken=tuple(_taken(pack, state, item, language) for item in state.steps),
        next=tuple(_next(pack, state, item, language) for item in state.next),
        hanging=hanging.taken.step if hanging is not None else "",
        display_ends=clocks.display_ends,
        due=clocks.due.day if clocks.due is not None else None,
        ready=clocks.ready,
    )


def _state(state: ProcedureState) -> str:
    if state.dropped_on is not None:
        return _("given up on {day}: {why}").format(day=format_date(state.dropped_on), why=state.dropped_because)
    ending = state.ending
    if ending is not None:
        return _(ENDING_WORDS[ending])
    return _("running since {day}").format(day=format_date(state.begun_on))


def _taken(pack: Pack, state: ProcedureState, item: StepTaken, language: str) -> TakenRow:
    row, taken = state.procedure.row(item.taken.step), item.taken
    hangs = row is not None and row.step.display_days is not None and taken.until is None and state.hanging == item
    mark = Mark.FAILED if taken.outcome is Outcome.FAILED else Mark.HANGING if hangs else Mark.DONE
    day = format_date(taken.on)
    if taken.until is not None:
        day = _("{first} to {last}").format(first=day, last=format_date(taken.until))
    elif hangs:
        day = _("since {day}, at least until {last}").format(day=day, last=format_date(state.clock.last_day(taken)))
    return TakenRow(
        step=taken.step,
        title=step_name(state.procedure, taken.step, language),
        actor=_(ACTOR_WORDS[row.step.actor]) if row is not None else "",
        day=day,
        mark=mark,
        details=_details(pack, item, language),
        has_paper=row is not None and row.paper is not None,
    )


def _details(pack: Pack, item: StepTaken, language: str) -> tuple[str, ...]:
    taken, texts = item.taken, item.texts
    found = []
    if taken.present is not None:
        votes = _("Entitled {entitled}, present {present}, agreed {agreed}, opposed {opposed}, abstained {abstained}.")
        numbers = {
            name: getattr(taken, name) or 0 for name in ("entitled", "present", "agreed", "opposed", "abstained")
        }
        found.append(votes.format(**numbers))
    if taken.signatures:
        names = format_list(signer_name(pack, code, language) for code in sorted(taken.signatures))
        found.append(_("Signed by {names}").format(names=names))
    found += [texts[name] for name in ("participants", "place", "opinion", "objections") if name in texts]
    if "exception_reason" in texts:
        found.append(_("Against a rule, because: {why}").format(why=texts["exception_reason"]))
    return tuple(found)


def _next(pack: Pack, state: ProcedureState, item: Next, language: str) -> NextRow:
    row = state.procedure.row(item.step.id)
    assert row is not None
    step = item.step
    return NextRow(
        step=step.id,
        title=row.name(language),
        actor=_(ACTOR_WORDS[step.actor]),
        clocks=_clocks(pack, state, item, language),
        note=row.note(language) if row.note is not None else "",
        signers=tuple((code, signer_name(pack, code, language)) for code in step.signatures),
        asked=_asked(pack, row, language),
        votes=step.votes,
        is_display=step.display_days is not None,
        has_paper=row.paper is not None,
        is_refusal=step.ends is Ending.REJECTED,
    )


def _clocks(pack: Pack, state: ProcedureState, item: Next, language: str) -> tuple[str, ...]:
    found = []
    if item.earliest is not None:
        rule = rule_words(pack, state.procedure, item.earliest.rule, language)
        found.append(_("Not before {day} ({rule})").format(day=format_date(item.earliest.day), rule=rule))
    if item.latest is not None:
        rule = rule_words(pack, state.procedure, item.latest.rule, language)
        found.append(_("By {day} ({rule})").format(day=format_date(item.latest.day), rule=rule))
    if item.lacks:
        names = format_list(step_name(state.procedure, name, language) for name in item.lacks)
        found.append(_("Needs {steps} before").format(steps=names))
    found += _display_words(item.step)
    return tuple(found)


def _display_words(step: Step) -> list[str]:
    return [_("Hangs for at least {days} days").format(days=step.display_days)] if step.display_days is not None else []


def _asked(pack: Pack, row: ProcedureStep, language: str) -> tuple[Asked, ...]:
    found = []
    for effect in row.effects:
        item = pack.by_name.get((effect.kind, effect.property_name))
        if effect.is_asked and item is not None:
            codes = pack.code_lists.get(item.code_list or "") if item.type is PropertyType.CHOICE else None
            options = tuple((code.code, code.label(language)) for code in codes.codes) if codes is not None else ()
            found.append(Asked(name=item.name, label=item.label(language), options=options))
    return tuple(found)
