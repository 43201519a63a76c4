"""Reading whole files, also those of somebody else: a backup may have been put back by another user."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bot.storage.files import Files

SOMEBODY_ELSES = Path("/etc/passwd")  # unless this runs as root
LARGE = 200_000  # bytes: more than is read at once


@pytest.mark.parametrize("size", [0, 1, LARGE])
def test_the_whole_of_a_file_is_read_whatever_its_size(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(os.urandom(size))
    assert Files().read(path) == Files().read(str(path)) == path.read_bytes()


def test_nothing_is_made_up_for_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Files().read(tmp_path / "missing")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such file")
def test_the_file_of_somebody_else_is_read_as_well() -> None:
    assert Files().read(SOMEBODY_ELSES) == SOMEBODY_ELSES.read_bytes()
