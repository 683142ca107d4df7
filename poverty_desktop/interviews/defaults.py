"""Defaults of a questionnaire as they stand in an answer of their type."""

from __future__ import annotations

import re

from poverty_desktop.interviews.answers import canonical, is_well_written

_WHOLE = re.compile(r"[+-]?[0-9]+$")
_TYPED_DEFAULTS = {
    "int": "integer",
    "integer": "integer",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "dateTime": "datetime",
}


def default_text(bind_type: str, text: str) -> str:
    """Return a default as it stands in an answer of ``bind_type``, blank where it is none (JavaRosa reads it so too).

    A whole number has neither point nor blanks: ``3.0`` is none.
    """
    kind = _TYPED_DEFAULTS.get(bind_type, "")
    if not text or not kind:
        return text
    if kind == "integer":
        return text if _WHOLE.match(text.strip()) else ""
    written = canonical(kind, text)
    return written if is_well_written(kind, written) else ""
