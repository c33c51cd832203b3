"""``python -m core COMMAND``: every job of the app from the command line."""

import sys

try:
    from core.commands.app import main
except ModuleNotFoundError as missing:
    if (missing.name or "").startswith("core"):
        raise
    sys.exit(
        f"This Python lacks the library {missing.name}. Set Mien up with: python start.py\n"
        "Then use the Python in its folder .venv for this command."
    )

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
