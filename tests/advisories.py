"""Whether a locked library has a known weakness: `python -m tests.advisories` asks pip-audit, which asks PyPI.

A network without PyPI's advisories is said in one line and is no failure: it says nothing about the libraries.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "tests/requirements.lock")
SECONDS = 15  # for one answer


def main() -> int:
    """0 when nothing is known, or nobody could be asked; 1 when there is a weakness, with a line for each."""
    weak = False
    for lock in LOCKS:
        lines, found = told(lock, asked(ROOT / lock))
        print(*lines, sep="\n")
        weak = weak or found
    return 1 if weak else 0


def asked(lock: Path) -> list[dict[str, Any]]:
    """What pip-audit says of each library; [] when it says nothing."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "-r", str(lock)]
        command += ["--timeout", str(SECONDS), "--progress-spinner", "off", "-f", "json", "-o", str(answer)]
        subprocess.run(command, cwd=folder, capture_output=True, check=False)  # its status is 1 for a lost network, too
        if not answer.exists():
            return []
        libraries: list[dict[str, Any]] = json.loads(answer.read_text("utf-8"))["dependencies"]
        return libraries


def told(lock: str, libraries: list[dict[str, Any]]) -> tuple[list[str], bool]:
    """The lines to print, and whether there is a weakness."""
    audited = [each for each in libraries if "vulns" in each]
    if not audited:
        return [f"{lock}: PyPI's advisories could not be read here, so nothing was audited"], False
    weak = [
        f"{lock}: {each['name']} {each['version']}: {weakness['id']}, mended in {', '.join(weakness['fix_versions'])}"
        for each in audited
        for weakness in each["vulns"]
    ]
    return [f"{lock}: {len(audited)} of {len(libraries)} libraries audited", *weak], bool(weak)


if __name__ == "__main__":
    sys.exit(main())
