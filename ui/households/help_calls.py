"""What the tab of plan and measures asks of the store; each function runs on the store thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.domain.measure import Status
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.model import Label

if TYPE_CHECKING:
    from poverty_desktop.checks.suggestions import Advice
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.assistance.helpers import PairingRow
    from poverty_desktop.queries.assistance.measure_lines import MeasureLine
    from poverty_desktop.queries.assistance.need_board import NeedRow


Options = tuple[tuple[str, Label], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpFile:
    """Everything that the tab shows of one household and year; without a catalogue ``advice`` is None."""

    household: HouseholdId
    year: int
    advice: Advice | None
    lines: tuple[MeasureLine, ...]
    needs: tuple[NeedRow, ...]
    members: tuple[tuple[RecordId, str], ...]
    need_kinds: Options
    statuses: Options
    satisfaction: Options
    today: date
    helpers: tuple[PairingRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpTyped:
    """What was typed in the form; texts only, read on the store thread.

    ``lines`` are moved to ``status``; without one a measure is planned or a need taken down.
    """

    household: HouseholdId
    year: int
    item: str = ""
    person: RecordId | None = None
    need: RecordId | None = None
    lines: tuple[RecordId, ...] = ()
    status: Status | None = None
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)

    def text(self, name: str) -> str:
        """Return what was typed in a field, empty where it was not asked for."""
        return self.texts.get(name, "").strip()


def open_help(household: HouseholdId, year: int, language: str, session: Session) -> HelpFile:
    """Return the plan of a household with what is suggested for it."""
    from poverty_desktop.checks import suggestions
    from poverty_desktop.queries.assistance import helpers, measure_lines, need_board

    pack = session.pack
    return HelpFile(
        household=household,
        year=year,
        advice=suggestions.of_household(session, household, year, language) if pack.measures else None,
        lines=measure_lines.of_household(session, household, year, language),
        needs=need_board.needs(session, year, household=household, language=language),
        members=tuple(
            (person, name)
            for person, name in measure_lines.members(session, household)
            if measure_lines.is_member(session, household, person)
        ),
        need_kinds=options(session, "need_kind"),
        statuses=options(session, "measure_status"),
        satisfaction=options(session, "satisfaction"),
        today=session.clock.today(),
        helpers=helpers.of_household(session, household, language),
    )


def options(session: Session, name: str) -> Options:
    """Return the codes of a list with their names."""
    found = session.pack.code_lists.get(name)
    return tuple((code.code, code.label) for code in found.codes) if found is not None else ()


def plan(typed: HelpTyped, session: Session) -> Done[tuple[RecordId, ...]]:
    """Put one measure into the plan."""
    from poverty_desktop.domain.typed import day_if_any, fen_if_any
    from poverty_desktop.operations.assistance import measures
    from poverty_desktop.operations.assistance.measures import PlanLine

    line = PlanLine(
        item=typed.item,
        person=typed.person,
        need=typed.need,
        amount_fen=fen_if_any(typed.text("amount")),
        quantity=typed.text("quantity"),
        due_on=day_if_any(typed.text("due_on")),
        helper=typed.text("helper"),
    )
    return measures.plan(session, typed.household, typed.year, [line])


def move(typed: HelpTyped, session: Session) -> Done[int]:
    """Move lines on, or drop them."""
    from poverty_desktop.domain.typed import day_if_any, fen_if_any
    from poverty_desktop.operations.assistance import measures
    from poverty_desktop.operations.assistance.measures import Step

    times = typed.text("person_times")
    step = Step(
        status=typed.status or Status.PLANNED,
        on=day_if_any(typed.text("on")),
        amount_fen=fen_if_any(typed.text("amount")),
        evidence=typed.text("evidence"),
        effect=typed.text("effect"),
        income_effect_fen=fen_if_any(typed.text("income_effect")),
        satisfaction=typed.text("satisfaction"),
        confirmed_by=typed.text("confirmed_by"),
        confirm_note=typed.text("confirm_note"),
        dropped_because=typed.text("dropped_because"),
        person_times=None if not times else int(times) if times.isdecimal() else 0,
    )
    return measures.move(session, typed.lines, step)


def take_need(typed: HelpTyped, session: Session) -> Done[RecordId]:
    """Take down a need."""
    from poverty_desktop.domain.typed import day_if_any, fen_if_any
    from poverty_desktop.operations.assistance import needs
    from poverty_desktop.operations.assistance.needs import NeedLine

    line = NeedLine(
        kind=typed.text("kind"),
        description=typed.text("description"),
        amount_fen=fen_if_any(typed.text("amount")),
        quantity=typed.text("quantity"),
        wanted_by=day_if_any(typed.text("wanted_by")),
    )
    return needs.take(session, typed.household, typed.year, line)


def withdraw_need(need: RecordId, session: Session) -> Done[RecordId]:
    """Take a need back."""
    from poverty_desktop.operations.assistance import needs

    return needs.withdraw(session, need)


def write_appeal(household: HouseholdId, year: int, path: Path, language: str, session: Session) -> int:
    """Write what the household is entitled to, and why, as PDF; return the pages."""
    from poverty_desktop.operations.assistance import appeal_papers

    return appeal_papers.write(session, household, year, path, language=language)
