"""The nodes of a text are those that YAML's own composer would make of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from vsm_tui.files import template, template_names
from vsm_tui.files.nodes import Loader, compose

STREAMS = sorted((Path(__file__).parents[2] / "streams").glob("*.yaml"))
ODD = (
    'a: []\nb: {}\nc:\nd: ""\n',
    "? - x\n  - y\n: z\n",
    "a: |+\n  text\n\nb: >-\n  more\n  text\n# end\n",
    "{a: [1, {b: c}], 'd': \"e\"}",
    "# first a comment\na: b # and another\n",
)


def plain(node: yaml.Node) -> Any:
    """All of a node that a reader of stream files looks at."""
    place = (node.start_mark.index, node.start_mark.line, node.start_mark.column, node.end_mark.index)
    if isinstance(node, yaml.MappingNode):
        return "mapping", place, node.flow_style, [(plain(key), plain(value)) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return "sequence", place, node.flow_style, [plain(item) for item in node.value]
    assert isinstance(node, yaml.ScalarNode)
    return "scalar", place, node.style, node.value


@pytest.mark.parametrize("text", [*(path.read_text(encoding="utf-8") for path in STREAMS),
                                  *(template(name) for name in template_names()), *ODD])  # fmt: skip
def test_they_are_the_composers(text: str) -> None:
    root, _ = compose(text, "x.yaml")
    theirs = yaml.compose(text, Loader=Loader)
    assert theirs is not None
    assert plain(root) == plain(theirs)
