"""A family deletes everything at the very moment at which its file is being replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_fixtures import make_family

from bot.core.records import encode
from bot.storage.files import Files
from bot.storage.keys import KeyMissing, Keyring
from bot.storage.record_files import RecordFiles


class DroppedMeanwhile(Files):
    """Another thread drops the record between the writing of its new file and the renaming."""

    def __init__(self) -> None:
        self.keyring: Keyring | None = None

    def replace(self, source: Path, target: Path) -> None:
        if self.keyring is not None and target.suffix == ".json":
            keyring, self.keyring = self.keyring, None
            keyring.drop("abc")
            self.remove(target)
        super().replace(source, target)


def test_it_is_gone_and_no_fault_of_the_disk(tmp_path: Path) -> None:
    files = DroppedMeanwhile()
    (tmp_path / "keys").mkdir()
    keyring = Keyring(tmp_path / "keys", b"m" * 32, files)
    keyring.create("abc")
    records = RecordFiles(tmp_path, keyring, files)
    records.make_folders()
    record = encode(make_family("abc", 1))
    records.write("families", "abc", 1, record, ())
    files.keyring = keyring
    with pytest.raises(KeyMissing):
        records.write("families", "abc", 2, record, ())
    assert list(records.ids()) == []
