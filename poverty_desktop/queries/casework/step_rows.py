"""The steps of a procedure in words: one that was taken, and one that may come next."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from poverty_desktop.domain.procedure import Ending, Outcome, Step
from poverty_desktop.domain.procedure_clock import Next
from poverty_desktop.i18n import N_, _, format_date, format_list
from poverty_desktop.ids import RecordId
from poverty_desktop.packs.model import PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.procedures import ProcedureStep
from poverty_desktop.queries.casework.procedure_words import ACTOR_WORDS, rule_words, signer_name, step_name
from poverty_desktop.queries.casework.procedures import ProcedureState
from poverty_desktop.queries.casework.step_records import StepTaken

OLD_PAPER = N_("Its paper was printed before this was corrected: print it again.")
Options = tuple[tuple[str, str], ...]


class Mark(StrEnum):
    """How a step on the line looks."""

    DONE = "done"
    FAILED = "failed"
    HANGING = "hanging"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenRow:
    """One step taken; ``details`` are what was noted with it, ``noted`` the same as it is typed in ``form``.

    ``form`` is None where the pack does not know the step any more.
    """

    record: RecordId
    step: str
    title: str
    actor: str
    day: str
    mark: Mark
    details: tuple[str, ...] = field(repr=False)
    has_paper: bool
    noted: StepTaken = field(repr=False)
    form: NextRow | None


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


def taken_row(pack: Pack, state: ProcedureState, item: StepTaken, language: str, *, is_paper_old: bool) -> TakenRow:
    """Return one step taken as the window shows it."""
    row, taken = state.procedure.row(item.taken.step), item.taken
    hangs = row is not None and row.step.display_days is not None and taken.until is None and state.hanging == item
    mark = Mark.FAILED if taken.outcome is Outcome.FAILED else Mark.HANGING if hangs else Mark.DONE
    day = format_date(taken.on)
    if taken.until is not None:
        day = _("{first} to {last}").format(first=day, last=format_date(taken.until))
    elif hangs:
        day = _("since {day}, at least until {last}").format(day=day, last=format_date(state.clock.last_day(taken)))
    return TakenRow(
        record=item.record,
        step=taken.step,
        title=step_name(state.procedure, taken.step, language),
        actor=_(ACTOR_WORDS[row.step.actor]) if row is not None else "",
        day=day,
        mark=mark,
        details=(*_details(pack, item, language), *((_(OLD_PAPER),) if is_paper_old else ())),
        has_paper=row is not None and row.paper is not None,
        noted=item,
        form=None if row is None else _row(pack, row, (), language),
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


def next_row(pack: Pack, state: ProcedureState, item: Next, language: str) -> NextRow:
    """Return one step that may come next as the window shows it."""
    row = state.procedure.row(item.step.id)
    assert row is not None
    return _row(pack, row, _clocks(pack, state, item, language), language)


def _row(pack: Pack, row: ProcedureStep, clocks: tuple[str, ...], language: str) -> NextRow:
    step = row.step
    return NextRow(
        step=step.id,
        title=row.name(language),
        actor=_(ACTOR_WORDS[step.actor]),
        clocks=clocks,
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
