"""The household file of ``bench_pdf`` as lines of the common table."""

from __future__ import annotations

from tests.benchmarks import bench_pdf
from tests.benchmarks.figures import Figure

HOUSEHOLDS = 40


def measure() -> list[Figure]:
    """Return the CPU figures of one household file; typst is compared where it is installed."""
    seeds = range(HOUSEHOLDS + 1)
    papers = [bench_pdf.varied(seed) for seed in seeds]
    unseen = [bench_pdf.varied(5000 + seed) for seed in seeds]
    stamp = bench_pdf.sample_papers.stamp()
    documents = [bench_pdf.compose_household_file(paper, stamp, language=bench_pdf.LANGUAGE) for paper in papers]
    ours = bench_pdf.measured(lambda index: bench_pdf.ours(unseen[index]), HOUSEHOLDS)[0]
    bare = bench_pdf.measured(lambda index: bench_pdf.bare_canvas(documents[index]), HOUSEHOLDS)[0]
    what = "one household file as PDF, CPU"
    found = [Figure(what=what, ours=ours, peer=bare, peer_name="bare reportlab canvas, the same marks")]
    make_typst = bench_pdf.typst_maker()
    if make_typst is not None:
        inputs = [bench_pdf.typst_input(paper, made) for paper, made in zip(papers, documents, strict=True)]
        typst = bench_pdf.measured(lambda index: make_typst(inputs[index]), HOUSEHOLDS)[0]
        found.append(Figure(what=what, ours=ours, peer=typst, peer_name="typst, the same content", aim="< 1 ×"))
    return found
