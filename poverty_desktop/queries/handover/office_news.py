"""When the office last said anything: a receipt, a bundle, or which edition is its newest, and how long that holds."""

from __future__ import annotations

from datetime import datetime, timedelta

from poverty_desktop.store import settings, told
from poverty_desktop.store.clock_trouble import note_word
from poverty_desktop.store.session import Session

NEWS_AT = "office_news_at"
NEWS_UNTIL = "office_news_until"
_SAID_AT = "office_said_at"
SILENCE_DAYS = 45
"""How long a word of the office counts as news, where the policy pack does not say (sync.md 2.14)."""
SETTING = "office_silence_days"


def note_news(session: Session, said_at: datetime) -> None:
    """Remember, inside the caller's write, when the office wrote what was just taken in, as far as that is believable.

    A stick that lay in a drawer for months brings no fresh news, and a clock that runs ahead none from the future.
    """
    note_word(session, said_at)
    before = _moment(settings.get(session.db, _SAID_AT))
    at = min(said_at, session.clock.now())
    if before is None or at > before:
        settings.put(session.db, _SAID_AT, at.isoformat())


def days_without_news(session: Session) -> int | None:
    """Return for how many days the office has said nothing, once its last word has run out; None while it has not."""
    now = session.clock.now()
    at, until = _moment(settings.get(session.db, NEWS_AT)), _moment(settings.get(session.db, NEWS_UNTIL))
    said = _moment(settings.get(session.db, _SAID_AT))
    last = max((moment for moment in (at, said) if moment is not None), default=None)
    if session.is_office or last is None:
        return None
    holds_until = max(moment for moment in (until, said and said + _silence(session)) if moment is not None)
    return None if holds_until > now else max(1, (now - last).days)


def has_to_tell(session: Session) -> bool:
    """Say whether the office that admitted this laptop has to hear once more what lies here, be there nothing new."""
    return told.is_in_doubt(session) and settings.secret(session.db, settings.ENROLMENT) is not None


def _silence(session: Session) -> timedelta:
    said = session.pack.settings.get(SETTING, "")
    return timedelta(days=int(said) if said.isdecimal() else SILENCE_DAYS)


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
