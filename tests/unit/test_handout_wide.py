"""Hand-outs of long streams, of ranges, of stages done elsewhere, of next to nothing; their legend and their date."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from vsm_tui.cli.main import run
from vsm_tui.draw import Scene, row_len, row_text
from vsm_tui.draw.palette import PAGE_LIGHT
from vsm_tui.export.handout.content import Handout, handout, to_hand_out
from vsm_tui.export.handout.markdown import markdown
from vsm_tui.export.handout.page import page
from vsm_tui.export.handout.strips import WIDEST, strips
from vsm_tui.export.handout.write import Told, not_drawn, written
from vsm_tui.export.picture.png import lacking
from vsm_tui.files import read_stream
from vsm_tui.flow import expected
from vsm_tui.model import Estimate, Loop, Share, Stage, Stream, VsmError

MOMENT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def stream_of(folder: Path, text: str) -> Stream:
    path = folder / "one.yaml"
    path.write_text("vsm: 1\nname: One\n" + text, encoding="utf-8")
    return read_stream(path).stream


def long_stream(folder: Path, stages: int = 25, wait: str = "1d") -> Stream:
    listed = "".join(
        f"  - {{id: s{n}, name: Stage number {n}, wait: {wait if n == 1 else '1d'}, touch: 1h}}\n"
        for n in range(1, stages + 1)
    )
    loops = f"rework:\n  - {{from: s{stages - 5}, to: s3, rate: 10%}}\n  - {{from: s9, to: s8, rate: 30%}}\n"
    return stream_of(folder, f"start: asked\nend: live\nstages:\n{listed}{loops}")


def told(stream: Stream) -> Handout:
    return handout(stream, expected(stream), None)


@pytest.mark.parametrize("wait", ["1d", "40w"])
def test_a_long_map_breaks_into_strips_of_whole_stages(tmp_path: Path, wait: str) -> None:
    stream = long_stream(tmp_path, wait=wait)
    found = strips(to_hand_out(Scene.of(stream, expected(stream))))
    texts = ["\n".join(map(row_text, strip)) for strip in found]
    assert 3 <= len(found) <= 8
    assert max(row_len(row) for strip in found for row in strip) <= WIDEST
    for n in range(1, 26):
        assert sum(f"{n} Stage number {n} " in text.replace("\n", " ") + " " for text in texts) == 1, n
    assert [("│ per item" in text) for text in texts] == [False] * (len(found) - 1) + [True]
    labels = [text.count("go back") for text in texts]
    assert sum(labels) == 2, "every loop bears its label whole and once"


@settings(max_examples=25, deadline=None)
@given(
    some.lists(some.tuples(some.integers(0, 4000), some.text("Aäβ日 x", max_size=40)), min_size=1, max_size=60),
    some.booleans(),
)
def test_no_strip_is_too_wide_whatever_the_stages(stages: list[tuple[int, str]], looped: bool) -> None:
    listed = tuple(
        Stage(f"s{n}", f"{n}{name}", wait=Estimate.parse(f"{hours}h"), touch=Estimate.parse("1h"))
        for n, (hours, name) in enumerate(stages)
    )
    loops = tuple(Loop(f"s{n}", "s0", Share.parse("2%")) for n in range(1, len(stages), 4)) if looped else ()
    stream = Stream("Any", stages=listed, rework=loops)
    found = strips(to_hand_out(Scene.of(stream, expected(stream))))
    assert found
    assert max(row_len(row) for strip in found for row in strip) <= WIDEST
    assert sum("│ per item" in row_text(row) for strip in found for row in strip) == 1
    headings = [row_text(row) for strip in found for row in strip if "│" in row_text(row)]
    for n in range(len(stages)):
        assert any(f"{n}" in heading for heading in headings)


def test_a_long_map_can_be_read_in_every_format(tmp_path: Path) -> None:
    stream = long_stream(tmp_path)
    one = Told("one", stream, expected(stream), None)
    html = written(one, "html").decode()
    assert html.count("<svg") == html.count("</svg>") >= 3
    assert html.index("<figure") < html.index("<svg") < html.index("</figure>")
    wide = written(one, "svg").decode().partition('width="')[2].partition('"')[0]
    assert float(wide) < (WIDEST + 3) * 12.2
    assert not set("⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳") & set(html + written(one, "svg").decode())


def test_few_stages_keep_their_circled_numbers(tmp_path: Path) -> None:
    stream = stream_of(tmp_path, "stages:\n  - {id: a, name: Build, wait: 1d, touch: 1h}\n")
    assert "① Build" in markdown(told(stream), "")


def test_a_sum_has_all_its_terms(tmp_path: Path) -> None:
    found = next(one for one in told(long_stream(tmp_path)).numbers if one.key == "lead_time.mean")
    assert sum("Stage number" in text for _, text in found.lines) == 25


RANGED = """start: asked
end: live
stages:
  - {id: build, name: Build, wait: 4h..2d..5d, touch: 1h}
  - {id: pen, name: Pen test, outside: 3d}
