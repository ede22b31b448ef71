"""The stages and their loops as a graph in Mermaid's words."""

from __future__ import annotations

from collections.abc import Iterator

from vsm_tui.draw import Scene, safe, share
from vsm_tui.draw.loops import believed_labels
from vsm_tui.draw.scene import Step
from vsm_tui.model import FINISH


def mermaid(scene: Scene) -> str:
    """A flowchart: stages from start to end with their time, loops dotted with their share and cost."""
    return "\n".join(_lines(scene)) + "\n"


def _lines(scene: Scene) -> Iterator[str]:
    yield "flowchart LR"
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
    flow = scene.shown(step)
    time = scene.units.time(flow.time) if flow is not None else ""
    return " ".join(part for part in (f"{step.index + 1}.", step.name, step.sign, time) if part)


def _label(text: str) -> str:
    """Text from outside as text: what Mermaid or a browser would read as more becomes a character's number."""
    return "".join(c if c.isalnum() or c in " .,·+×÷%–−→↺◆◇◷()-:/" else f"#{ord(c)};" for c in safe(text))
