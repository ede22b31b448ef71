"""One small class per thing a user can do: its key, its words, when it can run, and what it does."""

from vsm_tui.tui.commands.command import Command, bindings

__all__ = ["Command", "bindings"]
