"""Reads the code on a paper from a picture of it, where a reader is installed; a scanner needs none."""

from __future__ import annotations

import importlib
import io
from pathlib import Path
from typing import Any, Final

from poverty_desktop.errors import RuleError
from poverty_desktop.exchange import pictures
from poverty_desktop.i18n import N_

NO_READER: Final = N_(
    "This computer cannot read codes in pictures. Scan the code with a scanner, or type the number at the foot."
)
NO_CODE: Final = N_("No code was found in this picture. Take it straight from above, near enough and in good light.")


def read_code(path: Path) -> str:
    """Return the text of the code in a picture.

    zxing-cpp is asked first, then OpenCV; both are optional. Raises ``RuleError`` where neither is installed, the file
    is no picture, or no code is in it; ``StorageError`` where it cannot be read.
    """
    from PIL import Image

    upright = Image.open(io.BytesIO(pictures.to_photo(pictures.read_source(path))))
    for name, read in (("zxingcpp", _by_zxing), ("cv2", _by_opencv)):
        try:
            library = importlib.import_module(name)
        except ImportError:
            continue
        if text := read(library, upright):
            return text
        raise RuleError(NO_CODE)
    raise RuleError(NO_READER)


def _by_zxing(library: Any, picture: Any) -> str:
    return next((str(found.text) for found in library.read_barcodes(picture) if found.text), "")


def _by_opencv(library: Any, picture: Any) -> str:
    grey = importlib.import_module("numpy").asarray(picture.convert("L"))
    text, _corners, _straight = library.QRCodeDetector().detectAndDecode(grey)
    return str(text)
