"""``python -m twohats`` is ``twohats``."""

from twohats.cli import main

if __name__ == "__main__":
    main()
