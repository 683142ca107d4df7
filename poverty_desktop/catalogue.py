"""The words of one language, looked up where they lie in their ``.mo`` file.

The reader of the standard library decodes every sentence before the first is said; a start of the program says a few
hundred of several thousand. The file is the same: https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html
"""

from __future__ import annotations

import gettext
import struct

_HEAD = struct.Struct("<4sIIII")
_MAGIC = b"\xde\x12\x04\x95"
_OF_CONTEXT, _OF_PLURAL = "\x04", "\x00"


class Catalogue(gettext.NullTranslations):
    """Says what ``data``, a ``.mo`` file in UTF-8 and little-endian, has for a sentence, else the sentence itself.

    It is for languages that have one form for every number, such as Chinese. Raises ``ValueError`` for other bytes.
    """

    def __init__(self, data: bytes) -> None:
        super().__init__()
        if data[:4] != _MAGIC:
            raise ValueError("not a catalogue of words")
        _magic, _version, count, ids, texts = _HEAD.unpack_from(data)
        spans = struct.unpack_from(f"<{2 * count}I", data, ids)
        self._data = data
        self._texts = texts
        self._known: dict[str, str] = {}
        self._places = {
            data[start : start + length]: place
            for place, (length, start) in enumerate(zip(spans[::2], spans[1::2], strict=True))
        }

    def gettext(self, message: str) -> str:
        """Return ``message`` in this language."""
        return self._said(message, message)

    def pgettext(self, context: str, message: str) -> str:
        """Return ``message`` as said in ``context``."""
        return self._said(context + _OF_CONTEXT + message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the sentence for ``n``; where this language has none, the English one that fits."""
        return self._said(msgid1 + _OF_PLURAL + msgid2, msgid1 if n == 1 else msgid2)

    def _said(self, key: str, default: str) -> str:
        said = self._known.get(key)
        if said is None:
            place = self._places.get(key.encode())
            if place is None:
                return default
            said = self._known[key] = self._text(place)
        return said

    def _text(self, place: int) -> str:
        length, start = struct.unpack_from("<II", self._data, self._texts + 8 * place)
        return self._data[start : start + length].decode()
