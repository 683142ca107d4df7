"""``python -m poverty_desktop``: the program without a window."""

from __future__ import annotations

import sys

from poverty_desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
