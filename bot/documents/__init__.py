"""The documents room: sets papers as PDF and as pictures, and writes calendar files.

It knows what a paper is made of and nothing of who asked for it, where it goes, or what a family is.
"""

from bot.documents.rendering import Documents

__all__ = ["Documents"]
