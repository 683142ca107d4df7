"""What is known of a bundle while its plaintext streams by: each thing is proven before the next is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from poverty_desktop.clock import Clock
from poverty_desktop.crypto import cbor, dsse, suites
from poverty_desktop.crypto.certificates import Certificate, CertificateError, Use, read, require_valid, verify_links
from poverty_desktop.crypto.scratch import SealedScratch
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.progress import Progress
from poverty_desktop.sync import segments
from poverty_desktop.sync.head_signature import SignedHead, certificates_of, verify_head
from poverty_desktop.sync.manifest import PAYLOAD_TYPE, Manifest, ManifestHead, Part, PartType, from_payload
from poverty_desktop.sync.refusal import Reason, Refusal, refusal_of
from poverty_desktop.sync.trust import Receiver

_CHECKING = N_("Checking the bundle")


class BundleCheck:
    """What is known of a bundle while its plaintext streams by."""

    def __init__(
        self, receiver: Receiver, suite: suites.Suite, clock: Clock, scratch: SealedScratch | None, progress: Progress
    ) -> None:
        self.heads: tuple[SignedHead, ...] = ()
        self.signers: tuple[Certificate, ...] = ()
        self.transactions = 0
        self._receiver = receiver
        self._suite = suite
        self._clock = clock
        self._scratch = scratch
        self._progress = progress
        self._manifest: Manifest | None = None
        self._certificate: Certificate | None = None
        self._envelope: dsse.Envelope | None = None
        self._ends: dict[bytes, tuple[bytes, int]] = {}

    def envelope(self, envelope: dsse.Envelope) -> Sequence[Part]:
        """Check who signed before decoding what was signed; return the parts of all volumes.

        Every volume of a bundle carries the same envelope; another one is not of this set.
        """
        if self._envelope is not None:
            if envelope != self._envelope or self._manifest is None:
                raise Refusal(Reason.DAMAGED)
            return self._manifest.parts
        if envelope.payload_type != PAYLOAD_TYPE:
            raise Refusal(Reason.WRONG_KIND)
        links = self._signer(envelope.certificates, self._receiver.accepts)
        certificate = links[0]
        if certificate.serial in self._receiver.revoked:
            raise Refusal(Reason.REVOKED)
        if not dsse.is_signed_by(envelope, certificate.public, payload_type=PAYLOAD_TYPE):
            raise Refusal(Reason.DAMAGED)
        try:
            return self._contents(envelope, links)
        except Refusal as refused:
            refused.subject = certificate.subject
            raise

    def _contents(self, envelope: dsse.Envelope, links: tuple[Certificate, ...]) -> Sequence[Part]:
        certificate = links[0]
        manifest = from_payload(envelope.payload)
        self._check_address(manifest, certificate)
        self._check_time(links, moment(manifest.created_ms))
        self._manifest, self._certificate = manifest, certificate
        found = [self._head(item, certificate) for item in manifest.heads]
        self.heads, self.signers = tuple(head for head, _signer in found), tuple(signer for _head, signer in found)
        self._envelope = envelope
        return manifest.parts

    def part(self, part: Part, data: bytes) -> None:
        """Take a part whose length and hash are those of the manifest."""
        if part.type == PartType.SEGMENT:
            self._segment(part, data)
        try:
            if self._scratch is not None:
                self._scratch.append(data)
        except OSError:
            raise StorageError(N_("The disk of this computer is full. Make room, then try again.")) from None
        assert self._manifest is not None
        self._progress.step(_CHECKING, part.number, len(self._manifest.parts))

    def result(self) -> tuple[Manifest, Certificate]:
        """Return manifest and sender once every chain was seen to end at a signed head."""
        signed = {(item.head.replica, item.head.hash, item.head.sequence) for item in self.heads}
        if any((replica, end, sequence) not in signed for end, (replica, sequence) in self._ends.items()):
            raise Refusal(Reason.DAMAGED)
        return self.proven()

    def proven(self) -> tuple[Manifest, Certificate]:
        """Return manifest and sender, whose signature was checked."""
        assert self._manifest is not None
        assert self._certificate is not None
        return self._manifest, self._certificate

    def _segment(self, part: Part, data: bytes) -> None:
        segment = segments.parse(segments.decompress(data, raw_bytes=part.raw_length), self._suite)
        if (segment.replica, segment.low, segment.high) != (part.replica, part.low, part.high):
            raise Refusal(Reason.DAMAGED)
        self.transactions += len(segment.transactions)
        self._ends.pop(segments.position(segment.transactions[0].header).previous, None)
        self._ends[segment.hashes[-1]] = (segment.replica, segment.high)

    def _check_address(self, manifest: Manifest, certificate: Certificate) -> None:
        if manifest.kind not in self._receiver.kinds:
            raise Refusal(Reason.WRONG_KIND)
        if manifest.recipient != self._receiver.me:
            raise Refusal(Reason.NOT_FOR_ME)
        if manifest.sender != certificate.subject or certificate.scope.suite != manifest.suite:
            raise Refusal(Reason.DAMAGED)
        if int.from_bytes(manifest.certificate_serial, "big") != certificate.serial:
            raise Refusal(Reason.DAMAGED)
        if manifest.suite != self._suite.suite_id:
            raise Refusal(Reason.NEWER_VERSION)

    def _signer(self, chain: Sequence[bytes], use: Use) -> tuple[Certificate, ...]:
        try:
            return verify_links(chain, root=self._receiver.root, use=use)
        except CertificateError as error:
            raise refusal_of(error) from None

    def _check_time(self, links: tuple[Certificate, ...], claimed: datetime) -> None:
        """Judge validity now; the office's signed time corrects a laptop's slow clock, a laptop's claim nothing."""
        if self._receiver.ignores_dates:
            return
        now = self._clock.now()
        newer = self._receiver.renewed.get(links[0].subject)
        if newer is not None and newer.public == links[0].public and newer.not_after > links[0].not_after:
            links = (replace(links[0], not_after=newer.not_after), *links[1:])
        try:
            require_valid(links, max(now, claimed) if self._receiver.accepts is Use.PUBLISHER else now)
        except CertificateError as error:
            raise refusal_of(error) from None

    def _head(self, item: ManifestHead, sender: Certificate) -> tuple[SignedHead, Certificate]:
        """A head is signed by the sender, or by another device or office whose certificates travel with it.

        Whether that one's certificate has ended or was revoked since is the importer's to judge: it may have been
        valid when the office took the chain in.
        """
        chain = certificates_of(item.envelope)
        signer = self._signer(chain, _use_of(chain[0]))[0] if chain else sender
        signed = verify_head(item.envelope, signer.public)
        head = signed.head
        if (head.replica, head.sequence, head.hash) != (item.replica, item.sequence, item.hash):
            raise Refusal(Reason.DAMAGED)
        if head.device != signer.subject or head.suite != self._suite.suite_id:
            raise Refusal(Reason.DAMAGED)
        if signer.scope.use is Use.DEVICE and head.village not in signer.scope.villages:
            raise Refusal(Reason.OUT_OF_SCOPE)
        return signed, signer


def _use_of(der: bytes) -> Use:
    """Return for what a certificate that signs a head claims to be: a device's, or the office's own."""
    try:
        return Use.PUBLISHER if read(der).scope.use is Use.PUBLISHER else Use.DEVICE
    except CertificateError as error:
        raise refusal_of(error) from None


def moment(milliseconds: int) -> datetime:
    """Return a stored time in UTC; raises ``CodecError`` beyond the calendar."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        raise cbor.CodecError("a time beyond the calendar") from None
