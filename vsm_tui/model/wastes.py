"""What a room notes on a stage and beside the map: wastes, improvement bursts, and topics parked for later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from vsm_tui.model.quantity import QuantityError
from vsm_tui.model.wording import shown

WASTES = (
    "waiting",
    "rework",
    "hand-off",
    "task switching",
    "overproduction",
    "partially done work",
    "defects",
    "motion",
)
"""The wastes of lean software development; a team may write words of its own."""
MEANT = {
    "waiting": "work lies still until somebody takes it",
    "rework": "it is done again, or learned again",
    "hand-off": "it changes hands, and what was known gets lost",
    "task switching": "people are torn between several things at once",
    "overproduction": "more is made than anybody asked for",
    "partially done work": "it is begun and not finished, and goes stale",
    "defects": "what was wrong is found late",
    "motion": "people look for answers, access or each other",
}
"""Each waste in a few words."""
TAG_LONGEST = 40
LINE_LONGEST = 200
"""Characters of a burst or a topic: a line, no text."""


class Wrong(NamedTuple):
    """What is wrong at one place of a list, and what would be right; ``error`` is ``False`` for a warning."""

    at: int
    text: str
    error: bool = True


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to talk about later; ``done`` once it was."""

    text: str
    done: bool = False


def wrong_tags(tags: Sequence[str]) -> Iterator[Wrong]:
    """What does not hold of a stage's wastes, whatever characters they are made of."""
    for at, tag in enumerate(tags):
        if tag in tags[:at]:
            yield Wrong(at, f"{shown(tag)} is among the tags twice: keep one")
        elif len(tag) > TAG_LONGEST:
            yield Wrong(
                at, f"a tag has at most {TAG_LONGEST} characters: write one such as {WASTES[0]}, the rest as notes"
            )
        elif tag not in WASTES and (near := get_close_matches(tag.lower(), WASTES, n=1, cutoff=0.75)):
            yield Wrong(at, f"{shown(tag)} is no waste of the list: did you mean {near[0]}?", error=False)


def wrong_lines(lines: Sequence[str], what: str) -> Iterator[Wrong]:
    """What does not hold of bursts or topics; ``what`` names one."""
    for at, line in enumerate(lines):
        if len(line) > LINE_LONGEST:
            yield Wrong(at, f"{what} has at most {LINE_LONGEST} characters: write it shorter")


def yes_or_no(text: str) -> bool:
    """``true`` or ``false``, or as people say it.

    Raises:
        QuantityError: with what would be right.
    """
    word = text.strip().lower()
    if word not in ("true", "false", "yes", "no"):
        raise QuantityError(f"{shown(text)} is neither: write true or false")
    return word in ("true", "yes")
