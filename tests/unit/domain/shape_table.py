"""Makes ``resources/shape_alike.tsv`` from the shipped font: ``python -m tests.unit.domain.shape_table``.

Not used at run time. Two characters look alike where their printed pictures are correlated: the phi coefficient of the
ink on a grid of 40 × 40 points. Every character of GB 2312 is compared with every other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import sqrt

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from poverty_desktop import paths

LEAST = 0.66
MOST_ALIKE = 8
_GRID = 40
_POINTS = _GRID * _GRID
_INK = 70


def characters() -> Iterator[str]:
    """Yield the 6,763 Chinese characters of GB 2312."""
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                yield bytes([high, low]).decode("gb2312")
            except UnicodeDecodeError:
                continue


def alike() -> dict[str, list[str]]:
    """Return for every character those that look most like it, the likest first; the relation is symmetric."""
    font = ImageFont.truetype(paths.resources() / "fonts" / "NotoSansSC-Regular.ttf", 48)
    known = list(characters())
    ink = [_ink(character, font) for character in known]
    counts = [picture.bit_count() for picture in ink]
    spread = [sqrt(count * (_POINTS - count)) for count in counts]
    near: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for one in range(len(known)):
        for other in range(one + 1, len(known)):
            common = _POINTS * (ink[one] & ink[other]).bit_count() - counts[one] * counts[other]
            phi = common / (spread[one] * spread[other])
            if phi > LEAST:
                near[one].append((phi, other))
                near[other].append((phi, one))
    best = {one: sorted(found, reverse=True)[:MOST_ALIKE] for one, found in near.items()}
    pairs = {(one, other) for one, found in best.items() for _phi, other in found}
    pairs |= {(other, one) for one, other in pairs}
    table: dict[str, list[str]] = defaultdict(list)
    for one, other in sorted(pairs):
        table[known[one]].append(known[other])
    return table


def as_text(table: dict[str, list[str]]) -> str:
    """Return the table as lines ``character TAB characters that look alike``."""
    return "".join(f"{character}\t{''.join(table[character])}\n" for character in sorted(table))


def _ink(character: str, font: ImageFont.FreeTypeFont) -> int:
    """Return the picture of a character as one number, a bit for each point of the grid."""
    picture = Image.new("L", (56, 56))
    ImageDraw.Draw(picture).text((4, -8), character, fill=255, font=font)
    soft = picture.filter(ImageFilter.GaussianBlur(1.2)).resize((_GRID, _GRID))
    return int("".join("1" if point > _INK else "0" for point in soft.tobytes()), 2)


if __name__ == "__main__":
    (paths.resources() / "shape_alike.tsv").write_text(as_text(alike()), encoding="utf-8")
