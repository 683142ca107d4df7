"""Starts the window, or says in one sentence what the machine lacks."""

from __future__ import annotations

import gc
import sys

from ui.requirements import missing


def main() -> int:
    """Return the exit code of the program: 2 where no window can be shown."""
    if sentence := missing():
        sys.stderr.write(sentence + "\n")
        return 2
    gc.disable()  # until the first desk is open: see SETTLED_MS there
    from ui.app import run

    return run(sys.argv)


if __name__ == "__main__":
    raise SystemExit(main())
