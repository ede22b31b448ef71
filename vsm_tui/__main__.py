"""``python -m vsm_tui`` is ``vsm``."""

from vsm_tui.cli import main

if __name__ == "__main__":
    main()
