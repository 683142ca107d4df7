"""What each column becomes by a map that is there, and what such a map knew of it."""

from __future__ import annotations

from poverty_desktop.exchange import column_map
from poverty_desktop.exchange.column_map import ColumnMap, ColumnRule
from poverty_desktop.exchange.table import Table

IGNORE = "ignore"


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
