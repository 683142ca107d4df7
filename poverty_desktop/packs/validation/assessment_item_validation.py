"""What is wrong with the items of an assessment, found before a laptop meets them."""

from __future__ import annotations

from collections.abc import Iterator

from poverty_desktop.i18n import N_
from poverty_desktop.packs.assessment_items import WHOLE, Assessed, items_for
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.sheets.source import PackSource
from poverty_desktop.packs.validation.references import Vocabulary

SHEET, TYPES = "assessment_items", "village_type"


def assessment_item_problems(source: PackSource, known: Vocabulary) -> list[PackProblem]:
    """Return every fault of the sheet: unknown names, and types of villages whose points do not make a hundred."""
    return [*_rows(source, known), *_sums(source, known)]


def _rows(source: PackSource, known: Vocabulary) -> Iterator[PackProblem]:
    indicators = {item.value.id: item.value for item in source.indicators}
    first: dict[str, int] = {}
    for placed in source.assessment_items:
        item = placed.value

        def note(column: str, message_id: str, *, row: int = placed.row, **params: str | int) -> PackProblem:
            return PackProblem(sheet=SHEET, row=row, column=column, message_id=message_id, params=params)

        if item.id in first:
            yield note("id", N_("“{text}” stands already in row {other}."), text=item.id, other=first[item.id])
        first.setdefault(item.id, placed.row)
        for code in item.village_types:
            if code not in known.codes.get(TYPES, ()):
                yield note("village_type", N_("“{text}” is not in the code list {list}."), text=code, list=TYPES)
        if item.indicator:
            indicator = indicators.get(item.indicator)
            if indicator is None:
                yield note("indicator", N_("There is no indicator “{text}”."), text=item.indicator)
            elif indicator.is_entered or indicator.level not in ("village", "team"):
                message = N_("“{text}” is not counted down to this level.")
                yield note("indicator", message, text=item.indicator)


def _sums(source: PackSource, known: Vocabulary) -> Iterator[PackProblem]:
    """Yield a problem for each type of village whose items do not add up; once, at the first row that is for it."""
    items = [placed.value for placed in source.assessment_items]
    told: set[tuple[Assessed, int]] = set()
    years = {item.valid_from or item.valid_to or 0 for item in items}
    for subject in Assessed:
        for code in sorted(known.codes.get(TYPES, ())):
            for year in sorted(years):
                chosen = items_for(items, subject, code, year)
                points = sum(item.points for item in chosen)
                if not chosen or points == WHOLE:
                    continue
                row = next(placed.row for placed in source.assessment_items if placed.value is chosen[0])
                if (subject, row) not in told:
                    told.add((subject, row))
                    message = N_("The points for villages of type {type} add up to {points}, not to 100.")
                    yield PackProblem(
                        sheet=SHEET,
                        row=row,
                        column="points",
                        message_id=message,
                        params={"type": code, "points": points},
                    )
