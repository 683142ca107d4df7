"""A fault of the pack's own examples, planted into a household that is right in everything else."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count

from registers import VILLAGE, new, shipped_pack

from poverty_desktop.domain.check_functions import age, is_checksum_right
from poverty_desktop.domain.identity_number import check_character
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.person import school_year_start
from poverty_desktop.domain.textual import canonical_decimal
from poverty_desktop.domain.values import DONT_KNOW, NOT_APPLICABLE, REFUSED, Value
from poverty_desktop.expressions.grown import Row
from poverty_desktop.expressions.parse import parse
from poverty_desktop.expressions.tree import Call, Comparison, Literal, Path, walk
from poverty_desktop.ids import HouseholdId, Ids, RecordId, derive_id
from poverty_desktop.packs.checks import Check, Scope
from poverty_desktop.packs.model import Property, PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.register_schema import ELEMENTS, schema_of
from poverty_desktop.packs.validation.check_examples import read_example
from poverty_desktop.queries.register.years import household_year_id, person_year_id
from poverty_desktop.store.writing import RecordEdit

Cells = dict[str, object]
WHY = {"na": NOT_APPLICABLE, "dk": DONT_KNOW, "refused": REFUSED}
WOMEN = frozenset({"02", "04", "05", "08", "10", "12", "14", "16", "18", "20", "23", "26"})
CHILDREN = frozenset({"03", "04", "07", "08", "09", "10", "22", "23"})
PARENTS = frozenset({"11", "12", "13", "14", "15", "16", "17", "18", "19", "20"})
SCHOOL_AT = {6: "03", 7: "03", 8: "03", 9: "03", 10: "03", 11: "03", 12: "04", 13: "05", 14: "06", 15: "07"}
AGE_AT = {"02": 4, "17": 2, "03": 8, "04": 12, "05": 13, "06": 14, "27": 24} | dict.fromkeys(
    ("07", "08", "09", "10", "11", "12"), 16
)
OUT_OF_SCHOOL = frozenset({"", "01", "17"})
HOUSEHOLDS_AS_WHOLE = frozenset({"B01", "B11", "B15", "D15", "D16", "H12", "J05", "J06"})
"""Checks of who is in the house at all: beside the members of their example there is no other."""

FAR = "employer=某厂; job_channel=02"
WORKER = "work_scope=01; work_months=3; monthly_wage=3000"
ALSO = {
    "B11": "house_area=0",
    "B16": "| health=02",
    "D04": "| disability_grade=3",
    "D14": f"| {WORKER}",
    "D15": "| health=02",
    "D16": "| health=02",
    "E07": "| in_service=1",
    "E14": "| health=02",
    "E17": "| health=02",
    "E18": "| health=02",
    "F01": "| labour=?dk",
    "F02": "| labour=?dk; education=03",
    "F03": "| health=02",
    "F04": f"| work_months=3; monthly_wage=3000; {FAR}",
    "F08": f"| monthly_wage=3000; {FAR}",
    "F10": f"| monthly_wage=3000; {FAR}",
    "F11": "| work_months=3; monthly_wage=3000; employer=某厂",
    "F17": f"| work_months=3; monthly_wage=3000; {FAR}",
    "H06": "house_grade=",
    "I01": f"| {WORKER}",
    "I05": f"| {WORKER}",
    "I09": "| health=02",
    "I13": f"| {WORKER}",
    "I11": f"transfer_income= | {WORKER}",
    "J06": "| health=02; subsistence_allowance=02",
    "J07": "| health=02",
    "M01": "| health=02",
    "K04": "| dropout_reason=03",
}
"""What else must be so, of the household | of its persons, where the fault alone would break another rule too."""

AMONG_NEIGHBOURS = frozenset({"J09"})
"""Checks that set one household against its village: only the first household of the example is at fault."""

BY_NATURE = {
    "B13": {"A01"},  # who is a member of two unlike households has a number that stands twice
    "D11": {"D10"},  # who is severely disabled and fully able is also ill and fully able
    "I08": {"K05"},  # what makes the income doubtful also makes it low
    "I10": {"K05", "I19"},
    "I11": {"K05"},
    "I19": {"I10", "K05"},  # a loss: more spent than earned, and a low income
    "K03": {"E01"},  # not insured after the exit is not insured
    "L03": {"E08"},  # who was identified within the months of the subsidy and has no measure has not that one either
    "L06": {"L05"},  # who is out within two months is out within six
    "L10": {"L11"},  # the example has social security alone
    "L11": {"L10"},
    "E04": {"E03"},  # the member without the insurance is a finding of its own
    "J07": {"M01"},  # a risk that nobody named has no measure either
}
"""One fault, two rules of the office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """The edits that plant one fault, and the records that must be found by their check."""

    check: str
    household: HouseholdId
    edits: tuple[RecordEdit, ...]


