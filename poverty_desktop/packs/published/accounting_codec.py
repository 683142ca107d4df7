"""The rules of the income account as rows of a published pack, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poverty_desktop.packs.accounting import AccountingRule, IncomeRule
from poverty_desktop.packs.model import Certainty, Label

Cells = Mapping[str, Any]


def encode_accounting(rule: AccountingRule) -> Cells:
    """Return the cells of a rule, those that say nothing left out."""
    return _filled(
        name=rule.name,
        value=rule.value,
        source=rule.source,
        province=rule.province,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
    )


def decode_accounting(row: Cells) -> AccountingRule:
    """Return the rule of one decoded row; fails on a cell that is missing."""
    return AccountingRule(
        name=row["name"],
        value=row["value"],
        source=row["source"],
        province=row.get("province", ""),
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
    )


def encode_income_rule(rule: IncomeRule) -> Cells:
    """Return the cells of a rule, those that say nothing left out."""
    return _filled(
        item=rule.item,
        source=rule.source,
        certainty=rule.certainty.value,
        province=rule.province,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        counted=rule.counted,
        cost_rate=rule.cost_rate,
        note_zh=rule.note.zh if rule.note else None,
        note_en=rule.note.en if rule.note else None,
    )


def decode_income_rule(row: Cells) -> IncomeRule:
    """Return the rule of one decoded row; fails on a cell that is missing or of the wrong type."""
    return IncomeRule(
        item=row["item"],
        source=row["source"],
        certainty=Certainty(row["certainty"]),
        province=row.get("province", ""),
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
        counted=row.get("counted", ""),
        cost_rate=row.get("cost_rate", ""),
        note=Label(zh=row["note_zh"], en=row["note_en"]) if "note_zh" in row else None,
    )


def _filled(**cells: Any) -> Cells:
    return {name: cell for name, cell in cells.items() if cell not in (None, "")}
