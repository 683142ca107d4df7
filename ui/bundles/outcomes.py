"""What came of handing over, of a receipt and of a policy pack, in one sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from poverty_desktop.i18n import _, format_date, format_list, language, ngettext, render
from poverty_desktop.operations.handover.witnessing import CONTRADICTED
from poverty_desktop.queries.handover.news_words import news_words
from ui.bundles.tables import SOON_DAYS
from ui.errors import Message, Tone

if TYPE_CHECKING:
    from poverty_desktop.operations.handover.bundles import HandedOver
    from poverty_desktop.operations.handover.downstream import News, Sent
    from poverty_desktop.operations.handover.packs import Taken
    from poverty_desktop.operations.handover.receipts import ReceiptTaken
    from poverty_desktop.queries.handover.held_at_office import HeldThere
    from ui.bundles.calls import Taken as TakenIn

KIB = 1024


def of_handing_over(value: HandedOver) -> Message:
    """Say that a bundle was written, and what had to stay here."""
    written = _("Bundle {number} with {entries} entries ({size} KB) was written and read back.").format(
        number=value.number, entries=value.transactions, size=-(-value.bytes // KIB)
    )
    if value.photos:
        written = _("{sentence} {count} photos go along.").format(sentence=written, count=value.photos)
    said = _("{sentence} {calm}").format(sentence=written, calm=_("You can pull the stick out."))
    if not value.transactions and not value.photos:
        said = _("Bundle {number} was written. It tells the office what has arrived here. You can pull the stick out.")
        said = said.format(number=value.number)
    if value.volume_count > 1:
        said = _("Bundle {number} lies there in {count} files; {new} were written now. Carry them all to the office.")
        said = said.format(number=value.number, count=value.volume_count, new=len(value.volumes) - value.were_there)
        if value.goes_on:
            said = _("{sentence} What was entered since goes with the next bundle.").format(sentence=said)
    if value.left_out:
        said = _("{sentence} {count} entries stay here: the laptop is not admitted for their village.").format(
            sentence=said, count=value.left_out
        )
    return Message(tone=Tone.WARNING if value.left_out else Tone.SUCCESS, text=said)


def of_taking_in(rows: Sequence[TakenIn]) -> str:
    """Say how many bundles were new, known, refused or left; only where something was taken in is there a receipt."""
    if left := sum(row.is_left for row in rows):
        rows = [row for row in rows if not row.is_left]
        rest = ngettext(
            "Stopped; {n} bundle is left. Choose it again to take it in.",
            "Stopped; {n} bundles are left. Choose them again to take them in.",
            left,
        ).format(n=left)
        return ("" if language() == "zh_CN" else " ").join((of_taking_in(rows), rest))
    taken = [row for row in rows if not row.refusal]
    waiting = _last_of_each(row for row in taken if row.missing_volumes)
    whole = [row for row in taken if not row.missing_volumes]
    old = sum(row.known == row.transactions > 0 for row in whole if row.receipt is not None)
    unanswered = sum(row.receipt is None for row in whole)
    new, refused = len(whole) - old - unanswered, len(rows) - len(taken)
    parts = []
    if unanswered:  # of a laptop that was revoked
        said = _("{count} bundles of lost or revoked laptops were kept; nothing answers them.")
        parts.append(said.format(count=unanswered))
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
    parts += [waits_words(row.missing_volumes, row.volumes) for row in waiting if not new]
    if held_back := sum(row.refused for row in taken):
        parts.append(_("{count} entries of them wait for a person.").format(count=held_back))
    said = ("" if language() == "zh_CN" else " ").join(parts) or _("No bundle was taken in.")
    if refused:
        said = _("{sentence} Refused: {count}; the list says why.").format(sentence=said, count=refused)
    return said


def waits_words(missing: Sequence[int], volumes: int) -> str:
    """Say which volumes of a bundle are still to come."""
    said = _("A bundle in {count} volumes waits for volume {volumes}; take it in as soon as it is here.")
    return said.format(count=volumes, volumes=format_list(map(str, missing)))


def _last_of_each(rows: Iterable[TakenIn]) -> list[TakenIn]:
    """Return what is missing of each bundle after the last of its volumes: fewest are missing then."""
    fewest: dict[int, TakenIn] = {}
    for row in rows:
        known = fewest.get(row.volumes)
        if known is None or len(row.missing_volumes) <= len(known.missing_volumes):
            fewest[row.volumes] = row
    return list(fewest.values())


def of_news(value: News) -> Message:
    """Say what came from the office: entries and decisions, what it has of ours, and a policy pack."""
    said: list[str] = []
    is_well = not (value.missing_volumes or value.troubles or value.refused or value.opened or value.pack_trouble)
    if value.accepted:
        words = news_words(value.accepted, value.decided, value.handed_back, value.opened)
        said.append(_("From the office: {list}.").format(list=words))
    elif value.known:
        said.append(_("What the office sent was taken in before; nothing in it is new."))
    if value.missing_volumes:
        said.append(waits_words(value.missing_volumes, value.volumes))
    if value.refused:
        said.append(_("{count} entries were set aside; ask the office why.").format(count=value.refused))
    if value.receipt is not None and (value.receipt.is_new or not said):
        found = _of_entries(value.receipt)
        said.append(found.text)
        is_well = is_well and found.tone is not Tone.WARNING
    if value.pack is not None and value.pack.is_new:
        said.append(pack_words(value.pack))
    if value.admitted_until is not None:
        day = format_date(value.admitted_until.astimezone().date())
        said.append(_("The admission of this laptop was renewed by itself; it holds until {day}.").format(day=day))
    said += [render(trouble) for trouble in (*value.troubles, value.pack_trouble) if trouble is not None]
    if not said:
        return Message(tone=Tone.INFO, text=_("Everything on this stick was taken in before. Nothing was changed."))
    is_new = (
        value.accepted
        or value.admitted_until is not None
        or (value.receipt is not None and value.receipt.is_new)
        or value.pack is not None
    )
    tone = Tone.WARNING if not is_well else Tone.SUCCESS if is_new else Tone.INFO
    return Message(tone=tone, text=("" if language() == "zh_CN" else " ").join(said))


def of_sending(rows: Sequence[Sent]) -> Message:
    """Say for how many laptops something was written."""
    written = [row for row in rows if row.path is not None]
    answered = sum(row.receipt is not None for row in rows)
    if not rows:
        return Message(tone=Tone.INFO, text=_("No laptop is admitted. There is nobody to write for."))
    if not written and not answered:
        return Message(tone=Tone.INFO, text=_("Every laptop has everything already. Nothing was written."))
    receipts = ngettext(
        "{n} laptop lacks nothing and gets a new receipt.",
        "{n} laptops lack nothing and get a new receipt each.",
        answered,
    ).format(n=answered)
    if not written:
        return Message(
            tone=Tone.SUCCESS, text=_("{sentence} It lies in the folder; give it to them.").format(sentence=receipts)
        )
    said = ngettext(
        "For {n} laptop a file lies in the folder, with {entries} entries; give it the stick.",
        "For {n} laptops a file each lies in the folder, with {entries} entries; give them the stick.",
        len(written),
    ).format(n=len(written), entries=sum(row.transactions for row in written))
    if answered:
        said = ("" if language() == "zh_CN" else " ").join((said, receipts))
    trouble = written[0].pack_trouble
    if trouble is None:
        return Message(tone=Tone.SUCCESS, text=said)
    said = _("{sentence} The policy pack does not go along: {why}").format(sentence=said, why=render(trouble))
    return Message(tone=Tone.WARNING, text=said)


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
    if value.is_contradicted:
        return Message(tone=Tone.WARNING, text=_(CONTRADICTED))
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
    if value.missing_volumes:
        said = _("{sentence} {count} volumes of a bundle are missing there; hand over again, they go along.").format(
            sentence=said, count=value.missing_volumes
        )
    if value.photos_wanted:
        said = _("{sentence} {count} photos are missing there; they go along with the next bundle.").format(
            sentence=said, count=value.photos_wanted
        )
    is_whole = not (value.quarantined or value.gaps or value.photos_wanted or value.missing_volumes)
    return Message(tone=Tone.SUCCESS if is_whole else Tone.WARNING, text=said)


def standing_words(until: datetime | None, held: Sequence[HeldThere]) -> str:
    """Say what a work group should know before it hands over: nothing, most often."""
    return "\n".join(words for words in (_ending_words(until), _held_words(held)) if words)


def _ending_words(until: datetime | None) -> str:
    """Say that the admission of this laptop ends soon or has ended; nothing while it is long."""
    if until is None or until - timedelta(days=SOON_DAYS) > datetime.now(UTC):
        return ""
    day = format_date(until.astimezone().date())
    if until > datetime.now(UTC):
        said = _(
            "The admission of this laptop ends on {day}. Hand over and take in what the office sends: it is renewed by"
            " itself."
        )
    else:
        said = _(
            "The admission of this laptop ended on {day}. Work on as usual; what you hand over is held at the office"
            " until it is renewed."
        )
    return said.format(day=day)


def _held_words(held: Sequence[HeldThere]) -> str:
    """Say what of this laptop's work waits at the office, for each reason one line."""
    lines = []
    for item in held:
        who = format_list(item.heads)
        if item.households > len(item.heads) > 0:
            who = _("{names} and others").format(names=who)
        said = _("At the office {count} entries wait: {why}").format(count=item.entries, why=_(item.sentence))
        lines.append(_("{sentence} (households: {names})").format(sentence=said, names=who) if who else said)
    return "\n".join(lines)
