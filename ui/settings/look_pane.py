"""Language, colours and size of the text: they take effect at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from poverty_desktop.i18n import N_, language
from ui import theme
from ui.preferences import TEXT_PERCENTS
from ui.settings.form import Pane
from ui.widgets.controls import label
from ui.widgets.flow import FlowLayout
from ui.widgets.page import Shell

LANGUAGE_NAMES = {"zh_CN": "中文", "en": "English"}
LOOK_WORDS = {"light": N_("Light"), "dark": N_("Dark"), "system": N_("As the system")}


class LookPane(Pane):
    """Chooses how the window looks to this user."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        chosen = shell.preferences
        self._languages, languages = self._choices(
            "language", {code: (code, name) for code, name in LANGUAGE_NAMES.items()}, chosen.language, is_said=False
        )
        self._looks, looks = self._choices(
            "look", {code: (code, words) for code, words in LOOK_WORDS.items()}, chosen.look, is_said=True
        )
        self._sizes, sizes = self._choices(
            "text", {str(one): (one, f"{one} %") for one in TEXT_PERCENTS}, chosen.text_percent, is_said=False
        )
        self._languages.buttonClicked.connect(self._choose_language)
        self._looks.buttonClicked.connect(self._choose_look)
        self._sizes.buttonClicked.connect(self._choose_size)
        words = self.words
        words.also(self._follow_language)
        self.fill(
            "look",
            N_("Language and look"),
            label(words, N_("Language of the screen"), "settings_language_label", role="heading"),
            languages,
            label(words, N_("Size of the text"), "settings_text_label", role="heading"),
            sizes,
            label(words, N_("Colours"), "settings_colours_label", role="heading"),
            looks,
            label(
                words,
                N_("They take effect at once, on every page. Papers stay white."),
                "settings_look_note",
                role="weak",
            ),
        )

    def _choices(
        self, name: str, choices: Mapping[str, tuple[object, str]], chosen: object, *, is_said: bool
    ) -> tuple[QButtonGroup, QWidget]:
        group = QButtonGroup(self)
        holder = QWidget()
        flow = FlowLayout(holder)
        theme.space(flow, spacing=24)
        for code, (value, words) in choices.items():
            made = QRadioButton()
            made.setObjectName(f"settings_{name}_{code}")
            for setter in (made.setText, made.setAccessibleName):
                if is_said:
                    self.words.put(setter, words)
                else:
                    setter(words)
            made.setChecked(value == chosen)
            made.setProperty("value", value)
            group.addButton(made)
            flow.addWidget(made)
        return group, holder

    @Slot()
    def _follow_language(self) -> None:
        """Mark the language that is spoken, whichever way it was chosen."""
        for one in self._languages.buttons():
            one.setChecked(one.property("value") == language())

    @Slot(object)
    def _choose_language(self, pressed: QRadioButton) -> None:
        self.shell.set_preferences(replace(self.shell.preferences, language=pressed.property("value")))

    @Slot(object)
    def _choose_look(self, pressed: QRadioButton) -> None:
        self.shell.set_preferences(replace(self.shell.preferences, look=pressed.property("value")))

    @Slot(object)
    def _choose_size(self, pressed: QRadioButton) -> None:
        self.shell.set_preferences(replace(self.shell.preferences, text_percent=pressed.property("value")))
