"""The guarantees of a household row as the lights of the screen."""

from __future__ import annotations

from poverty_desktop.queries.register.list_rows import GuaranteeLight
from ui.widgets.lights import Light


def light_of(found: GuaranteeLight) -> Light:
    """Return the light with its reason in the language of the screen."""
    return Light(name=found.name, state=found.state, reason=found.sentence())


def words_of(found: GuaranteeLight) -> str:
    """Return the light in one sentence."""
    return light_of(found).words()
