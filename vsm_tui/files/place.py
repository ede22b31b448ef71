"""Where things stand in a text: lines, comments, the true end of a node; and edits that leave the rest alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import yaml


class CannotSpliceError(Exception):
    """The small edit is not possible here; a larger one is tried."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``text`` in the place of ``[start, end)``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """``[start, end)`` of a text."""

    start: int
    end: int


def apply(text: str, edits: Iterable[Edit], start: int = 0, end: int | None = None) -> str:
    """``text[start:end]`` with the edits made. An edit inside a larger one gives way to it, and removals may overlap.

    Raises:
        CannotSpliceError: when two edits cross.
    """
    end = len(text) if end is None else end
    out: list[str] = []
    cursor = start
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if edit.start < cursor and (edit.end <= cursor or not edit.text):
            cursor = max(cursor, edit.end)
            continue
        if edit.start < cursor or edit.end > end:
            raise CannotSpliceError
        out += [text[cursor : edit.start], edit.text]
        cursor = edit.end
    return "".join(out) + text[cursor:end]


class Source:
    """A text and the lines it is made of."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.eol = "\r\n" if "\r\n" in text else "\n"

    def line_start(self, index: int) -> int:
        """Where the line of ``index`` begins."""
        return self.text.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        """Where the line of ``index`` ends, before its line break."""
        found = self.text.find("\n", index)
        if found < 0:
            return len(self.text)
        return found - 1 if found > index and self.text[found - 1] == "\r" else found

    def next_line(self, index: int) -> int:
        """Where the next line begins, or the end of the text."""
        found = self.text.find("\n", index)
        return len(self.text) if found < 0 else found + 1

    def break_before(self, line_start: int) -> int:
        """Where the line break that ends the line above begins."""
        return line_start - (2 if self.text[max(0, line_start - 2) : line_start] == "\r\n" else 1)

    def first_on_line(self, index: int) -> bool:
        """Whether only blanks stand before ``index`` on its line."""
        return not self.text[self.line_start(index) : index].strip()

    def column(self, index: int) -> int:
        """The column of ``index``, from 0."""
        return index - self.line_start(index)

    def comment_column(self, line_start: int) -> int:
        """The column of the comment that this line consists of, or -1."""
        line = self.text[line_start : self.line_end(line_start)]
        stripped = line.lstrip(" \t")
        return len(line) - len(stripped) if stripped.startswith("#") else -1

    def content_end(self, node: yaml.Node) -> int:
        """Where a node's own characters end; YAML's mark of a block lies after the comments that follow it."""
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.ScalarNode):
            if node.style not in ("|", ">"):
                return int(end)
            header = self.text[start : self.line_end(start)]
            if "+" in header.split("#")[0]:
                return int(end - len(self.eol)) if self.text[:end].endswith(self.eol) else int(end)
            return int(start + len(self.text[start:end].rstrip()))
        if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
            return int(end)
        last = node.value[-1]
        return self.content_end(last[1] if isinstance(node, yaml.MappingNode) else last)

    def after_comments(self, index: int, column: int) -> int:
        """The end of the line of ``index``, or of the comment lines right below it indented beyond ``column``."""
        end = self.line_end(index)
        while (start := self.next_line(end)) < len(self.text) and self.comment_column(start) > column:
            end = self.line_end(start)
        return end

    def before_comments(self, index: int, floor: int) -> int:
        """Where the comment lines right above the line of ``index`` begin, not above ``floor``."""
        start = self.line_start(index)
        while start > floor and self.comment_column(above := self.line_start(start - 1)) >= 0 and above >= floor:
            start = above
        return start

    def colon(self, key: yaml.Node) -> int:
        """The place right after the colon of a key.

        Raises:
            CannotSpliceError: when the key has none.
        """
        index: int = key.end_mark.index
        while index < len(self.text) and self.text[index] in " \t":
            index += 1
        if self.text[index : index + 1] != ":":
            raise CannotSpliceError
        return index + 1

    def lines(self, lines: Iterable[str]) -> str:
        """Lines joined with this file's line end."""
        return self.eol.join(lines)
