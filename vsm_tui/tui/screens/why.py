"""The case for the constraint: the lenses, how sure the call is, what stands against it, queues and flow over time."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from vsm_tui.draw import ASCII, UNICODE, Row, Run, Scene, View
from vsm_tui.draw.run import wrap
from vsm_tui.draw.why import case_rows
from vsm_tui.events.clean import clean
from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.commands.looking import ChooseWindow
from vsm_tui.tui.commands.stream import Explain, ShowItems, SwitchClock, SwitchLayer
from vsm_tui.tui.filing import Happened
from vsm_tui.tui.questions import Subject, subject_of
from vsm_tui.tui.screens.stream import StreamScreen
from vsm_tui.tui.widgets.board import Board
from vsm_tui.tui.widgets.keybar import KeyBar
from vsm_tui.tui.widgets.safe import Words


class BackFromWhy(Back):
    """Back to the map."""

    id = "why.back"
    short = "back"
    footer = True


class WhyScreen(StreamScreen):
    """Draws the case; what it says is the flow room's, how it looks the drawing room's."""

    ABOUT = (
        "Three lenses answer three questions and are never blended. Below them: how sure the call is in this period, "
        "what stands against it and what would change it, how many items waited where over time, and the cumulative "
        "flow. Move to a number and press ? to see how it came about."
    )
    ACTIONS: ClassVar[tuple[type[Command[Any]], ...]] = (
        ShowItems,
        Explain,
        ChooseWindow,
        SwitchLayer,
        SwitchClock,
        BackFromWhy,
    )
    DRIVES = False
    DEFAULT_CSS = "WhyScreen Board { padding: 1 1 0 1; }"

    def compose(self) -> ComposeResult:
        """Head, the case, keys."""
        yield Words(id="head")
        yield Board(id="case")
        yield KeyBar()

    def on_mount(self) -> None:
        """The case has the keys."""
        super().on_mount()
        self.query_one(Board).focus()

    def on_resize(self) -> None:
        """The case is drawn for its width."""
        self.call_after_refresh(self._draw)

    def session_changed(self, what: Happened) -> None:
        """Draw anew what has changed."""
        if what in ("edited", "view", "measured", "reloaded", "range"):
            self._draw()

    def _draw(self) -> None:
        session, shown = self.session, self.session.shown()
        flow = shown.measured or shown.estimate
        layer = "measured" if shown.measured is not None else "estimate"
        parts = [
            f"{session.stream.name} · why",
            f"{shown.clock} clock",
            session.view.named,
            "" if shown.measured else layer,
        ]
        if shown.measuring:
            parts.append("measuring …")
        self.query_one("#head", Words).say(Content(clean(" · ".join(p for p in parts if p), 400)))
        width, height = max(40, self.size.width - 3), self.size.height
        rows: list[Row] = []
        for problem in shown.why[:2]:
            rows += wrap([(Run(f"! {clean(problem.text, 400)}", "warning"),)], width)
        if flow is not None:
            view = View(layer="measured" if shown.measured else "estimate", glyphs=ASCII if self.vsm.ascii else UNICODE)
            scene = Scene.of(session.stream, None if shown.measured else flow, shown.measured, view)
            rows += case_rows(scene, width, height)
        self.query_one(Board).show(rows)
        self.refresh_keys()

    def subject(self) -> Subject:
        """What the number under the cursor is about."""
        shown = self.session.shown()
        key = self.query_one(Board).key
        flows = [flow for flow in (shown.measured, shown.estimate) if flow is not None]
        return subject_of(key, flows) if key else Subject(key="constraint")

    @on(Board.Chosen)
    async def _chosen(self) -> None:
        await self.action_command("explain")
