"""Where the parts of a row stand when each stage has a row of its own."""

from __future__ import annotations

from dataclasses import dataclass

from vsm_tui.draw.drawing import Field
from vsm_tui.draw.scene import WORDS, Scene
from vsm_tui.draw.text import cell_len

_BAR_LEAST = 8
_BAR_MOST = 120


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the parts of a row stand: cell and width of each part; a width of 0 means there is no room for it."""

    name: tuple[int, int]
    wait: tuple[int, int]
    touch: tuple[int, int]
    bar: tuple[int, int]
    pca: tuple[int, int]
    people: tuple[int, int]

    @classmethod
    def of(cls, scene: Scene, width: int) -> Grid:
        """Numbers first, then the bar, then the rest, as the width allows."""
        beside = scene.layer != "both"
        word = {s.index: cell_len(WORDS[s.mark]) + 3 if s.mark and beside else 0 for s in scene.steps}
        longest = max(14, *(cell_len(s.name) + word[s.index] for s in scene.steps))
        mark = max(len(str(len(scene.steps))), 2) + 2
        room = width - mark
        name = max(1, min(longest, 34, room * 3 // 10 if room > 40 else room // 2))
        at = mark + name + 1
        numbers = 7 if at + 15 + _BAR_LEAST <= width else 6 if at + 13 <= width else 0
        wait = (at, numbers)
        touch = (at + numbers + 1, numbers) if numbers else (at, 0)
        at = touch[0] + touch[1] + (2 if numbers else 0)
        g = scene.glyphs
        seen = cell_len(g.at_most) + len("100%")
        both = len("100 ") + cell_len(g.arrow) + 1 + seen
        pca = (both if scene.layer == "both" else seen + 1) if width - at > 30 else 0
        people = 8 if width - at - pca > 36 else 0
        right = min(width - people - pca - (1 if pca else 0), at + _BAR_MOST)
        bar = (at, right - at - 1) if right - at - 1 >= _BAR_LEAST else (at, 0)
        return cls((mark, name), wait, touch, bar, (right, pca), (right + pca + 1, max(0, people - 2)))

    def part(self, name: Field) -> tuple[int, int]:
        """The cell and width of a field."""
        parts = {"name": self.name, "wait": self.wait, "touch": self.touch, "pca": self.pca, "people": self.people}
        return parts.get(name, (0, 0))
