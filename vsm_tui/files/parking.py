"""The parking lot of a stream file."""

from __future__ import annotations

import yaml

from vsm_tui.files.fields import Reader, empty
from vsm_tui.model import Topic
from vsm_tui.model.wastes import yes_or_no

TOPIC = ("topic", "done")
_EXAMPLE = "{topic: Who owns flaky tests?}"


def parking(reader: Reader, node: yaml.Node | None) -> tuple[Topic, ...]:
    """Every topic there is; a topic alone needs no key. Problems go to the reader."""
    found = []
    for inner in reader.items(node, "parking", f"- {_EXAMPLE}"):
        if isinstance(inner, yaml.ScalarNode) and not empty(inner):
            found.append(Topic(reader.text(inner, "a topic")))
            continue
        fields = reader.mapping(inner, "a parked topic", TOPIC, _EXAMPLE)
        if empty(fields.get("topic")) and (isinstance(inner, yaml.MappingNode) or empty(inner)):
            reader.wrong(inner, f"this entry has no topic: write it as in {_EXAMPLE}")
        done = reader.quantity(fields.get("done"), "done", yes_or_no, "true or false")
        found.append(Topic(reader.text(fields.get("topic"), "topic"), done or False))
    return tuple(found)
