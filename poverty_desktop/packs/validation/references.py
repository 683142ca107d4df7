"""The names that other parts of a pack may refer to, gathered from its source before anything is checked."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.packs.model import Property
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.sheets import layout
from poverty_desktop.packs.sheets.source import PackSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Properties by kind and name, and the codes of each code list."""

    properties: Mapping[tuple[RecordKind, str], Property]
    codes: Mapping[str, Set[str]]


def vocabulary(source: PackSource) -> Vocabulary:
    """Return the names of ``source``; the income items are the list that ``income_line.item`` names."""
    codes: dict[str, set[str]] = {}
    for row in source.codes:
        codes.setdefault(row.value.list, set()).add(row.value.code.code)
    codes[layout.INCOME_LIST] = {item.value.code for item in source.income_items}
    codes[layout.PROCEDURE_LIST] = {item.value.id for item in source.procedures}
    codes[layout.STEP_LIST] = {item.value.row.step.id for item in source.procedure_steps}
    codes[layout.ITEM_LIST] = {item.value.id for item in source.measures}
    return Vocabulary(
        properties={(item.value.kind, item.value.name): item.value for item in source.properties}, codes=codes
    )


def published_vocabulary(pack: Pack) -> Vocabulary:
    """Return the names of a pack that is published already, for a questionnaire that joins it."""
    return Vocabulary(
        properties=pack.by_name,
        codes={name: {code.code for code in found.codes} for name, found in pack.code_lists.items()},
    )
