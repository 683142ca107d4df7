"""What the page of rounds asks of the store: each function here runs on the store thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.packs.model import Property

if TYPE_CHECKING:
    from poverty_desktop.domain.verification import OutcomeRule
    from poverty_desktop.ids import HouseholdId, PersonId, RecordId
    from poverty_desktop.operations.done import Done
    from poverty_desktop.operations.lookback.back_checks import Finding
    from poverty_desktop.operations.lookback.newcomers import Newcomer
    from poverty_desktop.operations.lookback.outcome_given import Given
    from poverty_desktop.operations.lookback.rounds import NewRound
    from poverty_desktop.operations.paperwork.papers import Printed
    from poverty_desktop.operations.paperwork.round_papers import RoundPaper
    from poverty_desktop.operations.session import Session
    from poverty_desktop.progress import Progress
    from poverty_desktop.queries.lookback.back_checks import BackCheck
    from poverty_desktop.queries.lookback.round_state import RoundRow, RoundState

CORRECTABLE = (
    (RecordKind.PERSON, ("name", "document_number", "sex", "birth_date", "ethnicity", "phone", "document_type")),
    (RecordKind.MEMBERSHIP, ("relation", "from_date")),
)
"""What is corrected at the door; everything else of a person is corrected in the household's file."""

Words = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Every round, whether the pack knows any, and the groups that there are."""

    rounds: tuple[RoundRow, ...]
    is_known: bool
    scopes: Words
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One round with the words that its outcomes are given in."""

    state: RoundState
    rules: Mapping[str, OutcomeRule]
    labels: Mapping[str, str]
    evidence: Words
    visits: Words
    visit_keys: Mapping[str, str]  # code by key
    categories: Words
    relations: Words
    notice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correctable:
    """One fact that can be corrected at the door, as it stands."""

    item: Property
    value: Value
    text: str
    options: Words


def overview(language: str, session: Session) -> Overview:
    """Return every round."""
    from poverty_desktop.packs.outcomes import knows_rounds
    from poverty_desktop.queries.lookback import rounds
    from poverty_desktop.queries.register import households

    return Overview(
        rounds=rounds.all_rounds(session),
        is_known=knows_rounds(session.pack),
        scopes=_list(session, "round_scope", language),
        groups=tuple(group.label for group in households.groups(session)),
    )


def desk(record: RecordId, language: str, session: Session) -> Desk:
    """Return one round as it stands."""
    from poverty_desktop.packs.outcomes import outcome_rules, visit_keys
    from poverty_desktop.queries.lookback import rounds

    return Desk(
        state=rounds.state(session, record, language=language),
        rules=outcome_rules(session.pack),
        labels=dict(_list(session, "round_outcome", language)),
        evidence=_list(session, "round_evidence", language),
        visits=_list(session, "round_visit", language),
        visit_keys=visit_keys(session.pack),
        categories=_list(session, "round_category", language),
        relations=_list(session, "relation", language),
        notice=session.pack.texts["notice.round_removal"](language),
    )


def correctable(person: RecordId, membership: RecordId, language: str, session: Session) -> tuple[Correctable, ...]:
    """Return the facts of a person that can be corrected at the door."""
    from poverty_desktop.queries.lookback import round_outcomes
    from poverty_desktop.queries.register import facts

    found = []
    for kind, names in CORRECTABLE:
        row = round_outcomes.row_of(session, kind, person if kind is RecordKind.PERSON else membership)
        for name in names:
            item = session.pack.by_name.get((kind, name))
            if item is None:
                continue
            value = facts.value_of(row, item)
            text = facts.masked(item, facts.text_of(session.pack, item, value, language))
            options = facts.options_of(session.pack, item, language)
            found.append(Correctable(item=item, value=value, text=text, options=options))
    return tuple(found)


def former(record: RecordId, household: HouseholdId, session: Session) -> tuple[tuple[PersonId, str], ...]:
    """Return who may be put on the books: who joined the household beside the round, then who left it."""
    from poverty_desktop.queries.lookback import round_outcomes

    beside = round_outcomes.members_beside(session, record, household)
    return (*((person, name) for person, _at, name in beside), *round_outcomes.former_members(session, household))


