"""Pictures of questions and options, put small into the compiled form, so that they travel with it."""

from __future__ import annotations

import base64
import io
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from lxml import etree

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_
from poverty_desktop.interviews.pictures import PICTURES
from poverty_desktop.packs.problems import PackProblem
from poverty_desktop.packs.questionnaires.xlsform_sheets import standard_name
from poverty_desktop.packs.sheets.workbook import Workbook

ENDINGS: Final = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".svg")
LONGEST_SIDE: Final = 640
MOST_BYTES: Final = 4 << 20
"""What all pictures of one questionnaire may take in the pack, which goes to every laptop."""
_MOST_SOURCE_BYTES: Final = 32 << 20
_MOST_PIXELS: Final = 100_000_000
_X: Final = "{http://www.w3.org/2002/xforms}"
_XML = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
_REFERENCE = re.compile(r"^\s*jr://images/(?P<name>[^/]+?)\s*$")

_NOT_SHOWN = {
    "audio": N_("The sound {file} is not carried along; the question is asked in its words."),
    "video": N_("The film {file} is not carried along; the question is asked in its words."),
}
_MISSING = N_("The picture {file} is missing, so it is not shown. Lay it beside the questionnaire.")
_UNREADABLE = N_("The picture {file} cannot be read, so it is not shown. Save it as PNG or JPEG.")
_TOO_MANY = N_("The pictures of this questionnaire are too large together; {file} is not shown. Make them smaller.")


def with_pictures(
    xform: str, path: Path, book: Workbook, remarks: list[PackProblem], *, attachments: Sequence[Path] = ()
) -> str:
    """Return ``xform`` with every picture that its texts name, at most 640 pixels large, in an instance of its own.

    The files are looked for where its lists are (see ``attachments.with_lists``). What cannot be shown, sounds and
    films among it, is a remark at its cell; the question is asked all the same.
    """
    remarks += _not_shown(book)
    if "jr://images/" not in xform:
        return xform
    root = etree.fromstring(xform.encode(), _XML)
    instance = etree.Element(f"{_X}instance", id=PICTURES)
    listed = etree.SubElement(instance, f"{_X}root")
    room = MOST_BYTES
    for name in sorted(_named(root)):
        file = next((item for item in _places(path, name, attachments) if item.is_file()), None)
        message = _MISSING
        if file is not None:
            try:
                data = small(file)
            except RuleError:
                message = _UNREADABLE
            else:
                room -= len(data)
                message = "" if room >= 0 else _TOO_MANY
                if not message:
                    etree.SubElement(listed, f"{_X}item", name=name).text = base64.b64encode(data).decode("ascii")
        if message:
            remarks += _at(book, name, message)
    if not len(listed):
        return xform
    last = [item for item in root.iter(f"{_X}instance") if item.getparent() is not None][-1]
    last.addnext(instance)
    return str(etree.tostring(root, encoding="unicode"))


def small(file: Path) -> bytes:
    """Return the picture as PNG or JPEG, whichever is smaller, without metadata; raises ``RuleError``."""
    from PIL import Image, ImageOps

    try:
        if file.stat().st_size > _MOST_SOURCE_BYTES:
            raise RuleError(_UNREADABLE, file=file.name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of size: it is bounded before a pixel is read
            source = Image.open(file, formats=("PNG", "JPEG", "GIF", "BMP", "WEBP"))
        with source:
            if source.width * source.height > _MOST_PIXELS:
                raise RuleError(_UNREADABLE, file=file.name)
            upright = ImageOps.exif_transpose(source).convert("RGBA")
    except (OSError, ValueError, SyntaxError, TypeError, OverflowError, Image.DecompressionBombError) as error:
        raise RuleError(_UNREADABLE, file=file.name) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = Image.new("RGB", upright.size, "white")
    plain.paste(upright, mask=upright.getchannel("A"))
    return min(_written(plain, "PNG", optimize=True), _written(plain, "JPEG", quality=82, optimize=True), key=len)


def _written(image: object, form: str, **options: object) -> bytes:
    from PIL import Image

    assert isinstance(image, Image.Image)
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def _named(root: etree._Element) -> frozenset[str]:
    """Return the names of the pictures in the texts; ``big-image`` is the same picture once more, larger."""
    texts = (value.text or "" for value in root.iter(f"{_X}value") if value.get("form") == "image")
    return frozenset(match["name"] for match in map(_REFERENCE.match, texts) if match)


def _places(path: Path, name: str, attachments: Sequence[Path]) -> Iterator[Path]:
    yield from (item for item in attachments if item.name == name)
    yield path.with_name(f"{path.stem}-media") / name
    yield path.with_name(name)


def _cells(book: Workbook) -> Iterator[tuple[str, int, str, str, str]]:
    """Yield sheet, row, column, kind and file of every cell that names a picture, sound or film."""
    for sheet in ("survey", "choices"):
        found = book.sheets.get(sheet)
        for column in found.columns if found else ():
            kind = standard_name(sheet, column)
            if kind in {"image", "big-image", "audio", "video"}:
                for row in found.rows if found else ():
                    if row[column]:
                        yield sheet, row.number, column, kind, row[column]


def _not_shown(book: Workbook) -> list[PackProblem]:
    return [
        _problem(book, sheet, row, column, _NOT_SHOWN[kind], {"file": file})
        for sheet, row, column, kind, file in _cells(book)
        if kind in _NOT_SHOWN
    ]


def _at(book: Workbook, name: str, message: str) -> list[PackProblem]:
    found = [
        _problem(book, sheet, row, column, message, {"file": name})
        for sheet, row, column, kind, file in _cells(book)
        if kind == "image" and file == name
    ]
    return found[:1] or [_problem(book, "survey", 0, "", message, {"file": name})]


def _problem(book: Workbook, sheet: str, row: int, column: str, message: str, params: Mapping[str, str]) -> PackProblem:
    return PackProblem(sheet=f"{book.file}: {sheet}", row=row, column=column, message_id=message, params=params)
