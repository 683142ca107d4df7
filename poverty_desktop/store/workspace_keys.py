"""The small file with the wraps of a workspace's data key; a derivation begins before anything else is loaded."""

from __future__ import annotations

from pathlib import Path

from poverty_desktop import paths
from poverty_desktop.crypto import cbor, wrapping
from poverty_desktop.errors import DamageError, StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.store.workspace_info import info

KEYS_FILE = "keys.cbor"
PRACTICE_PASSPHRASE = "practice"  # noqa: S105 - the practice village holds no real person
BY_PASSPHRASE, BY_RECOVERY, BY_OFFICE = 1, 2, 3

FOLDER_NOT_WRITABLE = N_("This folder cannot be written. Choose another one; nothing was changed.")
_DAMAGED = N_("The key of this workspace is damaged. Restore it from a backup.")


def key_of(folder: Path, passphrase: str) -> bytes:
    """Return the data key that ``passphrase`` opens.

    Raises ``RuleError`` when the passphrase is wrong, ``StorageError`` where the folder is no workspace or its keys
    are damaged.
    """
    secret = PRACTICE_PASSPHRASE if info(folder).is_practice else passphrase
    return wrapping.unwrap_with_passphrase(_wrap(folder, BY_PASSPHRASE), secret)


def key_by_code(folder: Path, code: str) -> bytes:
    """Return the data key that the code of the recovery sheet opens; errors as in :func:`key_of`."""
    return wrapping.unwrap_with_recovery_code(_wrap(folder, BY_RECOVERY), code)


def read(folder: Path) -> dict[int, bytes]:
    """Return every wrap of the data key by its kind; raises ``StorageError`` where the file is damaged."""
    try:
        value = cbor.decode((folder / KEYS_FILE).read_bytes(), max_bytes=64 * 1024)
    except (OSError, ValueError) as error:
        raise DamageError(_DAMAGED) from error
    if not isinstance(value, dict) or not all(isinstance(item, bytes) for item in value.values()):
        raise DamageError(_DAMAGED)
    return value


def write(folder: Path, keys: dict[int, bytes]) -> None:
    """Let ``keys`` be the wraps; raises ``StorageError`` where the folder cannot be written."""
    try:
        paths.write_whole(folder / KEYS_FILE, cbor.encode(keys))
    except OSError as error:
        raise StorageError(FOLDER_NOT_WRITABLE) from error


def _wrap(folder: Path, which: int) -> bytes:
    keys = read(folder)
    if which not in keys:
        raise DamageError(_DAMAGED)
    return keys[which]
