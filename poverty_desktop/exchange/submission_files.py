"""What ODK Central, Collect, Briefcase and KoboToolbox write: folders, zips, single files; none is laid down."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.exchange.delimited import read_delimited
from poverty_desktop.exchange.workbook import RawCell, read_workbook, text_of
from poverty_desktop.i18n import N_
from poverty_desktop.interviews.returned_tables import TableRow

MOST_FILES = 20_000
MOST_BYTES = 1 << 30
MOST_FILE_BYTES = 64 << 20

NOT_READABLE = N_("This file or folder cannot be read. Check that its disk is there and that it is whole.")
TOO_MUCH = N_("This export is too large to be read at once. Export fewer submissions.")
NOTHING = N_("There are no submissions in this file or folder. Choose the export of ODK Central or KoboToolbox.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """One submission as XML, the name of its file, and the folder that its photos lie beside it in."""

    folder: str
    data: bytes = field(repr=False)
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionFiles:
    """Everything of an export: XML submissions, tables by name, and where photos and files are had."""

    source: Path
    submitted: tuple[Submitted, ...]
    tables: Mapping[str, tuple[TableRow, ...]] = field(repr=False)
    names: frozenset[str] = field(repr=False)

    def has(self, folder: str, name: str) -> bool:
        """Say whether the export brings the file ``name`` for a submission in ``folder``."""
        return self._find(folder, name) is not None

    def media(self, folder: str, name: str) -> bytes | None:
        """Return the bytes of a photo or file, beside the submission or in ``media``; None where there is none."""
        found = self._find(folder, name)
        return None if found is None else _read(self.source, found)

    def _find(self, folder: str, name: str) -> str | None:
        plain = PurePosixPath(name.replace("\\", "/")).name  # a path in an answer leads nowhere
        for where in (folder, f"{folder}/media".lstrip("/"), "media", ""):
            path = f"{where}/{plain}".lstrip("/")
            if plain and path in self.names:
                return path
        return None


def read_submissions(source: Path) -> SubmissionFiles:
    """Return what an export holds: a folder, a zip, an XML file, a CSV or an Excel file.

    Raises ``RuleError`` where it holds nothing or too much, ``StorageError`` where it cannot be read.
    """
    names = sorted(_names(source))
    submitted = [
        Submitted(folder=str(PurePosixPath(name).parent).removeprefix("."), data=_read(source, name), name=name)
        for name in names
        if name.lower().endswith(".xml")
    ]
    tables: dict[str, tuple[TableRow, ...]] = {}
    for name in names:
        stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix.lower()
        if ending == ".csv" and stem != "audit":
            tables[stem] = _csv(_read(source, name))
        elif ending == ".xlsx":
            tables |= _workbook(_read(source, name))
    if not submitted and not any(tables.values()):
        raise RuleError(NOTHING)
    return SubmissionFiles(source=source, submitted=tuple(submitted), tables=tables, names=frozenset(names))


def _names(source: Path) -> Iterator[str]:
    """Yield the files of an export by their path in it; nothing outside of it is followed."""
    try:
        if source.is_dir():
            files = [item for item in source.rglob("*") if item.is_file() and not item.is_symlink()]
            sizes = [(item.relative_to(source).as_posix(), item.stat().st_size) for item in files]
        elif source.suffix.lower() == ".zip":
            with zipfile.ZipFile(source) as archive:
                sizes = [(item.filename, item.file_size) for item in archive.infolist() if not item.is_dir()]
        else:
            sizes = [(source.name, source.stat().st_size)]
    except (OSError, zipfile.BadZipFile) as error:
        raise StorageError(NOT_READABLE) from error
    if len(sizes) > MOST_FILES or sum(size for _name, size in sizes) > MOST_BYTES:
        raise RuleError(TOO_MUCH)
    yield from (name for name, _size in sizes)


def _read(source: Path, name: str) -> bytes:
    try:
        if source.is_dir():
            path = source / name
            if path.stat().st_size > MOST_FILE_BYTES:
                raise RuleError(TOO_MUCH)
            return path.read_bytes()
        if source.suffix.lower() == ".zip":
            with zipfile.ZipFile(source) as archive, archive.open(name) as packed:
                data = packed.read(MOST_FILE_BYTES + 1)
        else:
            data = source.read_bytes()
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, KeyError) as error:
        raise StorageError(NOT_READABLE) from error
    if len(data) > MOST_FILE_BYTES:
        raise RuleError(TOO_MUCH)
    return data


def _csv(data: bytes) -> tuple[TableRow, ...]:
    return _rows(read_delimited(data).rows)


def _workbook(data: bytes) -> dict[str, tuple[TableRow, ...]]:
    first = read_workbook(data)
    return {name: _rows(read_workbook(data, sheet=name).rows) for name in first.sheets}


def _rows(cells: Sequence[Sequence[RawCell]]) -> tuple[TableRow, ...]:
    lines = [[text_of(cell) for cell in line] for line in cells]
    if not lines:
        return ()
    head, *rest = lines
    return tuple(dict(zip(head, line, strict=False)) for line in rest if any(cell.strip() for cell in line))
