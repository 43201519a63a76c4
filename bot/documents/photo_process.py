"""Photos are decoded in a process of their own, with little memory and little time: whatever a file makes the decoder
do, it does not do it to the bot.

A picture comes in on standard input and goes out on standard output. The process gets no settings of the bot, no token
among them. It must not know what the picture is for.
"""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import sys
from pathlib import Path

from bot.documents.pictures import MOST_BYTES, reencoded

log = logging.getLogger(__name__)

MOST_MEMORY = 512 * 1024 * 1024  # bytes of addresses; the largest picture that is decoded takes half
MOST_SECONDS = 10  # of the processor; a photo from a phone takes half a second on a slow machine
PATIENCE = 30.0  # seconds by the clock, on a busy machine
COMMAND = (sys.executable, "-s", "-B", "-m", "bot.documents.photo_process")
ROOT = Path(__file__).parents[2]
NEEDED = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "LANG")  # of the environment


def reencoded_apart(content: bytes) -> bytes | None:
    """As `pictures.reencoded`, in another process; None also when that process was ended for taking too much."""
    if not 0 < len(content) <= MOST_BYTES:
        return None
    try:
        done = subprocess.run(
            COMMAND,
            input=content,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            cwd=ROOT,
            env={name: os.environ[name] for name in NEEDED if name in os.environ},
        )
    except subprocess.TimeoutExpired:
        log.warning("A picture took too long to be read.")
        return None
    if done.returncode or not done.stdout:
        log.warning("A picture could not be read (status %d).", done.returncode)
        return None
    return done.stdout


def main() -> None:
    """The other process: one picture in, one out, or nothing."""
    limit_itself()
    made = reencoded(sys.stdin.buffer.read(MOST_BYTES + 1))
    sys.stdout.buffer.write(made or b"")


def limit_itself() -> None:
    """Take no more than the limits from now on. Where the system has no such limits, the parent's patience is one."""
    try:
        import resource
    except ImportError:  # Windows
        return
    limits = {
        resource.RLIMIT_AS: MOST_MEMORY,
        resource.RLIMIT_CPU: MOST_SECONDS,
        resource.RLIMIT_FSIZE: 0,  # it writes no file
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 32,
    }
    for which, most in limits.items():
        hard = resource.getrlimit(which)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS does not know all of them
            resource.setrlimit(which, (most, most))


if __name__ == "__main__":
    main()
