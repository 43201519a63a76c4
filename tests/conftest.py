"""What all tests share: markers for what a machine may lack, and CI's promise that nothing is skipped there."""

from __future__ import annotations

import os
import shutil

import pytest

# Test modules import from these and name them as plugins too, which pytest reads only after the imports.
pytest.register_assert_rewrite("tests.postgres_server", "store_fixtures")

NEEDS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "node": ("npm",),
    "nginx": ("nginx", "/usr/sbin/nginx"),
    "systemd": ("systemd-analyze",),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what this machine cannot run."""
    for marker, programs in NEEDS.items():
        if any(shutil.which(program) for program in programs):
            continue
        for item in items:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"needs {programs[0]}, which is not installed"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was skipped, in plain words."""
    for report in terminalreporter.stats.get("skipped", []):
        terminalreporter.write_line(f"skipped: {report.nodeid}")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a skipped test is a failure: there everything that tests need is installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("NOTHING_SKIPPED") and skipped and exitstatus == 0:
        session.exitstatus = 1
