"""The command that gives outcomes in a verification round, as they are keyed back from a sheet."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop import i18n
from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.cli.round_choice import chosen_round, household_in, members_in
from poverty_desktop.cli.rounds import balance_of
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.typed import day_of
from poverty_desktop.domain.values import Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _

if TYPE_CHECKING:
    from poverty_desktop.operations.lookback.newcomers import Newcomer
    from poverty_desktop.operations.lookback.outcome_given import Given, NewFact
    from poverty_desktop.operations.session import Session

BAD_PAIR = N_("A corrected fact is written as property=value, such as name=… or relation=….")


def outcome(options: argparse.Namespace) -> object:
    """Give an outcome to members of a household, to all of it, or add somebody; tell the balance then."""
    from poverty_desktop.operations.lookback import newcomers
    from poverty_desktop.operations.lookback import outcomes as operations
    from poverty_desktop.queries.lookback import rounds as queries

    with open_workspace(options) as session:
        record = chosen_round(session, options.round)
        state = queries.state(session, record, language=i18n.language())
        if options.new_household:
            values = {"group_name": Value(options.household.strip())}
            newcomers.add_household(session, record, values, _newcomer(options), _given(session, options))
            return balance_of(queries.one(session, record))
        household = household_in(session, state, options.household)
        if options.visit:
            operations.visit(session, record, household, options.visit, note=options.note)
        elif options.unchanged:
            operations.confirm_households(session, record, [household], evidence=options.evidence)
        elif options.take_back:
            members = members_in(state, household, options.member)
            operations.take_back(session, record, [person.id for person in members])
        elif options.add:
            newcomers.add(session, record, household, _newcomer(options), _given(session, options))
        else:
            members = members_in(state, household, options.member)
            operations.give(session, record, [person.id for person in members], _given(session, options))
        return balance_of(queries.one(session, record))


def outcome_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``round-outcome``."""
    takes_workspace(command)
    command.add_argument("household", help=_("number of the sheet, id, or a search with one answer"))
    command.add_argument("--round", help=_("id of the round; without it the open one"))
    command.add_argument("--member", action="append", default=[], help=_("name or number of a member; without it all"))
    command.add_argument("--outcome", default="", help=_("code of the outcome"))
    command.add_argument("--unchanged", action="store_true", help=_("confirm everybody who is still open"))
    command.add_argument("--take-back", action="store_true", help=_("make the members open again"))
    command.add_argument("--visit", default="", help=_("code of what a visit to the household showed"))
    command.add_argument("--add", metavar="NAME", help=_("add this person, with an outcome of joining"))
    command.add_argument(
        "--new-household",
        action="store_true",
        help=_("take up a household that is in no list: its group in place of the household, its head with --add"),
    )
    command.add_argument("--relation", default="", help=_("relation of the added person, as a code"))
    command.add_argument("--document", default="", help=_("ID number of the added person"))
    command.add_argument("--born", default="", help=_("birth date of the added person, as 2026-11-23"))
    command.add_argument("--day", default="", help=_("day on which it happened, as 2026-11-23"))
    command.add_argument("--evidence", default="", help=_("code of the evidence"))
    command.add_argument("--note", default="", help=_("a note"))
    command.add_argument("--picture", type=Path, help=_("picture that shows the evidence"))
    command.add_argument(
        "--fact", action="append", default=[], metavar="PROPERTY=VALUE", help=_("a corrected fact of the person")
    )


def _given(session: Session, options: argparse.Namespace) -> Given:
    from poverty_desktop.operations.lookback.outcome_given import Given

    return Given(
        outcome=options.outcome,
        happened_on=day_of(options.day) if options.day else None,
        evidence=options.evidence,
        note=options.note,
        picture=options.picture,
        facts=tuple(_fact(session, text) for text in options.fact),
    )


def _newcomer(options: argparse.Namespace) -> Newcomer:
    """Return who joins, as the options say; a new household without a head is refused later for want of a name."""
    from poverty_desktop.operations.lookback.newcomers import Newcomer

    name = (options.add or "").strip()
    values = {"name": Value(name)} if name else {}
    if options.document.strip():
        values["document_number"] = Value(options.document.strip())
    if options.born:
        values["birth_date"] = Value(day_of(options.born).isoformat())
    return Newcomer(relation=options.relation, values=values)


def _fact(session: Session, text: str) -> NewFact:
    """Return one corrected fact: of the person, or of the membership (relation)."""
    from poverty_desktop.operations.lookback.outcome_given import NewFact
    from poverty_desktop.packs import typed
    from poverty_desktop.queries.register.facts import options_of

    name, equals, words = text.partition("=")
    for kind in (RecordKind.PERSON, RecordKind.MEMBERSHIP):
        item = session.pack.by_name.get((kind, name.strip()))
        if equals and item is not None and typed.is_editable(item):
            options = options_of(session.pack, item, i18n.language())
            value = typed.read_option(item, words, options) if options else typed.read(item, words)
            return NewFact(kind=kind, name=item.name, value=value)
    raise RuleError(BAD_PAIR)
