"""The rule of the backups: the newest of each of the last days, weeks and months that have one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from poverty_desktop.domain.rotation import KeepRule, kept, read_rule
from poverty_desktop.errors import RuleError

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def _every_half_day(days: int) -> list[datetime]:
    return [NOON - timedelta(hours=12 * number) for number in range(days * 2)]


def test_that_a_year_of_backups_thins_out_to_days_weeks_and_months() -> None:
    staying = sorted(kept(_every_half_day(400), KeepRule()), reverse=True)
    assert staying[0] == NOON
    assert len({moment.date() for moment in staying[:7]}) == 7
    assert len(staying) == 7 + 2 + 11  # the days reach into two weeks and a month already
    assert NOON - staying[-1] > timedelta(days=330)


def test_that_a_laptop_which_lay_in_a_drawer_keeps_what_it_had() -> None:
    old = [NOON - timedelta(days=200 + number) for number in range(5)]
    assert set(old) <= kept([NOON, *old], KeepRule())


def test_that_pruning_day_by_day_keeps_what_pruning_once_keeps() -> None:
    rule = KeepRule(days=3, weeks=2, months=2)
    left: set[datetime] = set()
    for moment in reversed(_every_half_day(90)):
        left = set(kept([*left, moment], rule))
    assert left == kept(_every_half_day(90), rule)


def test_that_one_backup_always_stays() -> None:
    assert kept([NOON], KeepRule(days=1, weeks=0, months=0)) == {NOON}
    assert kept([], KeepRule()) == frozenset()


@pytest.mark.parametrize("text", ["", "7", "7,4", "0,4,12", "a,b,c", "-1,2,3", "7,4,100"])
def test_that_a_rule_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(RuleError, match="three numbers"):
        read_rule(text)


def test_that_a_rule_is_read_as_it_was_written() -> None:
    assert read_rule(KeepRule(days=5, weeks=0, months=1).to_text()) == KeepRule(days=5, weeks=0, months=1)
