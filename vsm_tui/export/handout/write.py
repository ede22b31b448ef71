"""A hand-out in the format that a file's name asks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from vsm_tui.draw import Scene, View
from vsm_tui.draw.palette import PAGE_DARK, PAGE_LIGHT
from vsm_tui.draw.summary import summary
from vsm_tui.export.comparison import comparison_payload
from vsm_tui.export.handout.content import Handout, compared, handout, made_text, to_hand_out
from vsm_tui.export.handout.graph import mermaid
from vsm_tui.export.handout.legend import map_legend
from vsm_tui.export.handout.markdown import markdown
from vsm_tui.export.handout.numbers import figures
from vsm_tui.export.handout.page import page
from vsm_tui.export.handout.rounds import round_scenes
from vsm_tui.export.handout.sheet import sheet
from vsm_tui.export.handout.strips import WIDTH, strips
from vsm_tui.export.handout.strips import sheet as drawn_sheet
from vsm_tui.export.payload import Payload, flow_payload
from vsm_tui.export.picture.png import lacking, png
from vsm_tui.export.picture.svg import picture
from vsm_tui.export.round import round_payload
from vsm_tui.flow import Flow
from vsm_tui.model import InputError, Problem, Stream

SCHEMA = "vsm.report.v1"
_ZOOM = 1.5
_ALSO = {"htm": "html", "markdown": "md"}
"""Other endings of the same formats."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a hand-out is made of. ``estimate`` and ``measured`` are on one clock; either may be missing.

    ``name`` is the stream file's without its ending. ``width`` of the map is in cells, 0 to fit. ``dark`` and
    ``font`` are for pictures. ``made`` is the moment with its zone that the document bears; none gives no date.
    """

    name: str
    stream: Stream
    estimate: Flow | None
    measured: Flow | None
    view: View = field(default_factory=View)
    width: int = 0
    dark: bool = False
    font: Path | None = None
    made: datetime | None = None

    @property
    def scene(self) -> Scene:
        """What is shown, and in which layer."""
        return Scene.of(self.stream, self.estimate, self.measured, self.view)


def known_kind(ending: str) -> str:
    """The format that a file name's ending asks for, without its dot; empty where there is none such."""
    kind = ending.removeprefix(".").lower()
    kind = _ALSO.get(kind, kind)
    return kind if kind in KINDS else ""


def not_drawn(told: Told, kind: str) -> str:
    """What to say of characters that a PNG shows as empty boxes; empty where there are none, and of other formats."""
    if known_kind(kind) != "png":
        return ""
    lost = lacking(_svg(told), font=told.font)
    return (
        f"no font here has {' '.join(lost)}: an empty box stands there; write an .svg, or name a font file"
        if lost
        else ""
    )


def written(told: Told, ending: str) -> bytes:
    """The hand-out as the bytes of a file whose name ends with ``ending``.

    Raises:
        InputError: when there is no such format.
        VsmError: when a PNG cannot be drawn here.
    """
    kind = known_kind(ending)
    if not kind:
        raise InputError(
            Problem(
                f"no hand-out ends in ‘.{ending.removeprefix('.')[:20]}’: there are {', '.join(f'.{k}' for k in KINDS)}"
            )
        )
    made = KINDS[kind](told)
    return made if isinstance(made, bytes) else made.encode("utf-8")


def _markdown(told: Told) -> str:
    return markdown(_document(told), mermaid(told.scene))


def _page(told: Told) -> str:
    return page(_document(told))


def _document(told: Told) -> Handout:
    return handout(told.stream, told.estimate, told.measured, view=told.view, width=told.width, made=told.made)


def _svg(told: Told) -> str:
    scene = to_hand_out(told.scene)
    drawn = strips(scene, told.width) if scene.steps else []
    said = summary(scene, WIDTH) if scene.steps else []
    legend = map_legend(scene, [*(row for strip in drawn for row in strip), *said])
    rows = drawn_sheet(scene, drawn, legend, made_text(scene, told.made), told.width)
    return picture(rows, PAGE_DARK if told.dark else PAGE_LIGHT, title=f"Map of {told.scene.stream.name}")


def _png(told: Told) -> bytes:
    return png(_svg(told), zoom=_ZOOM, font=told.font)


def _sheet(told: Told) -> str:
    scene = told.scene
    return sheet(figures(told.stream, [flow for flow in (scene.estimate, scene.measured) if flow is not None]))


def payload(told: Told) -> Payload:
    """Both sides and their comparison under ``vsm.report.v1``; ``None`` for what there is not."""
    scene = told.scene
    both = compared(scene)

    def side(flow: Flow | None) -> Payload | None:
        return flow_payload(flow, SCHEMA, told.name, told.stream) if flow is not None else None

    return {
        "schema": SCHEMA,
        "stream": told.name,
        "clock": scene.main.clock,
        "estimate": side(scene.estimate),
        "measured": side(scene.measured),
        "comparison": comparison_payload(both, "estimate", "measured") if both else None,
        "rounds": [round_payload(one) for one in round_scenes(scene)],
    }


def _json(told: Told) -> str:
    return json.dumps(payload(told), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


KINDS: Mapping[str, Callable[[Told], str | bytes]] = MappingProxyType(
    {
        "md": _markdown,
        "html": _page,
        "svg": _svg,
        "png": _png,
        "csv": _sheet,
        "json": _json,
        "mmd": lambda told: mermaid(told.scene),
    }
)
"""A file name's ending → what is written."""
