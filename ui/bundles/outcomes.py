"""What came of handing over and of a receipt, in one sentence each."""

from __future__ import annotations

from poverty_desktop.i18n import _
from poverty_desktop.operations.bundles import HandedOver, ReceiptTaken
from ui.errors import Message, Tone

KIB = 1024


def of_handing_over(value: HandedOver) -> Message:
    """Say that a bundle was written, and what had to stay here."""
    written = _("Bundle {number} with {entries} entries ({size} KB) was written and read back.").format(
        number=value.number, entries=value.transactions, size=-(-value.bytes // KIB)
    )
    said = _("{sentence} {calm}").format(sentence=written, calm=_("You can pull the stick out."))
    if value.left_out:
        said = _("{sentence} {count} entries stay here: the laptop is not admitted for their village.").format(
            sentence=said, count=value.left_out
        )
    return Message(tone=Tone.WARNING if value.left_out else Tone.SUCCESS, text=said)


def of_receipt(value: ReceiptTaken) -> Message:
    """Say what the office has, and what it set aside."""
    if not value.is_new:
        return Message(tone=Tone.INFO, text=_("This receipt was taken in before. Nothing was changed."))
    if value.office_was_restored:
        said = _("The office was restored from a backup. What it lost is handed over again with the next bundle.")
        return Message(tone=Tone.WARNING, text=said)
    said = _("The office has {merged} entries, {durable} of them are safe in its backup.").format(
        merged=value.merged, durable=value.durable
    )
    if value.quarantined or value.gaps:
        said = _("{sentence} {count} entries were set aside; ask the office why.").format(
            sentence=said, count=value.quarantined + value.gaps
        )
        return Message(tone=Tone.WARNING, text=said)
    return Message(tone=Tone.SUCCESS, text=said)