class Planter:
    """Makes households out of examples, every person and number of them another one."""

    def __init__(self, pack: Pack, ids: Ids, today: date, year: int) -> None:
        self._pack, self._ids, self._today, self._year = pack, ids, today, year
        self._schema = schema_of(pack)
        self._numbers = count(1)

    def plant(self, check: Check) -> Iterator[Plant]:
        """Yield the households of the firing example of ``check``, made right in everything else."""
        example = read_example(check.fires, self._schema)
        households = example.villages[0].children["household"]
        for household in households[:1] if check.id in AMONG_NEIGHBOURS else households:
            yield self._household(check, household)

    def _household(self, check: Check, row: Row) -> Plant:
        number = next(self._numbers)
        also, also_person = _cells(ALSO.get(check.id, ""))
        blanks = _blanks(check)
        home = HouseholdId(RecordId(self._ids.new()))
        given = [{**person.cells, **also_person} for person in row.children["person"]]
        examples = len(given)
        if check.id not in HOUSEHOLDS_AS_WHOLE:
            given.append({} if given else also_person)
        if check.id != "B01" and given and not any(one.get("relation") == "01" for one in given):
            given[-1]["relation"] = "01"
        if check.id not in ("A12", "A13", "N12"):
            given = [{name: cell for name, cell in one.items() if name != "name"} for one in given]
        people = [
            self._person(cells, place, number, blanks if place < examples else frozenset())
            for place, cells in enumerate(given)
        ]
        own = blanks if check.scope is Scope.HOUSEHOLD else frozenset()
        cells = self._filled({**row.cells, **also}, people, number, own)
        edits = [
            new(RecordKind.HOUSEHOLD, home, self._values(RecordKind.HOUSEHOLD, cells)),
            new(
                RecordKind.HOUSEHOLD_YEAR,
                household_year_id(home, self._year),
                {
                    **self._values(RecordKind.HOUSEHOLD_YEAR, cells),
                    "household": Value(home),
                    "year": Value(self._year),
                },
            ),
            *self._last_year(RecordKind.HOUSEHOLD_YEAR, "household", home, cells),
        ]
        for person in people:
            edits += self._member(home, person)
        for name in (
            "income_line",
            "need",
            "measure",
            "visit",
            "helper",
            "list_hit",
            "clue",
            "procedure",
            "step",
            "entry_line",
            "beneficiary",
        ):
            for item in row.children[name]:
                edits += self._lines(name, home, dict(item.cells), blanks)
        is_filed = cells.get("household_type") in ("02", "03", "04") or cells.get("monitoring_category")
        if is_filed and check.id != "N01":
            edits.append(self._hung("helper", home, {"name": f"某帮扶干部{number}"}, blanks))
        if cells.get("monitoring_category"):
            if check.id != "L14":
                edits.append(self._hung("visit", home, {"visited_on": self._today.isoformat()}, blanks))
            if check.id not in ("L03", "L10", "L11"):
                edits.append(self._hung("measure", home, {"kind": "02", "name": "技能培训"}, blanks))
        return Plant(check=check.id, household=home, edits=tuple(edits))

    def _lines(self, name: str, home: HouseholdId, cells: Cells, blanks: Set[str]) -> list[RecordEdit]:
        """Return a line as often as the example has it, of the member of whom it speaks: who left, who has posts."""
        whose: list[RecordEdit] = []
        if left := cells.get("member_gone_on") or cells.get("left_on"):
            cells_of = self._person({"relation": "99"}, 99, next(self._numbers), frozenset())
            whose = self._member(home, {**cells_of, "to_date": left, "reason_out": "01"})
        times = 1 + int(float(str(cells.get("same_again", 0)))) + int(float(str(cells.get("same_lines", 1)))) - 1
        lines = [cells] * times
        if posts := int(float(str(cells.get("post_kinds", 0)))):
            whose = self._member(home, self._person({"relation": "99"}, 98, next(self._numbers), frozenset()))
            lines = [{**cells, "item": f"030{place + 1}"} for place in range(posts)]
        person = whose[0].record if whose else None
        return [*whose, *(self._hung(name, home, dict(line), blanks, person=person) for line in lines)]

    def _hung(
        self, name: str, home: HouseholdId, cells: Cells, blanks: Set[str], *, person: RecordId | None = None
    ) -> RecordEdit:
        kind = ELEMENTS[name][0]
        if kind is RecordKind.VISIT:
            usual = {"visitors": "某队员", "content": "了解生产生活情况"}
            cells = {**{name: cell for name, cell in usual.items() if name not in blanks}, **cells}
        if kind is RecordKind.BENEFICIARY:
            cells = {"item": "0101", "period": str(self._year), "amount": 500.0, **cells}
        if kind is RecordKind.MEASURE:
            usual = {"status": "02", "started_on": f"{self._year}-03-01", "amount": 500.0, "evidence": "验收单"}
            cells = {**{name: cell for name, cell in usual.items() if name not in blanks}, **cells}
        values = self._values(kind, cells)
        if (kind, "year") in self._pack.by_name:
            values["year"] = Value(self._year)
        if person is not None:
            values["person"] = Value(person)
        return new(kind, RecordId(self._ids.new()), {**values, "household": Value(home)})

    def _member(self, home: HouseholdId, cells: Cells) -> list[RecordEdit]:
        person = RecordId(self._ids.new())
        return [
            new(RecordKind.PERSON, person, self._values(RecordKind.PERSON, cells)),
            new(
                RecordKind.MEMBERSHIP,
                RecordId(self._ids.new()),
                {
                    **self._values(RecordKind.MEMBERSHIP, cells),
                    "household": Value(home),
                    "person": Value(person),
                },
            ),
            new(
                RecordKind.PERSON_YEAR,
                person_year_id(person, self._year),  # type: ignore[arg-type]
                {**self._values(RecordKind.PERSON_YEAR, cells), "person": Value(person), "year": Value(self._year)},
            ),
            *self._last_year(RecordKind.PERSON_YEAR, "person", person, cells),
        ]

    def _last_year(self, kind: RecordKind, owner: str, record: RecordId, cells: Cells) -> list[RecordEdit]:
        known = {name.removeprefix("last_year/"): cell for name, cell in cells.items() if name.startswith("last_year/")}
        if not known:
            return []
        year = self._year - 1
        values = {**self._values(kind, known), owner: Value(record), "year": Value(year)}
        return [new(kind, derive_id(kind, record, year), values)]

    def _person(self, cells: Cells, place: int, number: int, blanks: Set[str]) -> Cells:
        cells = dict(cells)
        shared = str(cells.pop("id18", ""))
        if len(shared) == 18:
            cells["document_number"] = shared
        elif known := cells.get("document_number"):
            cells["document_number"] = _own(str(known), number)
        relation = str(cells.get("relation") or "99")
        schooling = str(cells.get("schooling") or "")
        at_school = schooling not in OUT_OF_SCHOOL
        sex = str(cells.get("sex") or _sex_of(cells.get("document_number")) or ("2" if relation in WOMEN else "1"))
        born = str(cells.get("birth_date") or _born(cells.get("document_number")) or self._birth(relation, schooling))
        years = age(born, self._today.isoformat()) or 0
        is_child = years < 16
        is_certified = len(str(cells.get("document_number") or "")) > 18
        is_disabled = is_certified or "disability_grade" in cells
        health = str(cells.get("health") or ("04" if is_disabled else "01"))
        usual: Cells = {
            "name": f"某{chr(0x5000 + number)}{chr(0x6000 + place)}",
            "sex": sex,
            "relation": relation,
            "document_type": "02" if is_certified else "01",
            "ethnicity": "HA",
            "health": health,
            "labour": "04" if is_child or at_school else "05" if years >= 60 or "01" not in health.split() else "01",
            "resident_medical": 1.0,
            "employee_medical": 0.0,
            "serious_illness_insurance": 1.0,
            "resident_pension": 0.0 if is_child else 1.0,
            "employee_pension": 0.0,
            "subsistence_allowance": "01",
            "extreme_poverty_support": "01",
            "birth_date": born,
            "document_number": _number(born, sex, number, place),
        }
        if is_child and not {"education", "schooling", "dropout_reason"} & set(cells):
            usual["schooling"] = SCHOOL_AT.get(int(age(born, school_year_start(self._today).isoformat()) or 0), "17")
        elif not at_school:
            usual["education"] = "03"
        if cells.get("work_months") or cells.get("work_scope"):
            usual |= {"work_scope": "01", "work_months": 3.0, "monthly_wage": 3000.0}
            usual |= {"work_place": "武汉市", "phone": f"138{number:04d}{place:04d}"}
        if cells.get("public_post"):
            usual["public_post_months"] = 12.0
        return {**{name: cell for name, cell in usual.items() if name not in blanks}, **cells}

    def _birth(self, relation: str, schooling: str) -> str:
        years = 18 if relation in CHILDREN else 70 if relation in PARENTS else 40
        if schooling not in ("", "01"):
            years = AGE_AT.get(schooling, 19)
        return f"{self._year - years}-01-01"

    def _filled(self, cells: Cells, people: list[Cells], number: int, blanks: Set[str]) -> Cells:
        size = max(1, len(people))
        business = float(str(cells.get("business_income", 15_000.0 * size)) or 0)
        if (wanted := cells.get("per_capita_income")) is not None:
            business = float(str(wanted)) * size
        works = any(one.get("work_months") for one in people)
        usual: Cells = {
            "village": VILLAGE,
            "group_name": "一组",
            "phone": f"1390000{number:04d}",
            "household_type": "03" if cells.get("monitoring_category") else "01",
            "road_distance": 1.0,
            "road_type": "03",
            "house_area": 30.0 * size,
            "dangerous_house": 0.0,
            "house_grade": "C" if cells.get("dangerous_house") else "A",
            "safe_drinking_water": 1.0,
            "sanitary_toilet": 1.0,
            "domestic_electricity": 1.0,
            "eligible_spending": 100.0,
            "wage_income": 9_000.0 if works else 0.0,
            "business_income": business,
            "property_income": 0.0,
            "transfer_income": 10.0,
            "business_expenditure": 10.0 if business else 0.0,
        }
        land = ("cultivated_land", "woodland", "fruit_land", "pasture", "water_surface", "returned_forest")
        usual |= dict.fromkeys(land, 0.0)
        if cells.get("risk_eliminated"):
            usual["surveyor"] = f"某采集人{number}"  # not one for all: alike incomes of one surveyor are a finding
        if cells.get("monitoring_category"):
            usual |= {"risks": "05", "identified_on": f"{self._year - 3}-03"}
        return {**{name: cell for name, cell in usual.items() if name not in blanks}, **cells}

    def _values(self, kind: RecordKind, cells: Cells) -> dict[str, Value]:
        found = {}
        for item in self._pack.of_kind(kind):
            if item.type is PropertyType.REFERENCE:
                continue
            if why := cells.get(f"{item.name}@why"):
                found[item.name] = WHY[str(why)]
            elif str(cells.get(item.name)).startswith("?"):
                found[item.name] = WHY[str(cells[item.name])[1:]]
            elif (cell := cells.get(item.name)) not in (None, ""):
                found[item.name] = Value(_scalar(item, cell))
        return found


