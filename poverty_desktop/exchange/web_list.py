"""A public list for a web page: one file that loads nothing, with masked names and no group (domain.md 7.6)."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.words import words

_STYLE = (
    "body{font:16px/1.8 'Source Han Serif SC','FangSong',serif;max-width:46em;margin:3em auto;padding:0 1em;color:#000}"
    "h1{font-size:1.6em;text-align:center}p{text-indent:2em;margin:.4em 0}table{border-collapse:collapse;width:100%;"
    "margin:1.2em 0}th,td{border:1px solid #000;padding:.3em .6em;text-align:left}.closing{text-align:right;"
    "text-indent:0}.end{font-size:.85em;text-indent:0}"
)
_LEAST_SHOWN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class WebHousehold:
    """One household as anybody in the world may read of it; ``name`` is masked."""

    name: str
    size: int
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebListing:
    """A display or announcement for the web: a type without a place for a group, a spouse, a risk or anything private.

    ``ends_on`` is the last day on which it may stand there, empty where none was noted.
    """

    title: str
    paragraphs: tuple[str, ...]
    households: tuple[WebHousehold, ...]
    closing: tuple[str, ...] = ()
    ends_on: str = ""
    is_practice: bool = False


def masked(name: str) -> str:
    """Return a name with everything but its first and last letter starred; of two letters only the first is shown."""
    letters = name.strip()
    if len(letters) <= _LEAST_SHOWN:
        return letters[:1] + "*"
    return letters[0] + "*" * (len(letters) - 2) + letters[-1]


def web_page(listing: WebListing, *, language: str) -> str:
    """Return the page; search engines are asked not to keep it."""
    say = words(language)
    heads = (N_("No."), N_("Head of household"), N_("Persons"), N_("Category"))
    rows = [
        f"<tr><td>{number}</td><td>{escape(one.name)}</td><td>{one.size}</td><td>{escape(one.category)}</td></tr>"
        for number, one in enumerate(listing.households, start=1)
    ]
    tag = "zh-CN" if language == "zh_CN" else "en"
    ends = say(N_("To be taken from the web after {day}.")).format(day=listing.ends_on) if listing.ends_on else ""
    notes = [text for text in (ends, say(N_("Practice, not a record")) if listing.is_practice else "") if text]
    return "\n".join(
        (
            f'<!DOCTYPE html><html lang="{tag}"><head><meta charset="utf-8">',
            '<meta name="robots" content="noindex,noarchive"><meta name="referrer" content="no-referrer">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            f"<title>{escape(listing.title)}</title><style>{_STYLE}</style></head><body>",
            f"<h1>{escape(listing.title)}</h1>",
            *(f"<p>{escape(text)}</p>" for text in listing.paragraphs),
            "<table><thead><tr>" + "".join(f"<th>{escape(say(head))}</th>" for head in heads) + "</tr></thead><tbody>",
            *rows,
            "</tbody></table>",
            *(f'<p class="closing">{escape(text)}</p>' for text in listing.closing),
            *(f'<p class="end">{escape(text)}</p>' for text in notes),
            "</body></html>",
        )
    )
