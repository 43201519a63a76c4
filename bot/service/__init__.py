"""The road of a message: load, step, commit, wake the sender. Knows records and stores, nothing of Telegram's library."""
