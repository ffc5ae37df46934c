"""The README shows what the demo prints."""

import os
import re
import subprocess
import sys

WIDE = {"COLUMNS": "100", "NO_COLOR": "1", "PYTHONUTF8": "1"}


def test_the_sample_of_the_readme_is_what_the_demo_prints(pages, tmp_path):
    """Each line of the sample stands in the demo's output, in that order; `…` is what is left out.

    Where the demo changed on purpose, `nox -s sample` brings the README up to it.
    """
    (sample,) = re.findall(r"^```text\n(.+?)^```$", pages["README.md"], re.MULTILINE | re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-m", "twohats", "demo"],
        cwd=tmp_path,
        env={**os.environ, **WIDE},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    printed = [line.rstrip() for line in done.stdout.splitlines()]
    lost, place = [], 0
    for line in sample.splitlines():
        if line in printed[place:]:
            place = printed.index(line, place) + 1
        elif line not in ("", "…"):
            lost.append(line)

    assert lost == []
