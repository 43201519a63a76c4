"""The unit for systemd is as hard as the pages say, by systemd's own word where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "docs" / "deploy" / "sameside.service"


def said_in(page: str) -> list[str]:
    """Each score that a page gives."""
    words = " ".join((ROOT / page).read_text().split())
    return re.findall(r"(?:rated|rates its exposure) \**(\d+\.\d)", words)


def test_every_page_gives_the_same_score() -> None:
    assert said_in("README.md") == said_in("docs/operation.md") == ["1.2"]


@pytest.mark.systemd
def test_the_score_is_that_of_systemd() -> None:
    program = shutil.which("systemd-analyze")
    assert program is not None
    done = subprocess.run(
        [program, "security", "--offline=true", "--no-pager", str(UNIT)], capture_output=True, text=True, check=False
    )
    found = re.search(r"exposure level for \S+: (\d+\.\d)", done.stdout)
    assert found is not None, done.stderr
    [said] = said_in("README.md")
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    if version.startswith("systemd 252 "):
        assert found[1] == said
    else:  # each release looks at a few things more
        assert float(found[1]) < float(said) + 0.5


def test_what_the_bot_needs_of_the_unit_is_in_it() -> None:
    """Folders of its own for data, key and backups; time enough to drain; nobody else reads what it writes."""
    unit = UNIT.read_text().splitlines()
    for line in ("UMask=0077", "StateDirectoryMode=0700", "NoNewPrivileges=yes", "ProtectSystem=strict"):
        assert line in unit
    [limit] = [line for line in unit if line.startswith("TimeoutStopSec=")]
    assert int(limit.partition("=")[2]) > 10
