"""The lists a room writes: topics parked for later, ideas for a stage, wastes in a stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vsm_tui import edit
from vsm_tui.draw.glyphs import BURST, DONE, TO_DO, WASTE
from vsm_tui.events.clean import clean
from vsm_tui.model import WASTES, Stage
from vsm_tui.model.wastes import MEANT, TAG_LONGEST
from vsm_tui.tui.screens.noting import NotingDialog
from vsm_tui.tui.widgets.lines import Listed

if TYPE_CHECKING:
    from vsm_tui.tui.session import Session


class ParkingDialog(NotingDialog):
    """The parking lot."""

    ABOUT = (
        "Topics put off until there is time for them. Type one and press enter; space ticks off what was talked about."
    )
    PLACEHOLDER = "what shall we talk about later?"
    EMPTY = "nothing is parked: write a topic below and press enter"

    def heading(self) -> str:
        """What it is."""
        return "Parking lot"

    def listed(self) -> list[Listed]:
        """The topics."""
        return [Listed(DONE if t.done else TO_DO, t.text, done=t.done) for t in self.session.stream.parking]

    def adding(self, text: str) -> edit.Change:
        """Park it."""
        return edit.ParkTopic(text)

    def rewriting(self, index: int, text: str) -> edit.Change:
        """Say it otherwise."""
        return edit.ChangeTopic(index, text)

    def ticking(self, index: int) -> edit.Change:
        """It was talked about, or was not after all."""
        return edit.TickTopic(index, not self.session.stream.parking[index].done)

    def removing(self, index: int) -> edit.Change:
        """It is no topic any more."""
        return edit.RemoveTopic(index)


class _OfStage(NotingDialog):
    """A list of one stage."""

    def __init__(self, session: Session, stage: str) -> None:
        super().__init__(session)
        self._stage = stage

    def still_there(self) -> bool:
        """The stage may have been deleted, or its adding undone."""
        return any(stage.id == self._stage for stage in self.session.stream.stages)

    @property
    def stage(self) -> Stage:
        """The stage as it is now."""
        return self.session.stream.stage(self._stage)


class BurstsDialog(_OfStage):
    """The ideas of a stage."""

    ABOUT = "Short ideas for improving one stage. Type one and press enter; the map marks the stage with a burst."
    PLACEHOLDER = "what would make this stage better?"
    EMPTY = "no idea yet: write one below and press enter"
    HOW = "enter keeps the idea · ↑ to the list · e changes · x deletes · u undoes · esc back"

    def heading(self) -> str:
        """Whose ideas."""
        return f"{BURST} Ideas for {clean(self.stage.name, 80)}"

    def listed(self) -> list[Listed]:
        """The ideas."""
        return [Listed(BURST, text) for text in self.stage.bursts]

    def adding(self, text: str) -> edit.Change:
        """One more."""
        return edit.AddBurst(self.stage, text)

    def rewriting(self, index: int, text: str) -> edit.Change:
        """Say it otherwise."""
        return edit.ChangeBurst(self.stage, index, text)

    def ticking(self, index: int) -> None:  # noqa: ARG002 -- every list is asked alike
        """Ideas have no ticks."""
        return

    def removing(self, index: int) -> edit.Change:
        """It is no idea any more."""
        return edit.RemoveBurst(self.stage, index)


class TagsDialog(_OfStage):
    """The wastes of a stage: those of the list, and the room's own words."""

    ABOUT = "Which wastes people see in one stage. Space tags the stage with one; a word of your own goes below."
    PLACEHOLDER = "a waste of your own, in a word or two"
    HOW = "space tags · tab to a word of your own below · x takes it off · u undoes · enter or esc back"
    LONGEST = TAG_LONGEST
    begins_in_list = True

    def heading(self) -> str:
        """Whose wastes."""
        return f"{WASTE} Wastes in {clean(self.stage.name, 80)}"

    def _all(self) -> list[str]:
        return [*WASTES, *(tag for tag in self.stage.tags if tag not in WASTES)]

    def listed(self) -> list[Listed]:
        """Every waste there is, ticked where people see it here."""
        tags = self.stage.tags
        return [Listed(WASTE if tag in tags else TO_DO, tag, MEANT.get(tag, "")) for tag in self._all()]

    def adding(self, text: str) -> edit.Change:
        """One more."""
        return edit.SetTags(self.stage, (*self.stage.tags, text))

    def rewriting(self, index: int, text: str) -> edit.Change | None:
        """Only the room's own words can be written anew."""
        old = self._all()[index]
        return (
            edit.SetTags(self.stage, [text if tag == old else tag for tag in self.stage.tags])
            if index >= len(WASTES)
            else None
        )

    def ticking(self, index: int) -> edit.Change:
        """Seen here, or not."""
        tag, tags = self._all()[index], self.stage.tags
        return edit.SetTags(self.stage, [t for t in tags if t != tag] if tag in tags else [*tags, tag])

    def removing(self, index: int) -> edit.Change | None:
        """Not seen here after all."""
        tag = self._all()[index]
        return self.ticking(index) if tag in self.stage.tags else None