def _scalar(item: Property, cell: object) -> str | int:
    match item.type:
        case PropertyType.MONEY:
            return round(float(str(cell)) * 100)
        case PropertyType.DECIMAL:
            return canonical_decimal(Decimal(str(cell)))
        case PropertyType.INTEGER | PropertyType.YEAR | PropertyType.BOOLEAN:
            return int(float(str(cell)))
    return str(cell)


def _blanks(check: Check) -> Set[str]:
    """Return the data items that a check looks for being blank or nought: they are left as the example has them."""
    found = set()
    for text in (check.applies_if, check.fires_if):
        for part in walk(parse(text)) if text else ():
            match part:
                case Comparison(operator="=", left=Path(steps=steps), right=Literal(value="")):
                    found.add(steps[-1].test.name)  # type: ignore[union-attr]
                case Call(name="is-unanswered" | "coalesce" | "mobile-ok", arguments=(Path(steps=steps), *_rest)):
                    found.add(steps[-1].test.name)  # type: ignore[union-attr]
    return found


def _born(number: object) -> str:
    digits = str(number or "")[6:14]
    is_day = len(digits) == 8 and digits.isdigit() and digits[4:6] <= "12"
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if is_day else ""


def _sex_of(number: object) -> str:
    digit = str(number or "")[16:17]
    return ("1" if int(digit) % 2 else "2") if digit.isdigit() else ""


