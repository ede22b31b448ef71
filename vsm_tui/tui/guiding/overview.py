"""Review and Improve: what a map says as a whole, what it still lacks, and what to try first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vsm_tui.draw import Row, Run, StyleName, safe, share
from vsm_tui.draw.run import wrap
from vsm_tui.draw.scene import WORDS, Scene, Step
from vsm_tui.draw.summary import bounded_share, bounded_time
from vsm_tui.draw.text import clip
from vsm_tui.draw.verdict import constraint_row
from vsm_tui.flow import Flow
from vsm_tui.flow.standout import Standout, standing_out
from vsm_tui.flow.steps import Ask, StepName, Way
from vsm_tui.model import Stream
from vsm_tui.tui.guiding.prompts import missing

_SHOWN = 6
_TRY: dict[str, str] = {
    "constraint": "limit what is begun before it, agree how soon it is taken up, take something off its hands",
    "loop": "ask where it goes back to: what would have had to be known? Look at the last three that came back",
    "quality": "write down what the receiver needs, and look together at the last three that were not usable",
    "outside": "ask them when they get it and when they begin: their queue is a wait you can talk about",
    "range": "look up the last three real items, or lay a log beside it (d): it is the least known time here",
    "people": "type how many can work there at once, in the people row of the map: capacity is not judged without",
}
_SIGNS: dict[str, tuple[str, StyleName]] = {
    "constraint": ("◆", "constraint"),
    "loop": ("↺", "loop-costliest"),
    "quality": ("✗", "worse"),
    "outside": ("►", "outside"),
    "range": ("±", "warning"),
    "people": ("?", "unknown"),
}


def review_rows(stream: Stream, scene: Scene, way: Way, width: int) -> list[Row]:
    """What is missing, first thing first, and what it keeps from being told; and the map in a few numbers."""
    lacks = way.missing
    if way.needed:
        first, more = safe(missing(stream, way.needed[0])), len(way.needed) - 1
        why = f"there is no lead time without {first}{f' and {more} more' if more else ''}"
        return [*_line("warning", f"{len(lacks)} still missing; {why}:", width), *_listed(stream, lacks, width)]
    rows = [row for flow in _flows(scene) for row in wrap(_totals(flow, scene), width)]
    rows += wrap([constraint_row(scene)], width)
    if lacks:
        rows += _line("warning", f"{len(lacks)} left open: {_without(lacks)}", width)
        return [
            *rows,
            *_listed(stream, lacks, width),
            *_line("muted", "enter asks the first of them · pgdn leaves them open and goes on", width),
        ]
    said = [(stream.start, "starts with"), (stream.end, "ends with"), (stream.confirmed_by, "said by")]
    rows += wrap([(Run(f"{label} ", "label"), Run(safe(text), "plain")) for text, label in said], width)
    question = "Walk through it once more, backwards: would everybody here sign this? What would the next team say?"
    return [*rows, *_line("muted", question, width)]


def _listed(stream: Stream, lacks: Sequence[Ask], width: int) -> list[Row]:
    """The missing things, the first of them named as the next."""
    names = [clip(safe(missing(stream, ask)), max(10, width - 8)) for ask in lacks[:_SHOWN]]
    more = len(lacks) - _SHOWN
    parts: list[Row] = [(Run(name, "value" if not at else "muted"),) for at, name in enumerate(names)]
    parts += [(Run(f"and {more} more", "muted"),)] if more > 0 else []
    rows = wrap(parts, max(20, width - 8), indent=0)
    return [(Run("  next  " if not at else "        ", "label"), *row) for at, row in enumerate(rows)]


_UNTOLD: dict[StepName, str] = {
    "scope": "whether everybody means the same by begun and done",
    "quality": "how much arrives usable (rolled %C/A)",
    "rework": "what rework costs, so times can be higher",
}


def _without(lacks: Sequence[Ask]) -> str:
    """What cannot be told while these are open."""
    steps = dict.fromkeys(ask.step for ask in lacks)
    untold = [_UNTOLD[step] for step in steps if step in _UNTOLD]
    return f"it cannot be told {'; '.join(untold)}"


def _flows(scene: Scene) -> list[Flow]:
    """What is shown, what was measured first."""
    return [flow for flow in (scene.measured, scene.estimate) if flow is not None]


def _totals(flow: Flow, scene: Scene) -> list[Row]:
    """A layer in a few numbers; it is named where there is a log."""
    units = scene.units
    named = {"measured": "measured mean ", "estimate": "estimated "}[flow.layer] if scene.measured is not None else ""
    at_most = scene.glyphs.at_most if flow.layer == "measured" and flow.rolled_pca is not None else ""
    side = "estimate:" if scene.layer == "both" and flow.layer == "estimate" else ""
    lead = (
        Run(named, "measured" if flow.layer == "measured" else "estimate"),
        Run("lead time ", "label"),
        Run(units.time(flow.lead_time.mean), "total", f"{side}lead_time.mean"),
    )
    parts: list[Row] = [lead]
    if flow.lead_time.range is not None:
        parts.append(
            (Run("between ", "label"), Run(units.span(*flow.lead_time.range), "value", f"{side}lead_time.range"))
        )
    parts.append((Run("touch ", "label"), Run(bounded_time(units, flow.touch), "value", f"{side}touch.mean")))
    efficiency = bounded_share(flow.flow_efficiency, "?")
    parts.append((Run("flow efficiency ", "label"), Run(efficiency, "total", f"{side}flow_efficiency.value")))
    usable = Run(at_most + share(flow.rolled_pca), "value", f"{side}rolled_pca")
    parts.append((Run("rolled %C/A ", "label"), usable))
    if flow.rework_tax:
        parts.append((Run("rework tax ", "label"), Run(units.time(flow.rework_tax), "value", f"{side}rework_tax")))
    return parts


def improve_rows(stream: Stream, scene: Scene, way: Way, width: int) -> list[Row]:
    """What stands out, with what to try; each number leads to its explanation."""
    flow, rows = scene.main, list[Row]()
    if way.missing:
        first, more = safe(missing(stream, way.missing[0])), len(way.missing) - 1
        open_ = f"Still open: {first}{f' and {more} more' if more else ''}. It{_without(way.missing)[2:]}."
        rows += _line("warning", open_, width)
    told = len(rows)
    for found in standing_out(flow, stream):
        sign, style = _signed(found, scene)
        rows += _hung((Run(f"{sign} ", style),), _told(found, stream, scene), width)
        advice = _TRY["outside" if found.kind == "constraint" and _away(stream, found.stage) else found.kind]
        rows += _hung((Run("  try: ", "label"),), (Run(advice, "muted"),), width)
    if len(rows) == told:
        rows += _line("muted", "Nothing stands out yet: times and shares make it visible.", width)
    onward = "W the case for the constraint · ? explains the number under the cursor"
    compared = " · v beside the log" if scene.measured is not None else " · d lays a log beside it, then v compares"
    return [*rows, (), *_line("label", onward + compared, width)]


def _told(found: Standout, stream: Stream, scene: Scene) -> Row:
    time, name = scene.units.time, f"{_name(stream, found.stage)} "
    of = f" of {time(found.of)} lead time ({share(found.value / found.of)})" if found.of else ""
    match found.kind:
        case "constraint":
            verb, key = ("is away for ", "time") if _away(stream, found.stage) else ("waits ", "wait")
            value = Run(time(found.value), "total", f"stages.{found.stage}.{key}")
            words = Run(_verdict(found, scene), "value", "constraint")
            return (Run(name, "constraint"), words, Run(verb, "plain"), value, Run(of))
        case "loop":
            ends = f"{_name(stream, found.source)} back to {_name(stream, found.stage)} "
            key = f"loops.{found.source}-{found.stage}.time"
            return (Run(ends, "loop"), Run("costs ", "plain"), Run(time(found.value), "total", key), Run(of))
        case "quality":
            usable = f"{found.value * 100:.0f}"
            key = f"stages.{found.stage}.pca"
            least = "at most " if scene.main.layer == "measured" else ""  # silent fixes leave no trace in a log
            return (
                Run(name, "value"),
                Run(f"hands over {least}"),
                Run(usable, "total", key),
                Run(" usable out of 100"),
            )
        case "outside":
            key = f"stages.{found.stage}.time"
            return (Run(name, "outside"), Run("is away for "), Run(time(found.value), "total", key), Run(of))
        case "range":
            span = scene.units.span(found.low, found.value)
            return (Run(name, "value"), Run("is somewhere in "), Run(span, "total", f"stages.{found.stage}.time"))
        case "people":
            text = f"people not said at {found.value:.0f} of {found.of:.0f} stages, such as {name.strip()}"
            return (Run(text, "plain"),)


def _marked(found: Standout, scene: Scene) -> Step | None:
    """The stage as the map marks it."""
    at = scene.places.get(found.stage)
    return None if at is None else scene.steps[at]


def _verdict(found: Standout, scene: Scene) -> str:
    """What the map says of the stage, and with whom it is too close to call; empty where it is called."""
    marked = _marked(found, scene)
    if marked is None or not _only(scene) or marked.mark not in WORDS:
        return ""
    rivals = [scene.title(rival) for rival in scene.main.constraint.contenders if rival != found.stage]
    tied = f" with {' and '.join(rivals[:2])}" if rivals and marked.mark == "contender" else ""
    return f"{WORDS[marked.mark]}{tied}, "


def _only(scene: Scene) -> bool:
    """Whether a verdict was sought, and it is not that this stage holds the stream."""
    return scene.main.constraint.verdict not in (None, "clear")


def _signed(found: Standout, scene: Scene) -> tuple[str, StyleName]:
    """The sign of its kind; the constraint's is that of the map, which claims no more than its verdict does."""
    marked = _marked(found, scene)
    if found.kind != "constraint" or marked is None or not _only(scene):
        return _SIGNS[found.kind]
    return (marked.sign, marked.style) if marked.sign else ("·", "muted")


def _away(stream: Stream, stage_id: str) -> bool:
    return any(stage.id == stage_id and stage.outside is not None for stage in stream.stages)


def _name(stream: Stream, stage_id: str) -> str:
    return next((safe(stage.name) for stage in stream.stages if stage.id == stage_id), stage_id)


def _line(style: StyleName, text: str, width: int) -> list[Row]:
    return wrap([(Run(text, style),)], width)


def _hung(head: Row, text: Iterable[Run], width: int) -> list[Row]:
    """A text behind a head, its further rows below its beginning."""
    room = sum(len(run.text) for run in head)
    rows = wrap([tuple(text)], max(20, width - room), indent=0)
    return [(*(head if not at else (Run(" " * room),)), *row) for at, row in enumerate(rows)]
