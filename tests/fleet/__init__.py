"""A fleet of real processes: replicas, nginx before them, PostgreSQL behind them, the practice chat as Telegram.

`python -m tests.fleet` starts one to look at. The tests kill parts of it.
"""
