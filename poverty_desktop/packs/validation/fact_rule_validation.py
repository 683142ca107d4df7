"""What is wrong with evidence and indicators of a pack, found before a laptop meets them."""

from __future__ import annotations

from dataclasses import replace

from poverty_desktop.i18n import N_
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.register_schema import register_schema
from poverty_desktop.packs.sheets.source import PackSource
from poverty_desktop.packs.validation.check_validation import judged
from poverty_desktop.packs.validation.references import Vocabulary

EVIDENCE, DEPRIVATIONS = "cause_evidence", "deprivations"


def fact_rule_problems(source: PackSource, known: Vocabulary) -> list[PackProblem]:
    """Return every fault of the two sheets, in the order of their rows."""
    schema = register_schema((item.value for item in source.properties), known.codes)
    settings = {key: item.value for key, item in source.settings.items()}
    found = judged(
        EVIDENCE, (Placed(row=item.row, value=item.value.check) for item in source.evidence), schema, settings
    )
    for item in source.evidence:
        for name, code in item.value.causes:
            if code not in known.codes.get(name, ()):
                message = N_("“{text}” is not in the code list {list}.")
                params = {"text": code, "list": name}
                found.append(
                    PackProblem(sheet=EVIDENCE, row=item.row, column="causes", message_id=message, params=params)
                )
    found += judged(
        DEPRIVATIONS, (Placed(row=item.row, value=item.value.check) for item in source.deprivations), schema, settings
    )
    for row in source.deprivations:
        # Where it is deprived by the example, it must also be known; the silent one is another household.
        known_check = replace(row.value.known, silent="household: ")
        faults = judged(DEPRIVATIONS, [Placed(row=row.row, value=known_check)], schema, settings)
        found += [
            replace(fault, column="known_if") if fault.column == "fires_if" else fault
            for fault in faults
            if fault.column != "example_silent"
        ]
    return found
