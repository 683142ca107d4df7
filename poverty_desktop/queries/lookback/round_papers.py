"""What the papers of a verification round print, as frozen values from one moment of the register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from poverty_desktop.domain.values import Why
from poverty_desktop.domain.verification import Standing
from poverty_desktop.i18n import N_, _, format_date, format_list
from poverty_desktop.packs.outcomes import outcome_rules, visit_keys
from poverty_desktop.pdf.round_values import CertificatePaper, KeyedWord, SamplePaper, SheetPerson, VerificationPaper
from poverty_desktop.pdf.values import PaperColumn, PaperFact, PaperTable
from poverty_desktop.queries.lookback import round_tables
from poverty_desktop.queries.lookback.back_checks import BackCheck
from poverty_desktop.queries.lookback.round_frame import Category
from poverty_desktop.queries.lookback.round_state import HouseholdInRound, PersonRow, RoundState
from poverty_desktop.store.session import Session

METHOD = N_(
    "How it is drawn: the households of each category are sorted by the SHA-256 of the seed (UTF-8), one zero byte and"
    " the 16 bytes of the household's id; the first ones are taken. Whoever has the register and the seed draws the"
    " same households."
)
WHOLE = N_("Everybody on the books was verified; nobody is left.")
STILL_OPEN = N_("Of these, {count} are still to be verified; they are listed by name at the end.")
STATEMENT = N_(
    "This round went from household to person. On the books at the start were {base} persons; {added} were added and"
    " {removed} were taken off, so that {after} are on the books after verification. {rest}"
)
CHANGED = N_("When the round was closed it was: {balance}. What came in afterwards is in the numbers above.")
BALANCE = N_(
    "On the books {base} + added {added} − taken off {removed} = after verification {after} · to be verified {open}"
)


def verification_paper(
    session: Session, state: RoundState, household: HouseholdInRound, *, language: str
) -> VerificationPaper:
    """Return the sheet of one household, prefilled with whoever is on its books."""
    pack = session.pack
    rules = outcome_rules(pack)
    keys = {code: key for key, code in visit_keys(pack).items()}

    def keyed(wanted: Callable[[int], bool]) -> tuple[KeyedWord, ...]:
        return tuple(
            KeyedWord(key=rule.key, label=round_tables.label_of(pack, "round_outcome", rule.code, language))
            for rule in rules.values()
            if wanted(rule.balance)
        )

    row = session.db.conn.execute("SELECT national_number FROM household WHERE id = ?", (household.id,)).fetchone()
    is_not_filed = household.category == Category.NOT_FILED
    category = round_tables.label_of(pack, "round_category", household.category, language)
    visits = round_tables.words_of(pack, "round_visit", language)
    return VerificationPaper(
        title=pack.texts["verification_sheet"](language),
        village=state.row.village_name,
        group=household.group_name,
        head_name=household.head_name,
        household_number=(row[0] if row else None) or Why.BLANK,
        sheet_number=household.sheet_number,
        facts=(
            PaperFact(label=_("Round"), text=state.row.name),
            PaperFact(label=_("Deadline"), text=format_date(state.row.deadline)),
            PaperFact(label=_("Category"), text=category),
        ),
        persons=tuple(_sheet_person(person) for person in household.persons),
        staying=keyed(lambda balance: balance <= 0),
        joining=keyed(lambda balance: balance > 0),
        evidence=round_tables.words_of(pack, "round_evidence", language),
        visits=tuple(replace(word, key=keys.get(word.key, word.key)) for word in visits) if is_not_filed else (),
        notice=pack.texts["notice.round_removal"](language),
        signers=(_("Head of household or family"), _("Verified by"), _("Village cadre")),
    )


def certificate_paper(session: Session, state: RoundState, *, language: str) -> CertificatePaper:
    """Return the certificate of a round as it stands now."""
    pack, balance = session.pack, state.row.balance
    rest = _(STILL_OPEN).format(count=balance.open) if balance.open else _(WHOLE)
    figures = {
        "base": balance.base,
        "added": balance.added,
        "removed": balance.removed,
        "after": balance.after,
        "open": balance.open,
    }
    return CertificatePaper(
        title=pack.texts["round_certificate"](language),
        village=state.row.village_name,
        round_name=state.row.name,
        facts=(
            PaperFact(label=_("Scope"), text=round_tables.label_of(pack, "round_scope", state.row.scope, language)),
            PaperFact(label=_("Households"), text=str(len(state.households))),
            PaperFact(label=_("Started on"), text=format_date(state.row.started_on)),
            PaperFact(label=_("Deadline"), text=format_date(state.row.deadline)),
            PaperFact(
                label=_("Closed on"), text=format_date(state.row.closed_on) if state.row.closed_on else Why.BLANK
            ),
        ),
        balance=_(BALANCE).format(**figures),
        statement=_(STATEMENT).format(**{name: figures[name] for name in figures if name != "open"}, rest=rest)
        + _changed(state),
        tables=(
            round_tables.groups(state),
            *round_tables.evidence(state),
            round_tables.by_name(_("Added"), state.of(Standing.JOINED)),
            round_tables.by_name(_("Taken off the books"), state.of(Standing.LEFT)),
            *round_tables.moved(state),
            *round_tables.beside(state),
            round_tables.by_name(_("Corrected"), [person for person in state.persons if person.corrections]),
            *round_tables.visited(pack, state, language),
            round_tables.by_name(_("Still to be verified"), state.of(Standing.OPEN)),
        ),
        notice=pack.texts["notice.round_removal"](language),
        signers=(_("Leader of the work group"), _("Village secretary"), _("Verified by")),
    )


def _changed(state: RoundState) -> str:
    """Return what the balance was when the round was closed, where it has changed since; else nothing."""
    then = state.row.closed_balance
    if then is None or not state.row.is_changed:
        return ""
    figures = {"base": then.base, "added": then.added, "removed": then.removed, "after": then.after, "open": then.open}
    return " " + _(CHANGED).format(balance=_(BALANCE).format(**figures))


def sample_paper(session: Session, state: RoundState, drawn: BackCheck, *, language: str) -> SamplePaper:
    """Return the list of the sample, stratum by stratum in the order of the draw."""
    pack = session.pack
    tables = []
    for stratum in drawn.strata:
        chosen = [item for item in drawn.sample if item.stratum == stratum.key]
        if not stratum.drawn:
            continue
        category = round_tables.label_of(pack, "round_category", stratum.category, language)
        columns = (
            _("Place in the draw"),
            _("Number of the sheet"),
            _("Group"),
            _("Head"),
            _("Persons"),
            _("Seen"),
            _("Poor"),
            _("Approves"),
        )
        tables.append(
            PaperTable(
                title=_("{village} {category}, drawn of {households} households").format(
                    village=stratum.village_name, category=category, households=stratum.households
                ),
                columns=tuple(PaperColumn(label=words) for words in columns),
                rows=tuple(
                    (
                        str(item.place),
                        str(item.sheet_number),
                        item.group_name,
                        item.head_name,
                        str(item.persons),
                        "□□" if item.persons_seen is None else str(item.persons_seen),
                        "□□" if item.persons_poor is None else str(item.persons_poor),
                        _("□ yes □ no") if item.approves is None else (_("yes") if item.approves else _("no")),
                    )
                    for item in chosen
                ),
            )
        )
    return SamplePaper(
        title=pack.texts["sample_list"](language),
        village=state.row.village_name,
        round_name=state.row.name,
        facts=(
            PaperFact(label=_("Seed"), text=drawn.seed),
            PaperFact(label=_("Drawn on"), text=format_date(drawn.drawn_on) if drawn.drawn_on else Why.BLANK),
            PaperFact(label=_("Fingerprint of the frame"), text=drawn.frame_hash),
        ),
        method=_(METHOD),
        tables=tuple(tables),
        signers=(_("Drawn by"), _("Supervised by"), _("Back-checked by")),
    )


def _sheet_person(person: PersonRow) -> SheetPerson:
    born = format_date(person.birth_date) if person.birth_date else ""
    return SheetPerson(
        name=person.name,
        facts=format_list(text for text in (person.relation, person.sex, born) if text),
        found=format_list(text for text in (person.outcome_label, round_tables.said_of(person)) if text),
        document_number=person.document_number,
    )
