"""What each column becomes: by a map that is there, or by the surest suggestions."""

from __future__ import annotations

from poverty_desktop.exchange import column_map
from poverty_desktop.exchange.column_map import ColumnMap, ColumnRule
from poverty_desktop.exchange.suggest import Suggestion
from poverty_desktop.exchange.table import Table

IGNORE = "ignore"
SURE = 0.6
MANY_COLUMNS = frozenset({IGNORE, "group.key"})
"""What several columns may become at once."""


def with_known_rules(made: ColumnMap, base: ColumnMap, table: Table) -> tuple[ColumnRule, ...]:
    """Keep what the map knew of a column (words, units) where the column becomes the same as before."""
    known = {
        column: rule
        for rule, column in zip(base.columns, column_map.match(table, base).columns, strict=True)
        if column is not None
    }
    return tuple(
        known[column] if column in known and known[column].target == rule.target else rule
        for column, rule in enumerate(made.columns)
    )


def targets_of(base: ColumnMap, table: Table) -> list[str]:
    """Return what each column becomes by a map."""
    chosen = [IGNORE] * table.width
    for rule, column in zip(base.columns, column_map.match(table, base).columns, strict=True):
        if column is not None:
            chosen[column] = rule.target
    return chosen


def suggested(suggestions: tuple[Suggestion, ...], width: int) -> list[str]:
    """Give each column its surest target that no other column is surer of."""
    chosen = [IGNORE] * width
    taken: set[str] = set()
    for one in sorted(suggestions, key=_doubt):
        if one.confidence >= SURE and chosen[one.column] == IGNORE and one.target not in taken:
            chosen[one.column] = one.target
            taken |= {one.target} - MANY_COLUMNS
    return chosen


def _doubt(suggestion: Suggestion) -> float:
    return -suggestion.confidence
