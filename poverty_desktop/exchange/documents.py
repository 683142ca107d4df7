"""Identity and other document numbers of a row, and the sex, birth date and disability that they tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from poverty_desktop.domain import identity_number, textual
from poverty_desktop.domain import problems as domain_problems
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value
from poverty_desktop.exchange.cells import label_index, normal_label
from poverty_desktop.exchange.problems import Problem, attention, reject
from poverty_desktop.i18n import N_
from poverty_desktop.packs.county_prefixes import county_prefixes
from poverty_desktop.packs.model import CodeList
from poverty_desktop.packs.pack import Pack

SEX_DISAGREES = N_("The sex in the file does not agree with the ID number; the latter was taken.")
BIRTH_DISAGREES = N_("The date of birth in the file does not agree with the ID number; the latter was taken.")
TYPE_DISAGREES = N_("The type of document does not fit the number; the type that fits was taken.")

_KEEPS_ROW_OUT = frozenset({"identity_destroyed", "identity_old", "identity_length", "identity_character"})
_UNTRUSTED = frozenset({"identity_check", "identity_birth"})
_CITIZEN_CARD = "居民身份证"
_DISABILITY_CARD = "残疾人证"


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """Values of the person that follow from a document number, and problems."""

    values: dict[str, Value] = field(repr=False)
    problems: list[Problem]


class DocumentReader:
    """Reads document cells under one pack; which codes its lists have is looked up once."""

    def __init__(self, pack: Pack, *, caption: str, today: date) -> None:
        self._caption = caption
        self._today = today
        prefixes = county_prefixes(pack)
        self._is_known_prefix = prefixes.__contains__ if prefixes else None
        self._sex = {sex: Value(sex.value) for sex in identity_number.Sex if _has(pack, "sex", sex.value)}
        self._citizen = _code(pack, "document_type", _CITIZEN_CARD)
        self._certificate = _code(pack, "document_type", _DISABILITY_CARD)
        self._categories = _values(pack, "disability_category")
        self._grades = _values(pack, "disability_grade")

    def read(self, cell: str, stated: dict[str, Value]) -> DocumentReading:
        """Return what ``cell`` says beside the ``stated`` values of the person's other columns.

        What a valid number says of sex and birth goes before what is written beside it, and a difference is told.
        A placeholder tells nothing of the person. A passport or an officer's card is kept as it stands.
        """
        kind = stated.get("document_type")
        if kind is not None and kind not in (self._citizen, self._certificate) and kind.scalar is not None:
            text = textual.clean_text(cell)
            return DocumentReading({"document_number": Value(text)} if text else {}, [])
        reading = identity_number.read(cell, today=self._today, is_known_prefix=self._is_known_prefix)
        problems = [self._own(problem, cell) for problem in reading.problems]
        number = reading.number
        if number is None or any(problem.code == "identity_destroyed" for problem in reading.problems):
            return DocumentReading({}, problems)
        values = {"document_number": Value(number.text)}
        fitting = self._certificate if number.is_certificate else self._citizen
        if fitting is not None:
            values["document_type"] = fitting
            self._compare("document_type", TYPE_DISAGREES, values, stated, problems)
        if number.is_certificate:
            if category := self._categories.get(number.disability_category or ""):
                values["disability_category"] = category
            if grade := self._grades.get(number.disability_grade or ""):
                values["disability_grade"] = grade
        if number.is_placeholder or any(problem.code in _UNTRUSTED for problem in reading.problems):
            return DocumentReading(values, problems)
        if number.birth_date is not None:
            values["birth_date"] = Value(number.birth_date.isoformat())
            self._compare("birth_date", BIRTH_DISAGREES, values, stated, problems)
        if number.sex in self._sex:
            values["sex"] = self._sex[number.sex]
            self._compare("sex", SEX_DISAGREES, values, stated, problems)
        return DocumentReading(values, problems)

    def _own(self, problem: domain_problems.Problem, cell: str) -> Problem:
        say = reject if problem.code in _KEEPS_ROW_OUT else attention
        return say(problem.message_id, caption=self._caption, original=cell, **problem.params)

    def _compare(
        self, name: str, message: str, values: dict[str, Value], stated: dict[str, Value], problems: list[Problem]
    ) -> None:
        said = stated.get(name)
        if said is not None and said and said != values[name]:
            problems.append(attention(message, caption=self._caption))


def _list(pack: Pack, name: str) -> CodeList:
    item = pack.by_name.get((RecordKind.PERSON, name))
    codes = pack.code_lists.get(item.code_list or "") if item is not None else None
    return codes or CodeList(name="", codes=())


def _code(pack: Pack, name: str, label: str) -> Value | None:
    code = label_index(_list(pack, name)).get(normal_label(label))
    return None if code is None else Value(code)


def _has(pack: Pack, name: str, code: str) -> bool:
    return _list(pack, name).find(code) is not None


def _values(pack: Pack, name: str) -> dict[str, Value]:
    return {entry.code: Value(entry.code) for entry in _list(pack, name).codes}
