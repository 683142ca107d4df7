"""The words from which conditions of checks are said."""

from __future__ import annotations

from poverty_desktop.i18n import N_

OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
SAYS = {
    "=": N_("{term} is {value}"),
    "!=": N_("{term} is not {value}"),
    "<": N_("{term} is less than {value}"),
    "<=": N_("{term} is at most {value}"),
    ">": N_("{term} is more than {value}"),
    ">=": N_("{term} is at least {value}"),
}
DATES = {
    "<": N_("{term} is before {value}"),
    "<=": N_("{term} is not after {value}"),
    ">": N_("{term} is after {value}"),
    ">=": N_("{term} is not before {value}"),
}
BLANK, FILLED = N_("{term} is blank"), N_("{term} is filled in")
NONE, SOME = N_("there is no {things}"), N_("there is at least one {things}")
SAME, ANOTHER = N_("the same {term}"), N_("another {term}")
NONE_OF, FILLED_BUT_NONE_OF = N_("{term} is none of {values}"), N_("{term} is filled in and none of {values}")
FILLED_BUT_NOT = N_("{term} is filled in and is not {value}")
EVERY, NOT_EVERY = N_("every {things} meets ({condition})"), N_("at least one {things} does not meet ({condition})")
AMONG, NOT_AMONG = N_("{term} is one of the characters {value}"), N_("{term} is none of the characters {value}")
SEVERAL, NOT_SEVERAL = N_("{term} names several"), N_("{term} names one only")
CALLS = {
    "is-unanswered": (N_("{term} has no answer"), N_("{term} is answered or it says why not")),
    "selected": (N_("{term} includes {value}"), N_("{term} does not include {value}")),
    "contains": (N_("{term} includes {value}"), N_("{term} does not include {value}")),
    "starts-with": (N_("{term} begins with {value}"), N_("{term} does not begin with {value}")),
    "mobile-ok": (N_("{term} is a mobile number of 11 digits"), N_("{term} is no mobile number of 11 digits")),
    "name-ok": (N_("{term} is written as a name"), N_("{term} is not written as a name")),
    "in-force": (N_("{term} is in force"), N_("{term} is only suggested, or dropped")),
    "id-checksum-ok": (N_("the last digit of {term} fits"), N_("the last digit of {term} does not fit the others")),
}
TERMS = {
    "count": N_("number of {things}"),
    "sum": N_("sum of {term}"),
    "max": N_("largest {term}"),
    "min": N_("smallest {term}"),
    "string-length": N_("number of characters of {term}"),
    "id-birth": N_("date of birth in {term}"),
    "id-sex": N_("sex in {term}"),
    "abs": N_("difference {term}"),
    "coalesce": N_("{term}"),
}
ELEMENTS = {
    "person": N_("member"),
    "former": N_("former member"),
    "household": N_("household"),
    "village": N_("village"),
    "village_project": N_("project of the programme"),
    "income_line": N_("income line"),
    "need": N_("need"),
    "measure": N_("measure"),
    "visit": N_("visit"),
    "helper": N_("helper"),
    "list_hit": N_("hit on a department's list"),
    "clue": N_("clue"),
    "procedure": N_("procedure"),
    "step": N_("step of a procedure"),
    "entry_line": N_("entry still to be made"),
    "beneficiary": N_("line of money"),
    "own_measure": N_("measure of this member"),
}
COMPUTED = {
    "per_capita_income": N_("net income per head"),
    "has_year": N_("facts of the year"),
    "id18": N_("first 18 characters of the ID number"),
    "id_region_known": N_("valid region in the ID number"),
    "code": N_("village"),
    "load": N_("number of households of the helper"),
    "elsewhere": N_("visits at the same time elsewhere"),
    "same_lines": N_("lines for the same person, measure and period"),
    "left_on": N_("day on which the member left"),
    "given_money": N_("money allocated"),
    "given_on": N_("day of the first allocation"),
    "spent_money": N_("money spent"),
    "paid_lines": N_("lines to households"),
    "least_share": N_("smallest share"),
    "most_share": N_("largest share"),
    "completed_year": N_("year of completion"),
    "post_kinds": N_("kinds of public posts"),
    "member_gone_on": N_("day on which the member left or died"),
    "same_again": N_("other payments of the same in the year"),
    "stale_papers": N_("printed papers that the register has left behind"),
}
OF_DAYS = {"max": N_("latest {term}"), "min": N_("earliest {term}")}
TOLD_APART_BY = {
    "person": "name",
    "former": "name",
    "village_project": "name",
    "income_line": "item",
    "need": "kind",
    "measure": "kind",
    "visit": "visited_on",
    "helper": "name",
    "list_hit": "list",
    "clue": "received_on",
    "procedure": "kind",
    "step": "name",
    "entry_line": "kind",
    "beneficiary": "item",
    "own_measure": "kind",
}
"""What tells the things of one kind apart, where they are counted."""
SIGNS = {"*": "×", "div": "÷", "-": "−"}


def none_or_some(operator: str, number: float) -> str:
    """Return the words for a number of nodes that is compared with none, "" for any other comparison."""
    if (operator, number) in (("=", 0), ("<", 1), ("<=", 0)):
        return NONE
    return SOME if (operator, number) in ((">", 0), ("!=", 0), (">=", 1)) else ""
