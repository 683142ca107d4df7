"""The papers of procedures as frozen values: what was noted stands on them, everything else is left for the hand."""

from __future__ import annotations

from poverty_desktop.domain.values import Why
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, format_date
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.procedures import ProcedureStep, StepPaper
from poverty_desktop.pdf.approval_form import ApprovalPaper, Opinion
from poverty_desktop.pdf.authorisation import AuthorisationPaper
from poverty_desktop.pdf.values import PaperFact, PaperSection
from poverty_desktop.queries.casework import procedures
from poverty_desktop.queries.casework.procedure_notes import day_text, taken_of
from poverty_desktop.queries.casework.procedure_words import signer_name
from poverty_desktop.queries.casework.procedures import ProcedureState
from poverty_desktop.queries.casework.step_records import StepTaken
from poverty_desktop.queries.casework.village_conditions import conditions
from poverty_desktop.queries.money.project_paper import project_section
from poverty_desktop.queries.register import household_file
from poverty_desktop.queries.register.village_file import name_of, open_village, recorded_year
from poverty_desktop.store.session import Session

NO_PAPER = N_("This step has no paper of its own.")
_SHOWN = (
    "household_type", "monitoring_category", "identified_on", "exit_status", "exit_year", "risk_eliminated",
    "eliminated_on", "elimination_mode",
)  # fmt: skip


def together(session: Session, state: ProcedureState, step: str) -> tuple[ProcedureState, ...]:
    """Return the procedures of this kind in the village that stand on the same paper: whose turn the step is now.

    Where the step has been taken already, those that took it on the same day.
    """
    taken = taken_of(state, step)
    found = []
    for other in procedures.running(session, state.village):
        if other.procedure.id != state.procedure.id:
            continue
        theirs = taken_of(other, step)
        is_due = theirs is None and any(item.step.id == step for item in other.next)
        is_on_it = is_due if taken is None else theirs is not None and theirs.taken.on == taken.taken.on
        if is_on_it:
            found.append(other)
    if all(other.id != state.id for other in found):
        found.append(state)
    return tuple(found)


def approval(session: Session, state: ProcedureState, language: str) -> ApprovalPaper:
    """Return the approval form of one household, or of the village, with the opinions noted so far."""
    rows = [row for row in state.procedure.steps if row.paper in (StepPaper.APPROVAL, StepPaper.MINUTES)]
    title = next((row.title for row in rows if row.paper is StepPaper.APPROVAL and row.title), None)
    if state.project is not None:
        subject = project_section(session, state.project, language)
    elif state.household is None:
        subject = _village(session, state, language)
    else:
        subject = _household(session, state, language)
    place = _("{village} {group}").format(village=name_of(session.pack, state.village), group=state.group_name)
    return ApprovalPaper(
        title=(title or state.procedure.name)(language),
        subtitle=place.strip(),
        head_name=state.head_name,
        sections=(subject, _so_far(state, language)),
        opinions=tuple(_opinion(session.pack, state, row, language) for row in rows),
        note=session.pack.text("notice.no_alteration")(language),
    )


def _village(session: Session, state: ProcedureState, language: str) -> PaperSection:
    """Return the conditions of the pack beside what the village's record says."""
    file = open_village(session, state.village, year=recorded_year(session, state.village), language=language)
    found = conditions(session.pack, file, state.procedure.id, language)
    said = _("{found} (required: {wanted})")
    return PaperSection(
        title=_("Conditions, by the yearly record of {year}").format(year=file.year),
        facts=tuple(
            PaperFact(label=item.label, text=said.format(found=item.found or "--", wanted=item.wanted))
            for item in found
        ),
    )


def _household(session: Session, state: ProcedureState, language: str) -> PaperSection:
    assert state.household is not None
    file = household_file.open_file(session, state.household, language=language)
    facts = {fact.property.name: fact for section in file.summary for fact in section.facts}
    return PaperSection(
        title=_("Household"),
        facts=(
            PaperFact(label=_("Head of household"), text=file.row.head_name or Why.BLANK),
            PaperFact(label=_("Villagers' group"), text=file.row.group_name or Why.BLANK),
            PaperFact(label=_("Persons"), text=str(file.row.member_count)),
            *(
                PaperFact(label=fact.property.label(language), text=fact.text if fact.value else fact.value.why)
                for name in _SHOWN
                if (fact := facts.get(name)) is not None
            ),
        ),
    )


def authorisation(session: Session, state: ProcedureState, row: ProcedureStep, language: str) -> AuthorisationPaper:
    """Return the letter of one household; every member whose data are compared stands on it.

    Raises ``RuleError`` where the procedure is the village's: publishing lets no pack ask for that.
    """
    if state.household is None:
        raise RuleError(NO_PAPER)
    file = household_file.open_file(session, state.household, language=language)
    current = [member for member in file.members if member.left_on is None]
    number = {
        bytes(person): str(document or "")
        for person, document in session.db.conn.execute(
            "SELECT p.id, p.document_number FROM person p JOIN membership m ON m.person = p.id AND m.alive"
            " WHERE m.household = ? AND m.to_date IS NULL",
            (state.household,),
        )
    }
    village = name_of(session.pack, state.village)
    text = session.pack.text("paper.authorisation")(language)
    return AuthorisationPaper(
        title=(row.title or row.name)(language),
        subtitle=_("{village} {group}").format(village=village, group=state.group_name),
        head_name=state.head_name,
        paragraphs=tuple(part.format(village=village) for part in text.split("\n") if part.strip()),
        members=tuple((member.name, member.relation, number.get(member.person, "")) for member in current),
        scribe=session.pack.text("paper.authorisation.scribe")(language),
    )


def _so_far(state: ProcedureState, language: str) -> PaperSection:
    """Return the steps that were taken, each with its day, as facts."""
    facts = []
    for item in state.steps:
        row = state.procedure.row(item.taken.step)
        if row is not None and row.paper is not StepPaper.APPROVAL:
            day = format_date(item.taken.on)
            if item.taken.until is not None:
                day = _("{first} to {last}").format(first=day, last=format_date(item.taken.until))
            facts.append(PaperFact(label=row.name(language), text=day))
    return PaperSection(title=_("Steps taken"), facts=tuple(facts))


def _opinion(pack: Pack, state: ProcedureState, row: ProcedureStep, language: str) -> Opinion:
    note = taken_of(state, row.step.id)
    text = _text(note, "opinion").strip()
    if note is not None and note.taken.present is not None:
        votes = _("Entitled {entitled}, present {present}, agreed {agreed}, opposed {opposed}, abstained {abstained}.")
        taken = note.taken
        counted = votes.format(
            entitled=taken.entitled or 0,
            present=taken.present or 0,
            agreed=taken.agreed or 0,
            opposed=taken.opposed or 0,
            abstained=taken.abstained or 0,
        )
        text = f"{counted}\n{text}".strip()
    return Opinion(
        title=row.name(language),
        text=text,
        signers=tuple(signer_name(pack, name, language) for name in row.step.signatures),
        day=day_text(note.taken.on if note is not None else None),
    )


def _text(note: StepTaken | None, name: str) -> str:
    return note.texts.get(name, " ") if note is not None else " "


def require_paper(row: ProcedureStep | None) -> StepPaper:
    """Return what a step is written on; raises ``RuleError`` where it has no paper."""
    if row is None or row.paper is None:
        raise RuleError(NO_PAPER)
    return row.paper
