"""The road of a message: load, step, commit, wake the sender. Knows records and stores, not Telegram's library."""
