"""Plain values → YAML text, in block style over lines or in flow style inside brackets.

A value is anything a file can hold: ``None`` (nothing), a text, a list or a dict. Quoting is added where YAML, or a
stricter reader than ours, would take a text for something else: ``yes``, ``12:30``, ``a: b``, ``# x``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from vsm_tui.files.nodes import Loader

_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`].*", re.DOTALL)
_FLOW_MARKS = re.compile(r"[,\[\]{}?:]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


class Word(str):
    """A text that is known to need no quotes although YAML might see more in it: a number, a date, a duration."""

    __slots__ = ()


class Quoted(str):
    """A text that reads best in double quotes: a time of day."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Style:
    """How a file is written: its line ends, and whether it quotes like JSON."""

    eol: str = "\n"
    json: bool = False


def scalar(text: str, *, flow: bool = False, quote: str = "", style: Style = Style()) -> str:
    """A text on one line, in the quotes it had or the fewest it needs."""
    if style.json or quote == '"' or isinstance(text, Quoted):
        return _double(text)
    if quote == "'" and _single_will_do(text):
        return _single(text)
    if text and _plain_will_do(text, flow=flow):
        return text
    return _single(text) if _single_will_do(text) and '"' in text and "'" not in text else _double(text)


def block_text(text: str, indent: int, eol: str) -> str | None:
    """A text of several lines as ``|`` block, or ``None`` where that form cannot hold it."""
    if "\n" not in text.rstrip("\n") or text[0] in " \n\t" or re.search(r"[ \t](?:\n|$)", text) or "\t" in text:
        return None
    body = text.rstrip("\n")
    ending = len(text) - len(body)
    if ending > 1:
        return None
    lines = [" " * indent + line if line else "" for line in body.split("\n")]
    return ("|" if ending else "|-") + eol + eol.join(lines)


def flow(value: Any, style: Style = Style()) -> str:
    """A value inside brackets, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(k, flow=True, style=style)}: {flow(v, style)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(v, style) for v in value) + "]"
    return scalar(value or "", flow=True, style=style)


def entry(key: str, value: Any, indent: int, style: Style = Style()) -> list[str]:
    """The lines of ``key: value`` in a block mapping, with their indent; a list of mappings goes over lines."""
    head = " " * indent + scalar(key, style=style) + ":"
    if isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
        blocks = key in ("stages", "experiments", "rounds")
        return [head] + [line for v in value for line in item(v, indent + 2, indent + 4, block=blocks, style=style)]
    if isinstance(value, dict) and key == "states":
        return [head] + [line for k, v in value.items() for line in entry(k, v, indent + 2, style)]
    if isinstance(value, str):
        block = block_text(value, indent + 2, "\n") if "\n" in value and not style.json else None
        return (f"{head} {block or scalar(value, style=style)}").split("\n")
    return [f"{head} {flow(value, style)}"]


def item(value: Any, dash: int, key: int, *, block: bool, style: Style = Style()) -> list[str]:
    """The lines of one entry of a block list, whose dash and keys stand in these columns."""
    head = " " * dash + "-" + " " * (key - dash - 1)
    if not block or not isinstance(value, dict) or not value:
        return [head + flow(value, style)]
    lines = [line for k, v in value.items() for line in entry(k, v, key, style)]
    return [head + lines[0][key:], *lines[1:]]


def _double(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(char, char) for char in text) + '"'


def _single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _single_will_do(text: str) -> bool:
    return not re.search(r"[\n\t]", text)


def _plain_will_do(text: str, *, flow: bool) -> bool:
    if not _PLAIN.fullmatch(text) or text != text.strip() or re.search(r"[\n\t]", text):
        return False
    if ": " in text or text.endswith(":") or " #" in text or (flow and _FLOW_MARKS.search(text)):
        return False
    if text.startswith("...") or not (isinstance(text, Word) or _means_text(text)):
        return False
    return _reads_back(text, flow)


@lru_cache(maxsize=4096)
def _means_text(text: str) -> bool:
    """Whether a reader that knows numbers, dates and booleans still takes it for a text."""
    tag: str = yaml.resolver.Resolver().resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call] # the stubs leave it bare
    return tag == "tag:yaml.org,2002:str" and text.lower() not in {"y", "n"}


@lru_cache(maxsize=4096)
def _reads_back(text: str, flow: bool) -> bool:
    """The last word on whether a plain text survives is the reader's."""
    try:
        node = yaml.compose(f"[{text}]" if flow else f"k: {text}\n", Loader=Loader)
    except yaml.YAMLError:
        return False
    if not isinstance(node, yaml.CollectionNode):
        return False
    found = node.value[0] if flow else node.value[0][1]
    return isinstance(found, yaml.ScalarNode) and bool(found.value == text) and (not flow or len(node.value) == 1)
