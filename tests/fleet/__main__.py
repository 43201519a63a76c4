"""Starts a fleet on this machine to look at: `python -m tests.fleet`. docs/deploy/fleet.md shows what to try."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import signal
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from bot.practice_chat import PracticeChat, SystemClock
from tests.fleet.fleet import Fleet
from tests.postgres_server import Server


async def show(database: str, replicas: int, port: int) -> None:
    """Run it until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sameside-fleet-")))
        if not database:
            server = Server()
            stack.callback(server.stop)
            database = server.new_database()
        token = f"7000000001:{secrets.token_hex(16)}"
        chat = PracticeChat(token=token, clock=SystemClock())
        chat.world.inline_mode = True
        await chat.start(port=port)
        stack.push_async_callback(chat.stop)
        fleet = await stack.enter_async_context(Fleet(folder, chat, token, database, replicas))
        print(f"The practice chat is open: {chat.url}")
        print(f"nginx listens on {fleet.url}")
        for replica in fleet.replicas:
            print(f"replica {replica.number}: process {replica.pid}, port {replica.port}, log {replica.log}")
        print("Kill a replica and go on chatting. Stop all with Ctrl-C.", flush=True)
        await stop.wait()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.fleet", description=__doc__)
    parser.add_argument("--database", default="", help="postgresql://...; without it a server is started for the time")
    parser.add_argument("--replicas", type=int, default=2)
    parser.add_argument("--port", type=int, default=8765, help="of the practice chat (default: 8765)")
    chosen = parser.parse_args()
    asyncio.run(show(chosen.database, chosen.replicas, chosen.port))


if __name__ == "__main__":
    main()
