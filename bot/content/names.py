"""What the core offers to conversations, by name. The composition root fills it; this room only compares."""

from __future__ import annotations

import msgspec


class Names(msgspec.Struct, frozen=True):
    """Actions for `do`, facts for `if` and `unless`, views for `{...}`, commands (without the slash) for buttons."""

    actions: frozenset[str]
    facts: frozenset[str]
    views: frozenset[str]
    commands: frozenset[str]
