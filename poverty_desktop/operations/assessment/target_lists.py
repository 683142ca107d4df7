"""Targets from an Excel table, previewed with a reason for each row that does not fit; figures and lists to Excel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from poverty_desktop.checks import places
from poverty_desktop.checks.target_board import FigureRow
from poverty_desktop.errors import RuleError
from poverty_desktop.exchange.table import normal_caption, read_table
from poverty_desktop.exchange.text_sheet import write_text_sheet
from poverty_desktop.i18n import N_, _, format_list, language, render
from poverty_desktop.ids import HouseholdId
from poverty_desktop.operations import disclosure
from poverty_desktop.operations.assessment import targets
from poverty_desktop.operations.assessment.targets import NewTarget
from poverty_desktop.operations.done import Done
from poverty_desktop.packs.indicators import Indicator, Level
from poverty_desktop.packs.sheets.indicator_rows import read_amount
from poverty_desktop.queries.assessment.counted_rows import CountedRow
from poverty_desktop.queries.assessment.figure_words import figure_text, goal_text, standing_words
from poverty_desktop.store.session import Session

TAKEN_IN = N_("Take in a table of targets: {count}")
NO_COLUMNS = N_("The table needs columns for the indicator, the place and the target: {captions}.")
UNKNOWN_INDICATOR = N_("“{text}” is no indicator of this policy pack.")
NO_NUMBER = N_("“{text}” is no number.")
NO_YEAR = N_("“{text}” is not a year.")
NO_LEVEL = N_("“{text}” is no level; write county, township, village or team.")
TWICE = N_("This target stands already in row {other}.")
NOTHING = N_("No row of this table can be taken in.")

_CAPTIONS: Mapping[str, tuple[str, ...]] = {
    "indicator": ("考核指标", "指标", "指标名称", "目标任务", "indicator"),
    "place": ("地方", "单位", "乡镇", "村", "行政村", "地区", "place"),
    "amount": ("目标数", "目标", "任务数", "年度目标", "amount", "target"),
    "year": ("年度", "年份", "year"),
    "level": ("层级", "level"),
    "than": ("对照的填报数", "对照", "than"),
    "source": ("依据文件", "依据", "来源", "source"),
}
_NEEDED = ("indicator", "place", "amount")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row of the table that is not taken in, and why, in words."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetPreview:
    """What taking in a table would set."""

    wanted: tuple[NewTarget, ...]
    refused: tuple[RefusedRow, ...]


def preview(session: Session, path: Path, *, year: int) -> TargetPreview:
    """Read a table of targets; ``year`` stands where the table says none. Writes nothing.

    Raises ``RuleError`` outside an office or where the file is no table with the columns that are needed.
    """
    targets.require_office(session)
    table = read_table(path, known=[name for names in _CAPTIONS.values() for name in names])
    at: dict[str, int] = {}
    for number, caption in enumerate(table.captions):
        name = next(
            (name for name, known in _CAPTIONS.items() if normal_caption(caption) in map(normal_caption, known)), ""
        )
        if name:
            at.setdefault(name, number)
    if any(name not in at for name in _NEEDED):
        raise RuleError(NO_COLUMNS, captions=format_list(_CAPTIONS[name][0] for name in _NEEDED))
    wanted: list[NewTarget] = []
    refused = [RefusedRow(number=row.number, reason=_(row.message)) for row in table.skipped]
    first: dict[tuple[object, ...], int] = {}
    for number, cells in zip(table.numbers, table.rows, strict=True):
        said = {name: cells[column].strip() for name, column in at.items()}
        try:
            target = _target(session, said, year)
            targets.check(session, target)
            key = (target.indicator, target.level, target.place, target.year)
            if key in first:
                raise RuleError(TWICE, other=first[key])
            first[key] = number
            wanted.append(target)
        except RuleError as error:
            refused.append(RefusedRow(number=number, reason=render(error)))
    return TargetPreview(wanted=tuple(wanted), refused=tuple(sorted(refused, key=lambda item: item.number)))


def take_in(session: Session, found: TargetPreview) -> Done[int]:
    """Set the targets of a preview. Raises ``RuleError`` where there is none among them."""
    if not found.wanted:
        raise RuleError(NOTHING)
    return targets.set_targets(session, found.wanted, label=TAKEN_IN)


def _target(session: Session, said: Mapping[str, str], year: int) -> NewTarget:
    text = said["indicator"]
    item = next((item for item in session.pack.indicators if text in (item.id, item.title.zh, item.title.en)), None)
    if item is None:
        raise RuleError(UNKNOWN_INDICATOR, text=text)
    amount = read_amount(said["amount"].replace(",", "").replace("，", ""))
    if amount is None:
        raise RuleError(NO_NUMBER, text=said["amount"])
    if said.get("year"):
        digits = said["year"].removesuffix("年")
        if not (digits.isdigit() and len(digits) == 4):
            raise RuleError(NO_YEAR, text=said["year"])
        year = int(digits)
    place = places.find(session, said["place"])
    level = _level(session, said.get("level", "")) or places.level_of(session.pack, place)
    than = _than(session, said.get("than", ""))
    return NewTarget(
        indicator=item.id,
        level=level,
        place=place,
        year=year,
        amount=amount,
        than=than,
        source=said.get("source", ""),
    )


def _level(session: Session, text: str) -> Level | None:
    if not text:
        return None
    codes = session.pack.code_lists.get("target_level")
    found = codes and (codes.find(text) or codes.find_label(text))
    if not found or found.code not in set(Level):
        raise RuleError(NO_LEVEL, text=text)
    return Level(found.code)


def _than(session: Session, text: str) -> str:
    if not text:
        return ""
    found = next((item for item in session.pack.indicators if text in (item.id, item.title.zh, item.title.en)), None)
    if found is None:
        raise RuleError(UNKNOWN_INDICATOR, text=text)
    return found.id


FIGURES = N_("Targets and figures of {year}")
_FIGURE_CAPTIONS = (
    N_("Indicator"),
    N_("County, township or village"),
    N_("Unit"),
    N_("Target"),
    N_("Done so far"),
    N_("Standing"),
    N_("Source document"),
)


def export_figures(rows: Sequence[FigureRow], year: int, path: Path) -> int:
    """Write figures beside their targets to Excel, one row each; return how many. Raises ``StorageError``."""
    tongue = language()
    return write_text_sheet(
        path,
        (
            [
                row.indicator.title(tongue),
                row.place_name,
                row.indicator.unit(tongue),
                goal_text(row),
                figure_text(row),
                standing_words(row),
                row.target.source if row.target else "",
            ]
            for row in rows
        ),
        name=str(year),
        titles=(_(FIGURES).format(year=year),),
        captions=[_(caption) for caption in _FIGURE_CAPTIONS],
        widths=(30, 18, 10, 12, 12, 30, 30),
    )


_COUNTED_CAPTIONS = (
    N_("No."),
    N_("Village"),
    N_("Group"),
    N_("Head"),
    N_("Member"),
    N_("Counts for"),
    N_("Because"),
)


def export_counted(session: Session, indicator: Indicator, year: int, rows: Sequence[CountedRow], path: Path) -> int:
    """Write whoever is behind a figure to Excel, log it, and return how many rows. Raises ``StorageError``."""
    count = write_text_sheet(
        path,
        _counted_cells(rows),
        name=indicator.id,
        titles=(f"{indicator.title(language())} {year}",),
        captions=[_(caption) for caption in _COUNTED_CAPTIONS],
        widths=(6, 18, 12, 14, 14, 10, 40),
        wrapped=frozenset({6}),
    )
    households: dict[HouseholdId, None] = {row.household: None for row in rows if row.household is not None}
    disclosure.note(session, "export", [*households])
    return count


def _counted_cells(rows: Sequence[CountedRow]) -> Iterable[list[str]]:
    for number, row in enumerate(rows, start=1):
        amount = Decimal(repr(float(row.amount))).normalize()
        yield [
            str(number),
            row.village_name,
            row.group_name,
            row.head_name,
            row.person_name,
            f"{amount:f}",
            row.because,
        ]
