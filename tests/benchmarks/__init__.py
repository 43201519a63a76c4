"""Benchmarks as commands: `python -m tests.benchmarks` prints figures side by side. Nothing here is timed in the tests.

Each `row_*.py` measures one claim, each `contend_*.py` is a program that a user might pick instead.
"""
