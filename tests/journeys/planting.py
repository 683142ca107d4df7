"""Plants facts in the register as its operations write them: homes that are in order, changed by a line of text.

A line reads as the examples of the pack do, ``measure: kind=10; name=雨露计划 | head: schooling=10``, with words of its
own: ``head``, ``spouse``, ``child``, ``mother`` are members of the home, ``last …`` their facts of the year before,
``home`` begins another home in the same village, ``village`` is its yearly record, ``village_project`` a project that
the money lines after it belong to. ``gone=spouse child`` on a home leaves these members out, ``more=7`` adds grown
relatives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from test_every_fault_of_a_roster import HOUSEHOLD, MEMBERS, numbers

from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.ids import HouseholdId, PersonId, RecordId
from poverty_desktop.packs.model import PropertyType
from poverty_desktop.queries.register.years import household_year_id, person_year_id
from poverty_desktop.store import log
from poverty_desktop.store.session import Session
from poverty_desktop.store.writing import RecordEdit, Save, commit

NAMES = ("head", "spouse", "child", "mother")
OF_HOME = (RecordKind.HOUSEHOLD, RecordKind.HOUSEHOLD_YEAR)
OF_PERSON = (RecordKind.PERSON, RecordKind.MEMBERSHIP, RecordKind.PERSON_YEAR)
LINKED = {"village_project": "project", "procedure": "procedure"}
"""Records that those after them belong to, and by which data item."""
VILLAGE: Mapping[str, str] = {
    "total_households": "1",
    "total_population": "4",
    "filed_households": "0",
    "monitored_households": "0",
    "allowance_households": "0",
    "allowance_population": "0",
    "extreme_population": "0",
    "disabled_population": "0",
    "pension_members": "2",
    "unsafe_water_households": "0",
    "dangerous_house_households": "0",
    "cultivated_land": "50",
    "woodland": "50",
    "fruit_land": "50",
    "water_surface": "50",
    "road_to_town": "1",
    "collective_income": "30000",
    "primary_schools": "1",
    "clinics": "1",
    "doctors": "1",
    "public_toilets": "1",
    "waste_points": "1",
    "libraries": "1",
    "bus": "1",
}
"""A yearly record that agrees with one home in order."""

Words = list[tuple[str, dict[str, str]]]


def words_of(line: str) -> Words:
    """Return the parts of a line, each with its values by name."""
    parts = []
    for part in filter(None, (piece.strip() for piece in line.split("|"))):
        name, _colon, rest = part.partition(":")
        cells = (cell.strip().partition("=") for cell in rest.split(";") if cell.strip())
        parts.append((name.strip(), {key: text for key, _equals, text in cells}))
    return parts


@dataclass
class Planter:
    """Writes homes into one workspace, the facts being of ``year``."""

    session: Session
    year: int
    serial: int = 0
    homes: dict[HouseholdId, str] = field(default_factory=dict)

    def plant(self, village: str, name: str, line: str) -> None:
        """Write what ``line`` says as one form of ``village``; its homes belong to the fault ``name``."""
        parts = words_of(line.replace("%n", chr(0x4E00 + self.serial)))
        if not any(word == "home" for word, _cells in parts):
            parts.insert(0, ("home", {}))
        starts = [place for place, (word, _cells) in enumerate(parts) if word == "home"] + [len(parts)]
        edits: list[RecordEdit] = []
        for start, end in pairwise(starts):
            edits += self._home(village, name, parts[start:end])
        edits += self._village(village, [part for part in parts if part[0] == "village"])
        save = Save(village=village, edits=tuple(edits))
        commit(self.session, [save], seen=log.position(self.session.db), label="Plant")

    def _home(self, village: str, name: str, parts: Words) -> list[RecordEdit]:
        household, serial = HouseholdId(self._new()), self.serial
        self.serial += 1
        self.homes[household] = name
        gone = parts[0][1].get("gone", "").split()
        said: dict[str, dict[str, str]] = {}
        for word, cells in parts:
            if word in ("home", "household", *NAMES, *(f"last {known}" for known in ("household", *NAMES))):
                said.setdefault(word.replace("home", "household"), {}).update(cells)
        said.get("household", {}).pop("gone", None)
        more = int(said.get("household", {}).pop("more", "0"))
        base = {key.partition(".")[2]: text for key, text in HOUSEHOLD.items()}
        base |= {"national_number": str(5000 + serial), "phone": f"139{serial:08d}", "surveyor": f"填表人{serial}"}
        home = {"village": village, **base, **said.get("household", {})}
        edits = [
            self._edit(RecordKind.HOUSEHOLD, household, home),
            self._edit(RecordKind.HOUSEHOLD_YEAR, household_year_id(household, self.year), home, household=household),
        ]
        if "last household" in said:
            last = household_year_id(household, self.year - 1)
            edits.append(
                self._edit(RecordKind.HOUSEHOLD_YEAR, last, said["last household"], self.year - 1, household=household)
            )
        people: dict[str, bytes] = {}
        for place, who in enumerate(NAMES):
            if who not in gone:
                people[who] = person = PersonId(self._new())
                edits += self._person(household, person, place, serial, said.get(who, {}), said.get(f"last {who}", {}))
        for number in range(more):
            cells = {"relation": "99", "birth_date": f"{1990 + number}-01-0{number % 9 + 1}"}
            edits += self._person(household, PersonId(self._new()), 1, serial + 300 + number, cells, {})
        held: dict[str, bytes] = {}
        for word, cells in parts:
            if word.upper() not in RecordKind.__members__ or word.upper() in ("HOUSEHOLD", "PERSON"):
                continue
            owners: dict[str, object] = {"household": household, "village": village, **held, **people}
            record = self._new()
            if word in LINKED:
                held[LINKED[word]] = record
            edits.append(self._edit(RecordKind[word.upper()], record, cells, owners=owners))
        return edits

    def _person(
        self,
        household: bytes,
        person: PersonId,
        place: int,
        serial: int,
        cells: Mapping[str, str],
        last: Mapping[str, str],
    ) -> list[RecordEdit]:
        row = {**MEMBERS[place], "person.name": f"{MEMBERS[place]['person.name']}{chr(0x4E00 + serial)}"}
        birth = row["person.birth_date"]  # the people of 2025, as old in any other year
        row["person.birth_date"] = f"{int(birth[:4]) - 2025 + self.year}{birth[4:]}"
        targets = {key.partition(".")[2]: key for key in row}
        row |= {targets.get(key, f"person.{key}"): text for key, text in cells.items()}
        if "document_number" not in cells:
            row.pop("person.document_number", None)
            facts = [row]
            numbers(facts, serial)
        flat = {key.partition(".")[2]: text for key, text in row.items()}
        edits = [
            self._edit(RecordKind.PERSON, person, flat),
            self._edit(RecordKind.MEMBERSHIP, self._new(), flat, household=household, person=person),
            self._edit(RecordKind.PERSON_YEAR, person_year_id(person, self.year), flat, person=person),
        ]
        if last:
            record = person_year_id(person, self.year - 1)
            edits.append(self._edit(RecordKind.PERSON_YEAR, record, last, self.year - 1, person=person))
        return edits

    def _village(self, village: str, parts: Words) -> list[RecordEdit]:
        if not parts:
            return []
        said = {**VILLAGE, **{key: text for _word, cells in parts for key, text in cells.items()}}
        return [self._edit(RecordKind.VILLAGE_YEAR, self._new(), {**said, "village": village})]

    def _edit(
        self,
        kind: RecordKind,
        record: bytes,
        cells: Mapping[str, str],
        year: int | None = None,
        *,
        owners: Mapping[str, object] | None = None,
        **links: bytes,
    ) -> RecordEdit:
        """Return the edit that says of ``cells`` what ``kind`` has, with its year and whose it is."""
        values: dict[str, Value] = {}
        for item in self.session.pack.properties:
            if item.kind is not kind:
                continue
            text, link = cells.get(item.name, ""), links.get(item.name)
            if item.name == "year":
                values["year"] = Value(year or self.year)
            elif item.type is PropertyType.REFERENCE:
                link = link or (owners or {}).get(text or item.name)
                if link is not None and (
                    link in links.values() or text or item.name in ("household", *LINKED.values())
                ):
                    values[item.name] = Value(link)
            elif item.type is PropertyType.DIVISION and not text and owners:
                values[item.name] = Value(owners["village"])
            elif text:
                values[item.name] = Value(_scalar(item.type, text))
        return RecordEdit(kind=kind, record=RecordId(record), values=values, is_new=True)

    def _new(self) -> RecordId:
        return RecordId(self.session.ids.new())


def _scalar(kind: PropertyType, text: str) -> str | int:
    match kind:
        case PropertyType.BOOLEAN:
            return int(text in ("1", "是"))
        case PropertyType.MONEY:
            return round(float(text) * 100)
        case PropertyType.INTEGER | PropertyType.YEAR:
            return int(text)
    return text
