"""Dates and times: the calendar, formats and the numbers of days that forms calculate with."""

from __future__ import annotations

import math
from datetime import datetime

from poverty_desktop.expressions import moments
from poverty_desktop.expressions.context import Context, Scope
from poverty_desktop.expressions.functions.registry import function
from poverty_desktop.expressions.moments import Moment
from poverty_desktop.expressions.values import NAN, NodeSet, Value, moment_of, node_value, to_moment, to_string


@function("today", 0, varies=True)
def today(scope: Scope) -> Value:
    """Return the calendar day of the context's ``now``."""
    day = scope.context.now.replace(hour=0, minute=0, second=0, microsecond=0)
    return moment_of(day, moments.written(day), scope.context)


@function("now", 0, varies=True)
def now(scope: Scope) -> Value:
    """Return the context's ``now``, with its offset."""
    return moment_of(scope.context.now, moments.written_whole(scope.context.now), scope.context)


@function("date")
def date(scope: Scope, value: Value) -> Value:
    """Return ``value`` (a text, or days since 1970-01-01) as a date; a blank stays blank."""
    context = scope.context
    plain = _plain(value, context)
    if context.dialect.date_drops_time and isinstance(plain, float) and math.isfinite(plain):
        plain = float(math.trunc(plain))  # towards 1970, as JavaRosa's XPathFuncExpr.toDate does
    instant = _instant(plain, context, by_wall=context.dialect.days_are_local)
    if instant is None:
        return _no_date(value, context)
    if context.dialect.date_drops_time and type(plain) is not str:
        instant = instant.replace(hour=0, minute=0, second=0, microsecond=0)
    return moment_of(instant, moments.written(instant), context)


@function("date-time")
def date_time(scope: Scope, value: Value) -> Value:
    """Return ``value`` (a text, or days since 1970-01-01T00:00Z) as a date and time; a blank stays blank."""
    context = scope.context
    instant = _instant(value, context, by_wall=False)
    if instant is None:
        return _no_date(value, context)
    return moment_of(instant, moments.written(instant), context)


@function("format-date", 2)
@function("format-date-time", 2)
def format_date(scope: Scope, value: Value, pattern: Value) -> Value:
    """Return a date or time in a ``%`` pattern, blank where ``value`` is no date.

    A number counts from 1970-01-01T00:00Z, as in JavaRosa's XPathFuncExpr.toDate.
    """
    context = scope.context
    plain = _plain(value, context)
    instant = _instant(plain, context, by_wall=False)
    if instant is None and isinstance(plain, str):
        instant = moments.today_at(plain, context.now)
    return "" if instant is None else moments.formatted(instant, to_string(pattern))


@function("decimal-date-time")
def decimal_date_time(scope: Scope, value: Value) -> Value:
    """Return the days from 1970-01-01T00:00Z to a date or time, with the part of a day."""
    plain = _plain(value, scope.context)
    if isinstance(plain, float):
        return plain
    instant = _instant(plain, scope.context, by_wall=False)
    if instant is None:
        return _no_number(plain, scope.context)
    return moments.instant_days(instant)


@function("decimal-time")
def decimal_time(scope: Scope, value: Value) -> Value:
    """Return the part of the local day at a time or a date and time."""
    plain = _plain(value, scope.context)
    if isinstance(plain, float):
        return plain - math.floor(plain) if math.isfinite(plain) else NAN
    instant = _instant(plain, scope.context, by_wall=False)
    if instant is not None:
        return moments.part_of_day(instant)
    return moments.time_of_day(str(plain), scope.context.now) if plain else _no_number(plain, scope.context)


def _plain(value: Value, context: Context) -> bool | float | str:
    if not isinstance(value, NodeSet):
        return value
    return node_value(value, context) if context.dialect.nodes_read_as_values else to_string(value)


def _instant(value: Value, context: Context, *, by_wall: bool) -> datetime | None:
    plain = _plain(value, context)
    if isinstance(plain, Moment):
        return plain.instant
    if isinstance(plain, str):
        moment = to_moment(plain, context)
        return None if moment is None else moment.instant
    if isinstance(plain, bool) or not math.isfinite(plain):
        return None
    from_days = moments.from_wall_days if by_wall else moments.from_instant_days
    return from_days(plain, context.zone)


def _no_number(value: object, context: Context) -> Value:
    return "" if value == "" and context.dialect.bad_dates_are_blank else NAN


def _no_date(value: Value, context: Context) -> Value:
    plain = _plain(value, context)
    if context.dialect.bad_dates_are_blank and isinstance(plain, float):
        return NAN  # of an unanswered day a number of days later: JavaRosa leaves it the number that it is
    is_blank = isinstance(value, bool) or (isinstance(value, (str, NodeSet)) and to_string(value) == "")
    return "" if is_blank or context.dialect.bad_dates_are_blank else moments.invalid()
