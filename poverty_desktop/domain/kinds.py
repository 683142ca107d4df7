"""The kinds of record of the register and their numbers in the journal, which never change."""

from __future__ import annotations

from enum import IntEnum


class RecordKind(IntEnum):
    """A table of the register; the number stands in every journal header."""

    HOUSEHOLD = 1
    PERSON = 2
    MEMBERSHIP = 3
    HOUSEHOLD_YEAR = 4
    PERSON_YEAR = 5
    INCOME_LINE = 6
    NEED = 7
    MEASURE = 8
    VISIT = 9
    INTERVIEW = 10
    ATTACHMENT = 11
    STAFF = 12
    WAIVER = 20
    ROUND = 21
    OUTCOME = 22
    CLUE = 23
    PROCEDURE = 24
    STEP = 25
    VILLAGE_YEAR = 26
    VILLAGE_PROJECT = 27
    ENTRY_LINE = 28
    PERSON_LINK = 30
    LIST_HIT = 31
    HELPER = 32
    TEAM_DAY = 33
    DUTY = 34
    MERIT = 35
    DUTY_NOTE = 36
    FUND = 37
    APPROPRIATION = 38
    CONTRACT = 39
    PAYMENT = 40
    BENEFICIARY = 41
    PERFORMANCE = 42
    TARGET = 43
    ENTERED_FIGURE = 44
    ASSESSMENT = 45
    ASSESSMENT_APPEAL = 46
    FROZEN_FIGURE = 47
    CARD = 52

    @property
    def table(self) -> str:
        """Return the name of the table, of the dataset of ``save_to`` and of the ``properties`` sheet."""
        return self.name.lower()


def is_kind(table: str) -> bool:
    """Say whether ``table`` is the table of a kind of record."""
    return table.upper() in RecordKind.__members__


OF_ASSESSMENT = frozenset(
    {
        RecordKind.TARGET,
        RecordKind.ENTERED_FIGURE,
        RecordKind.ASSESSMENT,
        RecordKind.ASSESSMENT_APPEAL,
        RecordKind.FROZEN_FIGURE,
    }
)
"""Kinds whose records belong to a place: a county, township or village."""

OF_VILLAGE = (
    frozenset(
        {
            RecordKind.ROUND,
            RecordKind.VILLAGE_YEAR,
            RecordKind.VILLAGE_PROJECT,
            RecordKind.TEAM_DAY,
            RecordKind.DUTY,
            RecordKind.MERIT,
            RecordKind.DUTY_NOTE,
            RecordKind.FUND,
            RecordKind.APPROPRIATION,
            RecordKind.CONTRACT,
            RecordKind.PAYMENT,
            RecordKind.PERFORMANCE,
        }
    )
    | OF_ASSESSMENT
)
"""Kinds whose records belong to a village, not to a household or person in it."""


def kind_of(table: str) -> RecordKind:
    """Return the kind whose table is ``table``; raises ``KeyError`` for any other name."""
    return RecordKind[table.upper()]
