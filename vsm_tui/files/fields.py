"""Reading single fields from nodes: each answers a value or notes a problem with its place, and goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import yaml

from vsm_tui.files.nodes import at
from vsm_tui.model import Estimate, Problem, QuantityError, Share, typed
from vsm_tui.model.quantity import UnreadableError
from vsm_tui.model.wording import nearest, shown

Fields = dict[str, yaml.Node]
_HINTS = 200
_T = TypeVar("_T")


def empty(node: yaml.Node | None) -> bool:
    """Whether a key is absent or has nothing after its colon: nobody has said."""
    return node is None or (isinstance(node, yaml.ScalarNode) and not node.value and not node.style)


class Reader:
    """Reads fields of one file and collects every problem on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def wrong(self, node: yaml.Node, text: str) -> None:
        """Note a problem at a node."""
        self.problems.append(at(node, text, self.file))

    def mapping(self, node: yaml.Node | None, what: str, known: Sequence[str], example: str) -> Fields:
        """The fields of a mapping; unknown keys are problems that name the nearest known one."""
        if node is None or empty(node):
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, f"{what} is a set of keys: write {example}")
            return {}
        fields: Fields = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in fields:
                continue  # noted when the nodes were made
            if key.value in known:
                fields[key.value] = value
            else:
                self.wrong(key, f"{what} has no key {shown(key.value)}{self._hint(key.value, known)}")
        return fields

    def _hint(self, key: str, known: Sequence[str]) -> str:
        """The nearest known key; comparing takes time, so a file that is all wrong gets it for its first problems."""
        return f": {nearest(key, known)}" if len(self.problems) < _HINTS else f": the keys are {', '.join(known)}"

    def items(self, node: yaml.Node | None, what: str, example: str) -> list[yaml.Node]:
        """The nodes of a list."""
        if node is None or empty(node):
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.wrong(node, f"{what} is a list: write {example}")
            return []
        return list(node.value)

    def text(self, node: yaml.Node | None, what: str, *, lines: bool = False) -> str:
        """A text; "" when there is none. The line break that ends a block text is no part of a one-line text."""
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.wrong(node, f"{what} is a text: write a few words")
            return ""
        value: str = node.value
        return value if lines else value.rstrip("\n")

    def texts(self, node: yaml.Node | None, what: str) -> tuple[str, ...]:
        """A list of texts; one text alone will do."""
        if node is None or empty(node):
            return ()
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        if isinstance(node, yaml.MappingNode):
            self.wrong(node, f"{what} is a list of texts: write [First, Second]")
            return ()
        return tuple(self.text(inner, f"an entry of {what}") for inner in nodes)

    def estimate(self, node: yaml.Node | None, what: str) -> Estimate | None:
        """A duration or a range."""
        return self.quantity(node, what, _estimate, "a duration such as 30m, 2d or 1d..2d..4d")

    def share(self, node: yaml.Node | None, what: str) -> Share | None:
        """A percentage."""
        return self.quantity(node, what, _share, "a percentage such as 85%")

    def number(self, node: yaml.Node | None, what: str) -> float | None:
        """A plain number."""
        return self.quantity(node, what, typed.number, "a number such as 2 or 0.5")

    def quantity(self, node: yaml.Node | None, what: str, parse: Callable[[str], _T], example: str) -> _T | None:
        """Anything that has a reader of its own, which refuses with a ``QuantityError``."""
        if node is None or empty(node):
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.wrong(node, f"{what} is {example}, not a list or a set of keys")
            return None
        try:
            return parse(node.value)
        except QuantityError as error:
            self.wrong(node, f"{what}: {error}")
            return None

    def plain(self, node: yaml.Node) -> Any:
        """The node as plain dicts, lists and texts."""
        if isinstance(node, yaml.MappingNode):
            return {k.value: self.plain(v) for k, v in node.value if isinstance(k, yaml.ScalarNode)}
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(v) for v in node.value]
        return node.value


def _estimate(text: str) -> Estimate:
    try:
        return Estimate.parse(text)
    except UnreadableError as error:
        from vsm_tui.model.spoken import whole_time  # only where something is wrong: no file that is right waits for it

        raise _as_a_file_says(text, error, whole_time) from None


def _share(text: str) -> Share:
    try:
        return Share.parse(text)
    except UnreadableError as error:
        from vsm_tui.model.spoken import share

        raise _as_a_file_says(text, error, share) from None


def _as_a_file_says(text: str, error: QuantityError, understood: Callable[[str], object]) -> QuantityError:
    """What is wrong with a value; where a person would understand it, how a file says it."""
    try:
        meant = understood(text)
    except UnreadableError:
        return error
    except QuantityError as unclear:
        return unclear
    return QuantityError(f"{shown(text.strip())} is not how a file says it: write {meant}")
