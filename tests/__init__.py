"""The tests. A package by name, because a library that we use ships a package called `tests` of its own."""
