"""One person's sheet of an estimate round: blank to begin with, hidden from the room, and gone afterwards."""

from __future__ import annotations

from typing import NamedTuple

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input

from vsm_tui.edit.change import estimate
from vsm_tui.events.clean import clean
from vsm_tui.model import Asked, Estimate, Stream, asked_of
from vsm_tui.tui.blind import HOW, wrong_with
from vsm_tui.tui.commands.roundanswers import SHEET_COMMANDS
from vsm_tui.tui.gathering import Gathering
from vsm_tui.tui.screens.base import CommandScreen
from vsm_tui.tui.widgets.keybar import KeyBar
from vsm_tui.tui.widgets.safe import Words
from vsm_tui.tui.widgets.timer import TimerCorner

_ASKED = {"wait": "wait", "touch": "touch", "outside": "away"}
_NAME = 40


class Answered(NamedTuple):
    """What one person said, and the name that was given."""

    answers: dict[Asked, Estimate]
    name: str


class HiddenInput(Input):
    """An input that hides what is typed, in the signs in use."""

    @property
    def _value(self) -> Text:
        """What is painted; Textual's own sign for a hidden letter is none of ASCII."""
        if self.password and getattr(self.app, "ascii", False):
            return Text("*" * len(self.value), no_wrap=True, overflow="ignore", end="")
        return super()._value


