"""Facts for the eye: a property of a record as text in the language of the screen, grouped as the pack groups them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from poverty_desktop import i18n
from poverty_desktop.domain import identity_number
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.person import mask_account, mask_phone
from poverty_desktop.domain.values import BLANK, Value, Why
from poverty_desktop.i18n import N_, _
from poverty_desktop.ids import RecordId
from poverty_desktop.packs.model import Property, PropertyType, Sensitivity
from poverty_desktop.packs.pack import Pack
from poverty_desktop.queries.register.authors import Authors
from poverty_desktop.queries.register.file_rows import Fact, FactSection
from poverty_desktop.store.database import Row

WHY_WORDS: Mapping[Why, str] = {
    Why.BLANK: "",
    Why.NOT_APPLICABLE: N_("not applicable"),
    Why.DONT_KNOW: N_("don't know"),
    Why.REFUSED: N_("refused"),
}


def value_of(row: Row, item: Property) -> Value:
    """Return the value that a row of the register holds for a property."""
    raw = row.get(item.name)
    if raw is None:
        why = row.get(f"{item.name}_why")
        return Value(None, Why(why)) if why else BLANK
    if item.type is PropertyType.DECIMAL:
        return Value(decimal_text(raw))
    return Value(bytes(raw) if isinstance(raw, bytes | memoryview) else raw)


def decimal_text(number: float) -> str:
    """Return a register's decimal as canonical text: no exponent, no trailing zero."""
    text = f"{number:.6f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def text_of(pack: Pack, item: Property, value: Value, language: str) -> str:
    """Return the value in words: labels of codes, dates, money with two decimals, units."""
    if not value:
        return _(WHY_WORDS[value.why])
    return _WRITERS.get(item.type, _number)(pack, item, value.scalar, language)


def _number(_pack: Pack, item: Property, scalar: Any, language: str) -> str:
    return f"{scalar}{_unit(item, language)}"


def _unit(item: Property, language: str) -> str:
    return f" {item.unit(language)}" if item.unit else ""


def _codes(pack: Pack, item: Property, scalar: Any, language: str) -> str:
    return "、".join(code_text(pack, item, code, language) for code in scalar.split())


def _money(_pack: Pack, item: Property, scalar: Any, language: str) -> str:
    return i18n.format_yuan(scalar) + _unit(item, language)


def _month(_pack: Pack, _item: Property, scalar: Any, language: str) -> str:
    year, month = scalar.split("-")
    return f"{year}年{int(month)}月" if language == "zh_CN" else str(scalar)


def _division(pack: Pack, _item: Property, scalar: Any, _language: str) -> str:
    division = pack.divisions.get(scalar)
    return division.name if division else str(scalar)


_Writer = Callable[[Pack, Property, Any, str], str]
_WRITERS: Mapping[PropertyType, _Writer] = {
    PropertyType.CHOICE: _codes,
    PropertyType.CHOICES: _codes,
    PropertyType.BOOLEAN: lambda _pack, _item, scalar, _language: _("yes") if scalar else _("no"),
    PropertyType.MONEY: _money,
    PropertyType.DATE: lambda _pack, _item, scalar, _language: i18n.format_date(date.fromisoformat(scalar)),
    PropertyType.MONTH: _month,
    PropertyType.DIVISION: _division,
    PropertyType.REFERENCE: lambda *_: "",
    PropertyType.PHOTO: lambda *_: "",
    PropertyType.TEXT: lambda _pack, _item, scalar, _language: str(scalar),
    PropertyType.YEAR: lambda _pack, _item, scalar, _language: str(scalar),
}


def masked(item: Property, text: str) -> str:
    """Return the text of a secret as it may stand where nobody pressed to see it; any other text as it is."""
    if item.sensitivity is not Sensitivity.SECRET or not text:
        return text
    if item.name == "document_number":
        return identity_number.mask(text)
    return mask_phone(text) if item.name == "phone" else mask_account(text)


def code_text(pack: Pack, item: Property, code: str, language: str) -> str:
    """Return the label of a code of the property's list."""
    if item.code_list == "income_item" and "income_item" not in pack.code_lists:
        entry = next((entry for entry in pack.income_items if entry.code == code), None)
        return entry.label(language) if entry else code
    codes = pack.code_lists.get(item.code_list or "")
    found = codes.find(code) if codes else None
    return found.label(language) if found else code


def options_of(pack: Pack, item: Property, language: str) -> tuple[tuple[str, str], ...]:
    """Return code and label of everything that may be chosen."""
    if item.type is PropertyType.BOOLEAN:
        return (("1", _("yes")), ("0", _("no")))
    if item.type is PropertyType.DIVISION:
        return pack.villages
    if item.code_list == "income_item" and "income_item" not in pack.code_lists:
        return tuple((entry.code, entry.label(language)) for entry in pack.income_items)
    codes = pack.code_lists.get(item.code_list or "")
    return tuple((code.code, code.label(language)) for code in codes.codes) if codes else ()


def fact(
    pack: Pack,
    kind: RecordKind,
    record: RecordId,
    row: Row,
    item: Property,
    language: str,
    *,
    unsettled: Mapping[int, tuple[str, ...]] | None = None,
    last_year: Row | None = None,
    authors: Authors | None = None,
) -> Fact:
    """Return one property of one record; ``unsettled`` gives the values of the fields that are in conflict."""
    value = value_of(row, item)
    others = (unsettled or {}).get(item.number, ())
    changed_at, changed_by = (authors or {}).get((record, item.number), (None, ""))
    return Fact(
        kind=kind,
        record=record,
        property=item,
        value=value,
        text=text_of(pack, item, value, language),
        options=options_of(pack, item, language),
        has_conflict=bool(others),
        other_values=others,
        changed_at=changed_at,
        changed_by=changed_by,
        last_year_text=text_of(pack, item, value_of(last_year, item), language) if last_year else "",
    )


def sections(
    pack: Pack,
    kind: RecordKind,
    record: RecordId,
    row: Row,
    language: str,
    *,
    names: Iterable[str] | None = None,
    unsettled: Mapping[int, tuple[str, ...]] | None = None,
    last_year: Row | None = None,
    authors: Authors | None = None,
) -> tuple[FactSection, ...]:
    """Return the facts of a record under the pack's sections, in its order; references and the year are left out.

    ``names`` restricts the sections.
    """
    wanted = None if names is None else set(names)
    grouped: dict[str, list[Fact]] = {}
    for item in pack.of_kind(kind):
        is_structure = item.type in (PropertyType.REFERENCE, PropertyType.PHOTO) or item.name == "year"
        if is_structure or (wanted is not None and item.section not in wanted):
            continue
        grouped.setdefault(item.section, []).append(
            fact(pack, kind, record, row, item, language, unsettled=unsettled, last_year=last_year, authors=authors)
        )
    return tuple(
        FactSection(name=name, title=section_title(pack, name, language), facts=tuple(facts))
        for name, facts in grouped.items()
    )


def section_title(pack: Pack, name: str, language: str) -> str:
    """Return the heading of a section: its label in the code list ``section``, else its bare name."""
    codes = pack.code_lists.get("section")
    found = codes.find(name) if codes else None
    return found.label(language) if found else name
