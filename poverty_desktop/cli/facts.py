"""Commands on single facts: correct one, and tell the history of a household or of one fact."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli.opening import find_household, open_workspace, takes_workspace
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import BLANK, DONT_KNOW, NOT_APPLICABLE, REFUSED, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, format_list

if TYPE_CHECKING:
    from poverty_desktop.ids import RecordId
    from poverty_desktop.queries.register.file_rows import Fact, HistoryRow, HouseholdFile, MemberRow

NOTHINGS = {"blank": BLANK, "not_applicable": NOT_APPLICABLE, "dont_know": DONT_KNOW, "refused": REFUSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A fact of a household's file, and whose year it belongs to."""

    fact: Fact
    owner: RecordId | None
    member: str = ""


def correct(options: argparse.Namespace) -> object:
    """Give one fact a new value; tell the old one and the new one."""
    from poverty_desktop.operations.register import facts
    from poverty_desktop.queries.register import household_file
    from poverty_desktop.queries.register.facts import masked, text_of

    with open_workspace(options) as session:
        household = find_household(session, options.household)
        language = i18n.language()
        file = household_file.open_file(session, household, year=options.year, language=language)
        place = _find(file, options.property, options.member)
        fact, item = place.fact, place.fact.property
        value = _value(fact, options)
        is_new = value != fact.value or fact.has_conflict
        if is_new:
            if item.merge_class in facts.REASON_CLASSES and fact.value and not options.reason.strip():
                raise RuleError(N_("Correcting “{label}” asks for a reason. Give it with --reason."), label=item.label)
            facts.correct(
                session,
                fact.kind,
                fact.record,
                item.name,
                value,
                seen=file.seen,
                reason=options.reason,
                owner=place.owner,
                year=file.year if place.owner is not None else None,
            )
        shown = [fact.text, text_of(session.pack, item, value, language)]
        before, after = shown if options.private else (masked(item, text) for text in shown)
        found = {N_("fact"): item.label(language), N_("before"): before, N_("after"): after, N_("saved"): int(is_new)}
        return {N_("member"): place.member, **found} if place.member else found


def correct_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``set``."""
    takes_workspace(command)
    command.add_argument("household", help=_("id, number, or a search with one answer"))
    command.add_argument("property", help=_("data item: its name, label or official code, or table.name"))
    command.add_argument("value", nargs="?", help=_("new value: as typed in the window, a code or a label"))
    command.add_argument("--nothing", choices=list(NOTHINGS), help=_("there is no value, and why"))
    command.add_argument("--member", help=_("whose fact it is: name or relation to the head"))
    command.add_argument("--year", type=int, help=_("accounting year"))
    command.set_defaults(late="value")
    command.add_argument("--reason", default="", help=_("why it is corrected"))
    command.add_argument("--private", action="store_true", help=_("show ID numbers, phones and accounts too"))


def history(options: argparse.Namespace) -> object:
    """List the changes of a household, or of one of its facts, the newest first."""
    from poverty_desktop.queries.register import history, household_file

    with open_workspace(options, is_reading=True) as session:
        household = find_household(session, options.household)
        language = i18n.language()
        if options.property is None:
            rows = history.of_household(session, household, language)
            return [history_row(row, as_json=options.json) for row in rows]
        file = household_file.open_file(session, household, year=options.year, language=language)
        fact = _find(file, options.property, options.member).fact
        rows = history.of_fact(session, fact.kind, fact.record, fact.property.name, language)
        return [history_row(row, as_json=options.json) for row in rows]


def history_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``history``."""
    takes_workspace(command)
    command.add_argument("household", help=_("id, number, or a search with one answer"))
    command.set_defaults(late="property")
    command.add_argument("property", nargs="?", help=_("data item: its name, label or official code, or table.name"))
    command.add_argument("--member", help=_("whose fact it is: name or relation to the head"))
    command.add_argument("--year", type=int, help=_("accounting year"))


def history_row(row: HistoryRow, *, as_json: bool) -> dict[str, object]:
    """Return one change as the terminal tells it; for the eye in local time, and only what there is."""
    if not as_json:
        told: dict[str, object] = {
            "at": f"{row.at.astimezone():%Y-%m-%d %H:%M:%S}",
            "clock": row.clock,
            "by": row.by,
            "who": row.subject,
            "what": row.label,
            "change": f"{row.before} → {row.after}" if row.before or row.after else "",
            "reason": row.reason,
            "undone": _("undone") if row.is_undone else "",
        }
        return {name: value for name, value in told.items() if value}
    return {
        "at": row.at.isoformat(),
        "clock": row.clock,
        "by": row.by,
        "who": row.subject,
        "what": row.label,
        "before": row.before,
        "after": row.after,
        "reason": row.reason,
        "undone": int(row.is_undone),
    }


def _value(fact: Fact, options: argparse.Namespace) -> Value:
    from poverty_desktop.packs import typed

    if (options.value is None) == (options.nothing is None):
        raise RuleError(N_("Give either the new value or --nothing."))
    if not typed.is_editable(fact.property):
        raise RuleError(N_("This data item cannot be corrected by hand."))
    if options.nothing is not None:
        return NOTHINGS[options.nothing]
    if fact.options:
        return typed.read_option(fact.property, options.value, fact.options)
    return typed.read(fact.property, options.value)


def _find(file: HouseholdFile, wanted: str, member: str | None) -> _Place:
    """Return the one fact that is meant; raises ``RuleError`` where none is, or several are."""
    places = list(_of_member(_member(file, member))) if member is not None else list(_of_household(file))
    found = [place for place in places if _is_meant(place.fact, wanted)]
    if not found and member is None and _is_of_members(file, wanted):
        raise RuleError(N_("This is a fact of a member. Say whose with --member."))
    if not found:
        raise RuleError(N_("The household has no data item of this name."))
    if len(found) > 1:
        names = format_list(f"{place.fact.kind.table}.{place.fact.property.name}" for place in found)
        raise RuleError(N_("Several data items have this name: {names}. Give one of these."), names=names)
    return found[0]


def _is_of_members(file: HouseholdFile, wanted: str) -> bool:
    return any(_is_meant(place.fact, wanted) for member in file.members for place in _of_member(member))


def _is_meant(fact: Fact, wanted: str) -> bool:
    item = fact.property
    return wanted in (f"{fact.kind.table}.{item.name}", item.name, item.label.zh, item.label.en, item.official_code)


def _of_household(file: HouseholdFile) -> Iterator[_Place]:
    for section in (*file.summary, *file.conditions, *file.causes, *file.income_facts):
        for fact in section.facts:
            if fact.kind in (RecordKind.HOUSEHOLD, RecordKind.HOUSEHOLD_YEAR):
                yield _Place(fact=fact, owner=file.row.id if fact.kind is RecordKind.HOUSEHOLD_YEAR else None)


def _of_member(member: MemberRow) -> Iterator[_Place]:
    for section in member.sections:
        for fact in section.facts:
            owner = member.person if fact.kind is RecordKind.PERSON_YEAR else None
            yield _Place(fact=fact, owner=owner, member=member.name)


def _member(file: HouseholdFile, wanted: str) -> MemberRow:
    found = [member for member in file.members if wanted in (member.name, member.relation)]
    present = [member for member in found if member.left_on is None] or found
    if len(present) != 1:
        raise RuleError(
            N_("{count} members of the household have this name or relation. Name one of them."), count=len(present)
        )
    return present[0]
