"""Commands on persons who may have been entered twice: list them, join two entries, keep two apart."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from poverty_desktop.cli.opening import open_workspace, takes_workspace
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, format_list
from poverty_desktop.ids import PersonId, from_text, to_text

if TYPE_CHECKING:
    from poverty_desktop.operations.session import Session
    from poverty_desktop.queries.register.duplicates import DuplicateRow

NOT_WHOLE = N_("These two are not members of a household that stands twice, or it was decided already.")
NO_ID = N_("Give the two ids as the command duplicates lists them.")


def duplicates(options: argparse.Namespace) -> object:
    """List the undecided candidates, the surest first."""
    from poverty_desktop.queries.register import duplicates

    with open_workspace(options, is_reading=True) as session:
        return [_told(row) for row in duplicates.candidates(session)]


def same_person(options: argparse.Namespace) -> object:
    """Join two entries; the first is kept."""
    from poverty_desktop.operations.register import duplicates

    with open_workspace(options) as session:
        duplicates.join(session, _person(options.kept), _person(options.other), taken=options.take, note=options.reason)
        return {N_("saved"): 1}


def same_household(options: argparse.Namespace) -> object:
    """Join the two households of which these two entries are members, where the whole household stands twice."""
    from poverty_desktop.operations.register import duplicates

    with open_workspace(options) as session:
        whole = _whole(session, options)
        duplicates.join_households(session, whole, note=options.reason)
        return {N_("saved"): len(whole)}


def _whole(session: Session, options: argparse.Namespace) -> tuple[tuple[PersonId, PersonId], ...]:
    """Return the pairs of members of two households that look like one."""
    from poverty_desktop.queries.register import duplicates as candidates

    pair = {_person(options.one), _person(options.other)}
    rows = candidates.candidates(session)
    found = next((row for row in rows if {row.candidate.one.person, row.candidate.other.person} == pair), None)
    if found is None or not found.whole:
        raise RuleError(NOT_WHOLE)
    return found.whole


def two_households(options: argparse.Namespace) -> object:
    """Remember that the households of these two entries, which look like one, are two."""
    from poverty_desktop.operations.register import duplicates

    with open_workspace(options) as session:
        whole = _whole(session, options)
        return {N_("saved"): duplicates.keep_apart(session, whole, note=options.reason).value}


def two_persons(options: argparse.Namespace) -> object:
    """Remember that two entries are two persons."""
    from poverty_desktop.operations.register import duplicates

    with open_workspace(options) as session:
        pair = (_person(options.one), _person(options.other))
        return {N_("saved"): duplicates.keep_apart(session, [pair], note=options.reason).value}


def duplicates_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``duplicates``."""
    takes_workspace(command)


def same_person_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``same-person``."""
    takes_workspace(command)
    command.add_argument("kept", help=_("id of the entry that is kept"))
    command.add_argument("other", help=_("id of the entry that leaves as entered twice"))
    command.add_argument(
        "--take", action="append", default=[], help=_("data item to be taken from the second entry where both differ")
    )
    command.add_argument("--reason", default="", help=_("note on the decision"))


def two_persons_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``two-persons``."""
    takes_workspace(command)
    command.add_argument("one", help=_("id of the one entry"))
    command.add_argument("other", help=_("id of the other entry"))
    command.add_argument("--reason", default="", help=_("note on the decision"))


def _person(text: str) -> PersonId:
    try:
        return PersonId(from_text(text))
    except ValueError:
        raise RuleError(NO_ID) from None


def _told(row: DuplicateRow) -> dict[str, object]:
    from poverty_desktop.queries.register.duplicates import REASON_WORDS, TIER_WORDS

    pair = row.candidate
    return {
        N_("how sure"): _(TIER_WORDS[pair.tier]),
        N_("first entry"): f"{pair.one.name} {row.places[0]} {to_text(pair.one.person)}",
        N_("second entry"): f"{pair.other.name} {row.places[1]} {to_text(pair.other.person)}",
        N_("for it"): format_list(_(REASON_WORDS[reason]) for reason in row.reasons_for),
        N_("against it"): format_list(_(REASON_WORDS[reason]) for reason in row.reasons_against),
    }
