"""The bot as an operator starts it, by a clock that runs ahead: `python -m tests.simulation.bot_ahead SECONDS`.

So nobody has to wait out the minute in which a broadcast can be taken back.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta

from bot import app, stopping
from bot.settings import read_settings
from bot.watching.logs import set_up_logging


async def serve(ahead: timedelta) -> None:
    """Run until SIGTERM."""
    with stopping.told_to_stop() as stop:
        async with app.built(read_settings(), lambda: datetime.now(UTC) + ahead, print) as (receiver, _, _):
            await stop.when_told(receiver)


if __name__ == "__main__":
    set_up_logging("INFO", "plain")
    asyncio.run(serve(timedelta(seconds=float(sys.argv[1]))))
