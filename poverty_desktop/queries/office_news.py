"""When the office last said which edition is its newest, and until when that word holds."""

from __future__ import annotations

from datetime import datetime

from poverty_desktop.store import settings
from poverty_desktop.store.session import Session

NEWS_AT = "office_news_at"
NEWS_UNTIL = "office_news_until"


def days_without_news(session: Session) -> int | None:
    """Return for how many days the office has said nothing, once its last word has run out; None while it has not."""
    at, until = settings.get(session.db, NEWS_AT), settings.get(session.db, NEWS_UNTIL)
    now = session.clock.now()
    if session.is_office or not at or datetime.fromisoformat(until) > now:
        return None
    return max(1, (now - datetime.fromisoformat(at)).days)
