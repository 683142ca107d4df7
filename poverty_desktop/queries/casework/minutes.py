"""Minutes of a review filled from the register: block after block as the pack has them, blank until it was noted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from poverty_desktop.domain.procedure import Outcome, Step, Taken
from poverty_desktop.errors import RuleError
from poverty_desktop.i18n import N_, _
from poverty_desktop.packs.model import Label
from poverty_desktop.packs.paper_templates import (
    BY_HAND,
    MEETING_FACTS,
    MINUTES,
    VOTE_COLUMNS,
    BlockKind,
    PaperBlock,
    PaperItem,
    PaperTemplate,
    Size,
    Use,
)
from poverty_desktop.packs.procedures import ProcedureStep, StepPaper
from poverty_desktop.pdf.composed_values import FactsOf, SignersOf, SpaceOf, TextOf
from poverty_desktop.pdf.minutes import MinutesBlock, MinutesPaper, SeatsOf, VotesOf
from poverty_desktop.pdf.values import PaperFact, PaperSection
from poverty_desktop.queries.casework.procedure_notes import day_text, taken_of
from poverty_desktop.queries.casework.procedure_words import signer_name
from poverty_desktop.queries.casework.procedures import ProcedureState
from poverty_desktop.queries.casework.step_records import StepTaken
from poverty_desktop.queries.register import households
from poverty_desktop.queries.register.list_rows import HouseholdFilter
from poverty_desktop.store.session import Session

MOST_SEATS: Final = 120
_LONGEST_NAME: Final = 4
REPRESENTATIVES: Final = "representatives"
"""Signers who are many: they sign the list of who was there."""

_DISCUSSION: Final = Label(zh="讨论情况和决定", en="Discussion and decision")
WITHOUT_PACK: Final = PaperTemplate(
    id=MINUTES, title="", use=Use.MEETING, size=Size.A4, source="",
    blocks=(
        PaperBlock(kind=BlockKind.MEETING),
        PaperBlock(kind=BlockKind.VOTES),
        PaperBlock(kind=BlockKind.RULE),
        PaperBlock(kind=BlockKind.SPACE, title=_DISCUSSION, lines=6),
        PaperBlock(kind=BlockKind.SIGNATURES),
        PaperBlock(kind=BlockKind.SEATS, lines=12),
    ),
)  # fmt: skip
"""What stands on minutes where a pack was published before it could say so."""

_SHARES: Final = {"name": 24, "group": 24, "matter": 36, "agreed": 14, "opposed": 14, "abstained": 14, "result": 19}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Matter:
    """What is voted on in one line; ``note`` is what was written down of the vote."""

    name: str
    group: str
    words: str
    note: StepTaken | None = None


def minutes(session: Session, states: Sequence[ProcedureState], row: ProcedureStep, language: str) -> MinutesPaper:
    """Return the minutes of the meeting that reviews these households; nothing is filled in before it was noted."""
    whose = _("Head of household")
    if states[0].project is not None:
        whose = _("Project")
    elif states[0].household is None:
        whose = _("Village")
    matters = [
        _Matter(
            name=state.head_name,
            group=state.group_name,
            words=state.procedure.name(language),
            note=taken_of(state, row.step.id),
        )
        for state in states
    ]
    return _filled(_Filling(session, matters, row, language, whose), row, language)


def specimen(session: Session, language: str) -> MinutesPaper:
    """Return minutes of the first review that the pack has, with households of the register, for who edits the form.

    Raises ``RuleError`` where no procedure of the pack has minutes.
    """
    found = (
        (procedure, row)
        for procedure in session.pack.procedures
        for row in procedure.steps
        if row.paper is StepPaper.MINUTES
    )
    procedure, row = next(found, (None, None))
    if procedure is None or row is None:
        raise RuleError(N_("No procedure of this pack has minutes."))
    shown = households.find(session, HouseholdFilter(), limit=3).rows
    matters = [_Matter(name=one.head_name, group=one.group_name, words=procedure.name(language)) for one in shown]
    return _filled(_Filling(session, matters, row, language, _("Head of household")), row, language)


def _filled(filling: _Filling, row: ProcedureStep, language: str) -> MinutesPaper:
    template = filling.pack.paper(MINUTES) or WITHOUT_PACK
    made = (filling.block(block) for block in template.blocks)
    return MinutesPaper(title=(row.title or row.name)(language), blocks=tuple(one for one in made if one is not None))


class _Filling:
    """One meeting, from which block after block is filled; ``_first`` is the first note of it."""

    def __init__(
        self, session: Session, matters: Sequence[_Matter], row: ProcedureStep, language: str, whose: str
    ) -> None:
        self.pack = session.pack
        self._matters = matters
        self._whose = whose
        self._step = row.step
        self._language = language
        self._first = next((one.note for one in matters if one.note is not None), None)

    def block(self, block: PaperBlock) -> MinutesBlock | None:
        """Return what a block shows; None where there is nothing to show."""
        title = block.title(self._language) if block.title else ""
        made: MinutesBlock | None
        match block.kind:
            case BlockKind.MEETING:
                made = FactsOf(sections=(PaperSection(title="", facts=self._facts(block)),))
            case BlockKind.VOTES:
                made = self._votes(block)
            case BlockKind.RULE:
                rule = _rule(self._step)
                made = TextOf(paragraphs=(rule,)) if rule else None
            case BlockKind.SPACE:
                made = SpaceOf(title=title, lines=max(1, block.lines), text=self._opinions())
            case BlockKind.SIGNATURES:
                named = tuple(item.name for item in block.items) or self._step.signatures
                signers = tuple(self._signer(name) for name in named if name != REPRESENTATIVES)
                made = SignersOf(signers=signers, has_fingerprint=False) if signers else None
            case BlockKind.SEATS:
                made = self._seats(block, title)
            case _:
                made = TextOf(paragraphs=tuple(self.pack.texts[item.name](self._language) for item in block.items))
        return made

    def _facts(self, block: PaperBlock) -> tuple[PaperFact, ...]:
        taken = self._first.taken if self._first else None
        present = taken.present if taken else None
        missing = taken.entitled - present if taken and taken.entitled is not None and present is not None else None
        known = {
            "time": (_("Time"), day_text(taken.on if taken else None)),
            "place": (_("Meeting place"), _text(self._first, "place")),
            "chair": (_("Chair"), " "),
            "keeper": (_("Keeper of the minutes"), " "),
            "entitled": (_("Entitled to vote"), _number(taken.entitled if taken else None)),
            "present": (_("Present"), _number(present)),
            "absent": (_("Absent from the meeting"), _number(missing)),
            BY_HAND: ("", " "),
        }
        return tuple(
            PaperFact(label=self._head(item, known[item.name][0]), text=known[item.name][1])
            for item in _items(block, MEETING_FACTS)
        )

    def _votes(self, block: PaperBlock) -> VotesOf:
        heads = {
            "name": self._whose, "group": _("Villagers' group"), "matter": _("Matter"), "agreed": _("Agreed"),
            "opposed": _("Opposed"), "abstained": _("Abstained"), "result": _("Result"),
        }  # fmt: skip
        items = _items(block, VOTE_COLUMNS)
        lines = [_line(matter) for matter in self._matters]
        return VotesOf(
            heads=tuple(self._head(item, heads[item.name]) for item in items),
            shares=tuple(_SHARES[item.name] for item in items),
            rows=tuple(tuple(line[item.name] for item in items) for line in lines),
        )

    def _seats(self, block: PaperBlock, title: str) -> SeatsOf | None:
        """Return the list of who was there: of a meeting that was noted, as many places as were present."""
        if REPRESENTATIVES not in self._step.signatures:
            return None
        taken = self._first.taken if self._first else None
        noted = (taken.present or 0) if taken else 0
        heads = tuple(self._head(item, "") for item in block.items) or (_("Name"), _("Signature"))
        names = _names(_text(self._first, "participants"))
        return SeatsOf(
            title=title or _("Attendance of the representatives"),
            heads=heads,
            count=min(MOST_SEATS, max(noted or max(1, block.lines), len(names))),
            names=names[:MOST_SEATS],
        )

    def _opinions(self) -> str:
        """Return what was noted of the matters, once where it is the same of all; nothing before it was noted."""
        said = [(matter.name, _text(matter.note, "opinion").strip()) for matter in self._matters]
        if len({opinion for _name, opinion in said}) == 1:
            return said[0][1]
        return "\n".join(_("{label}: {text}").format(label=name, text=opinion) for name, opinion in said if opinion)

    def _head(self, item: PaperItem, words: str) -> str:
        return item.label(self._language) if item.label else words

    def _signer(self, name: str) -> str:
        texts = self.pack.texts
        return texts[name](self._language) if name in texts else signer_name(self.pack, name, self._language)


def _items(block: PaperBlock, every: Sequence[str]) -> tuple[PaperItem, ...]:
    return block.items or tuple(PaperItem(name=name) for name in every)


def _line(matter: _Matter) -> dict[str, str]:
    taken = matter.note.taken if matter.note else None
    return {
        "name": matter.name,
        "group": matter.group,
        "matter": matter.words,
        "agreed": _number(taken.agreed if taken else None).strip(),
        "opposed": _number(taken.opposed if taken else None).strip(),
        "abstained": _number(taken.abstained if taken else None).strip(),
        "result": _outcome(taken) if taken else "",
    }


def _rule(step: Step) -> str:
    parts = []
    if step.quorum is not None:
        parts.append(_("The meeting is valid with {share} of those entitled.").format(share=str(step.quorum.fraction)))
    if step.majority is not None:
        words = (
            _("It decides with more than {share} of those present.")
            if step.majority.is_strict
            else _("It decides with at least {share} of those present.")
        )
        parts.append(words.format(share=str(step.majority.fraction)))
    return " ".join(parts)


def _text(note: StepTaken | None, name: str) -> str:
    return note.texts.get(name, " ") if note is not None else " "


def _names(noted: str) -> tuple[str, ...]:
    """Return the names in a list of who was there; words such as “all representatives” are none."""
    parts = [part for part in re.split(r"[、，,;；\s]+", noted) if part]
    are_names = len(parts) > 1 and all(len(part) <= _LONGEST_NAME or "·" in part for part in parts)
    return tuple(parts) if are_names else ()


def _number(number: int | None) -> str:
    return " " if number is None else str(number)


def _outcome(taken: Taken) -> str:
    return _("passed") if taken.outcome is Outcome.PASSED else _("not passed")
