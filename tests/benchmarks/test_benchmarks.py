"""The benchmark command runs and says what it promises to say. Nothing is timed here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_row_is_printed_and_written_as_json(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    command = [sys.executable, "-m", "tests.benchmarks", "--quick", "--only", "papers", "--json", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    [row] = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert {"name", "figure", "against", "ratio", "goal", "met"} <= row.keys()
    assert row["against"].startswith("fpdf2")
    assert row["figure"] > 0
    assert row["ratio"] > 0
    assert isinstance(row["met"], bool)
    head, line = done.stdout.splitlines()
    assert head.split() == ["what", "figure", "against", "figure", "ratio", "goal", "met", "note"]
    assert line.startswith(row["name"])
