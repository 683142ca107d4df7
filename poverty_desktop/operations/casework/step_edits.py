"""What a noted step writes: its own record, and what it decides of its household or village."""

from __future__ import annotations

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.casework.step_entry import StepEntry
from poverty_desktop.operations.register.entry_lines import new_line
from poverty_desktop.operations.register.villages import edit_of_year
from poverty_desktop.packs import typed
from poverty_desktop.packs.model import Property, PropertyType
from poverty_desktop.packs.procedures import Effect, Given, ProcedureStep
from poverty_desktop.queries.casework.procedures import ProcedureState
from poverty_desktop.queries.register.snapshot import records
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit

ASKED = N_("Say what is to stand at “{label}”.")
Edit = tuple[ProcedureState, RecordEdit]
"""A change, and the procedure to whose subject it belongs."""


def subject_values(household: HouseholdId | None, village: str, project: RecordId | None = None) -> dict[str, Value]:
    """Return whose a procedure is, as its records say it."""
    if household is not None:
        return {"household": Value(household)}
    return {"village": Value(village), **({"project": Value(project)} if project is not None else {})}


def step_values(state: ProcedureState, row: ProcedureStep, entry: StepEntry) -> dict[str, Value]:
    """Return what the record of a step holds, with the days that the rules gave at this moment."""
    bounds = state.clock.of(row.step)
    numbers = {
        "number": len(state.steps) + 1,
        "entitled": entry.entitled,
        "present": entry.present,
        "agreed": entry.agreed,
        "opposed": entry.opposed,
        "abstained": entry.abstained,
    }
    days = {
        "done_on": entry.on,
        "ended_on": entry.until,
        "earliest": bounds.earliest.day if bounds.earliest else None,
        "latest": bounds.latest.day if bounds.latest else None,
        "least_end": state.clock.least_end(row.step, entry.on) if row.step.display_days is not None else None,
    }
    return {
        "procedure": Value(state.id),
        **subject_values(state.household, state.village),
        "name": Value(entry.step),
        "outcome": Value(entry.outcome.value),
        **{name: Value(number) for name, number in numbers.items() if number is not None},
        **{name: Value(day.isoformat()) for name, day in days.items() if day is not None},
        **({"signatures": Value(" ".join(sorted(entry.signatures)))} if entry.signatures else {}),
        **text_values(
            participants=entry.participants,
            opinion=entry.opinion,
            place=entry.place,
            objections=entry.objections,
            exception_reason=entry.exception_reason,
        ),
    }


def text_values(**texts: str) -> dict[str, Value]:
    """Return the texts that say something."""
    return {name: Value(text.strip()) for name, text in texts.items() if text.strip()}


def effect_edits(session: Session, state: ProcedureState, row: ProcedureStep, entry: StepEntry) -> list[Edit]:
    """Return what a step that has passed changes in the register; a household's change comes onto the entry list."""
    values = {
        effect.property_name: _effect_value(session, effect, entry)
        for effect in row.effects
        if (effect.kind, effect.property_name) in session.pack.by_name
    }
    if not values:
        return []
    if state.project is not None:
        return [(state, RecordEdit(kind=RecordKind.VILLAGE_PROJECT, record=state.project, values=values))]
    if state.household is None:
        return [(state, edit_of_year(session, state.village, entry.on.year, values))]
    expected = {name: value.scalar if isinstance(value.scalar, str | int) else None for name, value in values.items()}
    edits = [RecordEdit(kind=RecordKind.HOUSEHOLD, record=state.household, values=values)]
    edits += new_line(session, state.household, "status", day=entry.on, reason=row.step.id, expected=expected)
    return [(state, edit) for edit in edits]


_OF_ITS_DAY = (Given.DATE, Given.MONTH, Given.YEAR)


def dated_edits(
    session: Session, state: ProcedureState, row: ProcedureStep, old: StepEntry, new: StepEntry
) -> list[Edit]:
    """Return what a corrected day changes in the register: the days that it gave, where they stand as it gave them."""
    if state.household is not None:
        kind, record = RecordKind.HOUSEHOLD, RecordId(state.household)
    elif state.project is not None:
        kind, record = RecordKind.VILLAGE_PROJECT, state.project
    else:
        return []
    (known,) = records(session, kind, "id = ?", [record])
    values = {}
    for effect in row.effects:
        if effect.kind is kind and effect.value in _OF_ITS_DAY and (kind, effect.property_name) in session.pack.by_name:
            before, after = (_effect_value(session, effect, entry) for entry in (old, new))
            if before != after and known.values.get(effect.property_name) == before:
                values[effect.property_name] = after
    if not values:
        return []
    edits = [RecordEdit(kind=kind, record=record, values=values)]
    if state.household is not None:
        expected = {name: item.scalar if isinstance(item.scalar, str | int) else None for name, item in values.items()}
        edits += new_line(session, state.household, "status", day=new.on, reason=row.step.id, expected=expected)
    return [(state, edit) for edit in edits]


def _effect_value(session: Session, effect: Effect, entry: StepEntry) -> Value:
    item = session.pack.by_name[effect.kind, effect.property_name]
    if effect.is_asked:
        text = entry.answers.get(effect.property_name, "").strip()
        if not text:
            raise RuleError(ASKED, label=item.label)
        return _typed(session, item, text)
    match effect.value:
        case Given.DATE:
            return Value(entry.on.isoformat())
        case Given.MONTH:
            return Value(f"{entry.on:%Y-%m}")
        case Given.YEAR:
            return Value(entry.on.year)
        case Given.BLANK:
            return BLANK
        case fixed:
            return Value(int(fixed) if item.type is PropertyType.BOOLEAN else fixed)


def _typed(session: Session, item: Property, text: str) -> Value:
    codes = session.pack.code_lists.get(item.code_list or "")
    if codes is None:
        return typed.read(item, text)
    found = codes.find(text) or codes.find_label(text)
    if found is None:
        raise RuleError(ASKED, label=item.label)
    return Value(found.code)
