"""The guide: one question at a time under a live map. What is missing is read off the stream, never kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from vsm_tui.edit import EditError
from vsm_tui.flow.steps import STEPS, Kind, StepName
from vsm_tui.tui.answering import Answering
from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.guide import GUIDE_COMMANDS
from vsm_tui.tui.filing import Happened
from vsm_tui.tui.guidelog import GuideLog, LogSeen
from vsm_tui.tui.guiding import spots, walk
from vsm_tui.tui.guiding.answered import Answer
from vsm_tui.tui.guiding.prompts import TITLES, missing, prompt
from vsm_tui.tui.guiding.put import Prompt
from vsm_tui.tui.guiding.said import said
from vsm_tui.tui.guiding.stagenames import in_a_row
from vsm_tui.tui.guiding.standing import standing
from vsm_tui.tui.guiding.walk import Place
from vsm_tui.tui.mapview import MapView
from vsm_tui.tui.screens.guideview import GuideView
from vsm_tui.tui.session import Session
from vsm_tui.tui.widgets.asked import Asked, Numbers, one_line
from vsm_tui.tui.widgets.board import Board
from vsm_tui.tui.widgets.guidetimer import GuideTimer
from vsm_tui.tui.widgets.keybar import KeyBar
from vsm_tui.tui.widgets.rail import Rail
from vsm_tui.tui.widgets.safe import Words, safe

_SHOWS: dict[StepName, str] = {
    "review": "Look at the whole of it",
    "improve": "What stands out, and what to try first",
}


class GuideScreen(GuideView):
    """The map above, the question below; every answer is one change that can be undone."""

    ABOUT = (
        "One question at a time, from which work it is to a whole map. Enter takes an answer and goes to the next "
        "thing that is missing; tab leaves it open. ↓ chooses one of the suggestions, and typing narrows them. While "
        "you type, ctrl+t takes the last answer back and ctrl+y gives it again. Esc goes up to the map, where moving "
        "the cursor changes the question, r draws another way back and enter comes back. Nothing counts as known "
        "before somebody says it; leave whenever you like, the guide goes on where something is missing."
    )
    ACTIONS: ClassVar[tuple[type[Command[Any]], ...]] = GUIDE_COMMANDS
    DRIVES = False
    CSS: ClassVar[str] = "GuideScreen { layers: base above; }"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.prompt: Prompt | None = None
        self.answering = Answering(self)
        self.of_log = GuideLog(self)
        self._left: Place | None = None

    def compose(self) -> ComposeResult:
        """Steps, map, question, keys."""
        yield Rail()
        yield MapView()
        with Vertical(id="below"):
            yield Asked()
            yield Words(id="title")
            yield Numbers()
        yield GuideTimer(self.vsm.timer)
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin where something is missing."""
        super().on_mount()
        if self.vsm.read_only:
            self.asked.only_look()
        self.set_class(self.vsm.ascii, "-ascii")
        self.of_log.look()
        self._put()

    # -- what is missing -----------------------------------------------------------------------------------------

    def on_screen_suspend(self) -> None:
        """Somebody looks at something else."""
        self._left = self.place

    def on_screen_resume(self) -> None:
        """Back from there: what was asked may be known now, and the next thing that is missing is asked."""
        left, self._left = self._left, None
        now = self.way.find(left.ask.key) if left is not None and left.ask is not None else None
        if left is not None and left.ask is not None and not left.ask.known and (now is None or now.known):
            self.go(walk.onward(self.way, left))

    @on(LogSeen)
    def _log_seen(self, event: LogSeen) -> None:
        """The states of the log can be picked from now on."""
        self.of_log.seen(event)
        ask = self.place.ask
        if ask is not None and ask.step == "data":
            found = self.prompt = prompt(self.session.stream, ask, self.of_log.states)
            self.asked.offer([chip.label for chip in found.chips], _always(found))
            self.say_understood()

    def session_changed(self, what: Happened) -> None:
        """Somebody answered, took an answer back, or changed the stream elsewhere."""
        self.of_log.look()
        if what in ("edited", "reloaded", "pulled", "measured"):
            before, self.way = self.way, self._derived()
            place = walk.settled(self.way, before, self.place)
            if place != self.place or not self.asked.typed:
                self.place = place
                self._put()
                return
        self._draw()

    # -- what is shown -------------------------------------------------------------------------------------------

    def _put(self) -> None:
        """Put the question of this place."""
        stream, ask, asked = self.session.stream, self.place.ask, self.asked
        self.set_class(ask is None, "-overview")
        if ask is not None:
            found = self.prompt = prompt(stream, ask, self.of_log.states)
            known = said(stream, ask) if ask.known else ""
            asked.field.in_a_row = in_a_row if ask.kind == "stage" else one_line
            labels = [chip.label for chip in found.chips]
            asked.put(found.question, found.why, found.example, known, labels, _always(found))
            self.say_understood()
        else:
            self.prompt = None
            self.query_one("#title", Words).say(_SHOWS[self.place.step])
        if ask is None or not self.map.has_focus:
            (self.query_one(Board) if ask is None else self.map if self.vsm.read_only else asked.field).focus()
        self._draw()

    def on_descendant_focus(self) -> None:
        """The footer says what the keys do where they go now."""
        self.refresh_keys()

    def say_understood(self) -> None:
        """Below the field: what is understood, what would be right, or what is missing next."""
        ask = self.place.ask
        if ask is None:
            return
        found = self.answering.read() if self.asked.typed else Answer()
        if found.doubt and not found.wrong:
            again = "enter takes it all the same" if self.answering.doubted else found.meaning
            self.asked.say(f"{found.doubt}{f' · {again}' if again else ''}", wrong=True)
            return
        typed, near = self.asked.typed, self.asked.near
        text = found.wrong or found.meaning or ("" if typed else self._standing())
        if not text and near and near.casefold() != typed.casefold():
            text = f"enter takes ‘{typed}’ · ↓ and enter take ‘{near}’"
        self.asked.say(text, wrong=bool(found.wrong), right=bool(found.meaning))

    def _standing(self) -> str:
        if self.vsm.read_only and (ask := self.place.ask) is not None:
            return f"answer: {said(self.session.stream, ask)}" if ask.known else "not answered yet"
        return standing(self.way, self.place, self.session.stream, self.of_log.states)

    # -- answering -----------------------------------------------------------------------------------------------

    @on(Asked.Typed)
    def _changed(self) -> None:
        self.query_one(KeyBar).hush()
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

    def draw_back(self) -> None:
        """Take the stage under the map's cursor as one end of a way back; after the second its share is asked."""
        stages, at, source = self.session.stream.stages, self.map.spot.stage, self.way_back.source
        if not 0 <= at < len(stages):
            return
        key: tuple[Kind, str, str] = ("rate", stages[at].id, source)
        try:
            if self.way.find(key) is not None:  # it is drawn already: its share can be said anew
                self.way_back.drop()
            elif (loop := self.way_back.pick(self.session.stream, stages[at].id)) is not None:
                self.session.do(loop)
        except EditError as error:
            self.say(safe(str(error)))
            return
        if self.way_back.begun:
            self.map.focus()
            self.map.pick({at})
            self.asked.say(f"back from ‘{stages[at].name}’: go to the stage that redoes it, then r; esc drops it")
        elif (ask := self.way.find(key)) is not None:
            self.asked.field.focus()
            self.go(walk.place_of(ask))

    # -- going there ---------------------------------------------------------------------------------------------

    def go(self, place: Place) -> None:
        """Put the question of another place; what was said about the one before is over."""
        self.query_one(KeyBar).hush()
        self.place = place
        self._put()

    def retrace(self, by: Callable[[], str | None]) -> str | None:
        """Undo or redo, and go to the question whose answer that changed; its title."""
        before = walk.answers(self.way, self.session.stream)
        title = by()
        place = walk.touched(self.way, self.session.stream, before)
        if place is not None:
            self.go(place)
        return title

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
        first = (self.way.needed if name == "improve" else self.way.step("stages").missing)[:1]
        lacks = missing(self.session.stream, first[0]) if first else "the first stage"
        self.say(f"{TITLES[name]} comes later: {lacks} is missing first")

    @on(Rail.Chosen)
    def _step_clicked(self, event: Rail.Chosen) -> None:
        name = next((step for step in STEPS if step == event.name), None)
        if name is not None and self.answering.kept():
            self._open_step(name)

    def on_map_view_cursor_moved(self) -> None:
        """Somebody moves over the map: the question follows."""
        drawing = self.map.drawing
        if not self.map.has_focus or drawing is None or self.way_back.begun:
            return
        ask = spots.ask_at(self.way, self.session.stream, drawing.scene, self.map.spot, self.place.step)
        if ask is not None and (self.place.ask is None or ask.key != self.place.ask.key):
            self.go(walk.place_of(ask))

    async def step_out(self) -> None:
        """From the question to the map; what was begun there goes back first; from the map out of the guide."""
        if self.way_back.begun:
            self.way_back.drop()
            self.go(self.place)
        elif self.typing and self.asked.typed:
            self._put()
        elif self.typing and self.session.stream.stages:
            self.map.focus()
            self.refresh_keys()
        else:
            await self.leave()


def _always(found: Prompt) -> list[int]:
    """The suggestions that are there whatever is typed: those that lead elsewhere."""
    return [at for at, chip in enumerate(found.chips) if chip.opens]
