"""Draw the back-check sample of a round again, with nothing but Python: who doubts it needs the frame and the seed.

python3 draw_sample.py FRAME.csv "SEED" 420581104210/01=2 420581104210/03=12

FRAME.csv is what the program writes with "Save the frame" (terminal: round-sample --frame FILE): one line for each
household of the round, without names: stratum (village/category), number of the sheet, persons, id of the household,
and, once a sample is drawn, the place in the draw and whether it is in the sample. Its fingerprint is printed with the
sample; whoever publishes it before the seed is known cannot change the frame afterwards.
"""

import csv
import hashlib
import sys
import unicodedata
from pathlib import Path

frame, seed, *sizes = sys.argv[1:]
seed = unicodedata.normalize("NFC", seed).strip().encode()
strata: dict[str, list[tuple[bytes, str]]] = {}
with Path(frame).open(encoding="utf-8-sig", newline="") as file:
    for stratum, sheet, _persons, household, *_drawn in list(csv.reader(file))[1:]:
        strata.setdefault(stratum, []).append((bytes.fromhex(household), sheet))

digest = hashlib.sha256()
for stratum in sorted(strata):
    digest.update(
        stratum.encode() + b"\0" + b"".join(sorted(household for household, _sheet in strata[stratum])) + b"\0"
    )
digits = f"{int.from_bytes(digest.digest()[:8], 'big') % 10**16:016d}"
print("frame", " ".join(digits[start : start + 4] for start in range(0, 16, 4)))

for size in sizes:
    stratum, _equals, count = size.rpartition("=")
    ordered = sorted(strata[stratum], key=lambda home: hashlib.sha256(seed + b"\0" + home[0]).digest())
    print(stratum, *(sheet for _household, sheet in ordered[: int(count)]))
