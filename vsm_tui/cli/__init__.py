"""The command line: the same engine as the screens, without a screen."""

from vsm_tui.cli.main import main

__all__ = ["main"]
