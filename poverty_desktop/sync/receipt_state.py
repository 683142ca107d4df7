"""Which receipt stands: replace-only, so that no restored laptop or office is misled by an old one (sync.md 2.9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from poverty_desktop.crypto import cbor
from poverty_desktop.errors import StorageError
from poverty_desktop.i18n import N_
from poverty_desktop.sync import checked
from poverty_desktop.sync.receipt import Receipt
from poverty_desktop.sync.refusal import Reason, Refusal

MAX_EPOCHS: Final = 1_000
_MAX_BYTES = 32 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptState:
    """Which receipt stands: the newest of the office's present epoch; earlier epochs are never believed again."""

    office: bytes
    epoch: bytes
    number: int
    retired_epochs: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """The state after a receipt; where the office was restored, what it had since must be sent again."""

    state: ReceiptState
    is_new: bool
    office_was_restored: bool


def accept_receipt(known: ReceiptState | None, receipt: Receipt, *, is_answer: bool = False) -> Acceptance:
    """Return the state after ``receipt``, which replaces everything said before.

    The same receipt again changes nothing. Raises ``Refusal`` for an older one and for one of an earlier epoch, unless
    ``is_answer`` says that it answers what was written since the epoch that stands was first heard of: that one came
    late then, from before another restore, and the office lives in the epoch that answers.
    """
    if known is None:
        state = ReceiptState(office=receipt.office, epoch=receipt.epoch, number=receipt.number)
        return Acceptance(state=state, is_new=True, office_was_restored=False)
    if receipt.office != known.office:
        raise Refusal(Reason.NOT_FOR_ME)
    if receipt.epoch in known.retired_epochs and not is_answer:
        raise Refusal(Reason.OUTDATED)
    if receipt.epoch != known.epoch:
        state = ReceiptState(
            office=receipt.office,
            epoch=receipt.epoch,
            number=receipt.number,
            retired_epochs=(*(epoch for epoch in known.retired_epochs if epoch != receipt.epoch), known.epoch),
        )
        return Acceptance(state=state, is_new=True, office_was_restored=True)
    if receipt.number < known.number:
        raise Refusal(Reason.OUTDATED)
    state = ReceiptState(
        office=known.office, epoch=known.epoch, number=receipt.number, retired_epochs=known.retired_epochs
    )
    return Acceptance(state=state, is_new=receipt.number > known.number, office_was_restored=False)


def receipt_state_to_bytes(state: ReceiptState) -> bytes:
    """Return the state as it is stored in the register."""
    return cbor.encode([state.office, state.epoch, state.number, list(state.retired_epochs)])


def read_receipt_state(data: bytes) -> ReceiptState:
    """Return what :func:`receipt_state_to_bytes` wrote; raises ``StorageError`` when it is damaged."""
    try:
        office, epoch, number, retired = checked.tuple_of(cbor.decode(data, max_bytes=_MAX_BYTES), 4)
        return ReceiptState(
            office=checked.identity(office),
            epoch=checked.identity(epoch),
            number=checked.natural(number),
            retired_epochs=checked.items(retired, checked.identity, most=MAX_EPOCHS),
        )
    except cbor.CodecError:
        raise StorageError(N_("What the office answered is stored damaged. Read in its last answer again.")) from None
