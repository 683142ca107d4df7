"""The register as the document that checks are written over: /register/village/household/person and their like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.expressions.schema import Element, Leaf, LeafType
from poverty_desktop.packs.model import Property, PropertyType
from poverty_desktop.packs.pack import Pack

ELEMENTS: Mapping[str, tuple[RecordKind, ...]] = {
    "village": (RecordKind.VILLAGE_YEAR,),
    "village_project": (RecordKind.VILLAGE_PROJECT,),
    "household": (RecordKind.HOUSEHOLD, RecordKind.HOUSEHOLD_YEAR),
    "person": (RecordKind.PERSON, RecordKind.MEMBERSHIP, RecordKind.PERSON_YEAR),
    "former": (RecordKind.PERSON, RecordKind.MEMBERSHIP),
    "income_line": (RecordKind.INCOME_LINE,),
    "need": (RecordKind.NEED,),
    "measure": (RecordKind.MEASURE,),
    "visit": (RecordKind.VISIT,),
    "helper": (RecordKind.HELPER,),
    "list_hit": (RecordKind.LIST_HIT,),
    "clue": (RecordKind.CLUE,),
    "procedure": (RecordKind.PROCEDURE,),
    "step": (RecordKind.STEP,),
    "entry_line": (RecordKind.ENTRY_LINE,),
    "beneficiary": (RecordKind.BENEFICIARY,),
    "own_measure": (RecordKind.MEASURE,),
    "back_check": (RecordKind.OUTCOME,),
}
"""From element to the kinds of record whose properties are its leaves; of a year, those of the year checked."""

LAST_YEAR: Mapping[str, RecordKind] = {
    "village": RecordKind.VILLAGE_YEAR,
    "household": RecordKind.HOUSEHOLD_YEAR,
    "person": RecordKind.PERSON_YEAR,
}
"""Elements with a child ``last_year``, and the kind of its facts."""

IN_VILLAGE = ("village_project",)
"""Elements that hang on a village; all others but the household hang on a household."""

ON_PERSON = ("own_measure",)
"""Elements that hang on a member: the lines of measures that name them."""

REGION = "id_region_known"

COMPUTED: Mapping[str, Mapping[str, LeafType]] = {
    "village": {"code": LeafType.TEXT, "has_year": LeafType.BOOLEAN},
    "household": {
        "per_capita_income": LeafType.NUMBER,
        "has_year": LeafType.BOOLEAN,
        "stale_papers": LeafType.NUMBER,
    },
    "helper": {"load": LeafType.NUMBER},
    "visit": {"elsewhere": LeafType.NUMBER, "month": LeafType.NUMBER},
    "back_check": {
        "checked_year": LeafType.NUMBER,
        "weight": LeafType.NUMBER,
        "seen_weighted": LeafType.NUMBER,
        "poor_weighted": LeafType.NUMBER,
    },
    "measure": {
        "member_gone_on": LeafType.DATE,
        "post_kinds": LeafType.NUMBER,
        "same_again": LeafType.NUMBER,
    },
    "procedure": {"completed_year": LeafType.NUMBER},
    "person": {"id18": LeafType.TEXT, REGION: LeafType.BOOLEAN, "has_year": LeafType.BOOLEAN},
    "beneficiary": {"same_lines": LeafType.NUMBER, "left_on": LeafType.DATE},
    "village_project": {
        "given_money": LeafType.NUMBER,
        "given_on": LeafType.DATE,
        "spent_money": LeafType.NUMBER,
        "paid_lines": LeafType.NUMBER,
        "least_share": LeafType.NUMBER,
        "most_share": LeafType.NUMBER,
    },
}
"""Leaves that no property has.

