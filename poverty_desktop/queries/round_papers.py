"""What the papers of a verification round print, as frozen values from one moment of the register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from poverty_desktop.domain.values import Why
from poverty_desktop.domain.verification import Standing
from poverty_desktop.i18n import N_, _, format_date, format_list
from poverty_desktop.packs.outcomes import outcome_rules, visit_keys
from poverty_desktop.packs.pack import Pack
from poverty_desktop.pdf.round_values import CertificatePaper, KeyedWord, SamplePaper, SheetPerson, VerificationPaper
from poverty_desktop.pdf.values import PaperColumn, PaperFact, PaperTable
from poverty_desktop.queries.back_checks import BackCheck
from poverty_desktop.queries.round_frame import Category
from poverty_desktop.queries.round_state import HouseholdInRound, PersonRow, RoundState
from poverty_desktop.store.session import Session

_MOST_NAMES = 40
METHOD = N_(
    "How it is drawn: the households of each category are sorted by the SHA-256 of the seed (UTF-8), one zero byte and"
    " the 16 bytes of the household's id; the first ones are taken. Whoever has the register and the seed draws the"
    " same households."
)
WHOLE = N_("Everybody on the books was verified; nobody is left.")
STILL_OPEN = N_("{count} persons are still to be verified; they are listed by name at the end.")
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
            KeyedWord(key=rule.key, label=label_of(pack, "round_outcome", rule.code, language))
            for rule in rules.values()
            if wanted(rule.balance)
        )

    row = session.db.conn.execute("SELECT national_number FROM household WHERE id = ?", (household.id,)).fetchone()
    is_not_filed = household.category == Category.NOT_FILED
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
            PaperFact(label=_("Category"), text=label_of(pack, "round_category", household.category, language)),
        ),
        persons=tuple(_sheet_person(person) for person in household.persons),
        staying=keyed(lambda balance: balance <= 0),
        joining=keyed(lambda balance: balance > 0),
        evidence=_list(pack, "round_evidence", language),
        visits=tuple(replace(word, key=keys.get(word.key, word.key)) for word in _list(pack, "round_visit", language))
        if is_not_filed
        else (),
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
            PaperFact(label=_("Scope"), text=label_of(pack, "round_scope", state.row.scope, language)),
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
            _groups(state),
            *_evidence(state),
            _persons(_("Added"), state.of(Standing.JOINED)),
            _persons(_("Taken off the books"), state.of(Standing.LEFT)),
            *_moved(state),
            *_beside(state),
            _persons(_("Corrected"), [person for person in state.persons if person.corrections]),
            *_visited(pack, state, language),
            _persons(_("Still to be verified"), state.of(Standing.OPEN)),
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
        category = label_of(pack, "round_category", stratum.category, language)
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


def label_of(pack: Pack, code_list: str, code: str, language: str) -> str:
    """Return the label of a code; the code itself where the list does not know it."""
    codes = pack.code_lists.get(code_list)
    found = codes.find(code) if codes else None
    return found.label(language) if found else code


def _list(pack: Pack, code_list: str, language: str) -> tuple[KeyedWord, ...]:
    codes = pack.code_lists.get(code_list)
    return tuple(KeyedWord(key=item.code, label=item.label(language)) for item in codes.codes) if codes else ()


def _sheet_person(person: PersonRow) -> SheetPerson:
    born = format_date(person.birth_date) if person.birth_date else ""
    return SheetPerson(
        name=person.name,
        facts=format_list(text for text in (person.relation, person.sex, born) if text),
        found=format_list(text for text in (person.outcome_label, said_of(person)) if text),
        document_number=person.document_number,
    )


def _groups(state: RoundState) -> PaperTable:
    heads = (_("Group"), _("On the books"), _("Added"), _("Taken off"), _("After verification"), _("To be verified"))
    return PaperTable(
        title=_("Group by group"),
        columns=tuple(PaperColumn(label=words, is_number=at > 0) for at, words in enumerate(heads)),
        rows=tuple(
            (name, *(str(n) for n in (found.base, found.added, found.removed, found.after, found.open)))
            for name, found in state.by_group()
        ),
    )


def _evidence(state: RoundState) -> Sequence[PaperTable]:
    """Return what bears the outcomes out: for each outcome and kind of evidence how many persons, how many pictures."""
    found: dict[tuple[str, str], list[PersonRow]] = {}
    for person in state.persons:
        if person.outcome:
            found.setdefault((person.outcome_label, person.evidence), []).append(person)
    if not found:
        return ()
    heads = (_("Outcome"), _("Evidence"), _("Persons"), _("with a picture"))
    return (
        PaperTable(
            title=_("Evidence, outcome by outcome"),
            columns=tuple(PaperColumn(label=words, is_number=at > 1) for at, words in enumerate(heads)),
            rows=tuple(
                (outcome, evidence or Why.BLANK, str(len(persons)), str(sum(item.has_photo for item in persons)))
                for (outcome, evidence), persons in sorted(found.items())
            ),
        ),
    )


def _persons(title: str, persons: Iterable[PersonRow]) -> PaperTable:
    heads = (_("Group"), _("Head"), _("Name"), _("Relation"), _("Outcome"), _("Since"), _("Evidence and note"))
    return PaperTable(
        title=title,
        columns=tuple(PaperColumn(label=words) for words in heads),
        rows=tuple(
            (
                person.group_name,
                person.head_name,
                person.name,
                person.relation,
                person.outcome_label or _("not looked at yet"),
                format_date(person.happened_on) if person.happened_on else Why.NOT_APPLICABLE,
                said_of(person) or Why.BLANK,
            )
            for person in persons
        ),
    )


def said_of(person: PersonRow) -> str:
    """Return evidence, note and pairs of one outcome in one line."""
    pairs = [
        _("{label}: {before} → {after}").format(label=pair.label, before=pair.before or "--", after=pair.after or "--")
        for pair in person.corrections
    ]
    picture = _("with a picture") if person.has_photo else ""
    moved = _("now in the household of {head}").format(head=person.moved_to) if person.moved_to else ""
    if person.is_gone and person.standing in (Standing.OPEN, Standing.JOINED):
        moved = _("the register has this person gone")
    return "；".join(text for text in (person.evidence, person.note, picture, moved, *pairs) if text)


def _moved(state: RoundState) -> Sequence[PaperTable]:
    """Return who went to another household of the village by a split or merger: neither added nor taken off."""
    moved = [person for person in state.persons if person.moved_to is not None]
    return (_persons(_("Went to another household of the village, still on the books"), moved),) if moved else ()


def _beside(state: RoundState) -> Sequence[PaperTable]:
    """Return who came onto the books beside the round: in none of its numbers, and hidden by none."""
    if not state.outside:
        return ()
    heads = {household.id: household for household in state.households}
    names: dict[str, list[str]] = {}
    for household, name in state.outside:
        names.setdefault(heads[household].head_name if household in heads else "", []).append(name)
    return (
        PaperTable(
            title=_("Joined beside this round, not in its numbers"),
            columns=(PaperColumn(label=_("Head")), PaperColumn(label=_("Name"))),
            rows=tuple(
                (head or _("a household that is not in the round"), format_list(found)) for head, found in names.items()
            ),
        ),
    )


def _visited(pack: Pack, state: RoundState, language: str) -> Sequence[PaperTable]:
    """Return what the visits to households outside the file showed; those who may have been missed by name."""
    outside = [household for household in state.households if household.category == Category.NOT_FILED]
    if not outside:
        return ()
    found: dict[str, list[str]] = {item.key: [] for item in _list(pack, "round_visit", language)}
    for household in outside:
        found.setdefault(household.visit, []).append(f"{household.group_name} {household.head_name}".strip())
    return (
        PaperTable(
            title=_("Visits to households that are not filed"),
            columns=(
                PaperColumn(label=_("Result of the visit")),
                PaperColumn(label=_("Households"), is_number=True),
                PaperColumn(label=_("Heads")),
            ),
            rows=tuple(
                (
                    label_of(pack, "round_visit", code, language) if code else _("not visited yet"),
                    str(len(names)),
                    format_list(names) if code and len(names) <= _MOST_NAMES else Why.BLANK,
                )
                for code, names in found.items()
                if names
            ),
        ),
    )
