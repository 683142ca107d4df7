"""What a person types, in window or terminal, becomes a value of its property."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from poverty_desktop.domain import textual
from poverty_desktop.domain.values import BLANK, Value
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.packs.model import Property, PropertyType

TOO_FINE = N_("An amount has at most two decimals. Type it as it stands on the paper.")
NO_SUCH_OPTION = N_("None of the options fits what was typed.")

READERS = {
    PropertyType.TEXT: textual.read_text,
    PropertyType.INTEGER: textual.read_integer,
    PropertyType.DECIMAL: textual.read_decimal,
    PropertyType.MONEY: textual.read_money,
    PropertyType.DATE: textual.read_date,
    PropertyType.MONTH: textual.read_month,
    PropertyType.YEAR: textual.read_year,
    PropertyType.DIVISION: textual.read_text,
}
_SPLIT = re.compile(r"[\s,，、;；]+")


def is_editable(item: Property) -> bool:
    """Say whether the property is typed or chosen in place; links to records and photos are not."""
    return item.type not in (PropertyType.REFERENCE, PropertyType.PHOTO)


def read(item: Property, text: str) -> Value:
    """Return the value of typed ``text``; raises ``RuleError`` with the sentence that says what is expected."""
    reading = READERS[item.type](text)
    if reading.problem is not None and reading.problem.is_error:
        raise RuleError(reading.problem.message_id, **reading.problem.params)
    if reading.problem is textual.MONEY_ROUNDED:
        raise RuleError(TOO_FINE)  # a list may be rounded and say so; a person is asked
    return reading.value


def read_option(item: Property, text: str, options: Sequence[tuple[str, str]]) -> Value:
    """Return the value of options typed as codes or labels, several of them parted by commas or blanks.

    ``options`` are pairs of code and label. Raises ``RuleError`` where one of them is not on offer.
    """
    by_word: Mapping[str, str] = {label: code for code, label in options} | {code: code for code, _label in options}
    if item.type is PropertyType.CHOICES:
        words = [word for word in _SPLIT.split(text.strip()) if word]
        codes = {_code(word, by_word) for word in words}
        ordered = [code for code, _label in options if code in codes]
        return Value(" ".join(ordered)) if ordered else BLANK
    code = _code(text.strip(), by_word)
    return Value(int(code)) if item.type is PropertyType.BOOLEAN else Value(code)


def _code(word: str, by_word: Mapping[str, str]) -> str:
    if word not in by_word:
        raise RuleError(NO_SUCH_OPTION)
    return by_word[word]
