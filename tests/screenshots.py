"""Pictures of every screen for the documentation: ``python -m tests.screenshots`` writes ``docs/screenshots``.

Drives the real window on the practice village, 1366 × 768, in Chinese and English, and some pages at 200 % text.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from poverty_desktop.exchange.column_map import shipped
from poverty_desktop.packs.load import load_shipped
from tests.journeys.rosters import village_rows, write_roster
from tests.journeys.window import Window, screen

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
SIZE = (1366, 768)
TABS = ("summary", "members", "income", "conditions", "causes", "visits", "history")
