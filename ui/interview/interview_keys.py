"""The keys of an interview, as the help of the window lists them."""

from __future__ import annotations

from poverty_desktop.i18n import N_
from ui.actions import Key

KEYS: tuple[Key, ...] = (
    Key(keys="Enter", words=N_("On to the next question")),
    Key(keys="Shift+Enter / ↑", words=N_("Back to the question before")),
    Key(keys="Ctrl+Enter", words=N_("Next question without an answer")),
    Key(keys="Alt+Enter", words=N_("New line in a long answer")),
    Key(keys="Page Down / Page Up", words=N_("Next and previous section")),
    Key(keys="Ctrl+Page Down / Ctrl+Page Up", words=N_("Next and previous row of a table, such as the next member")),
    Key(keys="1 2 3 …", words=N_("Take the option, or first letters of its pinyin and Enter")),
    Key(keys="=", words=N_("Same as last time")),
    Key(keys="F2", words=N_("Note beside the answer")),
    Key(keys="F3", words=N_("Official name and code")),
    Key(keys="F4", words=N_("What is not asked here, and why")),
    Key(keys="F5", words=N_("No answer: not known, refused, not applicable")),
    Key(keys="F6", words=N_("To the buttons above the questions, and back")),
    Key(keys="Alt+1 / Alt+2", words=N_("Second keying: the first or the second value")),
    Key(keys="F8", words=N_("Findings and missing answers")),
    Key(keys="F9", words=N_("Complete the interview")),
    Key(keys="Tab", words=N_("Next cell of a table; a new row after the last")),
    Key(keys="Alt+Delete", words=N_("Take the row of a table out")),
    Key(keys="Ctrl+V", words=N_("Paste rows from Excel into a table")),
)
