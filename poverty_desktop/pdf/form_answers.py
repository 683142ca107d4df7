"""What stands where an answer goes: options to tick, boxes for digits, or what is known already."""

from __future__ import annotations

from poverty_desktop.i18n import N_
from poverty_desktop.pdf.form_values import MOST_OPTIONS, FormOption, FormQuestion
from poverty_desktop.pdf.sheet import Sheet

BOX = "□"
CHOSEN = "■"
DATE = N_("{year} year {month} month {day} day")
_DAYS = {"date": DATE, "month": N_("{year} year {month} month"), "year": N_("{year} year")}
_TAKEN = N_("{box} taken, by phone")
_BOXES = {"integer": BOX * 8, "decimal": f"{BOX * 8}.{BOX * 2}", "range": BOX * 4, "time": f"{BOX * 2}:{BOX * 2}"}
_TICKED = {"acknowledge": N_("{box} yes")} | dict.fromkeys(("image", "audio", "video", "file"), _TAKEN)
_CELL_BOXES = {
    "integer": BOX * 4,
    "decimal": BOX * 4,
    "date": f"{BOX * 4}-\n{BOX * 2}-{BOX * 2}",
    "month": f"{BOX * 4}-\n{BOX * 2}",
    "year": BOX * 4,
}
_SPACE = "　"


def answer_words(sheet: Sheet, question: FormQuestion) -> str:
    """Return what stands where the answer goes: options to tick, boxes for digits, or what is known already."""
    say = sheet.say
    if 0 < len(question.options) <= MOST_OPTIONS or _is_ticked(question):
        ticks = [_tick(one, before) for before, one in zip((None, *question.options), question.options, strict=False)]
        if question.kind in ("select_multiple", "rank"):
            ticks.insert(0, say(N_("(several)")) if question.kind == "select_multiple" else say(N_("(number them)")))
        return _SPACE.join(ticks)
    blanks = _blanks(sheet, question)
    if not question.answer:
        return blanks
    return say(N_("{answer}   corrected: {blanks}")).format(answer=question.answer, blanks=blanks)


def _is_ticked(question: FormQuestion) -> bool:
    """Say whether there is no digit to write: every option has its box, however many there are."""
    return bool(question.options) and not question.options[0].digit


def _tick(option: FormOption, before: FormOption | None) -> str:
    box = CHOSEN if option.is_chosen else BOX
    return _said(option, before, f"{box}{option.digit} {option.label}" if option.digit else f"{box} {option.label}")


def _said(option: FormOption, before: FormOption | None, words_: str) -> str:
    """Return an option with the name of its group before it, where the group begins."""
    if not option.group or (before is not None and before.group == option.group):
        return words_
    line = "" if before is None else "\n"
    return f"{line}{option.group}: {words_}"


def scale_words(sheet: Sheet, question: FormQuestion) -> str:
    """Return between which numbers an answer lies, "" where any will do."""
    if question.scale is None:
        return ""
    low, high, step = question.scale
    if step in ("", "1"):
        return sheet.say(N_("from {low} to {high}")).format(low=low, high=high)
    return sheet.say(N_("from {low} to {high} in steps of {step}")).format(low=low, high=high, step=step)


def _blanks(sheet: Sheet, question: FormQuestion) -> str:
    say = sheet.say
    if question.list_name:
        return say(N_("write one in, of the list “{name}”")).format(name=question.list_name)
    if question.scale is not None:
        return f"{BOX * 4}{_SPACE}{scale_words(sheet, question)}"
    if question.options:
        return say(N_("number {boxes} of list {list}")).format(boxes=BOX * 3, list=question.list_number)
    if question.kind in _DAYS:
        return say(_DAYS[question.kind]).format(year=BOX * 4, month=BOX * 2, day=BOX * 2)
    if question.kind in _TICKED:
        return say(_TICKED[question.kind]).format(box=BOX)
    return _BOXES.get(question.kind, "")


def column_words(sheet: Sheet, question: FormQuestion) -> str:
    """Return a question with its options, as it stands once for all rows."""
    parts = [question.label]
    if 0 < len(question.options) <= MOST_OPTIONS:
        grouped = zip((None, *question.options), question.options, strict=False)
        parts.append(_SPACE.join(_said(one, before, f"{one.digit} {one.label}".strip()) for before, one in grouped))
    if question.list_number:
        parts.append(sheet.say(N_("list {list}")).format(list=question.list_number))
    if question.condition:
        parts.append(f"（{question.condition}）")
    return "\n".join(parts)


def cell_blanks(question: FormQuestion) -> str:
    """Return the boxes of one cell of a table."""
    if _is_ticked(question):
        return ""
    if question.options:
        return BOX * (1 if len(question.options) <= 9 else 2)
    return _CELL_BOXES.get(question.kind, "")
