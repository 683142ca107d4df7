"""Pictures of figures, each with the list that it is drawn from."""

from __future__ import annotations

from enum import StrEnum

from poverty_desktop.assessment import pictures
from poverty_desktop.assessment.pictures import Tile
from poverty_desktop.checks import indicators, places, target_board
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _, language
from poverty_desktop.operations.money import money_picture
from poverty_desktop.operations.paperwork.picture_files import Drawn
from poverty_desktop.packs.indicators import Indicator, Level
from poverty_desktop.queries.assessment import figure_series
from poverty_desktop.queries.assessment.counted_rows import Behind
from poverty_desktop.queries.assessment.figure_words import figure_text, goal_text, number_text, share_text
from poverty_desktop.store.session import Session

NO_DAYS = N_("No day says when this was counted, so its way through the year cannot be drawn. Choose another picture.")
NO_INCOMES = N_("There are no incomes of {year} or the year before. Choose a year that was surveyed.")
NO_TOWNSHIPS = N_("A village has no townships to draw. Choose another picture.")
NO_INDICATOR = N_("Choose the indicator that is to be drawn.")


class Kind(StrEnum):
    """What is drawn."""

    OVER_TIME = "over_time"
    TOWNSHIPS = "townships"
    INCOME = "income"
    MONEY = "money"


def draw(session: Session, kind: Kind, year: int, *, indicator: str = "", place: str = "") -> Drawn:
    """Return a picture of a place and year with its list; raises ``RuleError`` where there is nothing to draw."""
    place = place or places.home(session)
    level = places.level_of(session.pack, place)
    if kind is Kind.INCOME:
        return _income(session, year, place, level)
    if kind is Kind.MONEY:
        return money_picture.draw(session, year, place)
    item = session.pack.indicator(indicator)
    if item is None or item.is_entered:
        raise RuleError(NO_INDICATOR)
    if kind is Kind.TOWNSHIPS:
        return _townships(session, item, year, place, level)
    return _over_time(session, item, year, place, level)


def _over_time(session: Session, item: Indicator, year: int, place: str, level: Level) -> Drawn:
    begin = places.prefix(place, level)
    behind = [
        Behind(record=row.record, household=row.household, village=row.village, amount=row.amount)
        for row in indicators.counted(session, year, item.id, village=place if level is Level.VILLAGE else "")
        if row.village.startswith(begin)
    ]
    grown = figure_series.by_month(session, item, year, behind)
    if grown is None:
        raise RuleError(NO_DAYS)
    found = [row for row in target_board.targets(session, year) if (row.indicator, row.place) == (item.id, place)]
    goal = found[0].amount if found and not found[0].than else None
    months = [_("{n}").format(n=month) for month in range(1, 13)]
    title = _("{indicator} by month, {year}").format(indicator=item.title(language()), year=year)
    goal_words = _("target {amount}").format(amount=number_text(goal)) if goal else ""
    picture = pictures.over_time(title, months, grown, goal, goal_words=goal_words)
    rows = tuple(
        (
            _("until the end of month {n}").format(n=month),
            number_text(value),
            share_text(value / goal) if goal else "",
            share_text(month / 12),
        )
        for month, value in enumerate(grown, start=1)
    )
    captions = (_("Month"), _("Done so far"), _("Of the target"), _("Of the year"))
    return Drawn(picture=picture, subtitle=places.name_of(session.pack, place), captions=captions, rows=rows)


def _townships(session: Session, item: Indicator, year: int, place: str, level: Level) -> Drawn:
    found = target_board.unfolded(session, year, item.id, place)
    if level is Level.VILLAGE or not found:
        raise RuleError(NO_TOWNSHIPS)
    unit = item.unit(language())
    most = max((row.figure or 0 for row in found), default=0)
    tiles, rows = [], []
    for row in found:
        said = figure_text(row) + (f" / {goal_text(row)}" if row.target is not None else "")
        # Without targets of their own the tiles fill by the largest: a measure of size, no judgement.
        share = row.progress.share if row.target is not None else (row.figure or 0) / most if most else None
        if row.target is None and share is not None:
            share = min(share, 0.999)
        tiles.append(Tile(name=row.place_name, text=f"{said} {unit}", share=share))
        rows.append((row.place_name, figure_text(row), goal_text(row), unit))
    title = _("{indicator} by place, {year}").format(indicator=item.title(language()), year=year)
    captions = (_("County, township or village"), _("Done so far"), _("Target"), _("Unit"))
    return Drawn(
        picture=pictures.cartogram(title, tiles),
        subtitle=places.name_of(session.pack, place),
        captions=captions,
        rows=tuple(rows),
    )


def _income(session: Session, year: int, place: str, level: Level) -> Drawn:
    begin = places.prefix(place, level)
    before = figure_series.incomes(session, year - 1, begin=begin)
    after = figure_series.incomes(session, year, begin=begin)
    if not before and not after:
        raise RuleError(NO_INCOMES, year=year)
    counts = tuple(figure_series.in_bands([*found.values()]) for found in (before, after))
    line = session.pack.line(year)
    yuan = line.amount_fen / 100 if line is not None else None
    labels = [f"{low:,}" for low in figure_series.BANDS_YUAN]
    words = (str(year - 1), str(year), _("line of {year}: {amount}").format(year=year, amount=number_text(yuan)))
    title = _("Filed households by income per head, {before} and {after}").format(before=year - 1, after=year)
    picture = pictures.distribution(
        title,
        labels,
        counts[0],
        counts[1],
        line_at=figure_series.band_place(yuan) if yuan is not None else None,
        words=words,
    )
    bounds = figure_series.BANDS_YUAN
    names = [
        _("{low} to {high} yuan").format(low=f"{low:,}", high=f"{bounds[number + 1]:,}")
        if number + 1 < len(bounds)
        else _("{low} yuan and more").format(low=f"{low:,}")
        for number, low in enumerate(bounds)
    ]
    rows = tuple((name, str(first), str(second)) for name, first, second in zip(names, *counts, strict=True))
    captions = (_("Income per head"), str(year - 1), str(year))
    return Drawn(picture=picture, subtitle=places.name_of(session.pack, place), captions=captions, rows=rows)
