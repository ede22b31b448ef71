"""How a question is put: what is asked, why, an example, and what can be picked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from vsm_tui.draw.text import clip
from vsm_tui.edit import Role

MOST = 12
"""As many suggestions as there is room for."""
LONG = 44


class Chip(NamedTuple):
    """Something to pick in place of typing ``text``; one that is not ``whole`` begins the answer and waits for more."""

    label: str
    text: str
    whole: bool = True
    opens: bool = False
    """Whether it opens the data screen."""
    joins: bool = False
    """Whether it is one state more beside those that are typed already."""
    adds: Role = "none"
    """Where such a state goes: ``wait``, ``touch``, or else to where it is being typed."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question as it is put to people."""

    question: str
    why: str
    example: str
    chips: tuple[Chip, ...] = ()


def named(name: str) -> str:
    """A stage's name in a question, which must not push the answer out of a small window."""
    return f"‘{clip(name, LONG)}’"
