"""Changes to where a stream's data comes from: one entry of ``sources`` at a time, each one line of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from vsm_tui.edit.change import EditError, checked, quoted, words
from vsm_tui.model import Stream
from vsm_tui.model.tools import ALL, where


@dataclass(frozen=True, slots=True)
class AddSource:
    """Put a source behind the others. Credentials in it are refused."""

    values: Mapping[str, Any]

    @property
    def title(self) -> str:
        """What it does."""
        return f"Add {_called(self.values)}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        return checked(stream, replace(stream, sources=(*stream.sources, _entry(self.values))))


@dataclass(frozen=True, slots=True)
class ChangeSource:
    """Say something else of the source at ``index``, counted from 0; keys without a value go."""

    index: int
    values: Mapping[str, Any]

    @property
    def title(self) -> str:
        """What it does."""
        return f"Change {_called(self.values)}"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        _there(stream, self.index)
        entry = _entry(self.values)
        return checked(
            stream,
            replace(stream, sources=(*stream.sources[: self.index], entry, *stream.sources[self.index + 1 :])),
        )


@dataclass(frozen=True, slots=True)
class RemoveSource:
    """Take a source away. What was pulled from it stays kept until it is purged; the log stays as it is."""

    index: int
    title: str = "Remove a source"

    def apply(self, stream: Stream) -> Stream:
        """The changed stream."""
        _there(stream, self.index)
        left = tuple(source for index, source in enumerate(stream.sources) if index != self.index)
        return checked(stream, replace(stream, sources=left))


def _there(stream: Stream, index: int) -> None:
    if not 0 <= index < len(stream.sources):
        raise EditError("this source is not there any more: choose another one")


def _entry(values: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values as the file holds them: blank ones left out, lists of words where a key takes many.

    Raises:
        EditError: when the entry lacks what its tool needs.
    """
    tool = ALL.get(str(values.get("tool")))
    if tool is None:
        raise EditError(f"there is no source {quoted(str(values.get('tool')))}: choose one of {', '.join(ALL)}")
    entry: dict[str, Any] = {}
    for name, value in values.items():
        key = tool.key(name)
        kept = _value(value, many=key is not None and key.many)
        if kept not in ("", []):
            entry[name] = kept
    lacks = tool.missing(entry)
    if lacks:
        raise EditError(f"{tool.title} needs {lacks}")
    return entry


def _value(value: Any, *, many: bool) -> Any:
    if not isinstance(value, str):
        return value
    line = words(value)
    return [part for part in line.replace(",", " ").split() if part] if many and line else line


def _called(values: Mapping[str, Any]) -> str:
    tool = ALL.get(str(values.get("tool")))
    title = tool.title if tool else str(values.get("tool"))
    return f"{title} {quoted(where(values))}" if where(values) else title
