"""Entries of a mapping that come and go; everything around them stays where it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from vsm_tui.files.place import CannotSpliceError, Edit, Source, Span
from vsm_tui.files.write import Style, entry, flow, scalar

Entry = tuple[yaml.Node, yaml.Node]


def entry_text(key: str, value: Any, indent: int, style: Style, *, in_flow: bool) -> str:
    """``key: value`` without the indent of its first line."""
    if in_flow:
        return f"{scalar(key, flow=True, style=style)}: {flow(value, style)}"
    return style.eol.join(entry(key, value, indent, style))[indent:]


class Entries:
    """Finds the edits for one mapping: ``gone`` entries leave it, ``more`` come in, at their place in ``order``.

    ``airy`` mappings set an entry of several lines apart with a blank line. ``prompts`` are the comments that stand
    where an entry could; it takes the place of its own.
    """

    def __init__(
        self,
        source: Source,
        style: Style,
        node: yaml.MappingNode,
        order: Sequence[str],
        *,
        airy: bool,
        prompts: Mapping[str, str],
    ) -> None:
        self.source = source
        self.style = style
        self.node = node
        self.order = order
        self.airy = airy
        self.prompts = prompts
        self.out: list[Edit] = []

    def change(self, gone: Sequence[Entry], more: dict[str, Any]) -> list[Edit]:
        """The edits.

        Raises:
            CannotSpliceError: when nothing would be left.
        """
        left = {id(pair[0]) for pair in gone}
        kept = [pair for pair in self.node.value if id(pair[0]) not in left]
        if gone and not kept:
            self._exchange(more)
        elif self.node.flow_style:
            self._in_flow(gone, kept, more)
        else:
            self._in_block(gone, kept, more)
        return self.out

    def _exchange(self, more: dict[str, Any]) -> None:
        """Put other entries in the place of all there are."""
        if not more:
            raise CannotSpliceError
        indent: int = self.node.start_mark.column
        texts = [entry_text(k, v, indent, self.style, in_flow=bool(self.node.flow_style)) for k, v in more.items()]
        between = ", " if self.node.flow_style else self.source.eol + " " * indent
        end = self.source.content_end(self.node.value[-1][1])
        self._put(self.node.value[0][0].start_mark.index, end, between.join(texts))

    def _in_block(self, gone: Sequence[Entry], kept: Sequence[Entry], more: dict[str, Any]) -> None:
        source = self.source
        for pair in gone:
            start, end = pair[0].start_mark.index, source.content_end(pair[1])
            if source.first_on_line(start):
                self._drop_lines(start, max(end, pair[0].end_mark.index))
            else:  # right after a dash: the next entry that stays moves up
                self._put(start, kept[0][0].start_mark.index, "")
        for key, value in more.items():
            self._add_block_entry(key, value, kept)

    def _add_block_entry(self, key: str, value: Any, kept: Sequence[Entry]) -> None:
        source = self.source
        indent: int = self.node.start_mark.column
        lines = entry_text(key, value, indent, self.style, in_flow=False).split(source.eol)
        if prompt := self._prompt(key):
            self._put(prompt.start, prompt.end, source.lines(lines))
            return
        earlier = [pair for pair in kept if self._rank(pair) < self.order.index(key)]
        first, kept_first = self.node.value[0][0].start_mark.index, kept[0][0].start_mark.index
        if not earlier and source.first_on_line(first):
            at = source.line_start(kept_first)
            self._put(at, at, source.lines([" " * indent + lines[0], *lines[1:], ""]))
            return
        anchor = max(earlier, key=self._rank) if earlier else kept[-1]
        end = max(source.content_end(anchor[1]), anchor[0].end_mark.index)
        at = source.after_comments(end, indent)
        gap = source.eol if self.airy and len(lines) > 1 else ""
        self._put(at, at, gap + source.lines(["", " " * indent + lines[0], *lines[1:]]))

    def _prompt(self, key: str) -> Span | None:
        """Where the comment stands that ``key`` takes the place of; not where it is part of another entry."""
        if key not in self.prompts:
            return None
        text = self.source.lines(self.prompts[key].split("\n"))
        found = re.search(rf"^{re.escape(text)}[ \t]*(?=\r?$)", self.source.text, re.MULTILINE)
        if found is None or any(
            k.start_mark.index <= found.start() < self.source.content_end(v) for k, v in self.node.value
        ):
            return None
        return Span(found.start(), found.end())

    def _in_flow(self, gone: Sequence[Entry], kept: Sequence[Entry], more: dict[str, Any]) -> None:
        source = self.source
        for pair in gone:
            place = self.node.value.index(pair)
            later = [p for p in self.node.value[place + 1 :] if any(p is k for k in kept)]
            if later:
                self._put(pair[0].start_mark.index, self.node.value[place + 1][0].start_mark.index, "")
            else:
                before = self.node.value[place - 1]
                self._put(source.content_end(before[1]), source.content_end(pair[1]), "")
        for key, value in more.items():
            text = entry_text(key, value, 0, self.style, in_flow=True)
            earlier = [pair for pair in kept if self._rank(pair) < self.order.index(key)]
            if earlier:
                anchor = max(earlier, key=self._rank)
                end = source.content_end(anchor[1])
                self._put(end, end, ", " + text)
            elif kept:
                start = kept[0][0].start_mark.index
                self._put(start, start, text + ", ")
            else:
                start = self.node.start_mark.index + 1
                comma = ", " if any(edit.start == edit.end == start for edit in self.out) else ""
                self._put(start, start, comma + text)

    def _rank(self, pair: Entry) -> int:
        key = pair[0].value
        return self.order.index(key) if key in self.order else len(self.order)

    def _drop_lines(self, start: int, end: int) -> None:
        """Remove whole lines, with the line break before them: the one after may belong to what follows a list."""
        begin = self.source.line_start(start)
        if begin:
            self._put(self.source.break_before(begin), self.source.line_end(end), "")
        else:
            self._put(begin, self.source.next_line(end), "")

    def _put(self, start: int, end: int, text: str) -> None:
        self.out.append(Edit(start, end, text))
