"""Turns an exception into a sentence with a way out; what is our own bug is logged without personal data."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.errors import Cancelled, PovertyDesktopError, RuleError
from poverty_desktop.i18n import _, render

LOG_LIMIT_BYTES = 512 * 1024


class Tone(StrEnum):
    """How a message sounds; each has its own icon, word and colour."""

    SUCCESS = "success"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """A button beside a message that mends what it says, or takes it back."""

    words: str  # already in the language of the screen
    act: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A sentence for the message bar."""

    tone: Tone
    text: str
    mend: Mend | None = None


def as_far_as(message: Message, *, was_stopped: bool) -> Message:
    """Return ``message``, which says how far something went, and where it ``was_stopped`` that it was."""
    if not was_stopped:
        return message
    said = _("{sentence} Then it was stopped; doing it again goes on with the rest.").format(sentence=message.text)
    return replace(message, text=said, tone=Tone.WARNING)


def explain(error: BaseException, *, mend: Mend | None = None) -> Message:
    """Return what the screen says about ``error``; reports it first where it is our own bug."""
    if isinstance(error, Cancelled):
        return Message(tone=Tone.INFO, text=_("Stopped. Nothing was changed."))
    if isinstance(error, PovertyDesktopError):
        text = render(error)
        calm = _("Nothing was changed.")
        # Either sentence may say it itself: the msgid in its own words, or a reason that stands in it.
        said = error.message_id.casefold()
        if "nothing was changed" not in said and "nothing else was changed" not in said and calm not in text:
            text = _("{sentence} {calm}").format(sentence=text, calm=calm)
        return Message(tone=Tone.WARNING if isinstance(error, RuleError) else Tone.ERROR, text=text, mend=mend)
    report(error)
    return Message(
        tone=Tone.ERROR,
        text=_(
            "Something went wrong in the program. What you saved is safe. "
            "A report without personal data is in the settings folder."
        ),
    )


def report(error: BaseException) -> None:
    """Write type and code lines of ``error`` to the log: no message and no value, for they may hold an answer."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{datetime.now(UTC).isoformat(timespec='seconds')} {type(error).__qualname__}"]
    lines += [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    file = log_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists() and file.stat().st_size > LOG_LIMIT_BYTES:
            file.replace(file.with_suffix(".old"))
        with file.open("a", encoding="utf-8") as log:
            log.write("\n".join(lines) + "\n")
    except OSError:
        return


def log_file() -> Path:
    """Return the file of reported bugs."""
    return paths.settings_folder() / "errors.log"
