"""Reading a bundle: nothing is decoded before it is proven, and everything is proven before any of it is used."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO

from poverty_desktop.clock import Clock
from poverty_desktop.crypto import dsse, suites
from poverty_desktop.crypto.certificates import Certificate
from poverty_desktop.crypto.scratch import SealedScratch
from poverty_desktop.crypto.sealing import SealBrokenError, SealedForOthersError
from poverty_desktop.progress import Progress
from poverty_desktop.sync import limits, segments
from poverty_desktop.sync.bundle_check import BundleCheck, moment
from poverty_desktop.sync.container import ContainerParser
from poverty_desktop.sync.head_signature import SignedHead
from poverty_desktop.sync.manifest import Blob, Manifest, Part, PartType
from poverty_desktop.sync.refusal import Reason, Refusal
from poverty_desktop.sync.segments import Segment
from poverty_desktop.sync.trust import Receiver

_SEAL_BYTES = limits.LARGEST_VOLUME_BYTES // 1024 + limits.MIB  # 16 bytes a chunk of 64 KiB, and the header


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedBundle:
    """A bundle that is proven to the last byte. Close it, or use it as a context, to remove its scratch file.

    ``signers`` are those of the heads, in the same order. ``clock_offset`` is how far the sender's clock was ahead
    when it wrote the bundle, less the days of travel.
    """

    manifest: Manifest
    certificate: Certificate
    heads: tuple[SignedHead, ...]
    signers: tuple[Certificate, ...]
    sha256: str
    length: int
    clock_offset: timedelta
    transactions: int
    suite: suites.Suite
    scratch: SealedScratch

    def segments(self) -> Iterator[Segment]:
        """Yield the segments in the order in which they were packed: of each chain the earlier ones first."""
        for number, part in enumerate(self.manifest.parts):
            if part.type == PartType.SEGMENT:
                raw = segments.decompress(self.scratch.read(number), raw_bytes=part.raw_length)
                yield segments.parse(raw, self.suite)

    def parts(self, kind: PartType) -> Iterator[tuple[Part, bytes]]:
        """Yield the parts of one type as they lie in the file."""
        for number, part in enumerate(self.manifest.parts):
            if part.type == kind:
                yield part, self.scratch.read(number)

    def blobs(self) -> Iterator[tuple[Blob, bytes]]:
        """Yield the photos and files; whether they are what the journal names is the importer's to see."""
        chunks = (data for _part, data in self.parts(PartType.BLOB_CHUNK))
        for blob in self.manifest.blobs:
            yield blob, b"".join(islice(chunks, blob.chunks))

    def close(self) -> None:
        """Remove the scratch file."""
        self.scratch.close()

    def __enter__(self) -> ReceivedBundle:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_bundle(
    path: Path | Sequence[Path],
    receiver: Receiver,
    *,
    clock: Clock,
    progress: Progress | None = None,
    scratch_folder: Path | None = None,
) -> ReceivedBundle:
    """Return the bundle in ``path``, or in all its volumes in their order, after checking all of it (sync.md 2.8).

    Seal, signature, certificate, addressee, every part's length and hash, bounded decompression, every chain's
    links, and a signed head at the end of every chain. Whether a chain follows what is already here is the
    importer's to see. Raises ``Refusal`` with a reason, ``StorageError`` when this computer's disk fails.
    """
    paths = [path] if isinstance(path, Path) else [*path]
    looked = [_look_at(item) for item in paths]
    length, digest, suite = looked[0]
    if any(other is not suite for _length, _digest, other in looked):
        raise Refusal(Reason.DAMAGED)
    scratch = SealedScratch(scratch_folder)
    try:
        check = BundleCheck(receiver, suite, clock, scratch, progress or Progress())
        for number, item in enumerate(paths, 1):
            if _stream(item, check, suite, receiver) != number:
                raise Refusal(Reason.DAMAGED)
        manifest, certificate = check.result()
        if manifest.volumes != len(paths):
            raise Refusal(Reason.VOLUME_MISSING)
        return ReceivedBundle(
            manifest=manifest,
            certificate=certificate,
            heads=check.heads,
            signers=check.signers,
            sha256=digest,
            length=length,
            clock_offset=moment(manifest.created_ms) - clock.now(),
            transactions=check.transactions,
            suite=suite,
            scratch=scratch,
        )
    except BaseException:
        scratch.close()
        raise


def read_volume(
    path: Path, receiver: Receiver, *, clock: Clock, progress: Progress | None = None
) -> tuple[Manifest, Certificate, int]:
    """Return manifest, sender and number of one volume after checking all of it; errors as in :func:`read_bundle`.

    Whether chains end at signed heads only all volumes together can say.
    """
    _length, _digest, suite = _look_at(path)
    check = BundleCheck(receiver, suite, clock, None, progress or Progress())
    number = _stream(path, check, suite, receiver)
    return *check.proven(), number


def read_manifest(path: Path, receiver: Receiver, *, clock: Clock) -> Manifest:
    """Return the manifest of a file, proven as such; what it lists is not looked at. Errors as in `read_bundle`."""
    _length, _digest, suite = _look_at(path)
    check = BundleCheck(receiver, suite, clock, None, Progress())

    def only(envelope: dsse.Envelope) -> Sequence[Part]:
        check.envelope(envelope)
        raise _EnoughError

    with contextlib.suppress(_EnoughError):
        _open_into(path, ContainerParser(only, check.part), suite, receiver)
        raise Refusal(Reason.TRUNCATED)
    return check.proven()[0]


class _EnoughError(Exception):
    """Nothing more of a file needs to be opened."""


def _stream(path: Path, check: BundleCheck, suite: suites.Suite, receiver: Receiver) -> int:
    """Let all of one file stream through ``check``; return the number of the volume."""
    parser = ContainerParser(check.envelope, check.part)
    _open_into(path, parser, suite, receiver)
    parser.finish()
    return parser.volume


def _open_into(path: Path, parser: ContainerParser, suite: suites.Suite, receiver: Receiver) -> None:
    try:
        with path.open("rb") as reader:
            suite.open_stream(reader, parser, receiver.identities)  # type: ignore[arg-type]
    except SealedForOthersError:
        raise Refusal(Reason.NOT_FOR_ME) from None
    except SealBrokenError:
        raise Refusal(Reason.DAMAGED) from None
    except OSError:
        raise Refusal(Reason.UNREADABLE) from None


def _look_at(path: Path) -> tuple[int, str, suites.Suite]:
    """Return length, SHA-256 (hex) and suite of a file; raises ``Refusal`` when it is no sealed file at all."""
    try:
        with path.open("rb") as reader:
            intro = reader.read(64)
            suite = suites.sealed_by(intro)
            if suite is None:
                raise Refusal(_reason_for(intro))
            digest = hashlib.sha256(intro)
            return len(intro) + _digest(reader, digest, len(intro)), digest.hexdigest(), suite
    except OSError:
        raise Refusal(Reason.UNREADABLE) from None


def _reason_for(intro: bytes) -> Reason:
    is_cut = suites.INTL_1.sealed_intro.startswith(intro)
    return Reason.TRUNCATED if is_cut else Reason.WRONG_KIND


def _digest(reader: IO[bytes], digest: hashlib._Hash, before: int) -> int:
    length = 0
    while piece := reader.read(limits.MIB):
        digest.update(piece)
        length += len(piece)
        if before + length > limits.LARGEST_VOLUME_BYTES + _SEAL_BYTES:
            raise Refusal(Reason.TOO_LARGE)
    return length
