"""The heart of the house: everything that a parent experiences is decided here, and nothing here does I/O.

`step.step(content, record, event, now) -> (record, requests)` is the one way in. The core knows no clock, no
network, no disk, no randomness: what it needs of them comes in with the event.
"""
