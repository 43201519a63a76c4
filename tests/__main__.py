"""One command that checks everything: `python -m tests`. Further words go to pytest: `python -m tests -k meeting`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYTHON = sys.executable

CHECKS = (
    ("lint", [PYTHON, "-m", "ruff", "check", "."]),
    ("format", [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."]),
    ("types", [PYTHON, "-m", "mypy"]),
    ("arrows", [PYTHON, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-logo"]),
    ("content", [PYTHON, "run_bot.py", "check"]),
)


def main(words: list[str]) -> int:
    """Run the checks, then the tests; 0 when all is well."""
    failed = []
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for name, command in CHECKS:
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        print(f"{name}: {'ok' if done.returncode == 0 else 'failed'}", flush=True)
        if done.returncode:
            print(done.stdout + done.stderr, flush=True)
            failed.append(name)
    tests = subprocess.run([PYTHON, "-m", "pytest", "-n", "auto", *words], cwd=ROOT, check=False)
    if tests.returncode:
        failed.append("tests")
    print(f"failed: {', '.join(failed)}" if failed else "everything is in order", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
