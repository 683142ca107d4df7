"""The keys of a laptop: one to sign with, one to receive sealed answers with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from poverty_desktop.crypto import cbor, suites
from poverty_desktop.crypto.sealing import Identity
from poverty_desktop.crypto.signing import SigningKey
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.ids import DeviceId, Ids
from poverty_desktop.sync import checked

MAX_BYTES: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceKeys:
    """A device's random id and its two key pairs; never a network address or the name of the computer."""

    device: DeviceId
    signing: SigningKey
    sealing: Identity
    suite: suites.Suite = suites.INTL_1


def new_device_keys(ids: Ids, *, suite: suites.Suite = suites.INTL_1) -> DeviceKeys:
    """Return fresh keys under a fresh device id."""
    return DeviceKeys(
        device=DeviceId(ids.new()), signing=suite.new_signing_key(ids), sealing=suite.new_identity(), suite=suite
    )


def device_keys_to_bytes(keys: DeviceKeys) -> bytes:
    """Return the private keys as bytes; they belong inside the encrypted register and nowhere else."""
    return cbor.encode({0: keys.suite.suite_id, 1: keys.device, 2: keys.signing.private, 3: keys.sealing.secret})


def read_device_keys(data: bytes) -> DeviceKeys:
    """Return what :func:`device_keys_to_bytes` wrote; raises ``StorageError`` when it is damaged."""
    try:
        body = checked.fields(cbor.decode(data, max_bytes=MAX_BYTES), 0, 1, 2, 3)
        suite = suites.by_id(checked.natural(body[0]))
        return DeviceKeys(
            device=DeviceId(checked.identity(body[1])),
            signing=suite.signing_key(checked.octets(body[2], most=64)),
            sealing=suite.identity(checked.text(body[3], most=128)),
            suite=suite,
        )
    except ValueError:
        raise StorageError(N_("The keys of this laptop are damaged. Restore a backup of this workspace.")) from None
