"""The papers of procedures as frozen values: what was noted stands on them, everything else is left for the hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from poverty_desktop.domain.procedure import Outcome, Step, Taken
from poverty_desktop.domain.values import Why
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, format_date
from poverty_desktop.packs.model import Pack
from poverty_desktop.packs.procedures import ProcedureStep, StepPaper
from poverty_desktop.pdf.approval_form import ApprovalPaper, Opinion
from poverty_desktop.pdf.authorisation import AuthorisationPaper
from poverty_desktop.pdf.minutes import MinutesPaper, VoteLine
from poverty_desktop.pdf.public_values import PublicHousehold, PublicListing
from poverty_desktop.pdf.values import PaperFact, PaperSection
from poverty_desktop.queries import household_file, procedures
from poverty_desktop.queries.procedure_words import signer_name
from poverty_desktop.queries.procedures import ProcedureState, StepTaken
from poverty_desktop.store.session import Session

BLANK_DAY = N_("          year       month       day")
NO_PAPER = N_("This step has no paper of its own.")
LONG_BLANK = "　　　　　　　　"
COMMITTEE = "委会"
"""How a division is called that bears the name of its committee already."""
_SHOWN = (
    "household_type", "monitoring_category", "identified_on", "exit_status", "exit_year", "risk_eliminated",
    "eliminated_on", "elimination_mode",
)  # fmt: skip


def together(session: Session, state: ProcedureState, step: str) -> tuple[ProcedureState, ...]:
    """Return the procedures of this kind in the village that stand on the same paper: whose turn the step is now.

    Where the step has been taken already, those that took it on the same day.
    """
    taken = _taken(state, step)
    found = []
    for other in procedures.running(session, state.village):
        if other.procedure.id != state.procedure.id:
            continue
        theirs = _taken(other, step)
        is_due = theirs is None and any(item.step.id == step for item in other.next)
        is_on_it = is_due if taken is None else theirs is not None and theirs.taken.on == taken.taken.on
        if is_on_it:
            found.append(other)
    if all(other.id != state.id for other in found):
        found.append(state)
    return tuple(found)


def listing(session: Session, states: Sequence[ProcedureState], row: ProcedureStep, language: str) -> PublicListing:
    """Return a display or an announcement of these households; no private fact is read for it."""
    kind = "display" if row.paper is StepPaper.DISPLAY else "announcement"
    taken = _same_taken(states, row.step.id)
    first = taken.on if taken is not None else None
    last = states[0].clock.last_day(taken) if taken is not None and row.step.display_days is not None else None
    village = _village_name(session.pack, states[0].village)
    words = {
        "village": village,
        "procedure": states[0].procedure.name(language),
        "start": _day(first),
        "end": _day(last),
        "days": row.step.display_days or "",
        "phone": LONG_BLANK,
        "count": len(states),
    }
    text = session.pack.text(f"paper.{kind}")(language)
    return PublicListing(
        title=(row.title or row.name)(language),
        paragraphs=tuple(part.format(**words) for part in text.split("\n") if part.strip()),
        households=_public(session, states, language),
        closing=(_signed_by(session, states[0], row, village), _day(first)),
        has_risk=_has_risk(session.pack, states[0].begun_on.year),
    )


def minutes(session: Session, states: Sequence[ProcedureState], row: ProcedureStep, language: str) -> MinutesPaper:
    """Return the minutes of the meeting that reviews these households; nothing is filled in before it was noted."""
    notes = [_taken(state, row.step.id) for state in states]
    first = next((item for item in notes if item is not None), None)
    step = row.step
    facts = (
        PaperFact(label=_("Time"), text=_day(first.taken.on if first else None)),
        PaperFact(label=_("Meeting place"), text=_text(first, "place")),
        PaperFact(label=_("Chair"), text=" "),
        PaperFact(label=_("Keeper of the minutes"), text=" "),
        PaperFact(label=_("Entitled to vote"), text=_number(first.taken.entitled if first else None)),
        PaperFact(label=_("Present"), text=_number(first.taken.present if first else None)),
    )
    lines = tuple(
        VoteLine(
            name=state.head_name,
            group=state.group_name,
            matter=state.procedure.name(language),
            agreed=_number(note.taken.agreed if note else None).strip(),
            opposed=_number(note.taken.opposed if note else None).strip(),
            abstained=_number(note.taken.abstained if note else None).strip(),
            result=_outcome(note.taken) if note else "",
        )
        for state, note in zip(states, notes, strict=True)
    )
    signers = tuple(signer_name(session.pack, name, language) for name in step.signatures if name != "representatives")
    seats = 12 if "representatives" in step.signatures else 0
    title = (row.title or row.name)(language)
    return MinutesPaper(title=title, facts=facts, lines=lines, rule=_rule(step), signers=signers, seats=seats)


def approval(session: Session, state: ProcedureState, language: str) -> ApprovalPaper:
    """Return the approval form of one household with the opinions noted so far."""
    file = household_file.open_file(session, state.household, language=language)
    facts = {fact.property.name: fact for section in file.summary for fact in section.facts}
    household = PaperSection(
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
    rows = [row for row in state.procedure.steps if row.paper in (StepPaper.APPROVAL, StepPaper.MINUTES)]
    title = next((row.title for row in rows if row.paper is StepPaper.APPROVAL and row.title), None)
    return ApprovalPaper(
        title=(title or state.procedure.name)(language),
        subtitle=_("{village} {group}").format(
            village=_village_name(session.pack, state.village), group=state.group_name
        ),
        head_name=state.head_name,
        sections=(household, _so_far(state, language)),
        opinions=tuple(_opinion(session.pack, state, row, language) for row in rows),
        note=session.pack.text("notice.no_alteration")(language),
    )


def authorisation(session: Session, state: ProcedureState, row: ProcedureStep, language: str) -> AuthorisationPaper:
    """Return the letter of one household; every member whose data are compared stands on it."""
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
    village = _village_name(session.pack, state.village)
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
    note = _taken(state, row.step.id)
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
        day=_day(note.taken.on if note is not None else None),
    )


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
            session.pack, "household_type", household_type, language
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


def _village_name(pack: Pack, code: str) -> str:
    division = pack.divisions.get(code)
    return division.name if division is not None else code


def _rule(step: Step) -> str:
    parts = []
    if step.quorum is not None:
        parts.append(_("The meeting is valid with {share} of those entitled.").format(share=str(step.quorum.fraction)))
    if step.majority is not None:
        words = (
            _("It decides with more than {share} of those present.")
            if step.majority.is_strict
            else _("It decides with at least {share} of those present.")
        )
        parts.append(words.format(share=str(step.majority.fraction)))
    return " ".join(parts)


def _same_taken(states: Sequence[ProcedureState], step: str) -> Taken | None:
    found = [_taken(state, step) for state in states]
    return next((item.taken for item in found if item is not None), None)


def _taken(state: ProcedureState, step: str) -> StepTaken | None:
    return next((item for item in reversed(state.steps) if item.taken.step == step), None)


def _text(note: StepTaken | None, name: str) -> str:
    return note.texts.get(name, " ") if note is not None else " "


def _number(number: int | None) -> str:
    return " " if number is None else str(number)


def _day(day: date | None) -> str:
    return _(BLANK_DAY) if day is None else format_date(day)


def _outcome(taken: Taken) -> str:
    return _("passed") if taken.outcome is Outcome.PASSED else _("not passed")


def require_paper(row: ProcedureStep | None) -> StepPaper:
    """Return what a step is written on; raises ``RuleError`` where it has no paper."""
    if row is None or row.paper is None:
        raise RuleError(NO_PAPER)
    return row.paper
