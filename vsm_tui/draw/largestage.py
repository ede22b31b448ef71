"""One stage in focus, for a room: its name and its numbers large, the others as a dimmed strip."""

from __future__ import annotations

from vsm_tui.draw.bigletters import letters, size_for, spaced
from vsm_tui.draw.cells import time_pieces
from vsm_tui.draw.large import HERE, loops_of, put_bar, toned
from vsm_tui.draw.largepage import Large, Pair, put_numbers
from vsm_tui.draw.noted import bursts_of, wastes_of
from vsm_tui.draw.run import Row, Run, StyleName, row_len, wrap
from vsm_tui.draw.scene import WORDS, Scene, Step
from vsm_tui.draw.text import cell_len, number, ratio, share, visits_text
from vsm_tui.flow import StageFlow

_LEFT = 3
_NAME_HIGH = {20: 3, 34: 5, 50: 8}
_NUMBER_HIGH = {18: 3, 34: 5, 50: 10}
_PLAIN_HIGH, _PLAIN_FROM = 5, 28
_EITHER = "nobody here can tell how much of it is waiting and how much is work"


def focus(scene: Scene, width: int, height: int, at: int, *, corner: int = 0) -> Large:
    """The stage at place ``at``; ``corner`` cells at the right end of the first rows stay free."""
    page, step = Large(scene, width), scene.steps[at]
    _strip(page, at, corner)
    airy = height >= 34
    page.add(())
    _name(page, step, height, corner)
    for _ in range(2 if airy else 1):
        page.add(())
    put_numbers(page, _numbers(scene, step, width), _by(page, height, _NUMBER_HIGH))
    for _ in range(2 if airy else 1):
        page.add(())
    wastes = wastes_of(step.stage)
    parts = ([wastes] if wastes else [], bursts_of(step.stage), loops_of(scene, step))
    words = [row for part in parts for row in wrap(part, width - 2, indent=_LEFT)]
    _bars(page, step, max(1, min(12 if height >= 50 else 6, (height - len(page.rows) - len(words) - 3) * 2 // 3)))
    page.add(())
    for row in words:
        page.add(row)
    while len(page.rows) < height:
        page.add(())
    del page.rows[height:], page.stages[height:]
    return page


def _by(page: Large, height: int, table: dict[int, int]) -> int:
    """The rows that letters may take in a window of that height; plain ASCII needs more for its smallest."""
    rows = max((rows for least, rows in table.items() if height >= least), default=1)
    return max(rows, _PLAIN_HIGH) if page.scene.glyphs.ascii and height >= _PLAIN_FROM else rows


def _strip(page: Large, at: int, corner: int) -> None:
    """Every stage on one row, dimmed but for the one in focus, which is always in sight."""
    scene, room = page.scene, page.width - _LEFT - corner - 1
    names = [f"{scene.glyphs.numeral(step.index)} {step.name}" for step in scene.steps]
    first, last = at, at
    while True:  # the neighbours on both sides, as many as fit
        used = sum(cell_len(name) + 2 for name in names[first : last + 1]) + 4
        before = used + cell_len(names[first - 1]) + 2 if first else room + 1
        after = used + cell_len(names[last + 1]) + 2 if last + 1 < len(names) else room + 1
        if min(before, after) > room:
            break
        if before <= after and before <= room:
            first -= 1
        else:
            last += 1
    line = page.line()
    x = line.put(_LEFT, "… ", "dim") if first else _LEFT
    for index in range(first, last + 1):
        style: StyleName = scene.steps[index].style if index == at else "muted"
        x = line.put(x, names[index] if index != at else f"{HERE}{names[index]}", style) + 2
    if last + 1 < len(names):
        line.put(x, "…", "dim")
    page.add(line)


def _name(page: Large, step: Step, height: int, corner: int) -> None:
    """The name in blocks where it fits, and what marks the stage beside or below it."""
    scene, ascii_ = page.scene, page.scene.glyphs.ascii
    room = page.width - 2 * _LEFT - corner
    text = step.name.upper()
    size = size_for([text], room, _by(page, height, _NAME_HIGH), ascii=ascii_)
    if size:
        for row in letters(text, size, ascii=ascii_):
            line = page.line()
            line.put(_LEFT, row, step.style)
            page.add(line)
    else:
        line = page.line()
        line.put(_LEFT, spaced(step.name, room), step.style)
        page.add(line)
    facts: list[Row] = []
    if step.mark:
        facts.append((Run(f"{step.sign} {WORDS[step.mark]}".strip(), step.style if step.sign else "muted"),))
    if step.stage.people is not None:
        facts.append((Run(f"{number(step.stage.people)} can work here at once", "muted"),))
    flow = scene.shown(step)
    if flow is not None and flow.time is not None and scene.main.lead_time.mean:
        facts.append((Run(f"{share(flow.time / scene.main.lead_time.mean)} of lead time", "value"),))
    for row_ in wrap(facts, page.width - 2, indent=_LEFT)[:1]:
        page.add(row_)


def _numbers(scene: Scene, step: Step, width: int) -> list[Pair]:
    """What there is to say of the stage in numbers, most important first, as many as can be large."""
    u, flow = scene.units, scene.shown(step)
    said = step.estimate if scene.layer == "both" else None

    def beside(value: float | None) -> str:
        return f"estimate {u.time(value)}" if said is not None else ""

    if flow is None:
        known = step.estimate
        return [("ESTIMATE (not in the log)", u.time(known.time if known else None), "estimate", "")]
    found: list[Pair]
    if flow.outside or (flow.wait is None and flow.touch is None and flow.time is not None):
        label = "DONE OUTSIDE" if flow.outside else "TIME, NOT SPLIT"
        below = beside(said.time if said else None) or _range(scene, flow.time_range)
        found = [(label, u.time(flow.time), "outside", below)]
    else:
        waits: StyleName = "constraint" if step.constraint else "wait"
        found = [
            ("WAITS", u.time(flow.wait), waits, beside(said.wait if said else None) or _range(scene, flow.wait_range)),
            (
                "WORK",
                u.time(flow.touch),
                "touch",
                beside(said.touch if said else None) or _range(scene, flow.touch_range),
            ),
        ]
    bound = "" if scene.layer == "estimate" or flow.pca is None else "≤"
    people = share(float(step.stage.pca)) if said is not None and step.stage.pca is not None else ""
    found.append(("%C/A", bound + share(flow.pca), "value", f"estimate {people}" if people else ""))
    if scene.layer == "both" and step.ratio is not None:
        found.append(("× ESTIMATE", ratio(step.ratio), "value", ""))
    elif visits_text(flow.visits):
        found.append(("VISITS", visits_text(flow.visits), "loop", ""))
    more = _more(flow)
    return [*found, *more][: 6 if width >= 160 else 4]


def _more(flow: StageFlow) -> list[Pair]:
    found: list[Pair] = []
    if flow.wip_now is not None:
        found.append(("HERE NOW", str(flow.wip_now), "value", "items"))
    if flow.queue is not None:
        found.append(("QUEUE", number(flow.queue), "value", "items"))
    return found


def _range(scene: Scene, ends: tuple[float, float] | None) -> str:
    return scene.units.span(*ends) if ends is not None and ends[0] != ends[1] else ""


def _bars(page: Large, step: Step, thick: int) -> None:
    """Waiting against work over the whole width, and the estimate below where both are shown."""
    scene, room = page.scene, page.width - 2 * _LEFT
    sides = [(flow, of) for flow, of in ((step.measured, True), (step.estimate, False)) if flow is not None]
    longest = max((flow.time or (flow.wait or 0.0) + (flow.touch or 0.0) for flow, _ in sides), default=0.0)
    scale = room / longest if longest else 0.0
    for index, (flow, measured) in enumerate(sides):
        for _ in range(thick if not index else max(1, thick // 2)):
            line = page.line()
            put_bar(
                line, _LEFT, room, toned(step, time_pieces(flow, scale, measured=measured), measured=measured, lit=True)
            )
            page.add(line)
    shown = scene.shown(step)
    if shown is not None and shown.time:
        said = f"of its time here an item waits {share(shown.wait / shown.time)}" if shown.wait is not None else _EITHER
        words: Row = (Run(said, "muted"),)
        if row_len(words) + _LEFT < page.width:
            page.add((Run(" " * _LEFT), *words))
