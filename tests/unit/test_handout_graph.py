"""The stage graph for Mermaid: no label is taken for Markdown, whatever a stage is called."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from vsm_tui.draw import Scene
from vsm_tui.export.handout.graph import mermaid
from vsm_tui.files import read_stream

_LISTED = re.compile(r"\s*(?:[-+*>]|\d+[.)]|#+\s)")
_SPECIAL = ["- x", "1. x", "2) x", "# x", "* x", "+ x", "> x", "1.", "-", "10. Release", "```", "    - x"]


def labels(folder: Path, name: str, stages: int = 1) -> list[str]:
    """Every label of the graph of a stream whose texts are all ``name``."""
    said = {
        "vsm": 1,
        "name": name,
        "start": name,
        "end": name,
        "stages": [{"id": f"s{k}", "name": name, "wait": "1d", "touch": "1h"} for k in range(stages)],
        "rework": [{"from": "s0", "to": "s0", "rate": "10%", "cause": name}],
    }
    path = folder / "named.yaml"
    path.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    return re.findall(r'"([^"]*)"', mermaid(Scene.of(read_stream(path).stream, None)))


@pytest.mark.parametrize("name", [*_SPECIAL, "Intake"])
def test_no_label_begins_like_a_list(tmp_path: Path, name: str) -> None:
    found = labels(tmp_path, name, 2)
    assert len(found) == 5
    assert [label for label in found if _LISTED.match(label)] == []
    assert found[1].startswith("1 ")


def test_many_stages_go_down(tmp_path: Path) -> None:
    for stages, way in ((3, "LR"), (25, "TB")):
        labels(tmp_path, "Build", stages)
        graph = mermaid(Scene.of(read_stream(tmp_path / "named.yaml").stream, None))
        assert graph.startswith(f"flowchart {way}\n")
