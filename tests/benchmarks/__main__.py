"""All benchmarks in one run: ``python -m tests.benchmarks``; ``--write`` puts the table into ``docs/benchmarks.md``."""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks import (
    bench_answer,
    bench_assessment,
    bench_checks,
    bench_duplicates,
    bench_eligibility,
    bench_forms,
    bench_funds,
    bench_import,
    bench_launch,
    bench_opinion,
    bench_papers,
    bench_search,
    bench_sync,
    county,
)
from tests.benchmarks.county import County
from tests.benchmarks.figures import HEAD, Figure

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
LIBRARIES = ("PySide6-Essentials", "sqlcipher3", "reportlab", "python-calamine", "cryptography")
MEASURES: dict[str, Callable[[County, Path], list[Figure]]] = {
    "launch": bench_launch.measure,
    "search": lambda made, _folder: bench_search.measure(made),
    "answer": bench_answer.measure,
    "forms": lambda _made, folder: bench_forms.measure(folder / "forms"),
    "import": bench_import.measure,
    "checks": bench_checks.measure,
    "duplicates": lambda made, _folder: bench_duplicates.measure(made),
    "opinion": lambda made, _folder: bench_opinion.measure(made),
    "eligibility": lambda made, _folder: bench_eligibility.measure(made),
    "sync": lambda _made, folder: bench_sync.measure(folder / "sync"),
    "funds": bench_funds.measure,
    "assessment": lambda made, _folder: bench_assessment.measure(made),
    "pdf": lambda _made, _folder: bench_papers.measure(),
}
TEXT = """# Benchmarks

What the program costs beside a peer or a bare limit that was measured in the same run, on the same machine, on the same
data: the sample county of 8,393 filed households and 24,047 persons. Figures are medians; no test asserts them.

    python -m tests.benchmarks --write

{table}

Measured on {day} with {processor}, {cores} cores, {system}, Python {python}, {versions}.
Load of the machine (1 minute) before and after: {before:.1f} and {after:.1f}. Above {cores}, others were at work, and
times on the clock are too long on both sides. "CPU" is processor time.

- *Launch*: a fresh process under a virtual X server, disk cache warm, the program's modules compiled, as from the
  second start on. The first lines are noted by our own program: the unlock page was painted; the first rows of the list
  were painted, counted from the passphrase. Typed at once, nothing that opening needs is loaded yet: it is loaded, and
  the first two pages are built, beside the derivation, and the person waits for whatever takes longer. Typed in two
  seconds, the unlock page has used the time to load the store. Against DB Browser, which shows a table of as many rows,
  both are watched from outside, the passphrase typed at once: until the screen first looked as it did at the end.
- *Search*: every prefix of names, pinyin, initials, digits and groups; from the new text until the table's model holds
  the rows, through the store thread.
- *Answer*: skips, calculations and checks of the questionnaire are worked out, and the answer is on disk.
- *Questionnaire*: of the size of the WHO verbal autopsy, and a table with sums over it; from the compiled XForm, every
  formula parsed anew; then the same random answers, each until what depends on it is worked out. The reference
  engine runs in its own virtual machine, warmed; Web Forms in Node (`npm ci --prefix tests/oracles/web_forms`).
- *Checks*: every check of the pack that is in force, from the encrypted register to the list of hits. The peers judge
  twenty of them on whole columns and read an unencrypted copy (`pip install pandas polars`; no dependency of the
  program). The curve puts up to four counties into one register.
- *Duplicates* and *second opinion*: against the bare read of the same columns from the encrypted register into Python,
  below which neither can come.
- *Eligibility*: the whole catalogue of measures, judged for every household and member, with the lines that they have.
  The peer judges twelve measures on whole columns of an unencrypted copy.
- *Bundles*: each of the county's villages on a laptop of its own; the office takes in one after the other, verified
  (seal, certificates, signatures, hashes, chains, rights, types) and merged into the register, with its receipt. Two
  floors open the same files and verify nothing: one inserts the bytes of the transactions alone, the other every row
  that the office then has. PouchDB (`npm ci --prefix tests/benchmarks/pouchdb`) replicates documents from as many local
  databases into one, unencrypted, unsigned, on disk (leveldb) and in memory: the same records, one document each, and
  the sealed entries, one document each, of which nothing can be looked at.
- *Funds*: sources, projects and households each added up from their own records and compared to the fen. The bare read
  takes the same rows out of the encrypted register, and compares nothing.
- *Network*: a file of 256 MB from a laptop to a service on the same machine, TLS 1.3 on both sides: 163 MB up and
  262 MB down for each second of the processor, 16 MB more memory (2026-11-30). Between real hosts: `python -m
  tests.hosts --rounds 25 --seed 7` (root, Debian's `iproute2`) puts an office and two laptops into network
  namespaces on a cable that is slow, loses, doubles and is pulled out, and lets them find each other by calling. 25
  syncs on 2026-11-30: 5,377 frames passed, 101 lost, 413 doubled; all 378 entries everywhere, once.
- *Roster*: the peer reads every cell and writes the very rows of journal and register that the import left, knowing
  nothing of either.
"""


def main() -> None:
    """Measure what is asked for, print it, and write the page if everything was measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("only", nargs="*", choices=[*MEASURES, []], help="measure only these")
    parser.add_argument("--keep", type=Path, help="folder for the county, to be used again")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args()
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as scratch:
        keep = options.keep or Path(scratch)
        keep.mkdir(parents=True, exist_ok=True)
        made = county.make(keep)
        figures = [
            figure for name in options.only or MEASURES for figure in MEASURES[name](made, Path(scratch) / "work")
        ]
    table = "\n".join([HEAD, *(figure.row() for figure in figures)])
    print(table)
    if options.write and not options.only:
        PAGE.write_text(_page(table, before), "utf-8")


def _page(table: str, before: float) -> str:
    return TEXT.format(
        table=table,
        day=datetime.now(UTC).date().isoformat(),
        processor=_processor(),
        cores=os.cpu_count(),
        python=platform.python_version(),
        versions=", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES),
        system=platform.freedesktop_os_release()["PRETTY_NAME"],
        before=before,
        after=os.getloadavg()[0],
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


if __name__ == "__main__":
    main()
