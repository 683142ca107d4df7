"""Starts the window, or says in one sentence what the machine lacks."""

from __future__ import annotations

import gc
import sys

from ui.requirements import hasten_loading, missing

HELP = """用法：python main.py        打开窗口
      python -m poverty_desktop --help    终端命令

usage: python main.py        open the window
       python -m poverty_desktop --help    the commands of the terminal
"""


def main() -> int:
    """Return the exit code of the program: 2 where no window can be shown."""
    if {"-h", "--help"} & set(sys.argv[1:]):
        sys.stdout.write(HELP)
        return 0
    if sentence := missing():
        sys.stderr.write(sentence + "\n")
        return 2
    gc.disable()  # for good: see ui/garbage.py
    hasten_loading()
    from ui.app import run

    return run(sys.argv)


if __name__ == "__main__":
    raise SystemExit(main())
