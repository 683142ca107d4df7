"""The papers of the sample household, mark by mark, against what a person has looked at.

``python tests/unit/pdf/test_golden_papers.py`` writes the golden files anew; look at the pages before you keep them.
"""

from pathlib import Path

import pytest
import sample_papers

from poverty_desktop.pdf.assistance_card import compose_assistance_card
from poverty_desktop.pdf.household_file import compose_household_file
from poverty_desktop.pdf.page import MM, Document

GOLDEN = Path(__file__).parents[2] / "golden" / "papers"


def papers() -> dict[str, Document]:
    stamp = sample_papers.stamp()
    return {
        f"{name}.{language}": document
        for language in ("zh_CN", "en")
        for name, document in (
            ("household_file", compose_household_file(sample_papers.household(), stamp, language=language)),
            ("assistance_card", compose_assistance_card(sample_papers.card(), stamp, language=language)),
        )
    }


def described(document: Document) -> str:
    """Return every text in reading order: millimetres from the left and from the top, size in points, words."""
    lines = []
    for number, page in enumerate(document.pages, start=1):
        lines.append(f"page {number} {page.width / MM:.0f} x {page.height / MM:.0f}, {len(page.rules)} rules")
        lines += [f"{text.x / MM:6.1f} {text.y / MM:6.1f} {text.size:5.1f} {text.words}" for text in page.texts]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", sorted(papers()))
def test_that_a_paper_is_set_as_it_was_looked_at(name: str) -> None:
    assert described(papers()[name]) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for paper_name, paper in papers().items():
        (GOLDEN / f"{paper_name}.txt").write_text(described(paper), encoding="utf-8")
