"""What is said of locked libraries: sound ones, a weak one, and a network in which nobody can be asked."""

from __future__ import annotations

from tests.advisories import told

SKIPPED = {"name": "tinydb", "skip_reason": "Dependency not found on PyPI"}
SOUND = {"name": "msgspec", "version": "0.20.0", "vulns": []}
WEAK = {"name": "old", "version": "1.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["1.1", "2.0"]}]}


def test_a_weak_library_is_named_with_its_mend() -> None:
    lines, weak = told("requirements.lock", [SOUND, WEAK, SKIPPED])
    assert weak
    assert lines == [
        "requirements.lock: 2 of 3 libraries audited",
        "requirements.lock: old 1.0: PYSEC-2026-1, mended in 1.1, 2.0",
    ]


def test_where_nobody_can_be_asked_nothing_is_called_sound() -> None:
    lines, weak = told("requirements.lock", [SKIPPED])
    assert not weak
    assert lines == ["requirements.lock: PyPI's advisories could not be read here, so nothing was audited"]
    assert told("requirements.lock", []) == (lines, False)
