"""Text → YAML nodes with their places, and nothing that a stream file has no use for.

Nodes are built from YAML's events in one pass and without recursion: the C composer overflows its stack on deep
nesting, and would have built what a stream file may not hold before anybody could refuse it.
Every scalar stays the text it is, so that ``no``, ``12:30`` and ``010`` mean what a person reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from vsm_tui.model import InputError, Problem
from vsm_tui.model.wording import shown

Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
BOM = "\ufeff"

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|\r(?!\n)")
_MAX_LISTED = 50
_TEXT = "tag:yaml.org,2002:str"


def decode(data: bytes, file: str) -> str:
    """Bytes as text; a byte-order mark stays where it is.

    Raises:
        InputError: when it is too much, or no UTF-8.
    """
    if len(data) > MAX_BYTES:
        raise InputError(
            Problem(f"larger than {MAX_BYTES // 1000} kB: a stream file holds one stream, logs go beside it", file)
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        kind = "UTF-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "not UTF-8"
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        raise InputError(Problem(f"this file is {kind}: save it as UTF-8", file, line, column)) from None


_BEGINS = "begin with vsm: 1 and name: …"


def compose(text: str, file: str, *, begins: str = _BEGINS) -> tuple[yaml.MappingNode, list[Problem]]:
    """The root mapping and what was found wrong with the YAML without making it unreadable.

    ``begins`` says what such a file is to begin with. Marks count characters of ``text`` without its byte-order mark.

    Raises:
        InputError: when there is no mapping to read.
    """
    if len(text) > MAX_BYTES:
        raise InputError(
            Problem(f"larger than {MAX_BYTES // 1000} kB: a stream file holds one stream, logs go beside it", file)
        )
    text = text.removeprefix(BOM)
    if wrong := list(_characters(text, file)):
        raise InputError(wrong)
    if not text.strip():
        raise InputError(Problem(f"the file is empty: {begins}", file, 1, 1))
    problems: list[Problem] = []
    try:
        root = _build(_guarded(text, file, problems))
    except yaml.MarkedYAMLError as error:
        raise InputError(_syntax(error, text, file)) from None
    except yaml.YAMLError as error:
        raise InputError(Problem(f"this is no YAML: {shown(str(error))}", file, 1, 1)) from None
    if not isinstance(root, yaml.MappingNode):
        raise InputError([*problems, Problem(f"this is no list of keys: {begins}", file, 1, 1)])
    return root, problems + list(_duplicates(root, file))


def at(node: yaml.Node, text: str, file: str) -> Problem:
    """A problem at the place of a node."""
    mark = node.start_mark
    return Problem(text, file, mark.line + 1, mark.column + 1)


def _characters(text: str, file: str) -> Iterator[Problem]:
    for count, match in enumerate(_FORBIDDEN.finditer(text)):
        if count == _MAX_LISTED:
            return
        before = text.rfind("\n", 0, match.start())
        line, column = text.count("\n", 0, match.start()) + 1, match.start() - before
        if match[0] == "\r":
            yield Problem("a lone carriage return: end lines with a line feed, or with both", file, line, column)
        else:
            yield Problem(
                f"the character U+{ord(match[0]):04X} has no place in a text file: remove it", file, line, column
            )


def _guarded(text: str, file: str, found: list[Problem]) -> Iterator[yaml.Event]:
    """The events of a text; what a stream file has no use for is added to ``found``.

    Raises:
        InputError: for what would make building nodes unsafe or ambiguous.
    """
    depth = documents = 0
    fatal = False
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.NodeEvent):
            if (event.anchor, getattr(event, "tag", None)) != (None, None):
                fatal |= isinstance(event, yaml.AliasEvent)
                found += _extras(event, file)
            depth += isinstance(event, yaml.CollectionStartEvent)
            if depth > MAX_DEPTH:
                what = f"nested more than {MAX_DEPTH} levels deep: a stream file needs five"
                raise InputError([*found, _where(event, what, file)])
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents == 2:
                fatal = True
                found.append(_where(event, "a second document begins here: one file holds one stream", file))
        if len(found) >= _MAX_LISTED:
            break
        yield event
    if fatal or len(found) >= _MAX_LISTED:
        raise InputError(found)


def _build(events: Iterable[yaml.Event]) -> yaml.Node | None:
    """The root node of the first document, if it has one."""
    levels: list[list[Any]] = [[]]  # the nodes of every collection that is open, outermost first
    for event in events:
        start: Any = event.start_mark
        if isinstance(event, yaml.ScalarEvent):
            levels[-1].append(yaml.ScalarNode(_TEXT, event.value, start, event.end_mark, event.style))  # type: ignore[arg-type]  # stubs: C marks
        elif isinstance(event, yaml.CollectionStartEvent):
            kind = yaml.MappingNode if isinstance(event, yaml.MappingStartEvent) else yaml.SequenceNode
            levels[-1].append(kind("", [], start, None, event.flow_style))
            levels.append([])
        elif isinstance(event, yaml.CollectionEndEvent):
            inner = levels.pop()
            node = levels[-1][-1]
            node.end_mark = event.end_mark
            node.value = inner
            if isinstance(node, yaml.MappingNode):
                # Keys and values take turns; an alias leaves a hole in that, but then the text is refused.
                node.value = list(zip(inner[::2], inner[1::2], strict=False))
    return levels[0][0] if levels[0] else None


def _extras(event: yaml.NodeEvent, file: str) -> Iterator[Problem]:
    """What is wrong with the anchor, alias or tag of a node."""
    anchor, tag = event.anchor, getattr(event, "tag", None)
    if isinstance(event, yaml.AliasEvent):
        yield _where(event, f"the alias *{anchor} is not allowed: write the value out", file)
    elif anchor is not None:
        yield _where(event, f"the anchor &{anchor} is not allowed: write values out where they are used", file)
    if tag is not None:
        yield _where(event, f"the tag {shown(tag)} is not allowed: remove it, every value is plain text", file)


def _where(event: yaml.Event, text: str, file: str) -> Problem:
    mark = event.start_mark
    return Problem(text, file, mark.line + 1, mark.column + 1) if mark else Problem(text, file)


_HINTS = (
    ("tab character", "indent with spaces, not with tabs"),
    ("mapping values are not allowed", "put quotes around a value that contains ': ', or check the indentation"),
    ("could not find expected ':'", "a key needs a colon and a space after it"),
    ("cannot start any token", "put quotes around a value that begins with it"),
    ("unexpected end of stream", "the quote that opens here is never closed"),
    ("escape", "write the backslash twice, or use single quotes"),
    ("did not find expected", "check the indentation, the brackets and the quotes around here"),
    ("expected", "check the indentation, the brackets and the quotes around here"),
)


def _syntax(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    what = " ".join((error.problem or "this is no YAML").split())
    mark = error.problem_mark or error.context_mark
    if "could not find" in what or "end of stream" in what:  # noticed too late: what went wrong is where it began
        mark = error.context_mark or mark
    if mark is None:
        return Problem(what, file, 1, 1)
    if text[mark.index : mark.index + 1] == "\t":
        what = "found a tab character"
    hint = next((f": {hint}" for sign, hint in _HINTS if sign in what), "")
    return Problem(what + hint, file, mark.line + 1, mark.column + 1)


def _duplicates(node: yaml.Node, file: str) -> Iterator[Problem]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            if not isinstance(item, yaml.ScalarNode):
                yield from _duplicates(item, file)
    elif isinstance(node, yaml.MappingNode):
        first: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                yield at(key, "a list or a mapping cannot be a key: write a word", file)
            elif key.value in first:
                yield at(
                    key, f"{shown(key.value)} is here twice: keep one; the first is on line {first[key.value]}", file
                )
            else:
                first[key.value] = key.start_mark.line + 1
            if not isinstance(value, yaml.ScalarNode):
                yield from _duplicates(value, file)
