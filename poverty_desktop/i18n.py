"""Words on screen and paper: gettext with English sentences as keys and Chinese as the first language."""

from __future__ import annotations

import contextlib
import gettext as _gettext
import io
import os
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.catalogue import Catalogue
from poverty_desktop.errors import PovertyDesktopError

LANGUAGES = ("zh_CN", "en")
_current: _gettext.NullTranslations = _gettext.NullTranslations()
_language = "en"


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for a marker
    """Mark ``message`` for translation and return it untouched."""
    return message


def _(message: str) -> str:
    """Return ``message`` in the language of the screen."""
    return _current.gettext(message) if message else ""


def pgettext(context: str, message: str) -> str:
    """Return ``message`` as said in ``context``, for words whose Chinese depends on the place."""
    return _current.pgettext(context, message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the form of the sentence that fits ``count``."""
    return _current.ngettext(singular, plural, count)


def language() -> str:
    """Return ``zh_CN`` or ``en``."""
    return _language


def set_language(code: str) -> None:
    """Switch every later lookup to ``code``, one of ``LANGUAGES``; raises ``ValueError`` otherwise."""
    global _current, _language
    if code not in LANGUAGES:
        raise ValueError(f"unknown language {code}")
    _current = catalogue(code)
    _language = code


def catalogue(code: str) -> _gettext.NullTranslations:
    """Return the merged catalogue of ``code``; English is the keys themselves."""
    if code == "en":
        return _gettext.NullTranslations()
    folder = paths.resources() / "locale" / code
    compiled = folder / "poverty_desktop.mo"
    with os.scandir(folder) as entries:  # asked at each start: one look at the folder, not one for each file
        changed = {entry.name: entry.stat().st_mtime_ns for entry in entries}
    sources = sorted(folder / name for name in changed if name.endswith(".po"))
    if changed.get(compiled.name, -1) >= max((changed[source.name] for source in sources), default=0):
        return Catalogue(compiled.read_bytes())
    data = compile_catalogue(sources)
    with contextlib.suppress(OSError):  # a read-only program folder: compile again next time
        paths.write_whole(compiled, data)
    return Catalogue(data)


def compile_catalogue(sources: list[Path]) -> bytes:
    """Merge the ``.po`` files of one language into the bytes of one ``.mo`` file.

    Each area of the program keeps its own ``.po``; of a sentence that two translate, the first file's words stand.
    """
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    merged = Catalog(locale="zh_CN")
    for source in sources:
        with source.open("rb") as file:
            for message in read_po(file, locale="zh_CN"):
                if not message.id or not message.string:
                    continue
                if merged.get(message.id, context=message.context) is None:
                    merged.add(message.id, message.string, context=message.context)
    out = io.BytesIO()
    write_mo(out, merged)
    return out.getvalue()


def render(error: PovertyDesktopError) -> str:
    """Return the sentence of ``error`` in the language of the screen."""
    return say(error.message_id, error.params)


def say(message_id: str, params: Mapping[str, object]) -> str:
    """Return the sentence with its parameters in the language of the screen.

    A text parameter is looked up too; one that can be called (a label of the pack) is called with the language.
    """
    words: dict[str, object] = {}
    for name, value in params.items():
        if isinstance(value, str):
            words[name] = _(value)
        else:
            words[name] = value(_language) if callable(value) else value
    return _(message_id).format(**words)


def format_date(day: date) -> str:
    """Return ``2026年11月23日`` or ``2026-11-23``."""
    return f"{day.year}年{day.month}月{day.day}日" if _language == "zh_CN" else day.isoformat()


def format_day(text: str) -> str:
    """Return a day that is kept as ``2026-11-23`` as people write it; anything else stays as it is."""
    try:
        return format_date(date.fromisoformat(text))
    except ValueError:
        return text


def format_list(items: Iterable[str]) -> str:
    """Return ``甲、乙`` or ``a, b``."""
    return ("、" if _language == "zh_CN" else ", ").join(items)


def format_parts(items: Iterable[str]) -> str:
    """Return ``甲；乙`` or ``a; b``, for parts that may themselves hold a list."""
    return ("；" if _language == "zh_CN" else "; ").join(items)


def format_yuan(fen: int) -> str:
    """Return money as ``6,820.50``: fen in, yuan with two decimals out."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}{yuan:,}.{rest:02d}"
