"""The points where the engines of the ODK world compute differently, as one value that an evaluation carries.

Forms run by the rules of ``JAVAROSA``, the reference engine (ODK Collect, ODK Validate). ``WEB_FORMS`` are the rules
of ``@getodk/xpath``, in which the recorded assertions of ``tests/oracles`` were made. ``REGISTER`` are those of
checks over the register, which a tree and SQL must compute alike (see ``to_sql``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """Each field says which rule holds.

    ``days_are_local``: a date as a number counts days of the calendar on the wall from 1970-01-01 (JavaRosa's
    ``DateUtils.daysSinceEpoch``), so ``number(today())`` is whole everywhere; otherwise days since 1970-01-01T00:00Z.
    ``date_drops_time``: ``date()`` of a date or a number returns a calendar day; otherwise it keeps the time of day.
    ``moments_are_days``: a date with a time of day compares, counts and is written into a text as its day alone;
    otherwise with its time.
    ``texts_may_be_dates``: a text that looks like a date counts as its day where a number is wanted; otherwise NaN.
    ``comma_is_point``: the text ``1,5`` is 1.5 and none has an exponent; otherwise ``1e3`` is 1000 and ``1,5`` is NaN.
    ``bad_dates_are_blank``: ``date()`` of what is no date is blank; otherwise ``Invalid Date``.
    ``max_is_above_zero``: ``max()`` is never below the least positive number (JavaRosa begins at Java's
    ``Double.MIN_VALUE``); otherwise it may be.
    ``blanks_are_skipped``: ``sum()``, ``min()`` and ``max()`` leave out what is no number; otherwise they are NaN.
    ``nodes_read_as_values``: in a comparison or a condition a node-set of at most one node stands for the node's
    typed value and an empty one for ``''`` (JavaRosa's ``XPathNodeset.unpack``); otherwise XPath 1.0's rules.
    ``paths_stay_in_repeat``: an absolute path that leads, by steps without predicates, into a repeat in which the
    context node lies means that same instance (``TreeReference.contextualize``); otherwise all instances.
    ``index_starts_at_one``: ``indexed-repeat()`` takes the first instance where the index is blank or below one.
    ``pattern_is_whole``: ``regex()`` must match the whole text; otherwise any part of it.
    ``negative_halves_round_up``: ``round(-1.5)`` is -1, as XPath 1.0 says; otherwise -2, as in Excel.
    ``nothing_is_at_zero``: ``position()`` of no node, as of an irrelevant row, is 0; otherwise NaN.
    ``true_in_any_case``: ``boolean-from-string('TRUE')`` is true.
    ``tolerance``: numbers closer than this are equal, and one this close to 0 is false (JavaRosa: XPathEqExpr).
    ``order_is_tolerant``: what is equal so is neither smaller nor larger; otherwise order is exact.
    ``nothing_by_zero``: what is divided by zero is no number; otherwise it is infinite.

    In five points both follow XPath and ``@getodk/xpath`` where JavaRosa loses something: ``[2]`` is a place (JavaRosa
    finds nothing), several nodes may be compared with one value (JavaRosa fails), a character beyond U+FFFF is one
    character (there two), numbers are written without an exponent (there 1.23456789E7), and a negative number is
    rounded to tens as a positive one is (there ``round(-96, -1)`` is -90).
    """

    days_are_local: bool
    date_drops_time: bool
    moments_are_days: bool
    texts_may_be_dates: bool
    comma_is_point: bool
    bad_dates_are_blank: bool
    max_is_above_zero: bool
    blanks_are_skipped: bool
    nodes_read_as_values: bool
    paths_stay_in_repeat: bool
    index_starts_at_one: bool
    pattern_is_whole: bool
    negative_halves_round_up: bool
    true_in_any_case: bool
    nothing_is_at_zero: bool
    tolerance: float = 1e-12
    order_is_tolerant: bool = False
    nothing_by_zero: bool = False


JAVAROSA = Dialect(
    days_are_local=True,
    date_drops_time=True,
    moments_are_days=True,
    texts_may_be_dates=False,
    comma_is_point=True,
    bad_dates_are_blank=True,
    max_is_above_zero=True,
    blanks_are_skipped=True,
    nodes_read_as_values=True,
    paths_stay_in_repeat=True,
    index_starts_at_one=True,
    pattern_is_whole=True,
    negative_halves_round_up=True,
    true_in_any_case=True,
    nothing_is_at_zero=True,
)
WEB_FORMS = Dialect(
    days_are_local=False,
    date_drops_time=False,
    moments_are_days=False,
    texts_may_be_dates=True,
    comma_is_point=False,
    bad_dates_are_blank=False,
    max_is_above_zero=False,
    blanks_are_skipped=False,
    nodes_read_as_values=False,
    paths_stay_in_repeat=False,
    index_starts_at_one=False,
    pattern_is_whole=False,
    negative_halves_round_up=False,
    true_in_any_case=False,
    nothing_is_at_zero=False,
)
REGISTER = replace(
    JAVAROSA,
    max_is_above_zero=False,
    paths_stay_in_repeat=False,
    tolerance=1e-6,
    order_is_tolerant=True,
    nothing_by_zero=True,
)
"""Money is a sum of floats in a tree and of whole fen in SQL: a millionth of a yuan apart is the same."""
