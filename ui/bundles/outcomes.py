"""What came of handing over, of a receipt and of a policy pack, in one sentence each."""

from __future__ import annotations

from collections.abc import Sequence

from poverty_desktop.i18n import _, format_list, language, ngettext, render
from poverty_desktop.operations.bundles import HandedOver, ReceiptTaken
from poverty_desktop.operations.packs import Taken
from ui.bundles.calls import Taken as TakenIn
from ui.errors import Message, Tone

KIB = 1024


def of_handing_over(value: HandedOver) -> Message:
    """Say that a bundle was written, and what had to stay here."""
    written = _("Bundle {number} with {entries} entries ({size} KB) was written and read back.").format(
        number=value.number, entries=value.transactions, size=-(-value.bytes // KIB)
    )
    if value.photos:
        written = _("{sentence} {count} photos go along.").format(sentence=written, count=value.photos)
    said = _("{sentence} {calm}").format(sentence=written, calm=_("You can pull the stick out."))
    if value.left_out:
        said = _("{sentence} {count} entries stay here: the laptop is not admitted for their village.").format(
            sentence=said, count=value.left_out
        )
    return Message(tone=Tone.WARNING if value.left_out else Tone.SUCCESS, text=said)


def of_taking_in(rows: Sequence[TakenIn]) -> str:
    """Say how many bundles were new, known or refused; only where something was taken in is there a receipt."""
    taken = [row for row in rows if not row.refusal]
    old = sum(row.known == row.transactions > 0 for row in taken)
    new, refused = len(taken) - old, len(rows) - len(taken)
    parts = []
    if new:
        parts.append(
            ngettext(
                "{n} bundle was taken in; its receipt lies beside it.",
                "{n} bundles were taken in; their receipts lie beside them.",
                new,
            ).format(n=new)
        )
    if old:
        many = _("{count} bundles were taken in before; nothing in them is new.").format(count=old)
        parts.append(_("This bundle was taken in before; nothing in it is new.") if len(rows) == 1 else many)
    said = ("" if language() == "zh_CN" else " ").join(parts) or _("No bundle was taken in.")
    if refused:
        said = _("{sentence} Refused: {count}; the list says why.").format(sentence=said, count=refused)
    return said


def of_receipt(value: ReceiptTaken) -> Message:
    """Say what the office has, what it set aside, and whether a policy pack came along."""
    found = _of_entries(value)
    if value.pack_trouble is not None:
        return Message(tone=Tone.WARNING, text=f"{found.text} {render(value.pack_trouble)}")
    if value.pack is not None and value.pack.is_new:
        return Message(tone=found.tone, text=f"{found.text} {pack_words(value.pack)}")
    return found


def pack_words(taken: Taken) -> str:
    """Return what came with a policy pack."""
    if not taken.is_new:
        return _("Edition {number} of the policy pack is in force here already.").format(number=taken.number)
    said = _("New policy pack: edition {number} is in force now.").format(number=taken.number)
    if taken.questionnaires:
        titles = format_list(title(language()) for title in taken.questionnaires)
        count = len(taken.questionnaires)
        words = ngettext("{n} questionnaire: {titles}.", "{n} questionnaires: {titles}.", count)
        said = f"{said} {words.format(n=count, titles=titles)}"
    return said


def _of_entries(value: ReceiptTaken) -> Message:
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
    if value.photos_wanted:
        said = _("{sentence} {count} photos are missing there; they go along with the next bundle.").format(
            sentence=said, count=value.photos_wanted
        )
    is_whole = not (value.quarantined or value.gaps or value.photos_wanted)
    return Message(tone=Tone.SUCCESS if is_whole else Tone.WARNING, text=said)
