"""The plaintext of a volume: a CBOR sequence of the manifest's envelope and then its parts, in order."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from typing import IO

from poverty_desktop.crypto import cbor, dsse
from poverty_desktop.crypto.hashes import sha256
from poverty_desktop.sync import limits
from poverty_desktop.sync.manifest import Part
from poverty_desktop.sync.refusal import Reason, Refusal


class ContainerStream(io.RawIOBase):
    """The container as something to read from, so that sealing never holds more than one part."""

    def __init__(self, envelope: dsse.Envelope, parts: Iterable[bytes], volume: int | None = None) -> None:
        self._parts = iter(parts)
        number = b"" if volume is None else cbor.encode(volume)
        self._buffer = memoryview(dsse.to_cbor(envelope) + number)

    def readable(self) -> bool:
        """Return True: this is a stream to read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes, none at the end; ``size`` is what the sealer asks for, never all."""
        if not self._buffer:
            part = next(self._parts, None)
            if part is None:
                return b""
            self._buffer = memoryview(cbor.byte_string_head(len(part)) + part)
        taken = bytes(self._buffer[:size]) if size >= 0 else bytes(self._buffer)
        self._buffer = self._buffer[len(taken) :]
        return taken


class ContainerParser(io.RawIOBase):
    """Takes the plaintext in pieces, as the seal is opened, and hands on only what is proven.

    ``on_envelope`` gets the manifest's envelope, checks it, and returns all parts that it lists; where they lie in
    several volumes, the number of this one follows, and those parts are expected that lie in it. Each part has the
    length and the SHA-256 that the manifest says before ``on_part`` gets it. Raises ``Refusal``. Nothing is complete
    before :meth:`finish`; ``volume`` is then the number that the parts have proven.
    """

    def __init__(
        self, on_envelope: Callable[[dsse.Envelope], Sequence[Part]], on_part: Callable[[Part, bytes], None]
    ) -> None:
        self._on_envelope = on_envelope
        self._on_part = on_part
        self._buffer = bytearray()
        self._expected: list[Part] | None = None
        self._awaits_number = False
        self.volume = 1
        self._length = 0

    def writable(self) -> bool:
        """Return True: this is a stream to write."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Take the next piece of plaintext."""
        self._length += len(data)
        if self._length > limits.LARGEST_VOLUME_BYTES:
            raise Refusal(Reason.TOO_LARGE)
        self._buffer += data
        try:
            while self._advance():
                pass
        except cbor.CodecError:
            raise Refusal(Reason.DAMAGED) from None
        return len(data)

    def finish(self) -> None:
        """Raise ``Refusal`` unless everything that was promised has come."""
        if self._expected is None or self._awaits_number or self._expected or self._buffer:
            raise Refusal(Reason.TRUNCATED)

    def _advance(self) -> bool:
        """Use up one item of the sequence if it has come whole; tell whether another may follow."""
        if self._expected is None:
            return self._take_envelope()
        if self._awaits_number:
            return self._take_number(self._expected)
        if not self._expected:
            if self._buffer:
                raise Refusal(Reason.DAMAGED)
            return False
        part = self._expected[0]
        head = cbor.byte_string_head(part.length)
        seen = bytes(self._buffer[: len(head)])
        if not head.startswith(seen):
            raise Refusal(Reason.DAMAGED)
        end = len(head) + part.length
        if len(self._buffer) < end:
            return False
        data = bytes(self._buffer[len(head) : end])
        del self._buffer[:end]
        if sha256(data) != part.sha256:
            raise Refusal(Reason.DAMAGED)
        del self._expected[0]
        self._on_part(part, data)
        return True

    def _take_envelope(self) -> bool:
        try:
            envelope, end = dsse.read_prefix(self._buffer, max_payload_bytes=limits.MANIFEST_BYTES)
        except cbor.EndsEarlyError:
            return False
        del self._buffer[:end]
        self._expected = list(self._on_envelope(envelope))
        self._awaits_number = bool(self._expected) and self._expected[-1].volume > 1
        return True

    def _take_number(self, parts: list[Part]) -> bool:
        """Take the number of this volume: nothing vouches for it but the parts that must follow."""
        if not self._buffer:
            return False
        length = {0x18: 2, 0x19: 3}.get(self._buffer[0], 1)
        if len(self._buffer) < length:
            return False
        number = cbor.decode(bytes(self._buffer[:length]), max_bytes=length)
        del self._buffer[:length]
        if not isinstance(number, int) or not 1 <= number <= parts[-1].volume:
            raise Refusal(Reason.DAMAGED)
        self.volume, self._awaits_number = number, False
        self._expected = [part for part in parts if part.volume == number]
        return True


def write_container(
    writer: IO[bytes],
    envelope: dsse.Envelope,
    parts: Iterable[bytes],
    *,
    seal: Callable[[IO[bytes], IO[bytes], Sequence[str]], None],
    recipients: Sequence[str],
    volume: int | None = None,
) -> None:
    """Seal the envelope and the parts into ``writer``; memory holds one part at a time.

    Of a bundle in several volumes each says which ``volume`` it is.
    """
    seal(ContainerStream(envelope, parts, volume), writer, recipients)  # type: ignore[arg-type]
