"""The program's own reader of catalogues says what the standard library's says."""

import gettext
import io

import pytest

from poverty_desktop import i18n, paths
from poverty_desktop.catalogue import Catalogue

SOURCES = sorted((paths.resources() / "locale" / "zh_CN").glob("*.po"))


def entries() -> list[tuple[str | None, str | tuple[str, str]]]:
    from babel.messages.pofile import read_po

    found = []
    for source in SOURCES:
        with source.open("rb") as file:
            found += [(message.context, message.id) for message in read_po(file, locale="zh_CN") if message.id]
    return found


def test_that_every_sentence_is_said_as_the_standard_library_says_it():
    data = i18n.compile_catalogue(SOURCES)
    ours, theirs = Catalogue(data), gettext.GNUTranslations(io.BytesIO(data))
    for context, message in entries():
        if isinstance(message, tuple):
            for count in (0, 1, 2):
                assert ours.ngettext(*message, count) == theirs.ngettext(*message, count)
        elif context:
            assert ours.pgettext(context, message) == theirs.pgettext(context, message)
        else:
            assert ours.gettext(message) == theirs.gettext(message)


def test_that_a_sentence_without_a_translation_is_said_as_it_is():
    words = Catalogue(i18n.compile_catalogue(SOURCES[:1]))
    assert words.gettext("No such words") == "No such words"
    assert words.pgettext("nowhere", "No such words") == "No such words"
    assert [words.ngettext("{count} ox", "{count} oxen", count) for count in (1, 2)] == ["{count} ox", "{count} oxen"]


def test_that_bytes_of_another_kind_are_refused():
    with pytest.raises(ValueError, match="not a catalogue"):
        Catalogue(b"no words at all")
