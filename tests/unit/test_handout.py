"""Hand-outs: every format says the same, fetches nothing, and takes words from outside as words."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from vsm_tui.cli.commands import vsm
from vsm_tui.cli.main import run
from vsm_tui.draw import Scene
from vsm_tui.export.handout.definitions import definitions
from vsm_tui.export.handout.graph import mermaid
from vsm_tui.export.handout.sheet import cell
from vsm_tui.export.picture.png import png
from vsm_tui.export.picture.svg import picture
from vsm_tui.files import read_stream
from vsm_tui.model import Stream, VsmError

ROOT = Path(__file__).resolve().parents[2]
NASTY = "<script>alert(1)</script> & \"quotes\" 'x' `code` | [a](javascript:b) =1+1"
HOSTILE = f"""vsm: 1
name: {json.dumps(NASTY)}
start: {json.dumps(NASTY)}
end: done
stages:
  - id: build
    name: {json.dumps(NASTY)}
    wait: 1d
    touch: 2h
    pca: 80%
    notes: {json.dumps(NASTY)}
  - id: test
    name: "=cmd()"
    wait: 1d..2d..4d
    touch: 1h
rework:
  - {{from: test, to: build, rate: 25%, cause: {json.dumps(NASTY)}}}
finish: {{state: Done}}
"""


@pytest.fixture
def streams(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "streams", tmp_path / "streams")
    (tmp_path / "hostile.yaml").write_text(HOSTILE, encoding="utf-8")
    return tmp_path


def made(stream: Path, kind: str, *options: str) -> bytes:
    path = stream.parent / f"out.{kind}"
    assert run(["report", str(stream), "-o", str(path), "--replace", *options]) == 0
    return path.read_bytes()


class Elements(HTMLParser):
    """Every element and attribute of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_every_format_names_the_stages_and_the_constraint(streams: Path) -> None:
    stream = streams / "streams" / "standard-feature.yaml"
    page, text = made(stream, "html").decode(), made(stream, "md").decode()
    for told in (page, text):
        for name in (
            "Intake",
            "Code review",
            "Release",
            "QA → Build",
            "flow_efficiency" if told is page else "Flow eff",
        ):
            assert name in told
        assert "holds most of the queue in this period" in told
        assert "definitions" in told
    assert "```mermaid\nflowchart LR" in text
    assert page.count("<figure ") == 4
    data = json.loads(made(stream, "json"))
    assert data["schema"] == "vsm.report.v1"
    assert data["estimate"]["layer"] == "estimate"
    assert data["measured"]["constraint"]["stage"] == "review"
    assert data["comparison"]["blind_spot"] == "review"


def test_the_figures_are_those_of_measure(streams: Path) -> None:
    stream = streams / "streams" / "standard-feature.yaml"
    rows = list(csv.DictReader(io.StringIO(made(stream, "csv", "--clock", "elapsed").decode())))
    found = {row["key"]: row for row in rows if row["layer"] == "measured"}
    done = CliRunner().invoke(vsm, ["measure", str(stream), "--json"])
    measured: dict[str, Any] = json.loads(done.output)
    lead = measured["lead_time"]
    assert float(found["lead_time.mean"]["value"]) == lead["mean"]
    assert [float(found["lead_time.p50"][end]) for end in ("low", "high")] == lead["p50_interval"]
    assert {row["clock"] for row in rows} == {"elapsed"}
    for stage in measured["stages"]:
        assert float(found[f"stages.{stage['id']}.wait"]["value"]) == stage["wait"]


@pytest.mark.parametrize("name", ["hostile.yaml", "streams/standard-feature.yaml"])
def test_a_page_fetches_and_runs_nothing(streams: Path, name: str) -> None:
    elements = Elements(made(streams / name, "html").decode()).found
    tags = {tag for tag, _ in elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "a", "base", "form", "image", "foreignobject"}
    policy = next(a["content"] or "" for t, a in elements if t == "meta" and a.get("http-equiv"))
    assert policy.startswith("default-src 'none'")
    names = {name for _, attributes in elements for name in attributes}
    assert not {n for n in names if n.startswith("on") or n in {"href", "src", "style", "xlink:href"}}


