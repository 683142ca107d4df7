"""An interview in work as the window holds it, and which data items its questions fill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from poverty_desktop.domain.kinds import kind_of
from poverty_desktop.interviews import questions
from poverty_desktop.interviews.views import Question, Table
from poverty_desktop.packs.model import Property, Sensitivity
from poverty_desktop.packs.questionnaires.save_to import property_of
from ui.interview.view import View

if TYPE_CHECKING:
    from poverty_desktop.interviews.interview import Interview
    from poverty_desktop.operations.interviewing.open_interview import OpenInterview


@dataclass(slots=True, kw_only=True, repr=False)
class Running:
    """An open interview; the window only carries it back to the store thread."""

    opened: OpenInterview
    head_name: str
    is_new_household: bool
    concerns_household: bool
    was_begun_now: bool
    secrets: frozenset[tuple[str, str]]
    first: Interview | None = None  # the first keying, where this is the second
    is_disclosed: bool = False
    steps: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An interview just opened, with its first picture."""

    running: Running
    view: View


def property_asked(opened: OpenInterview, dataset: str, save_to: str) -> Property | None:
    """Return the data item that a question fills, None where its answer stays with the interview."""
    try:
        return property_of(opened.pack, kind_of(dataset), save_to) if dataset and save_to else None
    except KeyError:
        return None


def secret_items(opened: OpenInterview) -> frozenset[tuple[str, str]]:
    """Return which data items of the questionnaire are shown masked, by dataset and ``save_to``."""
    found = set()
    for section in questions.sections(opened.interview):
        for item in questions.items(opened.interview, section.path):
            asked = [(item.dataset, item.save_to)] if isinstance(item, Question) else []
            if isinstance(item, Table):
                asked = [(column.dataset, column.save_to) for column in item.columns]
            for pair in asked:
                known = property_asked(opened, *pair)
                if known is not None and known.sensitivity is Sensitivity.SECRET:
                    found.add(pair)
    return frozenset(found)