def _number(born: str, sex: str, household: int, place: int) -> str:
    first = f"{_region(household)}{born.replace('-', '')}{household // 100 * 40 + place * 2 + (sex == '1'):03d}"
    return first + check_character(first)


def _region(household: int) -> str:
    codes = [code for code in shipped_pack().county_codes if code.startswith("42") and not code.endswith("00")]
    return codes[household % 100]


def _own(number: str, household: int) -> str:
    """Return an example's number as one that no other household has, as right or wrong as it was."""
    if number.startswith("999999") or len(number) < 17:
        return number
    region = _region(household) if number[:6] in shipped_pack().county_codes else f"99{household % 100:04d}"
    first = f"{region}{number[6:14]}{900 + household // 100 * 2 + int(number[16]) % 2}"
    right = check_character(first)
    wrong = "0" if right != "0" else "1"
    return first + (right if is_checksum_right(number) else wrong)[: len(number) - 17] + number[18:]


def _cells(text: str) -> tuple[Cells, Cells]:
    """Read ``household cells | person cells``, each ``name=value;…``."""
    household, _bar, person = text.partition("|")
    return _read(household), _read(person)


def _read(text: str) -> Cells:
    pairs = (item.split("=", 1) for item in text.split(";") if item.strip())
    return {name.strip(): value.strip() for name, value in pairs}
