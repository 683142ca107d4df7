"""Write ``data/income_measures.json``: what three libraries that are not ours say of some incomes.

Run by hand in an environment with apode, quantecon and inequality (they bring much along, so that the tests only
read the file). FGT is apode's, the Gini coefficient that of quantecon and of inequality.
"""

from __future__ import annotations

import json
import random
from importlib import metadata
from pathlib import Path

LINE_FEN = 860_000
TARGET = Path(__file__).parent / "data" / "income_measures.json"


def incomes() -> dict[str, list[int]]:
    drawn = random.Random(20261130)
    found = {f"random {size}": [drawn.randrange(50_000, 4_000_000) for _ in range(size)] for size in (5, 17, 60, 200)}
    found["ties"] = [100_000] * 4 + [860_000] * 3 + [859_999, 1_500_000, 1_500_000]
    found["all alike"] = [500_000] * 6
    found["one has nearly all"] = [1] * 9 + [9_000_000]
    return found


def main() -> None:
    import numpy
    import pandas
    import quantecon
    from apode import ApodeData
    from inequality.gini import Gini

    rows = {}
    for name, fen in incomes().items():
        array = numpy.array(fen, dtype=float)
        table = ApodeData(pandas.DataFrame({"income": array}), income_column="income")
        rows[name] = {
            "incomes_fen": fen,
            "gini": [float(quantecon.gini_coefficient(array)), float(Gini(array).g)],
            "fgt": [float(table.poverty("fgt", pline=LINE_FEN, alpha=alpha)) for alpha in (0, 1, 2)],
        }
    made_with = {name: metadata.version(name) for name in ("apode", "quantecon", "inequality")}
    TARGET.write_text(
        json.dumps({"line_fen": LINE_FEN, "made_with": made_with, "sets": rows}, indent=1) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
