"""What a bundle of the office brought, in a few words."""

from __future__ import annotations

from poverty_desktop.i18n import N_, format_list, ngettext

HEARS_AGAIN = N_("The office does not know any more what lies here. Hand over once more, even without anything new.")


def news_words(entries: int, decided: int, handed_back: int, opened: int) -> str:
    """Return the list: entries of others, conflicts decided, interviews handed back, new conflicts."""
    said = [ngettext("{n} entry of others", "{n} entries of others", entries).format(n=entries)]
    if decided:
        said.append(ngettext("{n} conflict decided", "{n} conflicts decided", decided).format(n=decided))
    if handed_back:
        words = ngettext("{n} interview handed back", "{n} interviews handed back", handed_back)
        said.append(words.format(n=handed_back))
    if opened:
        said.append(ngettext("{n} new conflict", "{n} new conflicts", opened).format(n=opened))
    return format_list(said)
