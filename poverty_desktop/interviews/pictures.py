"""The pictures that travel inside a compiled questionnaire, by the names that its texts give them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

from lxml import etree

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_

PICTURES = "__pictures"
"""The id of the instance that holds them; other engines find no question that reads it."""
_FOLDER = "jr://images/"


def read_pictures(root: etree._Element) -> Mapping[str, bytes]:
    """Return the pictures in the instance whose root is ``root``; raises ``RuleError`` where one is damaged."""
    try:
        return {item.get("name", ""): base64.b64decode(item.text or "", validate=True) for item in root}
    except (binascii.Error, ValueError):
        raise RuleError(N_("A picture of the questionnaire is damaged. Publish it again.")) from None


def picture_of(pictures: Mapping[str, bytes], reference: str) -> bytes:
    """Return the picture that a text names by ``jr://images/…``, empty where it did not travel."""
    return pictures.get(reference.strip().removeprefix(_FOLDER), b"") if reference else b""
