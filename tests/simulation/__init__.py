"""A deterministic simulation of the whole bot: real code, virtual time, a seeded schedule, a disk and a network that
fail on purpose. One seed gives one history, byte for byte. `python -m tests.simulation --help` runs many.
"""
