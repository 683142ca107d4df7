"""Household files of a village, one PDF each, with one process and with two: CPU, wall time, memory, pages per second.

Run ``python tests/benchmarks/bench_print_run.py [households [workspace]]``; 8,393 are the county of the article.
Without a workspace the households of the practice village are printed again and again until there are so many; with one
(its passphrase in ``POVERTY_DESKTOP_PASSPHRASE``) each household that is on file once, on two processes only. Memory is
read every hundred files, of every process what is its own.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from poverty_desktop.ids import HouseholdId, RecordId
from poverty_desktop.operations.paperwork.papers import Paper
from poverty_desktop.operations.paperwork.print_plan import Order, PlannedFile
from poverty_desktop.operations.paperwork.print_run import PrintRun
from poverty_desktop.operations.session import Session
from poverty_desktop.operations.workspaces import sample, workspace
from poverty_desktop.pdf.paint_process import PaintProcess

EVERY = 100


def own_mb() -> str:
    """Return the memory that this process and each that it started hold for themselves now."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return " + ".join(_anonymous(process) for process in ("self", *children))


def _anonymous(process: str) -> str:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return f"{int(next(line for line in lines if line.startswith('Pss_Anon')).split()[1]) / 1024:.0f}"


def spent() -> float:
    """Return the CPU seconds of this process and of those that it started and that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def measure(session: Session, households: list[HouseholdId], folder: Path, *, is_helped: bool) -> None:
    """Print every file and say what it cost."""
    PaintProcess.is_possible = staticmethod(lambda: is_helped)  # type: ignore[method-assign]
    files = [PlannedFile(path=folder / f"{number:05d}.pdf", households=(one,)) for number, one in enumerate(households)]
    run = PrintRun(files, Order(papers=(Paper.HOUSEHOLD_FILE,)))
    begun, cpu, memory = time.perf_counter(), spent(), []
    while run.go_on(session):
        if len(run.files) % EVERY == 0:
            memory.append(own_mb())
        for path in run.files[-1:]:
            path.unlink(missing_ok=True)  # the disk is not what is measured
    wall, cpu = time.perf_counter() - begun, spent() - cpu
    count = len(files)
    print(
        f"{'two processes' if is_helped else 'one process':14} {count} files, {run.pages} pages: "
        f"CPU {cpu / count * 1000:.1f} ms a file, wall {wall / count * 1000:.1f} ms a file, "
        f"{run.pages / wall:.0f} pages a second, {run.pages / cpu:.0f} pages a CPU second; "
        f"MB of memory every {EVERY} files: {', '.join(memory)}"
    )


def main() -> None:
    """Measure both ways in one run."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    given = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as name:
        if given is not None:
            session = workspace.unlock(given, os.environ["POVERTY_DESKTOP_PASSPHRASE"])
        else:
            session = sample.create_practice(Path(name) / "village")
        sql = "SELECT household FROM household_summary WHERE household_type <> '01'"
        rows = [row[0] for row in session.db.conn.execute(sql)]
        numbers = range(min(count, len(rows)) if given is not None else count)
        households = [HouseholdId(RecordId(bytes(rows[number % len(rows)]))) for number in numbers]
        for is_helped in (False, True) if given is None else (True,):
            measure(session, households, Path(name), is_helped=is_helped)
        workspace.close(session)


if __name__ == "__main__":
    main()
