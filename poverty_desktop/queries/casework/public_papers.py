"""Displays and announcements as frozen values; no private fact is read for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import _
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.procedures import ProcedureStep, StepPaper
from poverty_desktop.pdf.public_values import PublicCondition, PublicHousehold, PublicListing
from poverty_desktop.queries.casework.procedure_notes import LONG_BLANK, day_text, same_taken
from poverty_desktop.queries.casework.procedures import ProcedureState
from poverty_desktop.queries.casework.village_conditions import conditions
from poverty_desktop.queries.money.project_paper import public_project
from poverty_desktop.queries.register.village_file import name_of, open_village, recorded_year
from poverty_desktop.store.session import Session

ORDINARY = "01"
"""The type of a household that is in no file."""

COMMITTEE = "委会"
"""How a division is called that bears the name of its committee already."""


def listing(session: Session, states: Sequence[ProcedureState], row: ProcedureStep, language: str) -> PublicListing:
    """Return a display or an announcement of these households; no private fact is read for it."""
    kind = "display" if row.paper is StepPaper.DISPLAY else "announcement"
    taken = same_taken(states, row.step.id)
    first = taken.on if taken is not None else None
    last = states[0].clock.last_day(taken) if taken is not None and row.step.display_days is not None else None
    village = name_of(session.pack, states[0].village)
    words = {
        "village": village,
        "procedure": states[0].procedure.name(language),
        "start": day_text(first),
        "end": day_text(last),
        "days": row.step.display_days or "",
        "phone": _complaint_phone(session, states[0].village) or LONG_BLANK,
        "count": len(states),
    }
    if states[0].project is not None:
        kind += ".project"
    elif states[0].household is None:
        kind += ".village"
    text = session.pack.text(f"paper.{kind}")(language)
    return PublicListing(
        title=(row.title or row.name)(language),
        paragraphs=tuple(part.format(**words) for part in text.split("\n") if part.strip()),
        households=_public(session, [state for state in states if state.household is not None], language),
        conditions=_conditions(session, states[0], language),
        projects=tuple(
            public_project(session, state.project, language) for state in states if state.project is not None
        ),
        closing=(_signed_by(session, states[0], row, village), day_text(first)),
        has_risk=states[0].household is not None and _has_risk(session.pack, states[0].begun_on.year),
    )


def _complaint_phone(session: Session, village: str) -> str:
    """Return where the village hears objections, as its newest year has it; empty where nobody recorded it."""
    if (RecordKind.VILLAGE_YEAR, "complaint_phone") not in session.pack.by_name:
        return ""
    row = session.db.conn.execute(
        "SELECT complaint_phone FROM village_year WHERE alive AND village = ? AND complaint_phone IS NOT NULL"
        " ORDER BY year DESC LIMIT 1",
        (village,),
    ).fetchone()
    return str(row[0]) if row is not None else ""


def last_day(states: Sequence[ProcedureState], row: ProcedureStep) -> str:
    """Return the day until which a display hangs, empty where it does not hang yet or has no end."""
    taken = same_taken(states, row.step.id)
    if taken is None or row.step.display_days is None:
        return ""
    last = states[0].clock.last_day(taken)
    return day_text(last) if last is not None else ""


def _conditions(session: Session, state: ProcedureState, language: str) -> tuple[PublicCondition, ...]:
    """Return what is wanted of a village and what its record says; nothing of a household."""
    if state.household is not None or state.project is not None:
        return ()
    file = open_village(session, state.village, year=recorded_year(session, state.village), language=language)
    found = conditions(session.pack, file, state.procedure.id, language)
    return tuple(PublicCondition(label=item.label, wanted=item.wanted, found=item.found) for item in found)


def _public(session: Session, states: Sequence[ProcedureState], language: str) -> tuple[PublicHousehold, ...]:
    """Return the households for a notice board, read from columns that hold nothing private."""
    found = []
    twice = Counter((state.head_name, state.group_name) for state in states)
    for state in states:
        row = session.db.conn.execute(
            "SELECT s.member_count, h.household_type, h.monitoring_category FROM household h"
            " LEFT JOIN household_summary s ON s.household = h.id WHERE h.id = ?",
            (state.household,),
        ).fetchone()
        size, household_type, category = row if row is not None else (0, None, None)
        shown = _label(session.pack, "monitoring_category", category, language) or _label(
            session.pack, "household_type", _becomes(state, household_type), language
        )
        spouse = _spouse(session, state) if twice[state.head_name, state.group_name] > 1 else ""
        name = state.head_name
        if spouse:
            name = _("{name} (spouse {spouse})").format(name=name, spouse=spouse)
        found.append(
            PublicHousehold(
                name=name,
                group=state.group_name,
                size=int(size or 0),
                category=shown,
                risk=_risks(session, state, language),
            )
        )
    return tuple(found)


def _becomes(state: ProcedureState, household_type: str | None) -> str | None:
    """Return the type that a list is about: what the procedure makes of a household which is in no file yet."""
    if household_type != ORDINARY:
        return household_type
    made = (effect.value for row in state.procedure.steps for effect in row.effects if effect.is_household_type)
    return next(made, household_type)


def _spouse(session: Session, state: ProcedureState) -> str:
    codes = session.pack.code_lists.get("relation")
    spouses = [code.code for code in codes.codes if code.schemes.get("gbt4761") in ("10", "11", "12")] if codes else []
    marks = ",".join("?" * len(spouses))
    row = session.db.conn.execute(
        "SELECT p.name FROM membership m JOIN person p ON p.id = m.person WHERE m.alive AND m.to_date IS NULL"
        f" AND m.household = ? AND m.relation IN ({marks})",
        (state.household, *spouses),
    ).fetchone()
    return str(row[0] or "") if row else ""


def _risks(session: Session, state: ProcedureState, language: str) -> str:
    """Return the risks in words that reveal no illness and no disability: the pack says which word stands for those."""
    row = session.db.conn.execute(
        "SELECT risks FROM household_year WHERE alive AND household = ? AND risks IS NOT NULL ORDER BY year DESC",
        (state.household,),
    ).fetchone()
    codes = session.pack.code_lists.get("risk")
    if row is None or codes is None:
        return ""
    found: dict[str, None] = {}
    for code in str(row[0]).split():
        known = codes.find(code)
        public = codes.find(known.schemes.get("public", code)) if known is not None else None
        if public is not None:
            found[public.label(language)] = None
    return ("、" if language == "zh_CN" else ", ").join(found)


def _has_risk(pack: Pack, year: int) -> bool:
    return pack.era(year) != "a"


def _label(pack: Pack, code_list: str, code: str | None, language: str) -> str:
    codes = pack.code_lists.get(code_list)
    found = codes.find(code) if codes is not None and code else None
    return found.label(language) if found is not None else ""


def _signed_by(session: Session, state: ProcedureState, row: ProcedureStep, village: str) -> str:
    """Return in whose name a list hangs: the village committee's, the township's or the county's."""
    if row.step.actor.value in ("household", "group", "village"):
        if village.endswith(COMMITTEE):
            return village
        return _("{village} villagers' committee").format(village=village)
    division = session.pack.divisions.get(state.village)
    level = "town" if row.step.actor.value == "township" else "county"
    while division is not None and division.level != level:
        division = session.pack.divisions.get(division.parent or "")
    name = division.name if division is not None else LONG_BLANK
    if level == "town":
        return _("People's government of {place}").format(place=name)
    return _("County office of {place}").format(place=name)
