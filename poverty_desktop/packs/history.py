"""What a new version of a pack owes to the one before it, so that no old record changes its meaning."""

from __future__ import annotations

from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import Property
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.placed import Placed
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.sheets import layout
from poverty_desktop.packs.sheets.source import PackSource
from poverty_desktop.packs.validation.references import Vocabulary


def breaches(source: PackSource, known: Vocabulary, previous: Pack | None) -> list[PackProblem]:
    """Return every broken promise (sync.md 2.0): a number retyped, reused, given up or out of its range.

    ``previous`` is the last published version of the pack; None for the first pack that there ever was.
    """
    found = []
    for item in source.properties:
        old = previous.by_number.get(item.value.number) if previous else None
        found += _changed(item, old) if old else _new(source, item, previous)
    if previous is None:
        return found
    numbers = {item.value.number for item in source.properties}
    found += [
        PackProblem(
            sheet="properties",
            message_id=N_("Property {number} {kind}.{name} was published before and must stay in the sheet."),
            params={"number": old.number, "kind": old.kind.table, "name": old.name},
        )
        for old in previous.properties
        if old.number not in numbers
    ]
    return found + _lost_codes(known, previous) + _same_version(source, previous)


def is_successor(pack: Pack, before: Pack) -> bool:
    """Say whether every property and code of ``before`` means the same in ``pack``: old records keep their sense.

    Publishing sees to it; a laptop looks once more, for an office may have been restored from a backup in between.
    """
    kept = all(
        (new := pack.by_number.get(number)) is not None
        and (new.kind, new.name, new.type, new.target) == (old.kind, old.name, old.type, old.target)
        for number, old in before.by_number.items()
    )
    return kept and all(
        {code.code for code in old.codes} <= {code.code for code in pack.code_lists[name].codes}
        if name in pack.code_lists
        else not old.codes
        for name, old in before.code_lists.items()
    )


def is_older(pack: Pack, before: Pack) -> bool:
    """Say whether ``pack`` has a lower version than ``before``: a program of yesterday brings it along."""
    return _parts(pack.version) < _parts(before.version)


def _changed(item: Placed[Property], old: Property) -> list[PackProblem]:
    new = item.value
    if (new.kind, new.name) != (old.kind, old.name):
        return [
            _problem(
                item.row,
                "number",
                N_("Number {number} belongs to {kind}.{name} for ever. Give a new property a new number."),
                number=old.number,
                kind=old.kind.table,
                name=old.name,
            )
        ]
    if (new.type, new.target) != (old.type, old.target):
        message = N_("The type of a published property never changes; it was {type}. Add a new property instead.")
        return [_problem(item.row, "type", message, type=old.type.value)]
    return []


def _new(source: PackSource, item: Placed[Property], previous: Pack | None) -> list[PackProblem]:
    new = item.value
    found = []
    known = previous.by_name.get((new.kind, new.name)) if previous else None
    if known:
        message = N_("This property was published with number {number}, which never changes.")
        found.append(_problem(item.row, "number", message, number=known.number))
    by_office = source.setting("publisher") == "office"
    if by_office != (new.number >= layout.OFFICE_NUMBERS_FROM):
        message = (
            N_("An office gives its new properties numbers from {limit}.")
            if by_office
            else N_("The program gives its properties numbers below {limit}.")
        )
        found.append(_problem(item.row, "number", message, limit=layout.OFFICE_NUMBERS_FROM))
    return found


def _lost_codes(known: Vocabulary, previous: Pack) -> list[PackProblem]:
    return [
        PackProblem(
            sheet={layout.INCOME_LIST: "income_items", layout.ITEM_LIST: "measures"}.get(name, "codes"),
            message_id=N_("Code {code} of {list} was published before. Keep it and fill in valid_to instead."),
            params={"code": code.code, "list": name},
        )
        for name, codes in previous.code_lists.items()
        for code in codes.codes
        if code.code not in known.codes.get(name, ())
    ]


def _same_version(source: PackSource, previous: Pack) -> list[PackProblem]:
    if source.setting("name") != previous.name or _parts(source.setting("version")) > _parts(previous.version):
        return []
    row = source.settings["version"].row if "version" in source.settings else 0
    return [
        PackProblem(
            sheet="settings",
            row=row,
            column="value",
            message_id=N_("Version {version} is already published. Give the new one a higher number."),
            params={"version": previous.version},
        )
    ]


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _problem(row: int, column: str, message_id: str, **params: str | int) -> PackProblem:
    return PackProblem(sheet="properties", row=row, column=column, message_id=message_id, params=params)
