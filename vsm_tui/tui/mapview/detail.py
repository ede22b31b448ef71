"""Two lines about what is under the cursor: every value of the stage with its name."""

from __future__ import annotations

from textual.strip import Strip
from textual.widget import Widget

from vsm_tui.draw import Row, Run, Scene, Spot, Units, safe, share
from vsm_tui.draw.loops import loop_labels, loop_style
from vsm_tui.draw.noted import noted_of
from vsm_tui.draw.run import wrap
from vsm_tui.draw.scene import WORDS
from vsm_tui.draw.text import ends, number, open_end
from vsm_tui.flow import StageFlow
from vsm_tui.tui.mapview.strips import Painter

LINES = 2


class Detail(Widget):
    """The values of the stage or loop under the cursor, in words."""

    ALLOW_SELECT = False
    DEFAULT_CSS = f"Detail {{ height: {LINES}; background: $surface; color: $foreground; }}"

    def __init__(self) -> None:
        super().__init__()
        self._painter = Painter(self)
        self._parts: list[Row] = []
        self._rows: list[Row] = []

    def say(self, parts: list[Row]) -> None:
        """Show these parts, wrapped."""
        self._parts = parts
        self._wrap()

    def on_resize(self) -> None:
        """Wrap anew."""
        self._wrap()

    def _wrap(self) -> None:
        self._rows = wrap(self._parts, max(1, self.size.width))[:LINES]
        self.refresh()

    def notify_style_update(self) -> None:
        """Another theme."""
        super().notify_style_update()
        self._painter.forget()

    def render_line(self, y: int) -> Strip:
        """One line."""
        return self._painter.strip(self._rows[y] if y < len(self._rows) else (), self.size.width)


def describe(scene: Scene, spot: Spot, state: list[Row]) -> list[Row]:
    """What is under the cursor: the value first, then the rest of its stage, then ``state`` (saving, measuring)."""
    if not scene.steps:
        return state
    if spot.field == "loop" and spot.loop is not None and spot.loop < len(scene.loops):
        return [*_loop(scene, spot.loop), *state]
    step = scene.steps[min(spot.stage, len(scene.steps) - 1)]
    parts: list[Row] = [(Run(f"{scene.glyphs.numeral(step.index)} ", "label"), Run(step.name, step.style))]
    if step.mark:
        word = f"{step.sign} {WORDS[step.mark]}".strip()
        parts.append((Run(f"{word} (W: why)", step.style if step.sign else "muted"),))
    stage = step.stage
    if stage.outside is not None:
        parts.append(_pair("typed outside", str(stage.outside)))
    else:
        parts.append(_pair("typed wait", str(stage.wait) if stage.wait else "?"))
        parts.append(_pair("touch", str(stage.touch) if stage.touch else "?"))
    parts.append(_pair("%C/A", str(stage.pca) if stage.pca else "?"))
    if step.estimate is not None and step.estimate.time is not None:
        parts.append(_pair("estimate per item", scene.units.time(step.estimate.time)))
    if step.measured is not None:
        parts += _measured(step.measured, scene.units)
    parts += noted_of(stage)
    if stage.notes:
        parts.append((Run("notes ", "label"), Run(safe(stage.notes), "plain")))
    return [*state, *parts]


def _pair(label: str, value: str) -> Row:
    return (Run(label + " ", "label"), Run(safe(value), "unknown" if value == "?" else "value"))


def _measured(flow: StageFlow, units: Units) -> list[Row]:
    time = units.time
    value = f"{time(flow.time)}{ends(flow.time_interval, time)} {flow.evidence or ''}"
    parts = [_pair("measured per item", value.rstrip())]
    if flow.bunched:
        parts.append((Run("◷ items leave in bunches", "calendar"),))
    if flow.queue is not None:
        parts.append(_pair("queue", f"{number(flow.queue)}{ends(flow.queue_interval, number)}"))
    if flow.p50 is not None:
        parts.append(_pair("in this stage p50", time(flow.p50) + open_end(flow.p50_interval, time)))
    if flow.p85 is not None:
        parts.append(_pair("p85", time(flow.p85) + open_end(flow.p85_interval, time)))
    if flow.visits is not None:
        parts.append(_pair("visits", f"{flow.visits:.2f}"))
    if flow.reached is not None:
        parts.append(_pair("reached by", share(flow.reached)))
    return parts


def _loop(scene: Scene, index: int) -> list[Row]:
    loop = scene.loops[index]
    style = loop_style(scene, loop)
    way = f"↺ {scene.titled(loop.source)} {scene.glyphs.arrow} {scene.titled(loop.target)}"
    parts: list[Row] = [(Run(way, style),), (Run(loop_labels(scene, loop)[0], "value"),)]
    if loop.items is not None:
        parts.append(_pair("items", f"{loop.items:,}"))
    if loop.share_of_lead_time is not None:
        parts.append(_pair("of lead time", share(loop.share_of_lead_time)))
    if loop.saving is not None:
        parts.append(_pair("without it", scene.units.gap(-loop.saving)))
    known = next((lp for lp in scene.stream.rework if lp.key == (loop.source, loop.target)), None)
    if known is not None and scene.layer != "estimate":
        parts.append(_pair("typed", str(known.rate or "?")))
    return parts
