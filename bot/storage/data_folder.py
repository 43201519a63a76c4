"""The data folder itself: made for its owner alone, locked, explained to whoever opens it, and matched with its key."""

from __future__ import annotations

from pathlib import Path

from bot.storage.files import Files, make_folder
from bot.storage.keys import KeyFileFault, fingerprint, read_master_key, same_fingerprint
from bot.storage.lock import FolderLock

_README = """\
This folder is the memory of a SameSide bot: everything in it is encrypted. Do not edit it while the bot runs.
The key file (setting BOT_KEY_FILE) belongs somewhere else, in a safe place: without it nothing here can be read.
To back it up, use `python run_bot.py backup`: it keeps the newest keys only, so that deleted things stay deleted.
"""

# Files that are there while a command is at work on the whole folder; nothing else may open it meanwhile.
RESTORING = "restoring"
ROTATING = "rotating"
_UNFINISHED = {
    RESTORING: "a restore into {folder} was interrupted. Empty the folder and run it again: python run_bot.py restore",
    ROTATING: "changing the key of {folder} was interrupted. Finish it: python run_bot.py rotate-key",
}


def prepare_folder(folder: Path, key_file: Path, lock: FolderLock, files: Files) -> bytes:
    """Make and lock the folder; returns the master key.

    Raises `StoreLocked`, or `KeyFileFault` when the key file is missing, damaged, inside the folder or another one's.
    """
    if folder.resolve() in key_file.resolve().parents:
        raise KeyFileFault(f"BOT_KEY_FILE: {key_file} is inside the data folder. Choose a place outside {folder}.")
    make_folder(folder)
    lock.take()
    for name, mend in _UNFINISHED.items():
        if (folder / name).exists():
            raise KeyFileFault(f"BOT_DATA_DIR: {mend.format(folder=folder)}")
    for name in ("keys", "journal", "catalogue"):
        make_folder(folder / name)
    mark = folder / "key_fingerprint"
    in_use = any((folder / "keys").iterdir())
    if in_use and not mark.exists():
        raise KeyFileFault(f"BOT_DATA_DIR: {mark} is missing. Put it back from a copy of the folder.")
    master = read_master_key(key_file, create=not mark.exists())
    if not mark.exists():
        write_mark(folder, master, files)
    elif not same_fingerprint(files.read(mark), fingerprint(master)):
        raise KeyFileFault(
            f"BOT_KEY_FILE: {key_file} is not the key of {folder}. "
            "Put the right key file back, or set BOT_DATA_DIR to another folder."
        )
    return master


def write_mark(folder: Path, master: bytes, files: Files) -> None:
    """Say in the open which key the folder needs, and what it is. Durable on return."""
    files.write_whole(folder / "README.txt", _README.encode())
    files.write_whole(folder / "key_fingerprint", fingerprint(master) + b"\n")
    files.sync_folder(folder)
