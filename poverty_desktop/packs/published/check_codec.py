"""Checks as rows of a published pack, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from poverty_desktop.packs.checks import Check, Override, ReferenceDate, Scope, Severity
from poverty_desktop.packs.model import Label


def encode_check(check: Check) -> Mapping[str, Any]:
    """Return the cells of a check, those that say the usual left out."""
    cells = {
        "id": check.id,
        "title_zh": check.title.zh,
        "title_en": check.title.en,
        "scope": check.scope.value,
        "severity": check.severity.value,
        "applies_if": check.applies_if,
        "fires_if": check.fires_if,
        "eras": check.eras if check.eras != "abc" else "",
        "params": dict(check.params),
        "reference_date": check.reference_date.value,
        "message_zh": check.message.zh,
        "message_en": check.message.en,
        "fields": list(check.fields),
        "source": check.source,
        "valid_from": check.valid_from,
        "valid_to": check.valid_to,
        "not_waivable": int(not check.is_waivable),
        "in_interview": int(check.in_interview),
        "fires": check.fires,
        "silent": check.silent,
        "overrides": [[item.name, item.value, item.valid_from or 0, item.valid_to or 0] for item in check.overrides],
    }
    return {name: cell for name, cell in cells.items() if cell not in (None, "", 0, [], {})}


def decode_check(row: Mapping[str, Any]) -> Check:
    """Return the check of one decoded row; fails on a cell that is missing or of the wrong type."""
    return Check(
        id=row["id"],
        title=Label(zh=row["title_zh"], en=row["title_en"]),
        scope=Scope(row["scope"]),
        severity=Severity(row["severity"]),
        applies_if=row.get("applies_if", ""),
        fires_if=row["fires_if"],
        eras=row.get("eras", "abc"),
        params=row.get("params", {}),
        reference_date=ReferenceDate(row["reference_date"]),
        message=Label(zh=row["message_zh"], en=row["message_en"]),
        fields=tuple(row.get("fields", ())),
        source=row["source"],
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
        is_waivable=not row.get("not_waivable", 0),
        in_interview=bool(row.get("in_interview", 0)),
        fires=row["fires"],
        silent=row["silent"],
        overrides=tuple(
            Override(name=name, value=value, valid_from=first or None, valid_to=last or None)
            for name, value, first, last in row.get("overrides", ())
        ),
    )
