"""Which column is which in lists of other departments: said once, remembered for every list to come."""

from __future__ import annotations

import json
from collections.abc import Mapping

from poverty_desktop.store import settings
from poverty_desktop.store.engine import Write
from poverty_desktop.store.session import Session

_SETTING = "list_columns"


def remembered(session: Session) -> dict[str, str]:
    """Return what each caption was the last time it came."""
    return dict(json.loads(settings.get(session.db, _SETTING, "{}")))


def remember(session: Session, columns: Mapping[str, str]) -> None:
    """Keep what these captions are; columns without a caption cannot be known again."""
    known = {**remembered(session), **{caption: target for caption, target in columns.items() if caption}}
    with Write(session.db):
        settings.put(session.db, _SETTING, json.dumps(known, ensure_ascii=False))