def begin(wanted: NewRound, session: Session, progress: Progress) -> Done[tuple[RecordId, ...]]:
    """Begin a round."""
    from poverty_desktop.operations.lookback import rounds

    return rounds.begin(session, wanted, progress)


def small_picture(cell: bytes, side: int, session: Session) -> bytes:
    """Return a small picture of the evidence of an outcome."""
    from poverty_desktop.operations.register import household_photos

    return household_photos.small_picture(session, cell, side)


def close(record: RecordId, session: Session) -> Done[None]:
    """Close a round."""
    from poverty_desktop.operations.lookback import rounds

    return rounds.close(session, record)


def reopen(record: RecordId, session: Session) -> Done[None]:
    """Open a closed round again."""
    from poverty_desktop.operations.lookback import rounds

    return rounds.reopen(session, record)


def give(record: RecordId, rows: Sequence[RecordId], given: Given, session: Session) -> Done[int]:
    """Give an outcome."""
    from poverty_desktop.operations.lookback import outcomes

    return outcomes.give(session, record, rows, given)


def confirm(record: RecordId, household: HouseholdId, session: Session) -> Done[int]:
    """Confirm a whole household as unchanged."""
    from poverty_desktop.operations.lookback import outcomes

    return outcomes.confirm_households(session, record, [household])


def add(record: RecordId, household: HouseholdId, newcomer: Newcomer, given: Given, session: Session) -> Done[PersonId]:
    """Put somebody on the books."""
    from poverty_desktop.operations.lookback import newcomers

    return newcomers.add(session, record, household, newcomer, given)


def add_household(record: RecordId, group: str, head: Newcomer, given: Given, session: Session) -> Done[HouseholdId]:
    """Take up a household that is in no list."""
    from poverty_desktop.operations.lookback import newcomers

    return newcomers.add_household(session, record, {"group_name": Value(group)} if group else {}, head, given)


def take_back(record: RecordId, rows: Sequence[RecordId], session: Session) -> Done[int]:
    """Make persons open again."""
    from poverty_desktop.operations.lookback import outcomes

    return outcomes.take_back(session, record, rows)


def visit(record: RecordId, household: HouseholdId, code: str, session: Session) -> Done[None]:
    """Write down what a visit showed."""
    from poverty_desktop.operations.lookback import outcomes

    return outcomes.visit(session, record, household, code)


def print_paper(record: RecordId, paper: RoundPaper, target: Path, session: Session, progress: Progress) -> Printed:
    """Print one kind of paper of a round."""
    from poverty_desktop.operations.paperwork import round_papers

    return round_papers.print_round(session, record, paper, target, progress=progress)


def back_check(record: RecordId, session: Session) -> BackCheck:
    """Return the back-check of the series of a round."""
    from poverty_desktop.queries.lookback import back_checks

    return back_checks.back_check(session, record, whole_series=session.is_office)


def draw(record: RecordId, seed: str, sizes: Mapping[str, int], session: Session) -> Done[BackCheck]:
    """Draw the sample."""
    from poverty_desktop.operations.lookback import back_checks

    return back_checks.draw(session, record, seed, sizes, whole_series=session.is_office)


def write_frame(record: RecordId, path: Path, session: Session) -> int:
    """Write the frame of the sample as CSV; return how many households it has."""
    from poverty_desktop.operations.lookback import sample_frame

    return sample_frame.write(session, record, path, whole_series=session.is_office)


def enter(record: RecordId, household: HouseholdId, finding: Finding, session: Session) -> Done[None]:
    """Enter what was found at a household of the sample."""
    from poverty_desktop.operations.lookback import back_checks

    return back_checks.enter(session, record, household, finding)


def _list(session: Session, name: str, language: str) -> Words:
    codes = session.pack.code_lists.get(name)
    return tuple((code.code, code.label(language)) for code in codes.codes) if codes else ()
