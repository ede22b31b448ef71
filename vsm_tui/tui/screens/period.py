"""Ask for a period of the log: typed as people say it, or taken from a few that are worth a look."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from vsm_tui.draw.summary import dates
from vsm_tui.tui.screens.walking import ListDialog
from vsm_tui.tui.span import Span
from vsm_tui.tui.widgets.grid import Column, Grid
from vsm_tui.tui.widgets.safe import Words, cell
from vsm_tui.tui.windows import EXAMPLES, Named, WindowError, read_window, suggested

if TYPE_CHECKING:
    from vsm_tui.tui.screens.stream import StreamScreen


_SHORT = 26
_LENGTH = re.compile(r" · [\d,]+ days")


class PeriodDialog(ListDialog[str | None]):
    """A field with suggestions below it; ``means`` says what a text means, or raises what is wrong with it."""

    ABOUT = "Which period of the log is looked at. Type it, or choose one below; enter takes it."
    DEFAULT_CSS = "PeriodDialog Grid { height: 9; background: $surface; margin-top: 1; }"

    def __init__(
        self, title: str, examples: str, offered: Sequence[str], means: Callable[[str], str], now: str = ""
    ) -> None:
        super().__init__()
        self._now = now
        self._title, self._examples, self._means = title, examples, means
        self.offered = tuple(offered)

    def compose(self) -> ComposeResult:
        """Title, field, what is understood, suggestions."""
        longest = max(map(len, self.offered), default=0)
        with Vertical(id="box", classes="wide" if longest > _SHORT else ""):
            yield Words(self._title, classes="title")
            yield Input(placeholder=self._examples)
            yield Words(id="meaning", classes="note")
            yield Grid[str](
                [
                    Column("text", "", lambda text, _: cell(self._marked(text), "bold"), max(_SHORT, longest), keep=9),
                    Column("means", "", lambda text, room: cell(self._fitting(text, room)), keep=8),
                ]
            )
            yield Words("type a period, or ↓ ↑ choose one · enter takes it · esc leaves it as it is", classes="note")

    def on_mount(self) -> None:
        """The field has the keys."""
        here = self.offered.index(self._now) if self._now in self.offered else None
        self.query_one(Grid).show(self.offered, cursor=here)
        self.query_one(Input).focus()

    def _marked(self, text: str) -> str:
        """The period that is looked at says so."""
        return f"{text} (now)" if self._now and text == self._now else text

    def _meaning(self, text: str) -> str:
        try:
            return self._means(text)
        except WindowError as error:
            return str(error)

    def _fitting(self, text: str, room: int) -> str:
        """What it means, without the lengths where there is no room for them: the line above says all of it."""
        whole = self._meaning(text)
        return whole if len(whole) <= room else _LENGTH.sub("", whole).replace("  ↔  ", " ↔ ")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.query_one("#meaning", Words).say(self._meaning(event.value) if event.value.strip() else "")

    @on(Input.Submitted)
    @on(Grid.Chosen)
    def _taken(self) -> None:
        text = self.query_one(Input).value.strip() or self.query_one(Grid).current
        if not isinstance(text, str):
            return
        try:
            self._means(text)
        except WindowError as error:
            self.query_one("#meaning", Words).say(str(error))
        else:
            self.dismiss(text)

    def walked(self) -> None:
        """The field says what was chosen."""
        self.query_one(Input).value = self.offered[self.query_one(Grid).cursor]


def said(named: Named, span: Span, zone: ZoneInfo) -> str:
    """A period in dates, with its length."""
    start, end = named.window.since or span.start, named.window.until or span.end
    days = (end - start).total_seconds() / 86_400
    return (
        f"{dates(start.astimezone(zone), end.astimezone(zone))} · {days:,.0f} {'day' if round(days) == 1 else 'days'}"
    )


def choose_window(screen: StreamScreen) -> None:
    """Ask which period the session is to look at."""
    session = screen.session
    span = session.data.span
    if span is None:
        return
    zone = ZoneInfo(session.stream.clock.timezone)

    def chosen(text: str | None) -> None:
        if text is None:
            return
        found = read_window(text, span, zone)
        layers = session.view.layers
        view = replace(session.view, layers="both" if layers == "estimate" else layers)
        session.look(replace(view, window=found.window, named=found.name))
        screen.say(f"Period: {found.name or 'the whole log'}")

    now = session.view.named.replace("–", "..").replace("…", "") or "all"
    offered = suggested(span)
    offered = offered if now in offered else ("all", now, *offered[1:])
    means = lambda text: said(read_window(text, span, zone), span, zone)  # noqa: E731 -- one line, used once
    title = f"Which period? The log has {said(Named('', read_window('all', span, zone).window), span, zone)}"
    screen.app.push_screen(PeriodDialog(title, EXAMPLES, offered, means, now), chosen)