rework:
  - {from: pen, to: build, rate: 20%}
"""


def test_tables_show_ranges_and_what_cannot_be(tmp_path: Path) -> None:
    found = told(stream_of(tmp_path, RANGED.replace("rate: 20%", "rate: 0%")))
    head, (build, pen) = found.stages.head, found.stages.rows
    assert build[head.index("wait")] == "2d (4h–5d)"
    assert pen[0].endswith("(outside)")
    assert {pen[head.index(column)] for column in ("wait", "touch")} == {"–"}
    assert "%C/A" not in head, "a column in which nobody said anything is left out"
    assert "in brackets the range of the estimate" in found.stages.note
    assert "times each" not in found.loops.head, "an estimate has no repeats to count"
    assert found.stages.note in page(found)
    assert found.stages.note in markdown(found, "")


def test_nothing_to_show_says_what_is_missing(tmp_path: Path) -> None:
    found = told(stream_of(tmp_path, "stages: []\n"))
    text = markdown(found, "flowchart LR")
    assert "What is missing" in text
    assert "its stages" in text
    assert "## Terms" not in text
    assert "| stage |" not in text
    assert "mermaid" not in text
    html = page(found)
    assert "its stages" in html
    assert "<table" not in html
    assert "<h2>Terms" not in html


def test_it_bears_the_moment_that_is_passed_in(tmp_path: Path) -> None:
    stream = stream_of(tmp_path, RANGED)
    for kind in ("md", "html", "svg"):
        dated = written(Told("one", stream, expected(stream), None, made=MOMENT), kind).decode().replace("&#160;", " ")
        assert "Made 2026-11-24 09:30 (UTC)" in dated, kind
        assert "nothing measured" in dated
        assert written(Told("one", stream, expected(stream), None), kind).decode().count("Made 20") == 0


def test_terms_are_those_of_what_is_there(tmp_path: Path) -> None:
    words = [word for word, _ in told(stream_of(tmp_path, RANGED)).terms]
    assert "rework loop" in words
    assert not {"Little's law", "effective n", "waste ⚑", "parking lot", "estimate round"} & set(words)


def test_the_signs_on_the_map_are_explained(tmp_path: Path) -> None:
    found = told(long_stream(tmp_path))
    assert dict(found.legend)["◄"] == "work that goes back"
    assert "work that goes back" in page(found)
    assert "work that goes back" in markdown(found, "")


def test_htm_is_a_page_too(tmp_path: Path) -> None:
    stream = stream_of(tmp_path, RANGED)
    one = Told("one", stream, expected(stream), None)
    assert written(one, "htm") == written(one, "html")
    assert run(["report", str(tmp_path / "one.yaml"), "-o", str(tmp_path / "one.htm"), "-q"]) == 0
    assert (tmp_path / "one.htm").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_missing_log_names_the_way_without(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stream_of(tmp_path, RANGED + "log: nothere.csv\n")
    arguments = ["report", str(tmp_path / "one.yaml"), "-o", str(tmp_path / "one.md")]
    assert run(arguments) == 1
    said = capsys.readouterr().err
    assert "no such log" in said
    assert "--layer estimate" in said
    assert run([*arguments, "--layer", "estimate"]) == 0


def test_a_png_says_which_letters_it_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("resvg_py", reason="pictures need the extra png")
    stream = stream_of(tmp_path, "stages:\n  - {id: a, name: Prüfung 🚀, wait: 1d, touch: 1h}\n")
    one = Told("one", stream, expected(stream), None)
    try:
        written(one, "png")
    except VsmError as error:
        pytest.skip(str(error))
    assert lacking('<svg><text x="1">Prüfung \U0010fffc ①</text></svg>') == "\U0010fffc"
    assert not_drawn(one, "svg") == ""
    for sign in "ü①◆":
        assert sign not in not_drawn(one, "png")
    assert run(["report", str(tmp_path / "one.yaml"), "-o", str(tmp_path / "one.png")]) == 0
    assert ("empty box" in capsys.readouterr().err) == bool(not_drawn(one, "png"))


def test_a_picture_explains_its_signs_in_their_colours(tmp_path: Path) -> None:
    for path in (Path(__file__).resolve().parents[2] / "streams").glob("standard-feature*"):
        shutil.copy(path, tmp_path)
    out = tmp_path / "map.svg"
    assert run(["report", str(tmp_path / "standard-feature.yaml"), "-o", str(out), "-q"]) == 0
    text = out.read_text(encoding="utf-8").replace("&#160;", " ")
    for meaning in ("estimated: wait, touch", "conditions hold under which", "so many times the estimate"):
        assert meaning in text
    below = text.partition("estimated: wait, touch")[0].rsplit("<rect", 2)
    assert all(PAGE_LIGHT["map-estimate"] in shade for shade in below[1:])
