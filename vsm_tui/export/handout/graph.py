"""The stages and their loops as a graph in Mermaid's words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vsm_tui.draw import Scene, safe, share
from vsm_tui.draw.loops import believed_labels
from vsm_tui.draw.scene import Step
from vsm_tui.model import FINISH

_ITEM = re.compile(r"(?:\d+[.)]|[-+])")
"""What Markdown may take for the beginning of a list, whatever follows: Mermaid then draws no label at all."""
_ACROSS = 9
"""So many stages are read side by side on a page; more of them go down."""
_PLAIN = frozenset(" .,·+×÷%–−→↺◆◇◷()-:/")


def mermaid(scene: Scene) -> str:
    """A flowchart, downwards where it is long: stages with their time, loops dotted with their share and cost."""
    return "\n".join(_lines(scene)) + "\n"


def _lines(scene: Scene) -> Iterator[str]:
    yield f"flowchart {'LR' if len(scene.steps) <= _ACROSS else 'TB'}"
    yield f'    begin(["{_label(scene.stream.start or "start")}"])'
    for step in scene.steps:
        yield f'    s{step.index}["{_label(_title(scene, step))}"]'
    yield f'    {FINISH}(["{_label(scene.stream.end or "end")}"])'
    chain = ["begin", *(f"s{step.index}" for step in scene.steps), FINISH]
    yield f"    {' --> '.join(chain)}"
    for loop in scene.loops:
        source = f"s{scene.places[loop.source]}" if loop.source in scene.places else FINISH
        cost = scene.units.gap(loop.time) if loop.time is not None else ""
        parts = [share(loop.share), cost, safe(loop.cause)]
        if scene.only_believed(loop):
            parts = [believed_labels(scene, loop)[0], safe(loop.cause)]
        yield f'    {source} -. "{_label(" · ".join(part for part in parts if part))}" .-> s{scene.places[loop.target]}'
    held = [f"s{step.index}" for step in scene.steps if step.constraint]
    if held:
        yield "    classDef constraint stroke:#b04500,stroke-width:3px"
        yield f"    class {','.join(held)} constraint"


def _title(scene: Scene, step: Step) -> str:
    """Number, name, mark and time. The number has no full stop: ``1. Intake`` would be a list to Mermaid."""
    flow = scene.shown(step)
    time = scene.units.time(flow.time) if flow is not None else ""
    return " ".join(part for part in (str(step.index + 1), step.name, step.sign, time) if part)


def _label(text: str) -> str:
    """Text from outside as text: what Mermaid, a browser or Markdown would read as more becomes its number."""
    shown = safe(text).strip()
    listed = _ITEM.match(shown)
    mark = listed.end() - 1 if listed else -1
    return "".join(c if (c.isalnum() or c in _PLAIN) and at != mark else f"#{ord(c)};" for at, c in enumerate(shown))