class SheetScreen(CommandScreen[Answered | None]):
    """A field for each value. Nothing is filled in: what a person does not type, that person has not said."""

    ABOUT = (
        "What do you think? For each stage: how long does one item lie there (wait), and how long is it worked on "
        "(touch), each time it comes by. Leave empty what you cannot tell. What you type is hidden from the room."
    )
    ACTIONS = SHEET_COMMANDS
    DEFAULT_CSS = """
    SheetScreen { layers: base above; }
    SheetScreen VerticalScroll { padding: 1 2; height: 1fr; background: $background; }
    SheetScreen Horizontal { height: 1; }
    SheetScreen .name { width: 28; text-wrap: nowrap; text-overflow: ellipsis; }
    SheetScreen .asked { width: 10; color: $map-muted; padding: 0 1 0 2; }
    SheetScreen .blank { width: 1fr; }
    SheetScreen HiddenInput, SheetScreen #name { width: 20; }
    SheetScreen .question { padding: 1 2 0 2; height: auto; color: $text-muted; }
    SheetScreen.-narrow .name { width: 18; }
    SheetScreen.-narrow HiddenInput, SheetScreen.-narrow #name { width: 18; }
    SheetScreen #trouble { color: $error; height: auto; min-height: 1; padding: 0 2; }
    SheetScreen .note { padding: 0 2; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (96, "-wide")]  # noqa: RUF012 -- as Textual declares it

    def __init__(self, stream: Stream, gathering: Gathering) -> None:
        super().__init__()
        self.stream, self.gathering = stream, gathering
        self.asked = asked_of(stream.stages)
        self.shown = False

    def compose(self) -> ComposeResult:
        """A row a stage, what is wrong, how to write, keys."""
        yield Words(id="head")
        yield Words(self._question(), classes="question")
        with VerticalScroll(can_focus=False):
            for stage in self.stream.stages:
                with Horizontal():
                    yield Words(stage.name, classes="name")
                    for asked in (each for each in self.asked if each.stage == stage.id):
                        yield Words(_ASKED[asked.value], classes="asked", id=f"label-{_id(asked)}")
                        yield HiddenInput(password=True, id=_id(asked), max_length=60, select_on_focus=False)
            yield Words("")
            with Horizontal():
                yield Words("name, if you like", classes="name")
                yield Words("", classes="asked")
                yield Input(id="name", max_length=_NAME, select_on_focus=False)
                yield Words("  kept nowhere", classes="blank note")
        yield Words(id="trouble")
        yield Words(f"{HOW}. Empty: I cannot tell.", classes="note")
        yield KeyBar()
        yield TimerCorner(self.vsm.timer)

    def on_mount(self) -> None:
        """The first value has the keys."""
        self._head()
        if self.asked:
            self.query_one(f"#{_id(self.asked[0])}", Input).focus()

    def _question(self) -> str:
        """What is asked, from where to where."""
        ends = " ".join(
            f"{word} {' '.join(text.split())}."
            for word, text in (("From:", self.stream.start), ("To:", self.stream.end))
            if text.strip()
        )
        asked = "How long does one item lie there (wait), and how long is it worked on (touch), each time it comes by?"
        return f"{asked}\n{ends}" if ends else asked

    def _head(self) -> None:
        clock = self.stream.clock
        places, here = [_id(asked) for asked in self.asked], self.focused
        filled = sum(bool(field.value.strip()) for field in self.query(HiddenInput))
        at = places.index(here.id) if here is not None and here.id in places else None
        left = 0 if at is None else len(places) - at - 1
        way = f"{left} to go" if left else "the last one"
        parts = [
            f"Person {self.gathering.people + 1}",
            "your name, if you like" if at is None else f"value {at + 1} of {len(places)}, {way}",
            f"1d is {clock.day / 3600:g}h",
            f"{filled} filled in",
        ]
        self.query_one("#head", Words).say(Content(clean(" · ".join(part for part in parts if part), 400)))

    def would_lose(self) -> str:
        """What is being typed."""
        typed = any(field.value.strip() for field in self.query(HiddenInput))
        return "What this person has typed would be lost." if typed else ""

    # -- typing ------------------------------------------------------------------------------------------------

    def show_typed(self) -> None:
        """Show what is typed, or hide it."""
        self.shown = not self.shown
        for field in self.query(HiddenInput):
            field.password = not self.shown
        self.say("What you type is shown" if self.shown else "What you type is hidden")

    def _wrong(self, field: Input) -> str:
        """What is wrong with a field; while it is hidden, nothing of what it holds."""
        return wrong_with(field.value, self.stream.clock, shown=self.shown)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if event.input.has_class("-invalid") and not self._wrong(event.input):
            event.input.remove_class("-invalid")
        self.query_one("#trouble", Words).say("")
        self._head()

    @on(Input.Blurred, "HiddenInput")
    def _left(self, event: Input.Blurred) -> None:
        self._mark(event.input, self._wrong(event.input))

    def on_descendant_focus(self) -> None:
        """Which value it is, and how many are left."""
        self._head()

    def _mark(self, field: Input, wrong: str) -> None:
        """Whether a value was understood: a person cannot see what was typed."""
        field.set_class(bool(wrong), "-invalid")
        asked = next(each for each in self.asked if _id(each) == field.id)
        sign = " ✗" if wrong else " ✓" if field.value.strip() else ""
        self.query_one(f"#label-{field.id}", Words).say(f"{_ASKED[asked.value]}{sign}")

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        if event.input.id == "name":
            self.finish()
        elif not self._say_wrong(event.input):
            self.focus_next(Input)

    def on_key(self, event: events.Key) -> None:
        """Up and down go from stage to stage."""
        here = self.focused
        places = [_id(asked) for asked in self.asked]
        if event.key not in ("down", "up") or here is None or here.id not in places:
            return
        event.stop()
        event.prevent_default()
        at = places.index(here.id)
        stages = [asked.stage for asked in self.asked]
        step = 1 if event.key == "down" else -1
        other = next((k for k in range(at, -1 if step < 0 else len(places), step) if stages[k] != stages[at]), None)
        if other is not None:
            same = [k for k, asked in enumerate(self.asked) if asked == Asked(stages[other], self.asked[at].value)]
            self.query_one(f"#{places[(same or [other])[0]]}", Input).focus()

    def _say_wrong(self, field: Input) -> bool:
        wrong = self._wrong(field)
        self._mark(field, wrong)
        self.query_one("#trouble", Words).say(f"✗ {wrong}" if wrong else "")
        return bool(wrong)

    def finish(self) -> None:
        """Count the answers, or say what keeps them from being counted."""
        answers: dict[Asked, Estimate] = {}
        for asked in self.asked:
            field = self.query_one(f"#{_id(asked)}", Input)
            if self._say_wrong(field):
                field.focus()
                return
            found = estimate(field.value)
            if found is not None:
                answers[asked] = found
        if not answers:
            self.query_one("#trouble", Words).say("✗ nothing is filled in; esc leaves without being counted")
            return
        self.dismiss(Answered(answers, clean(self.query_one("#name", Input).value, _NAME).strip()))

    async def leave(self) -> None:
        """Back without being counted, once the person has said so."""
        lost = self.would_lose()
        if not lost:
            self.dismiss(None)
            return

        async def work() -> None:
            from vsm_tui.tui.screens.confirm import ask

            choices = {"1": "Stay", "2": "Throw it away"}
            if await ask(self.app, "Leave without being counted?", lost, choices) == "2":
                self.dismiss(None)

        self.run_worker(work(), group="leave", exit_on_error=False)


def _id(asked: Asked) -> str:
    return f"{asked.value}-{asked.stage}"
