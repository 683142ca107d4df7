"""A questionnaire shaped like the built-in survey: household, year, members with their year, income, all entities."""

from __future__ import annotations

from xlsforms import YES_NO, form, row

from poverty_desktop.domain.values import Why
from poverty_desktop.interviews.prefill import KnownRecord

SURVEY = form(
    [
        row("begin group", "home", "Home"),
        row("text", "group", "Group", save_to="household#group_name"),
        row("text", "phone", "Phone", save_to="household#phone", default="none yet"),
        row("end group"),
        row("begin repeat", "member", "Member"),
        row("text", "name", "Name", save_to="person#person_name", required="yes"),
        row("integer", "age", "Age"),
        row("begin group", "place", "Place"),
        row("select_one relation", "relation", "Relation", save_to="membership#relation"),
        row("end group"),
        row("begin group", "annual", "This year"),
        row("select_one yes_no", "school", "School?", save_to="person_year#in_school", relevant="${age} < 18"),
        row("select_multiple ill", "ill", "Ill?", save_to="person_year#health"),
        row("decimal", "wage", "Wage", save_to="person_year#monthly_wage"),
        row("end group"),
        row("calculate", "key", calculation="concat(position(..), ' ', ${name})"),
        row("end repeat"),
        row("begin group", "year", "Year"),
        row("select_one yes_no", "water", "Safe water?", save_to="household_year#safe_drinking_water"),
        row("decimal", "land", "Land", save_to="household_year#cultivated_land"),
        row("end group"),
        row("begin repeat", "income", "Income"),
        row("text", "source", "From", save_to="income_line#source"),
        row("select_one ${key}", "earner", "Who?", save_to="income_line#person"),
        row("decimal", "amount", "Amount", save_to="income_line#amount"),
        row("end repeat"),
        row("text", "remark", "Anything else?"),
    ],
    choices=[
        *YES_NO,
        {"list_name": "relation", "name": "1", "label": "Head"},
        {"list_name": "relation", "name": "2", "label": "Spouse"},
        {"list_name": "ill", "name": "a", "label": "A"},
        {"list_name": "ill", "name": "b", "label": "B"},
    ],
    entities=[
        {"dataset": "household", "label": "${group}"},
        {"dataset": "person", "label": "${name}"},
        {"dataset": "membership", "label": "${relation}"},
        {"dataset": "person_year", "label": "${name}"},
        {"dataset": "household_year", "label": "${group}"},
        {"dataset": "income_line", "label": "${source}"},
    ],
)

HOUSEHOLD, WANG, LI, YEAR, INCOME = (bytes([number]) * 16 for number in (1, 2, 3, 4, 5))
WANG_PLACE, LI_PLACE, WANG_YEAR, LI_YEAR = (bytes([number]) * 16 for number in (12, 13, 22, 23))


def person(record: bytes, place: bytes, year: bytes, name: str, relation: str) -> KnownRecord:
    """Return a known person with membership and a year that is not in the register yet."""
    return KnownRecord(
        dataset="person",
        id=record,
        values={"person_name": name},
        children=(
            KnownRecord(dataset="membership", id=place, values={"relation": relation}),
            KnownRecord(
                dataset="person_year",
                id=year,
                exists=False,
                values={"monthly_wage": "100.50"},
                last={"health": "a b"},
                as_of="2025-10",
            ),
        ),
    )


def known() -> tuple[KnownRecord, ...]:
    """Return a household with two members, this year's record and one line of income."""
    return (
        KnownRecord(
            dataset="household",
            id=HOUSEHOLD,
            values={"group_name": "一组"},
            whys={"phone": Why.REFUSED},
            children=(
                KnownRecord(
                    dataset="household_year", id=YEAR, values={"cultivated_land": "3.50", "safe_drinking_water": "1"}
                ),
                person(WANG, WANG_PLACE, WANG_YEAR, "王一", "1"),
                person(LI, LI_PLACE, LI_YEAR, "李二", "2"),
                KnownRecord(
                    dataset="income_line",
                    id=INCOME,
                    values={"source": "药材", "amount": "900", "person": LI.hex()},
                ),
            ),
        ),
    )
