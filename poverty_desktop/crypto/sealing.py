"""Sealing of suite intl-1: age v1 files for X25519 recipients, whole or as a stream."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO, Final

import pyrage

from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_

INTRO: Final = b"age-encryption.org/v1\n"
"""The first bytes of every sealed file."""
MAX_RECIPIENTS: Final = 16

_NO_KEY_FITS = "No matching keys found"


class SealedForOthersError(RuleError):
    """None of our identities is a recipient of the file."""


class SealBrokenError(RuleError):
    """The file is no age file, is cut off, or was changed after it was sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A private sealing key as ``AGE-SECRET-KEY-1…`` and its public recipient ``age1…``."""

    secret: str = field(repr=False)
    recipient: str


def new_identity() -> Identity:
    """Return a fresh identity, drawn from the operating system's randomness."""
    made = pyrage.x25519.Identity.generate()
    return Identity(secret=str(made), recipient=str(made.to_public()))


def identity(secret: str) -> Identity:
    """Return the identity of a stored secret; raises ``ValueError`` when it is none."""
    try:
        read = pyrage.x25519.Identity.from_str(secret)
    except pyrage.IdentityError:
        raise ValueError("not an age X25519 identity") from None
    return Identity(secret=secret, recipient=str(read.to_public()))


def is_recipient(text: str) -> bool:
    """Tell whether ``text`` is the public half of an identity."""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def seal(plaintext: bytes, recipients: Sequence[str]) -> bytes:
    """Return ``plaintext`` as an age file that any of ``recipients`` can open; see :func:`seal_stream`."""
    sealed = io.BytesIO()
    seal_stream(io.BytesIO(plaintext), sealed, recipients)
    return sealed.getvalue()


def open_sealed(sealed: bytes, identities: Sequence[Identity]) -> bytes:
    """Return what :func:`seal` sealed; see :func:`open_stream`. Raises the same."""
    plaintext = io.BytesIO()
    open_stream(io.BytesIO(sealed), plaintext, identities)
    return plaintext.getvalue()


def seal_stream(reader: IO[bytes], writer: IO[bytes], recipients: Sequence[str]) -> None:
    """Seal all of ``reader`` into ``writer`` in 64 KiB chunks; memory stays flat.

    Raises ``ValueError`` for no, too many or malformed recipients, and whatever ``reader`` or ``writer`` raise.
    """
    if not 1 <= len(recipients) <= MAX_RECIPIENTS:
        raise ValueError(f"a sealed file has 1 to {MAX_RECIPIENTS} recipients")
    try:
        keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    except pyrage.RecipientError:
        raise ValueError("not an age X25519 recipient") from None
    source, sink = _Source(reader), _Sink(writer)
    try:
        pyrage.encrypt_io(source, sink, keys)
    except pyrage.EncryptError:
        _raise_first(source, sink)
        raise
    _raise_first(source, sink)


def open_stream(reader: IO[bytes], writer: IO[bytes], identities: Sequence[Identity]) -> None:
    """Open the age file ``reader`` into ``writer``; memory stays flat.

    Every chunk is authenticated before it is written, but only a return without an error says that none is missing
    at the end: until then ``writer`` must treat what it got as unproven. Raises ``SealedForOthersError``,
    ``SealBrokenError``, and whatever ``reader`` or ``writer`` raise.
    """
    keys = [pyrage.x25519.Identity.from_str(item.secret) for item in identities]
    source, sink = _Source(reader), _Sink(writer)
    try:
        pyrage.decrypt_io(source, sink, keys)
    except (pyrage.DecryptError, OSError) as error:  # a broken chunk comes as OSError
        _raise_first(source, sink)
        if str(error) == _NO_KEY_FITS:
            raise SealedForOthersError(
                N_("This file is sealed for another office or laptop. Check that the right file was chosen.")
            ) from None
        raise SealBrokenError(
            N_("The file is damaged or was changed on its way. Nothing was taken in; copy it again from its source.")
        ) from None
    _raise_first(source, sink)


class _Source(io.RawIOBase):
    """Hands bytes to pyrage and remembers an error of the reader, which pyrage would turn into its own."""

    def __init__(self, reader: IO[bytes]) -> None:
        self._reader = reader
        self.error: Exception | None = None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            return self._reader.read(size)
        except Exception as error:
            self.error = error
            raise


class _Sink(io.RawIOBase):
    """Takes bytes from pyrage; after an error of the writer it swallows the rest, which pyrage still flushes."""

    def __init__(self, writer: IO[bytes]) -> None:
        self._writer = writer
        self.error: Exception | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        if self.error is None:
            try:
                self._writer.write(data)
            except Exception as error:
                self.error = error
                raise
        return len(data)


def _raise_first(source: _Source, sink: _Sink) -> None:
    error = source.error or sink.error
    if error is not None:
        raise error from None
