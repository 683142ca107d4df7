"""How a planned row is said: what happens with icon and word, why, whom a question means, what would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.exchange.existing import ExistingRegister
from poverty_desktop.exchange.grouping import head_code
from poverty_desktop.exchange.matching import Choice, Option
from poverty_desktop.exchange.plan import Action, PlannedRecord, PlannedRow
from poverty_desktop.exchange.planned import ACTION_WORDS
from poverty_desktop.exchange.problems import sentence
from poverty_desktop.exchange.roster import RosterRow
from poverty_desktop.i18n import N_, _, format_list, language
from poverty_desktop.packs.model import PropertyType, Sensitivity
from poverty_desktop.packs.pack import Pack
from poverty_desktop.queries.register.facts import text_of
from ui.widgets.masked import mask

_LOOKS = {
    Action.ASK: ("help", "warn"),
    Action.REJECT: ("bad", "error"),
    Action.NEW_HOUSEHOLD: ("households", "accent"),
    Action.NEW_MEMBER: ("person", "accent"),
    Action.UPDATE: ("draft", "info"),
    Action.UNCHANGED: ("good", "ink_weak"),
    Action.SKIP: ("close", "ink_weak"),
}
ACTIONS = {action: (*_LOOKS[action], said) for action, said in ACTION_WORDS.items()}
"""Icon, colour and word of each action, in the order in which they need a look."""

NAMES_SHOWN = 6
CREATE_WORDS = {RecordKind.HOUSEHOLD: N_("It is a new household"), RecordKind.PERSON: N_("It is a new person")}
USE_WORDS = {
    RecordKind.HOUSEHOLD: N_("It is this household: {who}"),
    RecordKind.PERSON: N_("It is this person: {who}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """A row of the file beside what is planned for it."""

    file: RosterRow
    plan: PlannedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One fact that would be written; ``before`` is empty where it is new, ``is_kept`` where the register wins."""

    label: str
    before: str
    after: str
    is_kept: bool = False


def why(row: PreviewRow) -> str:
    """Return the reason, then everything else there is to say about the row."""
    said = dict.fromkeys([sentence(row.plan.reason), *(sentence(problem) for problem in row.plan.problems)])
    return in_a_row(said)


def in_a_row(sentences: Iterable[str]) -> str:
    """Return whole sentences one after the other, as the language of the screen sets them."""
    return ("" if language() == "zh_CN" else " ").join(sentences)


def name(row: PreviewRow) -> str:
    """Return the person's name as the file has it."""
    return _plain(row.file.person.get("name"))


def household_number(row: PreviewRow) -> str:
    """Return the household's number as the file has it."""
    return _plain(row.file.household.get("national_number"))


def relation(row: PreviewRow, pack: Pack) -> str:
    """Return the relation to the head in words."""
    value = row.file.membership.get("relation")
    item = pack.by_name.get((RecordKind.MEMBERSHIP, "relation"))
    return text_of(pack, item, value, language()) if value and item is not None else ""


def option_words(option: Option, about: RecordKind, register: ExistingRegister, pack: Pack) -> str:
    """Return an answer in words, with the record of the register that it means."""
    if option.choice is Choice.SKIP:
        return _("Leave this row out")
    if option.choice is Choice.CREATE or option.target is None:
        return _(CREATE_WORDS[about])
    who = target_words(option.target, about, register, pack)
    if option.choice is Choice.MOVE:
        return _("It is this person, who moves here: {who}").format(who=who)
    if option.choice is Choice.LIVES:
        return _("It is this person, who lives; the death was noted by mistake: {who}").format(who=who)
    return _(USE_WORDS[about]).format(who=who)


def target_words(target: bytes, about: RecordKind, register: ExistingRegister, pack: Pack) -> str:
    """Return a household or person of the register as one recognises them, the ID number masked."""
    if about is RecordKind.PERSON:
        return _person_words(target, register, pack)
    household = register.households.get(target)
    if household is None:
        return ""
    members = register.members_of.get(target, ())
    names = [_plain(register.persons[member.person].values.get("name")) for member in members[:3]]
    more = _("{count} persons").format(count=len(members))
    village = pack.divisions.get(_plain(household.values.get("village")))
    parts = (
        format_list(part for part in names if part),
        more,
        _plain(household.values.get("group_name")),
        village.name if village else "",
        _plain(household.values.get("national_number")),
    )
    return " · ".join(part for part in parts if part)


def names_of(persons: Sequence[bytes], register: ExistingRegister) -> str:
    """Return the first few names."""
    names = [_plain(register.persons[person].values.get("name")) for person in persons[:NAMES_SHOWN]]
    return format_list([*names, "…"] if len(persons) > NAMES_SHOWN else names)


def differences(row: PreviewRow, pack: Pack) -> Iterator[Difference]:
    """Yield the facts that the row would write, and those that differ and are kept."""
    for record in row.plan.records:
        yield from _of_record(record, pack)


def _of_record(record: PlannedRecord, pack: Pack) -> Iterator[Difference]:
    for values, is_kept in ((record.values, False), (record.kept, True)):
        for key, value in values.items():
            item = pack.by_name.get((record.kind, key))
            if item is None or item.type in (PropertyType.REFERENCE, PropertyType.PHOTO) or key == "year":
                continue
            before, after = record.old.get(key), text_of(pack, item, value, language())
            old = text_of(pack, item, before, language()) if before else ""
            if item.sensitivity is Sensitivity.SECRET:
                old, after = mask(old), mask(after)
            yield Difference(label=item.label(language()), before=old, after=after, is_kept=is_kept)


def _person_words(target: bytes, register: ExistingRegister, pack: Pack) -> str:
    person = register.persons.get(target)
    if person is None:
        return ""
    parts = [_plain(person.values.get(key)) for key in ("name", "birth_date")]
    parts.append(mask(_plain(person.values.get("document_number"))))
    if died := _plain(person.values.get("death_date")):
        parts.append(_("died {day}").format(day=died))
    for member in register.open_members.get(target, ())[:1]:
        head = _head_of(member.household, register, pack)
        if head:
            parts.append(_("household {name}").format(name=head))
    return " · ".join(part for part in parts if part)


def _head_of(household: bytes, register: ExistingRegister, pack: Pack) -> str:
    head = head_code(pack)
    for member in register.members_of.get(household, ()):
        if _plain(member.values.get("relation")) == head:
            return _plain(register.persons[member.person].values.get("name"))
    return ""


def _plain(value: Value | None) -> str:
    return str(value.scalar) if value else ""
