"""What a formula's value becomes when it is written into a field (JavaRosa's ``Recalculate.wrapData``)."""

from __future__ import annotations

from datetime import datetime

from poverty_desktop.expressions.context import Context
from poverty_desktop.expressions.moments import Moment
from poverty_desktop.expressions.values import NodeSet, Value, node_value, to_number, to_string
from poverty_desktop.interviews.answers import canonical

_WHOLE = frozenset({"int", "integer", "long"})
_NUMBERS = _WHOLE | {"decimal", "double", "float"}


def written(value: Value, bind_type: str, value_type: str, context: Context) -> tuple[str, str]:
    """Return the text and the type that a field of ``bind_type`` takes from ``value``.

    The type is kept beside the text because formulas read a calculated number, truth or day as what it is, also in a
    field of type string: 0 and "no" are false there. NaN is no answer; true and false are written 1 and 0; a day is
    written into a field of type string with its time of day, as JavaRosa does, and read again as the day.
    """
    plain = node_value(value, context) if isinstance(value, NodeSet) else value
    if isinstance(plain, Moment) and plain.instant is not None:
        return _written_moment(plain.instant, plain.days, bind_type)
    if isinstance(plain, str):
        return (plain if value_type == "text" else canonical(value_type, plain)), bind_type
    if bind_type in _WHOLE and isinstance(plain, float):
        number = to_number(plain, context)
        return (str(int(number)), bind_type) if number - number == 0 else ("", bind_type)
    if isinstance(plain, bool):
        return ("1" if plain else "0"), bind_type if bind_type in _NUMBERS else "boolean"
    text = to_string(plain)
    return ("", bind_type) if text == "NaN" else (text, bind_type if bind_type in _NUMBERS else "decimal")


def _written_moment(instant: datetime, days: float, bind_type: str) -> tuple[str, str]:
    if bind_type in _NUMBERS:
        return to_string(float(days)), bind_type
    day, clock = f"{instant.year}-{instant:%m-%d}", instant.isoformat(timespec="milliseconds").partition("T")[2]
    if bind_type in {"date", "time"}:
        return (day if bind_type == "date" else clock), bind_type
    return f"{day}T{clock}", "dateTime"
