"""Groups stand in the order in which people count them, wherever households are listed."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import UUID

from registers import add_family

from poverty_desktop.domain.values import Value
from poverty_desktop.operations.casework import procedures
from poverty_desktop.queries.casework.procedures import running
from poverty_desktop.queries.interviewing.register_lists import register_lists

GROUPS = ("10组", "2组", "一组")


def test_that_lists_of_a_form_and_running_procedures_go_by_the_order_of_the_groups(field):
    homes = {}
    for number, group in enumerate(GROUPS):
        filed = {"household_type": Value("03"), "monitoring_category": Value("01")}
        values = {"group_name": Value(group), "national_number": Value(f"420581000{number}"), **filed}
        homes[add_family(field, household=values).household] = group
        procedures.begin(field, [*homes][-1], "removal", on=field.clock.today())
    lists = register_lists(field, SimpleNamespace(external={"household", "person"}), None)
    of_home = {str(UUID(bytes=home)): group for home, group in homes.items()}
    for found in lists.values():
        (root,) = found.elements()
        named = [of_home[next(item.elements("household")).value] for item in root.elements("item")]
        assert named == ["一组", "2组", "10组"]
    assert [row.group_name for row in running(field)] == ["一组", "2组", "10组"]
