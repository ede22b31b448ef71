"""The estimate rounds of a stream: what was said on one scale, what was agreed, and which ranges held."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from vsm_tui.draw import Row, Run, safe
from vsm_tui.draw.plain import plain_rows
from vsm_tui.draw.rounds import round_rows
from vsm_tui.draw.roundscene import RoundScene, asked_of_key, key_of, said_on
from vsm_tui.draw.roundvalue import value_rows
from vsm_tui.draw.run import wrap
from vsm_tui.edit import Agree, EditError, RemoveRound
from vsm_tui.edit.done import done
from vsm_tui.events.clean import clean
from vsm_tui.flow.rounds import group_range
from vsm_tui.model import Asked, Round, Told
from vsm_tui.tui.commands.round import ROUND_COMMANDS
from vsm_tui.tui.filing import Happened
from vsm_tui.tui.gathering import Gathering
from vsm_tui.tui.questions import Subject
from vsm_tui.tui.screens.stream import StreamScreen
from vsm_tui.tui.session import Session
from vsm_tui.tui.widgets.board import Board
from vsm_tui.tui.widgets.keybar import KeyBar
from vsm_tui.tui.widgets.rows import Rows
from vsm_tui.tui.widgets.safe import Words
from vsm_tui.tui.widgets.timer import TimerCorner

_FIRST_STEPS = (
    ("What people believe differs, and the difference is worth more than the mean.", "title"),
    ("", "plain"),
    ("1. Everybody answers blind, on this keyboard or in a file each.", "value"),
    ("2. All is shown at once, without names: talk about what is far apart.", "value"),
    ("3. Agree on one value or keep the range; note why, and the dissent.", "value"),
    ("4. Later the log tells how many of the ranges held what was measured.", "value"),
    ("", "plain"),
)
_TO_BEGIN = ("Press n to begin one. A form to fill in: vsm round STREAM --form > mine.yaml", "label")
_TO_LOOK_AT = ("There is no round yet. The first one stands here as soon as it was revealed.", "label")
_BESIDE = 8
"""Rows of an open value beside what people said: its name, the group, what was agreed and measured, a scale."""


class RoundScreen(StreamScreen):
    """The strips above, the value under the cursor below."""

    ABOUT = (
        "What several people said blind, each value on a strip: the darker, the more of their ranges lie there; ● is "
        "what somebody takes for typical, ▼ what was measured. Keys act on the row marked ►. Talk first about the one "
        "marked ↔, where people are farthest apart and nothing is agreed. What is agreed goes into the map; names are "
        "kept nowhere, and ranges are judged for the group alone."
    )
    ACTIONS = ROUND_COMMANDS
    DRIVES = False
    DEFAULT_CSS: ClassVar[str] = """
    RoundScreen { layers: base above; }
    RoundScreen #strips { padding: 1 1 0 1; }
    RoundScreen #value { height: auto; max-height: 50%; padding: 0 1; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.index = max(0, len(self.session.stream.rounds) - 1)
        self.shared = False

    def compose(self) -> ComposeResult:
        """Head, strips, one value, keys."""
        yield Words(id="head")
        yield Board(id="strips")
        yield Rows(id="value")
        yield KeyBar()
        yield TimerCorner(self.vsm.timer)

    def on_mount(self) -> None:
        """The strips have the keys."""
        super().on_mount()
        self.query_one("#value").can_focus = False
        self.query_one(Board).focus()

    def on_resize(self) -> None:
        """The strips are drawn for their width."""
        self.call_after_refresh(self._draw)

    def session_changed(self, what: Happened) -> None:
        """Draw anew what has changed."""
        if what in ("edited", "view", "measured", "reloaded"):
            self._draw()

    # -- what is shown -----------------------------------------------------------------------------------------

    @property
    def one(self) -> Round | None:
        """The round that is shown."""
        rounds = self.session.stream.rounds
        self.index = min(self.index, max(0, len(rounds) - 1))
        return rounds[self.index] if rounds else None

    def asked(self) -> Asked | None:
        """The value under the cursor."""
        found = asked_of_key(self.query_one(Board).key)
        return found if self.one is not None and found is not None and self.one.told(found) is not None else None

    def _told(self) -> Told | None:
        asked = self.asked()
        return None if asked is None or self.one is None else self.one.told(asked)

    def _called(self, told: Told) -> str:
        return next((stage.name for stage in self.session.stream.stages if stage.id == told.stage), told.stage)

    def subject(self) -> Subject:
        """The stage of the value under the cursor."""
        asked = self.asked()
        if asked is None:
            return Subject()
        field = "time" if asked.value == "outside" else asked.value
        return Subject("stage", stage=asked.stage, key=f"stages.{asked.stage}.{field}")

    def scene(self) -> RoundScene | None:
        """The round with what map and log say beside it, on the clock in view."""
        if self.one is None:
            return None
        clock = self.session.clock
        estimate, measured = self.session.flows(clock)
        hidden = self.session.view.layers == "estimate"
        return RoundScene(self.session.stream, self.one, estimate, None if hidden else measured, clock, self.shared)

    def _draw(self) -> None:
        if not self.is_attached:
            return
        self._head()
        board, width = self.query_one(Board), max(40, self.size.width - 3)
        scene = self.scene()
        if scene is None:
            rows: list[Row] = []
            for text, style in (*_FIRST_STEPS, _TO_LOOK_AT if self.vsm.read_only else _TO_BEGIN):
                rows += wrap([(Run(text, style),)], width) if text else [()]  # type: ignore[arg-type]  # styles above
            board.show(plain_rows(rows, ascii=self.vsm.ascii))
        else:
            self._draw_strips(scene)
        self._draw_value()

    def _draw_strips(self, scene: RoundScene) -> None:
        """The strips, the row that keys act on marked: to begin with, the one to talk of first."""
        board, width = self.query_one(Board), max(40, self.size.width - 3)
        here = self.asked() or scene.first or next((told.asked for told in scene.one.values), None)
        rows = round_rows(scene, width, self._room(), here)
        board.show(plain_rows(rows, ascii=self.vsm.ascii))
        if here is not None:
            board.point_at(key_of(here))
        self.call_after_refresh(board.show_cursor)

    def _room(self) -> int:
        """The rows that the strips have, whichever value is open below them."""
        most = max((len(told.said) for told in self.one.values), default=0) if self.one is not None else 0
        return self.size.height - 3 - min(most + _BESIDE, self._half())

    def _half(self) -> int:
        return max(6, (self.size.height - 2) // 2)

    def _draw_value(self) -> None:
        scene, asked, value = self.scene(), self.asked(), self.query_one("#value", Rows)
        value.display = scene is not None and asked is not None
        if scene is not None and asked is not None:
            width = max(40, self.size.width - 3)
            rows = [(Run("─" * width, "grid"),), *value_rows(scene, asked, width, self._half() - 1)]
            value.show(plain_rows(rows, ascii=self.vsm.ascii))
            value.styles.height = min(len(rows), self._half())
        self.refresh_keys()

    def _head(self) -> None:
        one, rounds = self.one, self.session.stream.rounds
        parts = [f"{self.session.stream.name} · estimate round"]
        if one is not None:
            parts.append(said_on(one))
            parts += [f"{self.index + 1} of {len(rounds)}"] if len(rounds) > 1 else []
            parts += [f"{self.session.clock} clock"]
        self.query_one("#head", Words).say(Content(clean(" · ".join(part for part in parts if part), 400)))

    @on(Board.Moved)
    def _moved(self) -> None:
        scene = self.scene()
        if scene is not None:
            self._draw_strips(scene)
        self._draw_value()

    @on(Board.Chosen)
    async def _chosen(self) -> None:
        await self.action_command("round.open")

    # -- what can be done --------------------------------------------------------------------------------------

    def share_scale(self) -> None:
        """One scale for all strips, or one each."""
        self.shared = not self.shared
        self._draw()

    def show_older(self) -> None:
        """The round before this one."""
        self.index = (self.index - 1) % max(1, len(self.session.stream.rounds))
        self._draw()

    def gather(self) -> None:
        """Begin a round; once it is revealed, it is the one that is shown."""
        from vsm_tui.tui.screens.roundgather import GatherScreen

        def revealed(index: int | None) -> None:
            if index is not None:
                self.index = index
                self.query_one(Board).here = None
                self._draw()

        self.app.push_screen(GatherScreen(self.session, Gathering()), revealed)

    def delete(self) -> None:
        """Take this round away."""
        self._do(RemoveRound(self.index))

    def keep_range(self) -> None:
        """Agree on the group's range."""
        told = self._told()
        if told is not None:
            group = group_range(told.said, self.session.stream.clock)
            self._do(Agree(self.index, told.stage, told.value, group, told.note, told.dissent, self._called(told)))

    def agree(self) -> None:
        """Ask what was agreed on the value under the cursor."""
        from vsm_tui.tui.screens.roundagree import AgreeDialog, Agreement

        told, index = self._told(), self.index
        if told is None:
            return

        def change(agreement: Agreement) -> Agree:
            return Agree(index, told.stage, told.value, *agreement, self._called(told))

        def wrong(agreement: Agreement) -> str:
            try:
                change(agreement).apply(self.session.stream)
            except EditError as error:
                return str(error)
            return ""

        def agreed(agreement: Agreement | None) -> None:
            if agreement is not None:
                self._do(change(agreement))

        self.app.push_screen(AgreeDialog(self.session.stream, told, wrong), agreed)

    def _do(self, change: Agree | RemoveRound) -> None:
        told = self._told()
        before = told.agreed if told is not None and isinstance(change, Agree) else None
        try:
            self.session.do(change)
        except EditError as error:
            self.say(safe(str(error)))
        else:
            now = self._told()
            other = before is not None and now is not None and now.agreed != before
            self.say(f"{safe(done(change.title))}{f', instead of {before}' if other else ''} · u takes it back")
