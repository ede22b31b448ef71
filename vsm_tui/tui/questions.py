"""Which number is asked about, on which layer, and where its key leads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from vsm_tui.flow import Flow
from vsm_tui.model import InputError, Stream

if TYPE_CHECKING:
    from vsm_tui.flow.explain import Explanation, Whose

LEAD = "lead_time.mean"
_LAYER_OF = {"estimate:": "estimate", "measured:": "measured"}


class Subject(NamedTuple):
    """What is under the cursor. ``key`` is the JSON path of the number; ``estimate:`` before it asks for that layer.

    ``whose`` says which items it is over, where that is known already.
    """

    kind: Literal["stream", "stage", "loop"] = "stream"
    stage: str | None = None
    loop: tuple[str, str] | None = None
    key: str = LEAD
    whose: Whose = "all"


def subject_of(key: str, flows: Sequence[Flow]) -> Subject:
    """What a number is about: its stage, its loop, or the whole stream."""
    plain = plain_key(key)
    head, _, rest = plain.partition(".")
    if head == "stages":
        return Subject("stage", stage=rest.partition(".")[0], key=key)
    for loop in (loop for flow in flows for loop in flow.loops):
        if plain.startswith(f"loops.{loop.source}-{loop.target}."):
            return Subject("loop", loop=(loop.source, loop.target), key=key)
    if plain.startswith("constraint.scores."):
        return Subject("stage", stage=plain.split(".", 3)[-1], key=key)
    return Subject(key=key)


def plain_key(key: str) -> str:
    """The key without the layer before it."""
    return next((key.removeprefix(mark) for mark in _LAYER_OF if key.startswith(mark)), key)


@dataclass(frozen=True, slots=True)
class Question:
    """A number that is to be explained: its key, and the flows that may know it, the one asked first in front.

    ``told`` is an explanation that is there already, of a number that is in no flow. ``behind`` shows the items
    behind a subject, where there are any.
    """

    key: str
    stream: Stream
    flows: tuple[Flow, ...]
    told: Explanation | None = None
    behind: Callable[[Subject], object] | None = None

    @property
    def subject(self) -> Subject:
        """What the number is about."""
        return subject_of(self.key, self.flows)

    @property
    def items(self) -> Subject:
        """The same, with which items a measurement of it is over."""
        whose: Whose = next((told.whose for told in self.answers() if told.layer == "measured"), "all")
        return self.subject._replace(whose=whose)

    def answers(self) -> list[Explanation]:
        """The explanation on every layer that knows the number, the one that was asked for first."""
        from vsm_tui.flow.explain import explain

        wanted = next((layer for mark, layer in _LAYER_OF.items() if self.key.startswith(mark)), None)
        found = [self.told] if self.told else []
        for flow in sorted(self.flows, key=lambda f: f.layer != wanted) if wanted else self.flows:
            try:
                found.append(explain(flow, plain_key(self.key), self.stream))
            except InputError:
                continue
        return found

    def about(self, key: str) -> Question:
        """The same about another number."""
        return replace(self, key=key, told=None)
