"""Telegram's sending limits, when somebody switches them on.

Per chat about one message a second with a small burst, per group 20 a minute, overall 30 a second:
https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.practice_chat.refusals import too_many_requests


@dataclass
class Limits:
    """Counts sent messages. `monotonic` gives seconds."""

    enabled: bool = True
    chat_burst: int = 3  # messages to one chat in chat_burst seconds
    group_per_minute: int = 20
    overall_per_second: int = 30
    monotonic: Callable[[], float] = time.monotonic
    _chats: dict[int, deque[float]] = field(default_factory=dict)
    _all: deque[float] = field(default_factory=deque)

    def count(self, chat_id: int) -> None:
        """Count one message to a chat. Raises the 429 refusal, without counting, when it is one too many."""
        if not self.enabled:
            return
        now = self.monotonic()
        sent = self._chats.setdefault(chat_id, deque())
        windows = [(self._all, self.overall_per_second, 1.0), (sent, self.chat_burst, float(self.chat_burst))]
        if chat_id < 0:
            windows.append((sent, self.group_per_minute, 60.0))
        wait = max(_wait(times, allowed, window, now) for times, allowed, window in windows)
        if wait > 0:
            raise too_many_requests(math.ceil(wait))
        for times, keep in ((self._all, self.overall_per_second), (sent, max(self.group_per_minute, self.chat_burst))):
            times.append(now)
            while len(times) > keep:
                times.popleft()


def _wait(times: deque[float], allowed: int, window: float, now: float) -> float:
    """Seconds until one more fits into the window."""
    if len(times) < allowed:
        return 0.0
    return times[-allowed] + window - now
