"""Facts of the register in the words of a questionnaire: codes, ISO dates, yuan, ids as UUIDs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from poverty_desktop.domain import media
from poverty_desktop.domain.kinds import RecordKind
from poverty_desktop.domain.values import Value, Why
from poverty_desktop.packs.model import Property, PropertyType
from poverty_desktop.packs.pack import Pack
from poverty_desktop.packs.questionnaires.save_to import save_to_of
from poverty_desktop.queries.register.facts import value_of
from poverty_desktop.store.database import Row


def answer_text(item: Property, value: Value) -> str:
    """Return a value in the words of a questionnaire.

    Money is in yuan, a reference a UUID, a photo the name of its file; the rest is as it stands.
    """
    if not value:
        return ""
    if item.type is PropertyType.MONEY:
        assert isinstance(value.scalar, int)
        return plain_decimal(Decimal(value.scalar) / 100)
    if isinstance(value.scalar, bytes):
        if item.type is PropertyType.PHOTO:
            return media.read_reference(value.scalar).to_name(media.PHOTO)
        return str(UUID(bytes=value.scalar))
    return str(value.scalar)


def plain_decimal(number: Decimal) -> str:
    """Return a number without an exponent or trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def texts(pack: Pack, kind: RecordKind, row: Row) -> tuple[Mapping[str, str], Mapping[str, Why]]:
    """Return the record's values by ``save_to`` in the words of a questionnaire, and why some have none."""
    values: dict[str, str] = {}
    whys: dict[str, Why] = {}
    for item in pack.of_kind(kind):
        value = value_of(row, item)
        name = save_to_of(kind, item.name)
        if value:
            values[name] = answer_text(item, value)
        elif value.why is not Why.BLANK:
            whys[name] = value.why
    return values, whys
