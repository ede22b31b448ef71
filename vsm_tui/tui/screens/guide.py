"""The guide: one question at a time under a live map. What is missing is read off the stream, never kept."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from vsm_tui.draw import ASCII, UNICODE, Scene, Spot, View
from vsm_tui.draw.plain import plain_rows
from vsm_tui.flow.steps import STEPS, StepName, Way, way
from vsm_tui.tui.answering import Answering
from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.guide import GUIDE_COMMANDS
from vsm_tui.tui.filing import Happened
from vsm_tui.tui.guiding import spots, walk
from vsm_tui.tui.guiding.answers import Answer, answer, said
from vsm_tui.tui.guiding.overview import improve_rows, review_rows
from vsm_tui.tui.guiding.prompts import TITLES, Prompt, missing, prompt
from vsm_tui.tui.guiding.walk import Place
from vsm_tui.tui.mapview import MapView
from vsm_tui.tui.questions import Subject, subject_of
from vsm_tui.tui.screens.stream import StreamScreen
from vsm_tui.tui.session import Session
from vsm_tui.tui.widgets.asked import Asked, Numbers
from vsm_tui.tui.widgets.board import Board
from vsm_tui.tui.widgets.keybar import KeyBar
from vsm_tui.tui.widgets.rail import Mark, Rail
from vsm_tui.tui.widgets.safe import Words

_HINT = "The map grows here with every answer."
_SHOWS: dict[StepName, str] = {
    "review": "Look at the whole of it",
    "improve": "What stands out, and what to try first",
}


class GuideScreen(StreamScreen):
    """The map above, the question below; every answer is one change that can be undone."""

    ABOUT = (
        "One question at a time, from which work it is to a whole map. Enter takes an answer and goes to the next "
        "thing that is missing; tab leaves it open. ↓ chooses one of the suggestions. Esc goes up to the map, where "
        "moving the cursor changes the question and enter comes back. Nothing counts as known before somebody says "
        "it; leave whenever you like, the guide goes on where something is missing."
    )
    ACTIONS: ClassVar[tuple[type[Command[Any]], ...]] = GUIDE_COMMANDS
    DRIVES = False

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.way: Way = self._derived()
        self.place: Place = walk.first(self.way)
        self.prompt: Prompt | None = None
        self.answering = Answering(self)

    def compose(self) -> ComposeResult:
        """Steps, map, question, keys."""
        yield Rail()
        yield MapView()
        with Vertical(id="below"):
            yield Asked()
            yield Words(id="title")
            yield Numbers()
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin where something is missing."""
        super().on_mount()
        self.asked.field.disabled = self.vsm.read_only
        self.set_class(self.vsm.ascii, "-ascii")
        self._put()

    def on_resize(self) -> None:
        """Low terminals leave the map what the question does not need."""
        self.set_class(self.size.height < 30, "-low")
        self.call_after_refresh(self._show_overview)

    # -- what is missing -----------------------------------------------------------------------------------------

    def _derived(self) -> Way:
        return way(self.session.stream, logged=bool(self.session.data.paths))

    def session_changed(self, what: Happened) -> None:
        """Somebody answered, took an answer back, or changed the stream elsewhere."""
        if what in ("edited", "reloaded", "pulled", "measured"):
            before, self.way = self.way, self._derived()
            place = walk.settled(self.way, before, self.place)
            if place != self.place or not self.asked.typed:
                self.place = place
                self._put()
                return
        self._draw()

    # -- what is shown -------------------------------------------------------------------------------------------

    @property
    def map(self) -> MapView:
        """The map."""
        return self.query_one(MapView)

    @property
    def asked(self) -> Asked:
        """The question below it."""
        return self.query_one(Asked)

    @property
    def typing(self) -> bool:
        """Whether the field has the keys."""
        return self.asked.typing

    def _put(self) -> None:
        """Put the question of this place."""
        stream, ask, asked = self.session.stream, self.place.ask, self.asked
        self.set_class(ask is None, "-overview")
        if ask is not None:
            found = self.prompt = prompt(stream, ask)
            known = said(stream, ask) if ask.known else ""
            asked.put(found.question, found.why, found.example, known, [chip.label for chip in found.chips])
            self.say_understood()
        else:
            self.prompt = None
            self.query_one("#title", Words).say(_SHOWS[self.place.step])
        if ask is None or not self.map.has_focus:
            (self.query_one(Board) if ask is None else self.map if self.vsm.read_only else asked.field).focus()
        self._draw()

    def _draw(self) -> None:
        marks = [
            Mark(s.name, TITLES[s.name], walk.shown(self.way, s.name), s.done, s.name == self.place.step, s.reached)
            for s in self.way.steps
        ]
        self.query_one(Rail).show(marks)
        shown, session = self.session.shown(), self.session
        look = View(
            layer=session.view.layers,
            glyphs=ASCII if self.vsm.ascii else UNICODE,
            hint=_HINT,
            converted=shown.converted,
            window=session.view.named,
            off_hours=session.view.off_hours,
        )
        self.map.show(session.stream, shown.estimate, shown.measured, look)
        self.call_after_refresh(self._point)
        self._show_overview()
        self.refresh_keys()

    def _point(self) -> None:
        """The map's cursor on what is asked; both ends of a way back are marked."""
        drawing = self.map.drawing
        if drawing is not None and self.place.ask is not None:
            spot = spots.spot_of(self.session.stream, drawing.scene, self.place.ask)
            if not self.map.has_focus:
                self.map.go_to(spot)
            self.map.pick(spots.ends_of(self.session.stream, self.place.ask))
        elif drawing is not None:
            self.map.pick(())
            self._point_at_number()

    @on(Board.Moved)
    def _point_at_number(self) -> None:
        """The map's cursor on the stage that the number under the cursor is about."""
        about = self.subject()
        ids = [stage.id for stage in self.session.stream.stages]
        stage = about.stage or (about.loop[1] if about.loop else None)
        if self.place.ask is None and stage in ids:
            self.map.go_to(Spot(ids.index(stage)))

    def on_descendant_focus(self) -> None:
        """The footer says what the keys do where they go now."""
        self.refresh_keys()

    def _show_overview(self) -> None:
        if self.place.ask is not None:
            return
        board, shown, stream = self.query_one(Board), self.session.shown(), self.session.stream
        width = max(40, self.size.width - 5)
        view = View(layer=self.session.view.layers, glyphs=ASCII if self.vsm.ascii else UNICODE)
        scene = Scene.of(stream, shown.estimate, shown.measured, view)
        if self.place.step == "review":
            rows = review_rows(stream, scene, self.way.missing, width)
        else:
            rows = improve_rows(stream, scene, width)
        board.show(plain_rows(rows, ascii=self.vsm.ascii))

    def say_understood(self) -> None:
        """Below the field: what is understood, what would be right, or what is missing next."""
        ask = self.place.ask
        if ask is None:
            return
        found = self.answering.read() if self.asked.typed else Answer()
        text = found.wrong or found.meaning or ("" if self.asked.typed else self._standing())
        self.asked.say(text, wrong=bool(found.wrong), right=bool(found.meaning))

    def _standing(self) -> str:
        """What is known of this question, and the one thing that is missing next."""
        ask, stream = self.place.ask, self.session.stream
        if ask is None:
            return ""
        if ask.known and ask.kind == "pca":
            return f"known: {answer(stream, ask._replace(known=False), said(stream, ask)).meaning}"
        after = self.way.next
        if after is not None and after.key != ask.key:
            return f"next: {missing(stream, after)}"
        return ""

    # -- answering -----------------------------------------------------------------------------------------------

    @on(Asked.Typed)
    def _changed(self) -> None:
        self.say_understood()

    @on(Asked.Entered)
    def _entered(self, event: Asked.Entered) -> None:
        if event.chip is not None:
            self.answering.pick(event.chip)
        else:
            self.enter()

    def enter(self) -> None:
        """Take what was typed and go on; from the map, back to the question."""
        if self.map.has_focus and self.place.ask is not None and not self.vsm.read_only:
            self.asked.field.focus()
        else:
            self.answering.enter()

    def finish_typing(self) -> str:
        """Keep what is being typed, as enter would; what is wrong with it where it cannot be kept."""
        return self.answering.finish()

    # -- going there ---------------------------------------------------------------------------------------------

    def go(self, place: Place) -> None:
        """Put the question of another place."""
        self.place = place
        self._put()

    def go_by(self, by: int) -> None:
        """The question after or before this one."""
        here = self.place
        if self.answering.kept():
            self.go(walk.neighbour(self.way, here, by))

    def go_to_step(self, by: int) -> None:
        """The step after or before this one."""
        here = self.place.step
        if self.answering.kept():
            name = STEPS[min(max(0, STEPS.index(here) + by), len(STEPS) - 1)]
            self._open_step(name)

    def _open_step(self, name: StepName) -> None:
        if self.way.step(name).reached:
            self.go(walk.into(self.way, name))
            return
        first = self.way.next
        lacks = missing(self.session.stream, first) if first is not None else "the first stage"
        self.say(f"{TITLES[name]} comes later: {lacks} is missing first")

    @on(Rail.Chosen)
    def _step_clicked(self, event: Rail.Chosen) -> None:
        name = next((step for step in STEPS if step == event.name), None)
        if name is not None and self.answering.kept():
            self._open_step(name)

    def on_map_view_cursor_moved(self) -> None:
        """Somebody moves over the map: the question follows."""
        drawing = self.map.drawing
        if not self.map.has_focus or drawing is None:
            return
        ask = spots.ask_at(self.way, self.session.stream, drawing.scene, self.map.spot, self.place.step)
        if ask is not None and (self.place.ask is None or ask.key != self.place.ask.key):
            self.go(walk.place_of(ask))

    async def step_out(self) -> None:
        """From the question to the map; what was begun there goes back first; from the map out of the guide."""
        if self.typing and self.asked.typed:
            self._put()
        elif self.typing and self.session.stream.stages:
            self.map.focus()
            self.refresh_keys()
        else:
            await self.leave()

    # -- looking closer ------------------------------------------------------------------------------------------

    def subject(self) -> Subject:
        """The number under the cursor: of the overview, or the one that is asked for."""
        shown = self.session.shown()
        flows = [flow for flow in (shown.measured, shown.estimate) if flow is not None]
        key = self.query_one(Board).key if self.place.ask is None else spots.key_of(self.place.ask)
        return subject_of(key, flows) if key else Subject()
