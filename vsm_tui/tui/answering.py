"""What becomes of an answer in the guide: one change, and the next question."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vsm_tui.edit import AddSource, EditError
from vsm_tui.tui.guiding import walk
from vsm_tui.tui.guiding.answered import Answer
from vsm_tui.tui.guiding.answers import answer
from vsm_tui.tui.guiding.dataanswers import with_state
from vsm_tui.tui.guiding.prompts import missing
from vsm_tui.tui.guiding.walk import Place
from vsm_tui.tui.screens.reading import log_change
from vsm_tui.tui.widgets.safe import safe

if TYPE_CHECKING:
    from vsm_tui.tui.screens.guide import GuideScreen


_FIRST = "enter reads this log first"


class Answering:
    """The answers on a guide's screen."""

    _doubted: tuple[object, str] | None = None
    """The question and the answer to it that something was last said against."""

    _held: tuple[object, str] | None = None
    """The question and the answer that could not be taken when somebody last went elsewhere."""

    def __init__(self, screen: GuideScreen) -> None:
        self.screen = screen
        self.session = screen.session

    def read(self) -> Answer:
        """What was typed, as it is understood."""
        ask, typed = self.screen.place.ask, self.screen.asked.typed
        if ask is None:
            return Answer()
        found = answer(self.session.stream, ask, typed, self.session.path.parent, self.screen.of_log.states)
        vsm = self.screen.vsm
        closed = vsm.closed(found.log) if found.log is not None else ""
        if isinstance(found.change, AddSource):
            closed = vsm.closed_source(found.change.values)
        return Answer(wrong=closed) if closed else found

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
            lacks = missing(self.session.stream, here.ask)
            screen.asked.say(f"{lacks} is missing; tab leaves it open and goes on", wrong=True)
        else:
            screen.go(walk.onward(screen.way, here))

    def _take(self, *, sure: bool = False) -> bool:
        """Make the change that was typed, and go on where it fitted; whether it was taken.

        What speaks against it is said first, and it is taken the second time, or where somebody is ``sure``.
        """
        screen, here, found = self.screen, self.screen.place, self.read()
        if found.wrong or (found.doubt and not sure and not self.doubted):
            self._doubted = self._given
            screen.say_understood()
            return False
        if found.log is not None:
            screen.run_worker(self._lay(found.log), group="log", exit_on_error=False)
            return True
        screen.asked.taken()
        try:
            if found.change is not None:
                self.session.do(found.change)
        except EditError as error:
            screen.say(safe(str(error)))
            return False
        slot = screen.way.find(("stage", found.place, "")) if found.place else None
        screen.go(Place("stages", slot) if slot is not None else walk.onward(screen.way, here))
        return True

    @property
    def doubted(self) -> bool:
        """Whether what speaks against the typed answer was said when it was given, so that enter takes it now."""
        return self._doubted == self._given

    @property
    def _given(self) -> tuple[object, str]:
        """The question that is asked, and what is typed as its answer."""
        ask = self.screen.place.ask
        return ask.key if ask else None, self.screen.asked.typed

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
        chip = chips[at]
        screen.asked.fill(with_state(screen.asked.field.value, chip.text, chip.adds) if chip.joins else chip.text)
        screen.asked.field.focus()
        if chip.whole:
            self.enter()
        else:
            screen.say_understood()

    def kept(self) -> bool:
        """Take what was typed before going elsewhere; whether nothing speaks against going.

        What cannot be taken holds once; whoever goes on then leaves the question as it was.
        """
        if not self.finish(sure=False):
            return True
        if self._held == self._given:
            return True
        self._held = self._given
        if self.read().log is None:
            self.screen.say("this was not taken; once more leaves the question as it was")
        return False

    def finish(self, *, sure: bool = True) -> str:
        """Take what was typed; what is wrong with it, or what is to be asked first where not ``sure``."""
        if not self.screen.asked.typed:
            return ""
        found = self.read()
        if found.log is not None:
            self.screen.say(_FIRST)
            return _FIRST
        return "" if self._take(sure=sure) else found.wrong or found.doubt or "this could not be changed"
