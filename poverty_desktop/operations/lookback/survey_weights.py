"""A file of survey weights: for how many households each household of a sample stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from poverty_desktop.domain.duplicates import comparable_number
from poverty_desktop.domain.identity_number import CITIZEN_LENGTH
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.measure_list import HOUSEHOLD, usual_captions
from poverty_desktop.exchange.person_list import NAME, NUMBER, read_columns
from poverty_desktop.exchange.table import Table
from poverty_desktop.i18n import N_, _, format_list
from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.store.session import Session

NOBODY = N_(
    "No column of this file says which household a weight belongs to: it needs household numbers or ID numbers."
)
NO_WEIGHTS = N_("No column of this file holds weights: every row needs a number above 0 in it.")
NO_SUCH_COLUMN = N_("No column called {column} holds weights. Choose one of: {columns}.")
TWO_WEIGHTS = N_("Rows {row} and {other} give one household two different weights. Keep one of them.")
NOBODY_FITS = N_("No row of this file belongs to a household of this register.")
_LIKELY = ("权", "weight")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """For how many each household stands.

    ``left`` rows belong to no household here; ``twice`` are two rows that say different things of one household.
    """

    file: str
    column: str
    households: Mapping[HouseholdId, Fraction] = field(repr=False)
    left: int
    twice: tuple[int, int] | None = None

    @property
    def stands_for(self) -> Fraction:
        """Return how many households all of them stand for."""
        return sum(self.households.values(), start=Fraction(0))

    def words(self) -> str:
        """Return which weights these are."""
        said = _("Weights: {column} of {file}. {households} households stand for {count}.").format(
            column=self.column, file=self.file, households=len(self.households), count=f"{float(self.stands_for):g}"
        )
        if not self.left:
            return said
        return _("{sentence} {left} rows belong to no household here.").format(sentence=said, left=self.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightFile:
    """What a file offers: ``columns`` of numbers, the likeliest first, each with its weights."""

    name: str
    columns: Mapping[str, Weights]

    def weights(self, column: str = "") -> Weights:
        """Return the weights of ``column``, of the likeliest without one.

        Raises ``RuleError`` where the column has none, or gives a household two.
        """
        chosen = column or next(iter(self.columns))
        if chosen not in self.columns:
            raise RuleError(NO_SUCH_COLUMN, column=column, columns=format_list(self.columns))
        found = self.columns[chosen]
        if found.twice is not None:
            raise RuleError(TWO_WEIGHTS, row=found.twice[1], other=found.twice[0])
        return found


def read(session: Session, path: Path) -> WeightFile:
    """Read a table of weights by household number or by the ID number of a member.

    Raises ``RuleError`` where the file is no table, does not say whose the weights are, has none, or fits nobody.
    """
    usual = {word: target for target, words in usual_captions().items() for word in words}
    table, columns = read_columns(path, session.pack, remembered=usual, chosen={})
    at = {target: index for index, target in columns.items()}
    if not at.keys() & {NUMBER, HOUSEHOLD}:
        raise RuleError(NOBODY)
    taken = {at[name] for name in (NAME, NUMBER, HOUSEHOLD) if name in at}
    numbers = {
        caption: found
        for index, caption in enumerate(table.captions)
        if index not in taken and caption and (found := _numbers(table, index)) is not None
    }
    if not numbers:
        raise RuleError(NO_WEIGHTS)
    homes = _homes(session, table, at)
    if not any(homes):
        raise RuleError(NOBODY_FITS)
    likeliest = sorted(numbers, key=lambda caption: not any(word in caption.lower() for word in _LIKELY))
    return WeightFile(
        name=path.name,
        columns={caption: _weights(path.name, caption, table, homes, numbers[caption]) for caption in likeliest},
    )


def _numbers(table: Table, index: int) -> list[Fraction] | None:
    """Return the numbers of a column, None where a cell is not one above 0."""
    found = []
    for cells in table.rows:
        try:
            number = Fraction(cells[index].strip().replace(",", ""))
        except (ValueError, ZeroDivisionError):
            return None
        if number <= 0:
            return None
        found.append(number)
    return found or None


def _homes(session: Session, table: Table, at: Mapping[str, int]) -> list[HouseholdId | None]:
    by_number = _pairs(session, "SELECT national_number, id FROM household WHERE alive AND national_number != ''")
    by_person = _pairs(
        session,
        f"SELECT substr(p.document_number, 1, {CITIZEN_LENGTH}), m.household FROM membership m JOIN person p"  # noqa: S608
        " ON p.id = m.person AND p.alive WHERE m.alive AND p.document_number != ''"
        " ORDER BY coalesce(m.to_date, '9999')",  # who has left since the survey still tells the household
    )
    found = []
    for cells in table.rows:
        home = by_number.get(cells[at[HOUSEHOLD]].strip()) if HOUSEHOLD in at else None
        if home is None and NUMBER in at:
            home = by_person.get(comparable_number(cells[at[NUMBER]]))
        found.append(home)
    return found


def _pairs(session: Session, sql: str) -> dict[str, HouseholdId]:
    return {text: HouseholdId(RecordId(bytes(home))) for text, home in session.db.conn.execute(sql)}


def _weights(file: str, column: str, table: Table, homes: list[HouseholdId | None], numbers: list[Fraction]) -> Weights:
    rows: dict[HouseholdId, int] = {}
    found: dict[HouseholdId, Fraction] = {}
    twice: tuple[int, int] | None = None
    for row, home, number in zip(table.numbers, homes, numbers, strict=True):
        if home is None:
            continue
        if found.setdefault(home, number) != number:
            twice = twice or (rows[home], row)
        rows.setdefault(home, row)
    return Weights(file=file, column=column, households=found, left=sum(home is None for home in homes), twice=twice)
