"""What is wrong with the conditions for a village, found before a laptop meets them."""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import PropertyType
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.procedures import ProcedureHead, Subject
from poverty_desktop.packs.validation.references import Vocabulary
from poverty_desktop.packs.village_conditions import VillageCondition

SHEET = "village_conditions"
_COMPARED = (PropertyType.INTEGER, PropertyType.DECIMAL, PropertyType.MONEY, PropertyType.BOOLEAN)


def condition_problems(
    conditions: Sequence[Placed[VillageCondition]], heads: Sequence[Placed[ProcedureHead]], known: Vocabulary
) -> list[PackProblem]:
    """Return the conditions of no procedure of the village, or over no number or yes-and-no of its yearly record."""
    of_villages = {item.value.id for item in heads if item.value.subject is Subject.VILLAGE}
    found = []
    for item in conditions:
        if item.value.procedure not in of_villages:
            found.append(
                PackProblem(
                    sheet=SHEET,
                    row=item.row,
                    column="procedure",
                    message_id=N_("There is no procedure “{text}” of a village."),
                    params={"text": item.value.procedure},
                )
            )
        for column, name in (("property", item.value.property_name), ("of", item.value.of)):
            target = known.properties.get((RecordKind.VILLAGE_YEAR, name))
            if name and (target is None or target.type not in _COMPARED):
                found.append(
                    PackProblem(
                        sheet=SHEET,
                        row=item.row,
                        column=column,
                        message_id=N_("“{text}” is no number of village_year."),
                        params={"text": name},
                    )
                )
    return found
