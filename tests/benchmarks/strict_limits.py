"""Telegram's limits as the emulator keeps them, and as a token bucket; both write down what came of each message.

`shortest` says how fast anybody could be within them, who knew beforehand when each message arrives.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.practice_chat import Limits
from bot.practice_chat.refusals import ApiRefusal, too_many_requests

Bucket = tuple[float, float]  # tokens, and since when


@dataclass
class Counted(Limits):
    """A strict sliding window. `accepted` are the instants of what was taken, `refused` counts the 429s."""

    accepted: list[float] = field(default_factory=list)
    refused: int = 0

    def count(self, chat_id: int) -> None:
        """As `Limits.count`."""
        try:
            self.take(chat_id)
        except ApiRefusal:
            self.refused += 1
            raise
        self.accepted.append(self.monotonic())

    def take(self, chat_id: int) -> None:
        """Count one message, or raise."""
        super().count(chat_id)


@dataclass
class Buckets(Counted):
    """Buckets that fill evenly: a second's worth overall, a burst for each chat, a minute's worth for each group."""

    buckets: dict[object, Bucket] = field(default_factory=dict)

    def take(self, chat_id: int) -> None:
        """Count one message, or raise."""
        now = self.monotonic()
        most = self.overall_per_second
        rules: list[tuple[object, float, float]] = [("all", most, most), (chat_id, self.chat_burst, 1.0)]
        if chat_id < 0:
            rules.append((("minute", chat_id), self.group_per_minute, self.group_per_minute / 60))
        filled: dict[object, float] = {}
        for key, size, rate in rules:
            tokens, since = self.buckets.get(key, (size, now))
            filled[key] = min(size, tokens + (now - since) * rate)
        if min(filled.values()) < 1 - 1e-6:
            raise too_many_requests(1)
        for key, tokens in filled.items():
            self.buckets[key] = (tokens - 1, now)


def shortest(kind: type[Counted], rate: int, messages: int, groups: int, each: int) -> float:
    """Seconds from the first message to the last that no order and no network can undercut.

    `messages` in all, of which so many groups get so many each. At any instant, what the groups cannot have got by then
    is still to come, at `rate` a second after the second's worth that may come at once.
    """
    limits = kind()
    times: list[float] = []  # when a group can have got its first, second, ... message
    for number in range(each):
        if issubclass(kind, Buckets):
            rest = 60 / limits.group_per_minute
            times.append(max(0.0, number + 1 - limits.chat_burst, (number + 1 - limits.group_per_minute) * rest))
        else:
            burst = times[number - limits.chat_burst] + limits.chat_burst if number >= limits.chat_burst else 0.0
            full = number >= limits.group_per_minute
            times.append(max(burst, times[number - limits.group_per_minute] + 60 if full else 0.0))
    bounds = [messages / rate - 1]
    bounds += [now + groups * (each - number) / rate - 1 for number, now in enumerate(times)]
    return max(*bounds, times[-1] if times else 0.0)
