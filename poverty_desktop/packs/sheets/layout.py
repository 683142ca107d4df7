"""The sheets of a pack workbook and their columns, as machine names in the second row of each sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from poverty_desktop.packs.model import PAID_AT_ONCE

HEADER_ROW = 2
"""Row 1 is the caption that a clerk reads, row 2 the name that the program reads."""

OPTIONAL = (
    "checks",
    "check_params",
    "accounting",
    "income_rules",
    "cause_evidence",
    "deprivations",
    "procedures",
    "procedure_steps",
    "holidays",
    "village_sums",
    "village_conditions",
    "papers",
    "paper_blocks",
    "measures",
    "visit_rules",
    "duties",
    "indicators",
    "targets",
    "assessment_items",
)
"""Sheets that a pack may do without."""

UNREAD = ("说明", "readme")
"""Sheets for people only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of one sheet: those that every row must fill, and the others."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Return every column name."""
        return self.required + self.optional


SHEETS: Mapping[str, Columns] = {
    "settings": Columns(required=("key", "value"), optional=("note",)),
    "properties": Columns(
        required=(
            "number",
            "kind",
            "name",
            "type",
            "label_zh",
            "label_en",
            "section",
            "sensitivity",
            "merge_class",
            "source",
        ),
        optional=("unit_zh", "unit_en", "code_list", "target", "official_code", "minimum", "maximum", "pattern"),
    ),
    "codes": Columns(
        required=("list", "code", "label_zh", "label_en", "source"),
        optional=("aliases", "schemes", "valid_from", "valid_to"),
    ),
    "divisions": Columns(required=("code", "name", "level"), optional=("parent", "valid_from", "valid_to")),
    "income_items": Columns(
        required=("code", "label_zh", "label_en", "category", "counted", "source", "certainty"),
        optional=("property", "note_zh", "note_en", "valid_from", "valid_to", "cost_rate", "paid"),
    ),
    "income_rules": Columns(
        required=("item", "source", "certainty"),
        optional=("province", "valid_from", "valid_to", "counted", "cost_rate", "note_zh", "note_en"),
    ),
    "accounting": Columns(
        required=("name", "value", "source"), optional=("province", "valid_from", "valid_to", "note")
    ),
    "lines": Columns(required=("year", "meaning", "amount_yuan", "source", "certainty"), optional=("province",)),
    "texts": Columns(required=("key", "zh", "en")),
    "checks": Columns(
        required=(
            "id",
            "title_zh",
            "title_en",
            "scope",
            "severity",
            "fires_if",
            "reference_date",
            "message_zh",
            "message_en",
            "source",
            "example_fires",
            "example_silent",
        ),
        optional=("era", "applies_if", "params", "fields", "valid_from", "valid_to", "waivable", "start_set"),
    ),
    "cause_evidence": Columns(
        required=(
            "id",
            "causes",
            "weight",
            "fires_if",
            "message_zh",
            "message_en",
            "source",
            "example_fires",
            "example_silent",
        ),
        optional=("applies_if", "params", "fields", "reference_date", "valid_from", "valid_to"),
    ),
    "deprivations": Columns(
        required=(
            "id",
            "index",
            "cutoff",
            "dimension_zh",
            "dimension_en",
            "title_zh",
            "title_en",
            "weight",
            "known_if",
            "fires_if",
            "source",
            "example_fires",
            "example_silent",
        ),
        optional=("applies_if", "params", "fields", "reference_date", "valid_from", "valid_to"),
    ),
    "village_sums": Columns(required=("property", "sum", "source")),
    "village_conditions": Columns(
        required=("procedure", "property", "comparison", "source"),
        optional=("value", "of", "province", "valid_from", "valid_to"),
    ),
    "check_params": Columns(
        required=("check", "name", "value", "source"), optional=("province", "valid_from", "valid_to")
    ),
    "procedures": Columns(
        required=("id", "name_zh", "name_en", "source"),
        optional=("era", "household_types", "counts_first_day", "subject"),
    ),
    "procedure_steps": Columns(
        required=("procedure", "step", "name_zh", "name_en", "actor", "after", "source"),
        optional=(
            "needs",
            "earliest",
            "latest",
            "paper",
            "title_zh",
            "title_en",
            "display_days",
            "display_unit",
            "quorum",
            "majority",
            "signatures",
            "sets",
            "ends",
            "note_zh",
            "note_en",
        ),
    ),
    "measures": Columns(
        required=(
            "id",
            "kind",
            "title_zh",
            "title_en",
            "subject",
            "nature",
            "entitled_if",
            "evidence_zh",
            "evidence_en",
            "amount_zh",
            "amount_en",
            "department",
            "landing_zh",
            "landing_en",
            "policy",
            "source",
            "certainty",
            "example_entitled",
            "example_not",
        ),
        optional=(
            "aspects",
            "batches",
            "applies_if",
            "params",
            "reference_date",
            "receives_if",
            "amount_rule",
            "amount_params",
            "unit_zh",
            "unit_en",
            "answers",
            "needs",
            "names",
            "valid_from",
            "valid_to",
            "province",
        ),
    ),
    "visit_rules": Columns(
        required=("id", "title_zh", "title_en", "period", "times", "overdue_days", "source"),
        optional=("household_types", "monitoring", "province"),
    ),
    "duties": Columns(
        required=(
            "id",
            "title_zh",
            "title_en",
            "detail_zh",
            "detail_en",
            "period",
            "due_day",
            "post_zh",
            "post_en",
            "source",
        ),
        optional=("valid_from", "valid_to", "province"),
    ),
    "indicators": Columns(
        required=("id", "title_zh", "title_en", "unit_zh", "unit_en", "level", "counting", "direction", "source"),
        optional=(
            "counts",
            "counted_if",
            "amount",
            "out_of",
            "params",
            "reference_date",
            "evidence",
            "fields",
            "valid_from",
            "valid_to",
            "example_counted",
            "example_not",
        ),
    ),
    "targets": Columns(
        required=("set", "indicator", "level", "year", "amount", "source"), optional=("than", "place", "note")
    ),
    "assessment_items": Columns(
        required=("id", "subject", "title_zh", "title_en", "points", "scoring", "source"),
        optional=(
            "village_type",
            "indicator",
            "full_at",
            "zero_at",
            "standard_zh",
            "standard_en",
            "valid_from",
            "valid_to",
        ),
    ),
    "holidays": Columns(required=("day", "kind", "name_zh", "name_en", "source")),
    "papers": Columns(required=("id", "title", "use", "size", "source")),
    "paper_blocks": Columns(required=("paper", "block"), optional=("title_zh", "title_en", "items", "lines")),
}

