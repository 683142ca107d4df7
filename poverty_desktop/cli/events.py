"""Commands on members: births, deaths, marriages, moves, splits and mergers, and the list of what is to be entered."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli.opening import find_household, open_workspace, takes_workspace
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.typed import day_of
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import from_text, to_text

if TYPE_CHECKING:
    from poverty_desktop.ids import HouseholdId, RecordId
    from poverty_desktop.operations.session import Session

NO_ID = N_("This is no id. Copy it from the list that the program prints.")
NO_MEMBER = N_("The household has no such member, or several.")


def record_id(text: str) -> RecordId:
    """Return an id typed at the terminal; raises ``RuleError`` for anything else."""
    try:
        return from_text(text.strip())
    except ValueError:
        raise RuleError(NO_ID) from None


def code_of(session: Session, code_list: str, text: str) -> str:
    """Return the code that ``text`` names as code or label; what is neither stays as it is and is refused later."""
    codes = session.pack.code_lists.get(code_list)
    found = (codes.find(text) or codes.find_label(text)) if codes is not None else None
    return found.code if found is not None else text


def event(options: argparse.Namespace) -> object:
    """Record one event of a household's members."""
    from poverty_desktop.operations.register import membership_events as events

    with open_workspace(options) as session:
        household = find_household(session, options.household)
        members = _members(session, household)
        when, note = day_of(options.day), options.note
        chosen = [_member(members, name) for name in options.member or ()]
        relations = _relations(session, members, options.relation or ())
        if options.kind == "leave":
            reason = code_of(session, "reason_out", options.reason)
            events.leave(session, chosen, day=when, reason=reason, relations=relations, note=note)
            return {N_("left"): len(chosen)}
        if options.kind == "join":
            person = {"name": Value(options.name or "")}
            if options.born:
                person["birth_date"] = Value(day_of(options.born).isoformat())
            reason = code_of(session, "reason_in", options.reason)
            relation = code_of(session, "relation", options.as_)
            joined = events.join(session, household, person, day=when, reason=reason, relation=relation, note=note)
            return {N_("member"): to_text(joined.value)}
        if options.kind == "split":
            return {N_("household"): to_text(events.split(session, household, relations, day=when, note=note).value)}
        kept = find_household(session, options.into or "")
        events.merge(session, kept, household, relations, day=when, note=note)
        return {N_("household"): to_text(kept)}


def event_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``event``."""
    takes_workspace(command)
    command.add_argument("household", help=_("id, number, or a search with one answer"))
    command.add_argument("kind", choices=("join", "leave", "split", "merge"), help=_("what has happened"))
    command.add_argument("--day", required=True, help=_("day on which it happened"))
    command.add_argument("--reason", default="", help=_("reason: code or label of the policy pack"))
    command.add_argument("--member", action="append", help=_("who leaves: name; may be repeated"))
    command.add_argument("--name", help=_("name of who joins"))
    command.add_argument("--born", help=_("date of birth of who joins"))
    command.add_argument("--as", dest="as_", default="99", help=_("relation of who joins to the head: code or label"))
    command.add_argument(
        "--relation",
        action="append",
        metavar="NAME=RELATION",
        help=_("new relation of a member to the head of the household they are in afterwards; may be repeated"),
    )
    command.add_argument("--into", help=_("household that takes the members over, where two are merged"))
    command.add_argument("--note", default="", help=_("why it is corrected"))


def entries(options: argparse.Namespace) -> object:
    """List what is still to be entered in the national system, write it out, or note that it was entered."""
    from poverty_desktop.operations.register import entry_list
    from poverty_desktop.queries.casework.entry_list import WAITS_WORDS
    from poverty_desktop.queries.casework.entry_list import entries as rows_of

    with open_workspace(options) as session:
        if options.entered:
            chosen = [record_id(text) for text in options.entered]
            today = session.clock.today()
            on = day_of(options.day) if options.day else today
            return {N_("entered"): entry_list.mark_entered(session, chosen, on=on).value}
        if options.xlsx is not None or options.pdf is not None:
            told: dict[str, object] = {}
            if options.xlsx is not None:
                told[N_("lines")] = entry_list.write_excel(session, options.xlsx)
            if options.pdf is not None:
                told[N_("lines")] = entry_list.write_pdf(session, options.pdf)
            return told
        return [
            {
                "line": to_text(row.id),
                "household": row.head_name,
                "member": row.person_name,
                "what": row.what,
                "day": row.happened_on.isoformat() if row.happened_on else "",
                "how": row.how,
                "differs": row.differs,
                "waits_for": _(WAITS_WORDS[row.waits_for]),
            }
            for row in rows_of(session, language=i18n.language(), is_open=None if options.all else True)
        ]


def entries_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``entries``."""
    takes_workspace(command)
    command.add_argument("--all", action="store_true", help=_("also those that were entered"))
    command.add_argument("--xlsx", type=Path, help=_("write the list as this Excel file"))
    command.add_argument("--pdf", type=Path, help=_("write the list as this PDF file"))
    command.add_argument("--entered", action="append", metavar="LINE", help=_("note that this line was entered"))
    command.add_argument("--day", help=_("day on which it happened"))


def _members(session: Session, household: HouseholdId) -> Mapping[RecordId, str]:
    from poverty_desktop.queries.register.snapshot import records

    names = dict(session.db.conn.execute("SELECT id, name FROM person"))
    return {
        record.id: str(names.get(record.values["person"].scalar, ""))
        for record in records(session, RecordKind.MEMBERSHIP, "household = ? AND to_date IS NULL", [household])
        if "person" in record.values
    }


def _member(members: Mapping[RecordId, str], name: str) -> RecordId:
    found = [membership for membership, known in members.items() if known == name]
    if len(found) != 1:
        raise RuleError(NO_MEMBER)
    return found[0]


def _relations(session: Session, members: Mapping[RecordId, str], said: Sequence[str]) -> dict[RecordId, str]:
    pairs = (text.partition("=") for text in said)
    return {_member(members, name.strip()): code_of(session, "relation", text.strip()) for name, _eq, text in pairs}
