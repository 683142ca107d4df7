"""What the program has said is saved survives kill -9 at any instant."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

KILLS = int(os.environ.get("FP_KILLS", "40"))


def test_that_no_acknowledged_save_is_lost_when_the_process_is_killed(tmp_path):
    script = Path(__file__).with_name("kill_rounds.py")
    done = subprocess.run(
        [sys.executable, "-W", "error", script, "--rounds", str(KILLS), "--folder", tmp_path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = re.fullmatch(r"kills (\d+), acknowledged saves (\d+), answers (\d+), lost 0\n", done.stdout)
    assert found
    assert int(found[1]) >= 40
    assert int(found[2]) > KILLS // 2, "the kills came before anything was saved"
    assert int(found[3]) > KILLS // 4
