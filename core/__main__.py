"""``python -m core COMMAND``: every job of the app from the command line."""

import sys

from core.commands.app import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
