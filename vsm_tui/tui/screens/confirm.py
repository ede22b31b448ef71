"""A question with a few answers, each on its own key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget

from vsm_tui.events.clean import clean
from vsm_tui.tui.screens.base import Dialog
from vsm_tui.tui.widgets.safe import Words

if TYPE_CHECKING:
    from textual.app import App


class Choices(Widget, can_focus=True):
    """Answers, one per line: press the key, click, or move and press enter.

    ``unasked`` is for a question that comes by itself, perhaps amid typing: no letter or digit is an answer, and
    enter is one only right after the cursor was moved.
    """

    DEFAULT_CSS = "Choices { height: auto; margin-top: 1; }"

    def __init__(self, choices: dict[str, str], *, unasked: bool = False) -> None:
        super().__init__()
        self.choices = choices
        self.unasked = unasked
        self.at = -1 if unasked else 0

    def render(self) -> Content:
        """The answers."""
        lines = []
        for index, (key, text) in enumerate(self.choices.items()):
            here = index == self.at
            lines.append(
                Content.assemble(
                    ("▌ " if here else "  ", "$accent"),
                    *(() if self.unasked else ((key, "bold $accent"), "  ")),
                    (clean(text), "bold" if here else ""),
                )
            )
        return Content("\n").join(lines)

    def on_key(self, event: events.Key) -> None:
        """An answer's own key, or the cursor."""
        keys = list(self.choices)
        if not self.unasked and event.character in self.choices:
            self.screen.dismiss(event.character)
        elif event.key == "down" or (event.key == "tab" and not self.unasked):
            self.at = (self.at + 1) % len(keys)
        elif event.key == "up" or (event.key == "shift+tab" and not self.unasked):
            self.at = (max(self.at, 0) - 1) % len(keys)
        elif event.key in ("home", "end"):
            self.at = 0 if event.key == "home" else len(keys) - 1
        elif event.key in ("pageup", "pagedown"):
            asked = self.screen.query_one("#asked")
            (asked.scroll_page_up if event.key == "pageup" else asked.scroll_page_down)(animate=False)
        elif event.key == "enter":
            if self.at >= 0:
                self.screen.dismiss(keys[self.at])
        elif self.unasked and event.key != "escape":
            self.at = -1
        else:
            return
        event.stop()
        event.prevent_default()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A click is an answer."""
        wrapped = (len(line.wrap(self.size.width)) for line in self.render().split("\n"))
        keys = [key for key, rows in zip(self.choices, wrapped, strict=True) for _ in range(rows)]
        if 0 <= event.y < len(keys):
            self.screen.dismiss(keys[event.y])


class Question(Dialog[str | None]):
    """Asks; the result is the key of the answer, or ``None``."""

    ABOUT = "A question that needs an answer before going on."
    DEFAULT_CSS = "Question #asked { height: auto; }"

    def __init__(
        self, title: str, text: str, choices: dict[str, str], *, wide: bool = False, unasked: bool = False
    ) -> None:
        super().__init__()
        self._title, self._text, self._choices, self._wide, self._unasked = title, text, choices, wide, unasked

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Vertical(id="box", classes="wide" if self._wide else ""):
            yield Words(self._title, classes="title")
            with VerticalScroll(id="asked", can_focus=False):
                yield Words(self._text)
            yield Choices(self._choices, unasked=self._unasked)
            if self._unasked:
                yield Words("↓ ↑ choose, then enter takes it · esc decides later", classes="note")

    def on_mount(self) -> None:
        """The answers have the keys."""
        self.query_one(Choices).focus()

    def on_resize(self) -> None:
        """The answers are always seen whole: the text gets what they leave, and scrolls."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        box, asked = self.query_one("#box"), self.query_one("#asked")
        others = sum(each.outer_size.height + each.styles.margin.height for each in box.children if each is not asked)
        room = self.size.height * 92 // 100 - box.gutter.height - others
        asked.styles.max_height = max(1, room)


async def ask(
    app: App[Any], title: str, text: str, choices: dict[str, str], *, wide: bool = False, unasked: bool = False
) -> str | None:
    """Ask and wait for the answer; only from a worker. ``unasked`` as for :class:`Choices`."""
    return await app.push_screen_wait(Question(title, text, choices, wide=wide, unasked=unasked))
