"""A fleet whose parts die while people talk. The long form is `python -m tests.simulation.fleet`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.fleet.parts import Nginx, on_loopback
from tests.fleet.story import Blow, Story

if TYPE_CHECKING:
    from tests.postgres_server import Server

pytest_plugins = ["tests.postgres_server"]


@pytest.mark.nginx
def test_the_file_for_nginx_is_in_order(tmp_path: Path) -> None:
    assert "successful" in Nginx(8443, [8091, 8092, 8093], tmp_path).check()


def test_the_file_on_loopback_has_all_replicas_and_no_certificate() -> None:
    text = on_loopback(8443, [7001, 7002, 7003])
    assert [f"server 127.0.0.1:{port} " in text for port in (7001, 7002, 7003)] == [True] * 3
    assert "8091" not in text
    assert "listen 127.0.0.1:8443;" in text
    assert "ssl" not in "".join(line for line in text.splitlines() if not line.startswith("#"))


@pytest.mark.nginx
async def test_nothing_is_lost_or_doubled_whatever_dies(tmp_path: Path, postgres_to_kill: Server) -> None:
    story = Story(tmp_path, postgres_to_kill, replicas=3, talking=4, waiting=8)
    figures = await story.run(
        [
            Blow("twice", after=2),
            Blow("kill", after=3, replica=0, back=False),  # a start costs a test seconds; two are left
            Blow("database", after=3, seconds=1),
            Blow("stop", after=3, replica=1, back=False),
        ]
    )
    assert figures.wrong() == []
