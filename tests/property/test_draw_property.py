"""Whatever the stream, the drawing holds: nothing raises, no row is too wide, nothing hostile gets through."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from vsm_tui.draw import (
    ASCII,
    LAYERS,
    UNICODE,
    Field,
    Spot,
    View,
    cell_len,
    clip,
    draw,
    ladder_text,
    map_text,
    pad,
    row_len,
    safe,
    table_text,
)
from vsm_tui.draw.layout import fitted_scale
from vsm_tui.flow import (
    Bounded,
    Constraint,
    Flow,
    Items,
    LeadTime,
    LoopFlow,
    Observed,
    StageFlow,
    Unmapped,
    Window,
    expected,
)
from vsm_tui.model import FINISH, Clock, Duration, Estimate, Loop, Share, Stage, Stream

names = st.one_of(
    st.text(min_size=1, max_size=60),
    st.sampled_from(
        ["设计评审", "🚀 deploy 🚀", "\x1b[31mred\x1b[0m", "[b]x[/b", "e\u0301tude", "👩‍👩‍👧", "a" * 300, "\u202eevil"]
    ),
)
seconds = st.one_of(st.none(), st.just(0), st.integers(1, 10**9), st.sampled_from([1, 59, 3600, 28800, 10**12]))


def estimate_of(value: int | None) -> Estimate | None:
    return None if value is None else Estimate.of(Duration(((Fraction(value), "s"),) if value else ()))


@st.composite
def stages(draw_: st.DrawFn, index: int) -> Stage:
    outside = draw_(st.booleans()) and draw_(st.booleans())
    share = draw_(st.one_of(st.none(), st.integers(0, 100)))
    return Stage(
        id=f"s{index}",
        name=draw_(names),
        wait=None if outside else estimate_of(draw_(seconds)),
        touch=None if outside else estimate_of(draw_(seconds)),
        outside=estimate_of(draw_(st.integers(0, 10**7))) if outside else None,
        pca=None if share is None else Share(Fraction(share, 100)),
        people=draw_(st.one_of(st.none(), st.floats(0.1, 1e4))),
    )


@st.composite
def streams(draw_: st.DrawFn) -> Stream:
    count = draw_(st.integers(0, 12))
    made = tuple(draw_(stages(k)) for k in range(count))
    loops = {}
    for _ in range(draw_(st.integers(0, 6)) if count else 0):
        source = draw_(st.integers(0, count - 1))
        target = draw_(st.integers(0, source))
        rate = draw_(st.one_of(st.none(), st.integers(0, 60)))
        loop = Loop(f"s{source}", f"s{target}", None if rate is None else Share(Fraction(rate, 100)), draw_(names))
        loops[loop.key] = loop
    return Stream(
        name=draw_(names), start=draw_(st.text(max_size=80)), end=draw_(names), clock=Clock(), stages=made,
        rework=tuple(loops.values()),
    )  # fmt: skip


def measured_of(draw_: st.DrawFn, stream: Stream) -> Flow:
    """A measured flow of any legal shape, sums not needed: drawing takes the numbers as they are."""
    kept = [s for s in stream.stages if draw_(st.integers(0, 9))]
    made = []
    for stage in kept:
        wait, touch = draw_(seconds), draw_(seconds)
        whole = wait + touch if wait is not None and touch is not None else draw_(seconds)
        made.append(
            StageFlow(
                stage.id,
                stage.name,
                whole,
                touch,
                wait,
                draw_(st.floats(0, 5)),
                outside=stage.outside is not None,
                touch_range=(0.0, float(touch)) if touch else None,
                pca=draw_(st.one_of(st.none(), st.floats(0, 1))),
                pca_interval=(0.2, 0.9),
                queue=draw_(st.floats(0, 1e6)),
                wip_now=draw_(st.integers(0, 10**6)),
                trend=tuple(draw_(st.lists(st.floats(0, 1e6), max_size=12))),
                evidence=draw_(st.sampled_from("ABCD")),
            )
        )
    loops = tuple(
        LoopFlow(draw_(st.sampled_from([s.id, FINISH])), stream.stages[0].id, 0.3, 3, 1.4, float(10**5))
        for s in stream.stages[:5]
    )
    at = datetime(2026, 3, 2, tzinfo=UTC)
    unmapped = tuple(
        Unmapped(draw_(names), float(draw_(st.integers(0, 10**6))), 0.1, 2) for _ in range(draw_(st.integers(0, 3)))
    )
    mean = draw_(st.one_of(st.none(), st.floats(0, 1e12)))
    held: str | None = draw_(st.sampled_from([None, *[s.id for s in kept]]))
    observed = Observed(
        Window(at, at, at), Items(3, 1, 0), 2.5, 1.5, 4, unmapped=unmapped, paused=3600.0, sources=("x",)
    )
    nothing = Bounded(None, 0.0, 9e5, "why")
    return Flow(
        "measured", stream.name, draw_(st.sampled_from(["working", "elapsed"])), tuple(made), loops,
        LeadTime(mean, mean, None, None, (0.0, 1e9)), nothing, Bounded(None), Bounded(None, 0.1, 0.2),
        None, None, 0.2, Constraint("pile-up", held, lenses={"pile-up": held, "delay": None}),
        observed=observed,
    )  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.data(), streams(), st.integers(20, 400), st.sampled_from(LAYERS), st.sampled_from(["time", "equal"]))
def test_no_row_is_wider_than_asked(data: st.DataObject, stream: Stream, width: int, layer: str, scale: str) -> None:
    flow = expected(stream)
    measured = data.draw(st.composite(measured_of)(stream)) if data.draw(st.booleans()) else None
    glyphs = data.draw(st.sampled_from([ASCII, UNICODE]))
    view = View(layer=layer, scale=scale, glyphs=glyphs, hint="Press a to add the first stage")  # type: ignore[arg-type] # drawn from the literals
    for text in (map_text, ladder_text, table_text):
        for line in text(stream, flow, measured, width=width, view=view):
            assert cell_len(line) <= width, (text.__name__, line)
            assert not any(unicodedata.category(c) in ("Cc", "Cf") for c in line)


@settings(max_examples=60, deadline=None)
@given(st.data(), streams(), st.integers(20, 250), st.sampled_from([1.0, 2.0, 7.5]))
def test_a_panned_map_keeps_its_width_and_every_spot_answers_to_its_own_cell(
    data: st.DataObject, stream: Stream, width: int, zoom: float
) -> None:
    measured = data.draw(st.composite(measured_of)(stream)) if data.draw(st.booleans()) else None
    drawing = draw(stream, expected(stream), measured, width=width, view=View(pan=True, zoom=zoom))
    for stage in range(len(stream.stages)):
        pan = drawing.pan_to(stage, 0)
        for y in range(drawing.height):
            assert row_len(drawing.row(y, pan)) <= width
        fields: tuple[Field, ...] = ("name", "wait", "touch", "pca", "people")
        for field in fields:
            spot = Spot(stage, field)
            box = drawing.box(spot, pan)
            if box is not None:
                assert 0 <= box.x < box.x + box.width <= width
                found = drawing.at(box.x + box.width // 2, box.y, pan)
                assert found is not None
                assert (found.stage, found.field) == (stage, field)


@given(st.text(max_size=400))
def test_safe_text_has_nothing_a_terminal_obeys(text: str) -> None:
    shown = safe(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in shown)
    assert len(shown) <= 200
    assert safe(shown) == shown


@given(st.text(max_size=80).map(safe), st.integers(0, 60))
def test_clip_and_pad_count_cells(text: str, width: int) -> None:
    assert cell_len(clip(text, width)) <= width
    assert cell_len(pad(text, width)) == width
    if cell_len(text) <= width:
        assert clip(text, width) == text


@given(st.lists(st.tuples(st.floats(0, 1e9), st.integers(8, 30)), min_size=1, max_size=60), st.integers(50, 2000))
def test_the_fitted_scale_fits_whenever_the_least_widths_do(rows: list[tuple[float, int]], room: int) -> None:
    times, least = [t for t, _ in rows], [m for _, m in rows]
    scale = fitted_scale(times, least, room)
    total = sum(max(m, int(t * scale) + 4) for t, m in rows)
    assert total <= max(room, sum(least))
    assert scale >= 0


@given(streams())
def test_drawing_twice_gives_the_same(stream: Stream) -> None:
    flow = expected(stream)
    assert map_text(stream, flow, width=120) == map_text(replace(stream), flow, width=120)
