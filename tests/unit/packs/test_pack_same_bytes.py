"""One questionnaire compiles to one text, whatever the converter's sets do in this run."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from pack_sources import edited_pack, xlsform

from poverty_desktop.packs.load import load_shipped
from poverty_desktop.packs.publish import check, publish
from poverty_desktop.packs.questionnaires.canonical import canonical

SURVEY = [
    ["type", "name", "label::中文 (zh)", "label::English (en)", "hint::中文 (zh)", "guidance_hint::中文 (zh)", "image"],
    *([["text", f"q{number}", "甲", "A", "提示", "指导 <b>", "a.png"] for number in range(4)]),
]
SETTINGS = [["form_title", "form_id", "version"], ["走访", "short_visit", "1"]]
PUBLISH = """
import hashlib, sys
from pathlib import Path
from poverty_desktop.packs.publish import publish
print(hashlib.sha256(publish(Path(sys.argv[1]), previous=None).data).hexdigest())
"""


def source(folder: Path) -> Path:
    made = edited_pack(folder, lambda book: None, with_forms=True)
    xlsform(made / "forms" / "visit.xlsx", survey=SURVEY, settings=SETTINGS)
    return made


def test_that_publishing_gives_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    folder = source(tmp_path)
    digests = {
        subprocess.run(
            [sys.executable, "-c", PUBLISH, str(folder)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "4")  # the converter gives two orders under these two
    }

    assert len(digests) == 1


def test_that_an_edition_published_in_the_other_order_is_no_change(tmp_path: Path) -> None:
    folder = source(tmp_path)
    pack = publish(folder, previous=None).pack
    form = pack.forms["short_visit"]
    hint, guidance = "<value>提示</value>", '<value form="guidance">指导 &lt;b&gt;</value>'
    turned = form.xform.replace(hint, "·").replace(guidance, hint).replace("·", guidance)
    assert turned != form.xform
    assert canonical(turned) == canonical(form.xform) == form.xform
    previous = replace(pack, forms={**pack.forms, "short_visit": replace(form, xform=turned)})

    assert not [problem for problem in check(folder, previous=previous) if "short_visit" in problem.params.values()]
    assert load_shipped().forms["household_survey"].xform == pack.forms["household_survey"].xform
