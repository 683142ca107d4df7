"""Everything that the program says of one year, by name, so that it can be asked twice and compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from poverty_desktop.checks import indicators, opinion, target_board, village_sums
from poverty_desktop.checks.reading import household_row
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.packs.register_schema import schema_of
from poverty_desktop.queries.assessment import counted_rows, figure_series
from poverty_desktop.queries.paperwork import papers
from poverty_desktop.queries.register import household_file
from poverty_desktop.store.session import Session

LANGUAGE = "en"


def households(session: Session) -> list[HouseholdId]:
    found = session.db.conn.execute("SELECT id FROM household WHERE alive ORDER BY id")
    return [HouseholdId(RecordId(bytes(row[0]))) for row in found]


def of_village(session: Session, year: int, village: str) -> Mapping[str, object]:
    """Return the indicators with whoever is behind them, the targets, the sums and the second opinion of a year."""
    found: dict[str, object] = {}
    for item in indicators.computed(session, year):
        behind = indicators.counted(session, year, item.id)
        asked = [counted_rows.Behind(**{name: getattr(row, name) for name in _BEHIND}) for row in behind]
        rows = counted_rows.rows(session, item, year, asked, LANGUAGE)
        found[f"behind {item.id}"] = {(row.record, row.amount, row.because) for row in rows}
    for name, tally in indicators.tallies(session, year).items():
        found[f"indicator {name}"] = dict(tally)
    for row in target_board.board(session, year=year).rows:
        found[f"target {row.indicator.id}"] = (row.figure, row.goal, row.tally)
    for name, amount in village_sums.sums_of(session, village, year).items():
        found[f"sum {name}"] = amount
        parts = village_sums.parts_of(session, village, year, name)
        found[f"parts {name}"] = {(part.household, part.amount) for part in parts}
    said = opinion.opinion(session, year, LANGUAGE)
    found["opinion whole"] = said.whole
    found["opinion indicators"] = said.indicators
    found["opinion groups"] = {group.name: group for group in said.groups}
    for item in said.judged:
        found[f"judged {item.household.hex()}"] = (item.per_capita_fen, item.persons, item.score, item.deprived)
    found["incomes in bands"] = figure_series.incomes(session, year)
    return found


def of_households(session: Session, year: int, chosen: Iterable[HouseholdId]) -> Mapping[str, object]:
    """Return what page, papers and checks say of each household in a year."""
    found: dict[str, object] = {}
    for household in chosen:
        name = household.hex()
        file = household_file.open_file(session, household, year=year, language=LANGUAGE)
        found[f"head {name}"] = (file.row.head_name, file.row.member_count, file.row.per_capita_fen, file.row.line_fen)
        found[f"account {name}"] = (
            file.income.per_capita_fen,
            file.income.net_fen,
            file.income.family_size,
            file.income.counted_members,
        )
        there = [item for item in file.members if item.is_there]
        found[f"members {name}"] = [(item.person, item.relation, item.age, item.is_head) for item in there]
        found[f"lights {name}"] = household_file.lights(session, household, year)
        row = household_row(session, schema_of(session.pack), household, year)
        found[f"income of checks {name}"] = row.cells["per_capita_income"] if row is not None else None
        paper = papers.household_paper(session, household, year=year, language=LANGUAGE)
        found[f"file {name}"] = (paper.cover, paper.members, paper.income, paper.conditions)
        card = papers.card_paper(session, household, year=year, language=LANGUAGE)
        found[f"card {name}"] = (card.sections, card.members)
    return found


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """Return what was said before and is said otherwise, or not any more."""
    return {name: (said, after.get(name)) for name, said in before.items() if after.get(name) != said}


_BEHIND = ("record", "household", "village", "amount")
