"""The kinds of question that a screen knows, from the control and the data type of the field."""

from __future__ import annotations

from collections.abc import Collection

from poverty_desktop.interviews.form import Bind

_BY_TYPE = {
    "int": "integer",
    "integer": "integer",
    "long": "integer",
    "decimal": "decimal",
    "double": "decimal",
    "float": "decimal",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
    "geopoint": "geopoint",
    "geotrace": "geotrace",
    "geoshape": "geoshape",
    "barcode": "barcode",
    "boolean": "text",
}
_BY_MEDIA = {"image": "image", "audio": "audio", "video": "video"}


def kind_of_question(tag: str, bind: Bind, media_type: str, appearance: Collection[str] = ()) -> str:
    """Return the kind: text, integer, decimal, date, time, datetime, select_one, select_multiple, rank, range, note,
    acknowledge, geopoint, geotrace, geoshape, barcode, image, audio, video or file.

    A choice that looks like ``label`` is the head of a grid of choices (``table-list``) and is never answered.
    """
    fixed = {
        "select1": "select_one",
        "select": "select_multiple",
        "rank": "rank",
        "range": "range",
        "trigger": "acknowledge",
    }
    if tag in {"select1", "select"} and "label" in appearance:
        return "note"
    if tag in fixed:
        return fixed[tag]
    if tag == "upload":
        return _BY_MEDIA.get(media_type.split("/", maxsplit=1)[0], "file")
    if bind.readonly is not None and bind.calculate is None and bind.readonly.text.strip() == "true()":
        return "note"
    return _BY_TYPE.get(bind.type.lower(), "text")


def value_type(bind: Bind, kind: str) -> str:
    """Return how an answer is written: integer, decimal, date, time, datetime, codes, code, a place or text."""
    if kind in {"select_multiple", "rank"}:
        return "codes"
    if kind == "select_one":
        return "code"
    named = _BY_TYPE.get(bind.type.lower(), "text")
    return "text" if named == "barcode" else named
