"""Up and down in dialogs, while a field has the keys."""

from __future__ import annotations

from typing import TypeVar

from textual import events
from textual.widgets import Input

from vsm_tui.tui.screens.base import Dialog
from vsm_tui.tui.widgets.grid import Grid

R = TypeVar("R")


class ListDialog(Dialog[R]):
    """A field with a list below it: up and down go through the list."""

    ABOUT = "Type in the field; ↓ ↑ go through the list below it."
    MISSED = "never"

    def on_key(self, event: events.Key) -> None:
        """The list follows the keys while the field has them."""
        if event.key in ("down", "up"):
            self.query_one(Grid).cursor += 1 if event.key == "down" else -1
            self.walked()
            event.stop()
            event.prevent_default()

    def walked(self) -> None:
        """The cursor stands on another line because somebody went there."""


class FormDialog(Dialog[R]):
    """Fields below each other: up and down go from one to the next."""

    ABOUT = "Type in the fields; ↓ ↑ go from one to the next."
    MISSED = "always"

    def on_key(self, event: events.Key) -> None:
        """The fields follow the keys."""
        if event.key in ("down", "up"):
            (self.focus_next if event.key == "down" else self.focus_previous)(Input)
            event.stop()
            event.prevent_default()
