"""The smallest Textual app that still has a header, a text and a footer: what every screen is measured against."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Footer, Header, Static

MARKER = "MinimalMarker"


class Minimal(App[None]):
    """One text that changes with every key."""

    BINDINGS: ClassVar[list[BindingType]] = [("l,h,right,left,v", "count", "Count")]

    def compose(self) -> ComposeResult:
        yield Header()
        yield Static(MARKER, id="text")
        yield Footer()

    def action_count(self) -> None:
        self.count = getattr(self, "count", 0) + 1
        self.query_one("#text", Static).update(f"{MARKER} {self.count}", layout=False)


if __name__ == "__main__":
    Minimal().run()
