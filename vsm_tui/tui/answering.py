"""What becomes of an answer in the guide: one change, and the next question."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vsm_tui.edit import EditError, InsertStage
from vsm_tui.tui.guiding import walk
from vsm_tui.tui.guiding.answers import Answer, answer
from vsm_tui.tui.guiding.prompts import missing
from vsm_tui.tui.guiding.walk import Place
from vsm_tui.tui.screens.reading import log_change
from vsm_tui.tui.widgets.safe import safe

if TYPE_CHECKING:
    from vsm_tui.tui.screens.guide import GuideScreen


_FIRST = "enter reads this log first"


class Answering:
    """The answers on a guide's screen."""

    def __init__(self, screen: GuideScreen) -> None:
        self.screen = screen
        self.session = screen.session

    def read(self) -> Answer:
        """What was typed, as it is understood."""
        ask, typed = self.screen.place.ask, self.screen.asked.typed
        return answer(self.session.stream, ask, typed, self.session.path.parent) if ask else Answer()

    def enter(self) -> None:
        """Take what was typed; where nothing was, go on."""
        screen = self.screen
        if screen.place.ask is None or screen.vsm.read_only or not screen.asked.typed:
            self._go_on()
        else:
            self._take()

    def _go_on(self) -> None:
        """Nothing was typed: what is known stays, what is missing stays missing and is named."""
        screen, here = self.screen, self.screen.place
        if here.step == "improve":
            screen.run_worker(screen.leave(), group="leave", exit_on_error=False)
        elif here.step == "data" and not (here.ask and here.ask.known):
            screen.go(walk.past(screen.way, here))
        elif here.ask is not None and not here.ask.known and not screen.vsm.read_only:
            screen.say(f"{safe(missing(self.session.stream, here.ask))} is missing; tab leaves it open and goes on")
        else:
            screen.go(walk.onward(screen.way, here))

    def _take(self) -> None:
        """Make the change that was typed, and go on where it fitted."""
        screen, here, stream, found = self.screen, self.screen.place, self.session.stream, self.read()
        if found.wrong:
            screen.say_understood()
            return
        if found.log is not None:
            screen.run_worker(self._lay(found.log), group="log", exit_on_error=False)
            return
        new = found.change.id_in(stream) if isinstance(found.change, InsertStage) else ""
        if found.change is not None:
            screen.asked.taken()
            try:
                self.session.do(found.change)
            except EditError as error:
                screen.say(safe(str(error)))
                return
        slot = screen.way.find(("stage", new, "")) if new else None
        screen.go(Place("stages", slot) if slot is not None else walk.onward(screen.way, here))

    async def _lay(self, path: Path) -> None:
        """Read a log that was named; it becomes the stream's only where it can be read."""
        change = await log_change(self.screen.app, self.session, path)
        if change is None:
            self.screen.say("this log was not taken; nothing has changed")
            return
        self.screen.asked.taken()
        self.session.do(change)
        self.screen.go(walk.onward(self.screen.way, self.screen.place))

    def pick(self, at: int) -> None:
        """Answer with a suggestion, or begin an answer with it."""
        screen = self.screen
        chips = screen.prompt.chips if screen.prompt is not None else ()
        if at >= len(chips):
            return
        if chips[at].opens:
            screen.run_worker(screen.action_command("data"), group="data", exit_on_error=False)
            return
        screen.asked.fill(chips[at].text)
        screen.asked.field.focus()
        if chips[at].whole:
            self.enter()
        else:
            screen.say_understood()

    def kept(self) -> bool:
        """Take what was typed before going elsewhere; whether there is nothing wrong with it."""
        return not self.finish()

    def finish(self) -> str:
        """Take what was typed; what is wrong with it, if something is."""
        found = self.read() if self.screen.asked.typed else Answer()
        if found.log is not None:
            self.screen.say(_FIRST)
            return _FIRST
        wrong = found.wrong
        if wrong:
            self.screen.say_understood()
        elif self.screen.asked.typed:
            self._take()
        return wrong
