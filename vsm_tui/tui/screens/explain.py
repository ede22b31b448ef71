"""Every number explains itself: formula, items, window, clock, source."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from vsm_tui.events.clean import clean
from vsm_tui.tui.explaining import Asked, Part, explain, title
from vsm_tui.tui.screens.base import Dialog, box_room
from vsm_tui.tui.screens.stream import Subject
from vsm_tui.tui.session import Session
from vsm_tui.tui.widgets.columns import columns
from vsm_tui.tui.widgets.safe import Words


class ExplainScreen(Dialog[None]):
    """What is behind the value under the cursor."""

    ABOUT = "How the values came about: formula, which items, window, clock and source."
    DEFAULT_CSS = "ExplainScreen VerticalScroll { height: auto; max-height: 100%; background: $surface; }"

    def __init__(self, session: Session, about: Subject) -> None:
        super().__init__()
        self.session = session
        self.asked = Asked(about.stage if about.kind == "stage" else None, about.loop)

    def compose(self) -> ComposeResult:
        """Title and sections."""
        with Vertical(id="box", classes="wide"):
            yield Words(title(self.session.stream, self.asked), classes="title")
            with VerticalScroll():
                for head, parts in explain(self.session.stream, self.session.shown(), self.asked):
                    yield Words(Content.styled(clean(head), "bold $accent"))
                    yield Words(columns([_row(part) for part in parts], (19, 26), box_room(self.app.size.width)))
                    yield Words("")
            yield Words("esc back · ↑ ↓ scroll · enter on the map: the items behind it", classes="note")

    def on_mount(self) -> None:
        """Scrolling has the keys."""
        self.query_one(VerticalScroll).focus()


def _row(part: Part) -> list[tuple[str, str]]:
    return [(part.what, "$map-muted"), (part.value, "bold"), (part.how, "$map-muted")]
