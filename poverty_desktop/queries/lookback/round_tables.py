"""Tables on the papers of a verification round: group by group, by evidence, and by the name of each person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from poverty_desktop.domain.values import Why
from poverty_desktop.domain.verification import Standing
from poverty_desktop.i18n import _, format_date, format_list
from poverty_desktop.packs.pack import Pack
from poverty_desktop.pdf.round_values import KeyedWord
from poverty_desktop.pdf.values import PaperColumn, PaperTable
from poverty_desktop.queries.lookback.round_frame import Category
from poverty_desktop.queries.lookback.round_state import PersonRow, RoundState

_MOST_NAMES = 40


def label_of(pack: Pack, code_list: str, code: str, language: str) -> str:
    """Return the label of a code; the code itself where the list does not know it."""
    codes = pack.code_lists.get(code_list)
    found = codes.find(code) if codes else None
    return found.label(language) if found else code


def words_of(pack: Pack, code_list: str, language: str) -> tuple[KeyedWord, ...]:
    """Return the words of a code list, each with the key by which it is keyed in."""
    codes = pack.code_lists.get(code_list)
    return tuple(KeyedWord(key=item.code, label=item.label(language)) for item in codes.codes) if codes else ()


def groups(state: RoundState) -> PaperTable:
    """Return the numbers of each villagers' group."""
    heads = (_("Group"), _("On the books"), _("Added"), _("Taken off"), _("After verification"), _("To be verified"))
    return PaperTable(
        title=_("Group by group"),
        columns=tuple(PaperColumn(label=words, is_number=at > 0) for at, words in enumerate(heads)),
        rows=tuple(
            (name, *(str(n) for n in (found.base, found.added, found.removed, found.after, found.open)))
            for name, found in state.by_group()
        ),
    )


def evidence(state: RoundState) -> Sequence[PaperTable]:
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


def by_name(title: str, persons: Iterable[PersonRow]) -> PaperTable:
    """Return persons one by one with what was found of each."""
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


def moved(state: RoundState) -> Sequence[PaperTable]:
    """Return who went to another household of the village by a split or merger: neither added nor taken off."""
    moved = [person for person in state.persons if person.moved_to is not None]
    return (by_name(_("Went to another household of the village, still on the books"), moved),) if moved else ()


def beside(state: RoundState) -> Sequence[PaperTable]:
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


def visited(pack: Pack, state: RoundState, language: str) -> Sequence[PaperTable]:
    """Return what the visits to households outside the file showed; those who may have been missed by name."""
    outside = [household for household in state.households if household.category == Category.NOT_FILED]
    if not outside:
        return ()
    found: dict[str, list[str]] = {item.key: [] for item in words_of(pack, "round_visit", language)}
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