Of a household or person: net income per head of the year in yuan, the first 18 characters of the ID number, whether its
first six were ever the code of a region (blank where no number is long enough), whether there are facts of the year at
all (of one that nobody has asked yet, nothing is missing), how many of the papers printed here the register has left
behind. How many households a helper has now, how many visits elsewhere the same visitors made at the same time; in
which month of the year a visit was. Of a household's back-check in a verification round: the year in which it was done,
for how many households of its village and category it stands, and with that weight the persons seen and found poor. Of
a measure: the day on which the member that it names left or died, how many kinds of public posts that member has in the
year, how many other lines paid the same to the same one. Of a procedure: the year in which it was completed, blank
where it runs, was given up or ended otherwise. Of a project: what was allocated to it and since when, what left its
account, and how many lines to households there are between which amounts; of such a line, how many there are for the
same person, measure and period, and the day the member left.
"""

_TYPES = {
    PropertyType.INTEGER: LeafType.NUMBER,
    PropertyType.DECIMAL: LeafType.NUMBER,
    PropertyType.MONEY: LeafType.NUMBER,
    PropertyType.YEAR: LeafType.NUMBER,
    PropertyType.DATE: LeafType.DATE,
    PropertyType.BOOLEAN: LeafType.BOOLEAN,
    PropertyType.CHOICE: LeafType.CHOICE,
    PropertyType.CHOICES: LeafType.CHOICES,
}
_PLACES = {PropertyType.INTEGER: 0, PropertyType.YEAR: 0, PropertyType.MONEY: 2}
"""With how many digits after the point the register keeps a number; a decimal has as many as were typed."""

_RESTS_ON: Mapping[str, tuple[RecordKind, str]] = {
    "helper": (RecordKind.HELPER, "name"),
    "visit": (RecordKind.VISIT, "started_at"),
    "back_check": (RecordKind.OUTCOME, "back_checked_on"),
    "measure": (RecordKind.MEASURE, "person"),
    "procedure": (RecordKind.STEP, "procedure"),
    "beneficiary": (RecordKind.BENEFICIARY, "household"),
    "village_project": (RecordKind.PAYMENT, "project"),
}
"""Of elements whose computed leaves rest on a property that an older pack does not have: which one it is."""
_LEFT_OUT = frozenset({PropertyType.REFERENCE, PropertyType.PHOTO})
_OF_THE_YEAR = "year"  # every record of a year says which; checks ask $year


def schema_of(pack: Pack) -> Element:
    """Return the schema of a published pack."""
    codes = {name: frozenset(code.code for code in found.codes) for name, found in pack.code_lists.items()}
    return register_schema(pack.properties, codes)


def register_schema(properties: Iterable[Property], codes: Mapping[str, Set[str]]) -> Element:
    """Return the schema that these properties and code lists make."""
    by_kind: dict[RecordKind, list[Property]] = {}
    known = set[tuple[RecordKind, str]]()
    for item in properties:
        known.add((item.kind, item.name))
        if item.type not in _LEFT_OUT and item.name != _OF_THE_YEAR:
            by_kind.setdefault(item.kind, []).append(item)

    def leaves(kinds: tuple[RecordKind, ...], more: Mapping[str, LeafType]) -> dict[str, Leaf]:
        found = {name: Leaf(name=name, type=kind) for name, kind in more.items()}
        for kind in kinds:
            for item in by_kind.get(kind, ()):
                found.setdefault(
                    item.name,
                    Leaf(
                        name=item.name,
                        type=_TYPES.get(item.type, LeafType.TEXT),
                        codes=codes.get(item.code_list) if item.code_list else None,
                        places=_PLACES.get(item.type),
                        words=item.label.zh,
                    ),
                )
        return found

    def element(name: str, children: Mapping[str, Element]) -> Element:
        below = dict(children)
        if name in LAST_YEAR:
            below["last_year"] = Element(name="last_year", leaves=leaves((LAST_YEAR[name],), {}), is_single=True)
        computed = COMPUTED.get(name, {}) if name not in _RESTS_ON or _RESTS_ON[name] in known else {}
        return Element(name=name, leaves=leaves(ELEMENTS[name], computed), children=below)

    apart = {"household", "village", *IN_VILLAGE, *ON_PERSON}
    names_person = (RecordKind.MEASURE, "person") in known
    of_person = {name: element(name, {}) for name in ON_PERSON if names_person}
    inner = {name: element(name, of_person if name == "person" else {}) for name in ELEMENTS if name not in apart}
    of_village = {name: element(name, {}) for name in IN_VILLAGE}
    village = element("village", {"household": element("household", inner), **of_village})
    return Element(name="register", children={"village": village})