LEVELS = ("province", "city", "county", "town", "village")
"""Levels of a division, from high to low."""

LEVEL_DIGITS: Mapping[str, int] = {"province": 2, "city": 4, "county": 6, "town": 9, "village": 12}
"""How many of the 12 digits belong to each level; the rest are zeros (statistical division code)."""

CATEGORIES = ("wage", "business", "property", "transfer", "expense")
COUNTED = ("yes", "no", "limited")
PAID = ("months", PAID_AT_ONCE)
MEANINGS = ("exit", "statistical", "monitoring")
INCOME_LIST = "income_item"
"""The code list that the ``income_items`` sheet gives to ``income_line.item``."""
PROCEDURE_LIST = "procedure"
STEP_LIST = "procedure_step"
"""The code lists that the sheets of procedures give to ``procedure.kind`` and ``step.name``."""
ITEM_LIST = "measure_item"
"""The code list that the sheet ``measures`` gives to ``measure.item``."""
ASPECT_LIST, BATCH_LIST, DEPARTMENT_LIST = "aspect", "batch", "department"
"""The code lists that the sheet ``measures`` names: nine aspects, five batches, who is responsible."""
SECTION_LIST = "section"
"""The code list that names the groups of properties on screen."""
OFFICE_NUMBERS_FROM = 100_000
"""Properties of the program have lower numbers, those of an office this one or higher."""

FORMAT = 1
"""Number of the published layout; a program refuses a higher one."""