def test_words_from_outside_stay_words(streams: Path) -> None:
    stream = streams / "hostile.yaml"
    page = made(stream, "html").decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    picture_ = made(stream, "svg").decode()
    texts = "".join(ET.fromstring(picture_).itertext())  # noqa: S314 our own picture
    assert "<script>" in texts.replace("\xa0", " ")
    told = made(stream, "md").decode()
    outside = re.sub(r"```.*?```", "", told, flags=re.DOTALL)
    assert not re.search(r"(?<!\\)<", outside)
    assert not re.search(r"(?<!\\)\[a", outside)
    rows = list(csv.reader(io.StringIO(made(stream, "csv").decode())))
    assert not [each for row in rows for each in row if each[:1] in ("=", "+", "@")]


def test_the_graph_keeps_words_out_of_its_grammar(streams: Path) -> None:
    graph = mermaid(Scene.of(read_stream(streams / "hostile.yaml").stream, None))
    lines = graph.splitlines()
    assert lines[0] == "flowchart LR"
    assert sum("-->" in line for line in lines) == 1
    assert sum('-. "' in line for line in lines) == 1
    for line in lines:
        quoted = re.findall(r'"([^"]*)"', line)
        assert line.count('"') == 2 * len(quoted)
        assert not set("<>`|[]{};'\"") & set("".join(re.sub(r"#\d+;", "", text) for text in quoted))


@pytest.mark.parametrize(
    ("value", "shown"),
    [("=1+1", "'=1+1"), ("@x", "'@x"), ("\tx", "'\tx"), ("-3", "'-3"), (-3.5, -3.5), (None, ""), ("plain", "plain")],
)
def test_cells_are_no_formulas(value: object, shown: object) -> None:
    assert cell(value) == shown


def test_a_picture_has_its_colours_or_classes_for_a_page() -> None:
    from vsm_tui.draw.palette import PAGE_DARK
    from vsm_tui.draw.run import Run

    rows = [(Run("a ", "value"), Run("██", "constraint"))]
    assert f'fill="{PAGE_DARK["map-constraint"]}"' in picture(rows, PAGE_DARK)
    plain = picture(rows)
    assert 'class="f-constraint"' in plain
    assert "#" not in plain.partition("<title>")[2]


def test_a_png_is_one_and_is_as_wide_as_its_map(streams: Path) -> None:
    pytest.importorskip("resvg_py", reason="pictures need the extra png")
    try:
        png(picture([]))
    except VsmError as error:
        pytest.skip(str(error))
    data = made(streams / "streams" / "release-train.yaml", "png", "--dark")
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    wide = int.from_bytes(data[16:20], "big")
    assert wide > 1500


def test_a_file_that_is_there_is_not_overwritten(streams: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = streams / "mine.md"
    mine.write_text("mine")
    stream = str(streams / "hostile.yaml")
    assert run(["report", stream, "-o", str(mine)]) == 1
    assert "--replace" in capsys.readouterr().err
    assert mine.read_text() == "mine"
    assert run(["report", stream, "-o", str(mine), "--replace"]) == 0
    assert mine.read_text().startswith("# ")


def test_an_unknown_format_names_the_known_ones(streams: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", str(streams / "hostile.yaml"), "-o", "map.docx"]) == 2
    assert ".html" in capsys.readouterr().err
    assert run(["report", str(streams / "hostile.yaml"), "-o", str(streams / "none" / "x.md")]) == 1
    assert "folder is not there" in capsys.readouterr().err


def test_a_wide_stream_is_drawn_whole(tmp_path: Path) -> None:
    stages = "".join(f"  - {{id: s{n}, name: Stage number {n}, wait: 1d, touch: 1h}}\n" for n in range(14))
    stream = tmp_path / "wide.yaml"
    stream.write_text(f"vsm: 1\nname: Wide\nstages:\n{stages}")
    text = made(stream, "md").decode()
    assert all(f"Stage number {n}" in text for n in range(14))
    assert all(f"Stage number {n}" in made(stream, "svg").decode().replace("&#160;", " ") for n in (0, 13))


def test_who_says_that_it_is_done_stands_among_the_definitions() -> None:
    assert dict(definitions(Stream("Shop", confirmed_by="customer"), None))["done is said by"] == "customer"
    assert "done is said by" not in dict(definitions(Stream("Shop"), None))
