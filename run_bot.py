"""SameSide. `python run_bot.py --help` lists what it can do."""

import gc
import sys

gc.disable()  # what is imported stays: looking through it for garbage, again and again, takes a tenth of a second

from bot.cli import main  # noqa: E402

gc.freeze()
gc.enable()

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
