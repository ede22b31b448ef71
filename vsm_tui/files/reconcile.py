"""Old value, new value and the node between them → edits."""

from __future__ import annotations

import re
from typing import Any

import yaml

from vsm_tui.files.entries import Entries, Entry, entry_text
from vsm_tui.files.fields import empty
from vsm_tui.files.outline import Plain, worth_writing
from vsm_tui.files.parse import name_of
from vsm_tui.files.pieces import block_spans, flow_spans, kept_entry, match, rebuild
from vsm_tui.files.place import CannotSpliceError, Edit, Source
from vsm_tui.files.prompts import PROMPTS
from vsm_tui.files.write import Style, block_text, entry, flow, item, scalar

FREE = ("sources", "experiments")
GUESS = "# guess: confirm"
_GUESS = re.compile(rf"[ \t]+{re.escape(GUESS)}[ \t]*(?=\r?\n|\Z)")


class Splicer:
    """Finds the edits for one text. ``confirmed`` are guesses whose marks go."""

    def __init__(self, source: Source, root: yaml.MappingNode, *, confirmed: set[str]) -> None:
        self.source = source
        self.root = root
        self.confirmed = confirmed
        json = bool(root.flow_style and root.value and root.value[0][0].style == '"')
        self.style = Style(source.eol, json)
        self.out: list[Edit] = []
        self.marks: list[Edit] = []

    def edits(self, old: Plain, new: Plain) -> list[Edit]:
        """The smallest edits that turn ``old`` into ``new``."""
        for key, value in self.root.value:
            if key.value in ("finish", "also") and key.value in self.confirmed:
                self._unmark([(key, value)])
            elif key.value == "stages" and isinstance(value, yaml.SequenceNode):
                for node, stage in zip(value.value, old["stages"], strict=True):
                    if stage["id"] in self.confirmed:
                        self._unmark(node.value)
        self.marks, self.out = self.out, []
        self.mapping(self.root, old, new, kind="top")
        return self.out + self.marks

    def section_edits(self, old: Plain, new: Plain) -> list[Edit]:
        """Edits that write every top-level entry that differs anew."""
        present = {key.value: (key, value) for key, value in self.root.value}
        in_flow = bool(self.root.flow_style)
        for key, value in new.items():
            left = _worth(key, value)
            if old[key] == value or key not in present or left is None:
                continue
            node, inner = present[key]
            indent = self.source.column(node.start_mark.index)
            text = entry_text(key, left, indent, self.style, in_flow=in_flow)
            self._put(node.start_mark.index, max(self.source.content_end(inner), node.end_mark.index), text)
        gone = [pair for key, pair in present.items() if _worth(key, new[key]) is None and old[key] != new[key]]
        more = {k: v for k in new if k not in present and old[k] != new[k] and (v := _worth(k, new[k])) is not None}
        self._come_and_go(self.root, gone, more, list(new))
        return self.out

    # -- mappings ----------------------------------------------------------------------------------------------

    def mapping(self, node: yaml.MappingNode, old: Plain, new: Plain, *, kind: str, in_flow: bool = False) -> None:
        """Edits for a mapping; ``kind`` is "top", the name of a known section, or "free" for plain ones."""
        in_flow = in_flow or bool(node.flow_style)
        present: dict[str, Entry] = {key.value: (key, value) for key, value in node.value}
        gone: list[Entry] = []
        more: Plain = {}
        for key in [*new, *(k for k in old if k not in new)]:
            before, after = old.get(key), new.get(key)
            if before == after and (key in old) is (key in new):
                continue
            left = after if kind == "free" else _worth(key, after)
            if key not in present:
                if left is not None:
                    more[key] = left
            elif key not in new or left is None:
                if isinstance(present[key][1], yaml.SequenceNode) and key in ("stages", "rework", *FREE):
                    self.value(present[key], before, after, key, kind=kind, in_flow=in_flow)
                else:
                    gone.append(present[key])
            else:
                self.value(present[key], before, after, key, kind=kind, in_flow=in_flow)
        self._come_and_go(node, gone, more, list(new))

    def value(self, pair: Entry, old: Any, new: Any, name: str, *, kind: str, in_flow: bool) -> None:
        """Edits that turn the value of one key into ``new``."""
        key, node = pair
        inner = "free" if kind == "free" or name in FREE else name
        if isinstance(new, dict) and isinstance(node, yaml.MappingNode):
            self.mapping(node, old, new, kind=inner, in_flow=in_flow)
        elif isinstance(new, list) and isinstance(node, yaml.SequenceNode) and isinstance(old, list):
            matching = name if kind == "top" else ""
            self.sequence(pair, node, old, new, matching, kind=inner, in_flow=in_flow)
        elif isinstance(new, list) and new and empty(node):
            self._fill(pair, new, name if kind == "top" else "", free=inner == "free")
        elif isinstance(node, yaml.ScalarNode) and (text := _as_scalar(new, inner)) is not None:
            indent = self.source.column(key.start_mark.index) + 2
            self._scalar(node, text, in_flow=in_flow, indent=indent, key=key)
        else:
            left = new if inner == "free" else worth_writing(new)
            self._replace_value(pair, flow(left, self.style))

    def _replace_value(self, pair: Entry, text: str) -> None:
        key, node = pair
        start, end = node.start_mark.index, self.source.content_end(node)
        if end <= start or self.source.text[self.source.colon(key) : start].strip(" \t"):
            start = self.source.colon(key)
            text = " " + text
        self._put(start, max(start, end), text)

    def _scalar(self, node: yaml.ScalarNode, new: str, *, in_flow: bool, indent: int, key: yaml.Node | None) -> None:
        start, end = node.start_mark.index, self.source.content_end(node)
        block = None
        if "\n" in new and not in_flow and not self.style.json and key is not None:
            block = block_text(new, indent, self.source.eol)
        quote = node.style if node.style in ("'", '"') else ""
        text = block or scalar(new, flow=in_flow, quote=quote, style=self.style)
        if end > start:
            self._put(start, end, text)
        elif key is not None:
            self._put(self.source.colon(key), self.source.colon(key), " " + text)
        else:
            raise CannotSpliceError

    def _come_and_go(self, node: yaml.MappingNode, gone: list[Entry], more: Plain, order: list[str]) -> None:
        top = node is self.root
        entries = Entries(
            self.source, self.style, node, order, airy=top and self._airy(), prompts=PROMPTS if top else {}
        )
        self.out += entries.change(gone, more)

    def _airy(self) -> bool:
        """Whether this file sets its sections apart with blank lines."""
        gaps = zip(self.root.value, self.root.value[1:], strict=False)
        text = self.source.text
        return any(
            re.search(r"\n[ \t]*\r?\n", text[self.source.content_end(a[1]) : b[0].start_mark.index]) for a, b in gaps
        )

    # -- lists -------------------------------------------------------------------------------------------------

    def sequence(
        self,
        pair: Entry,
        node: yaml.SequenceNode,
        old: list[Any],
        new: list[Any],
        matching: str,
        *,
        kind: str,
        in_flow: bool,
    ) -> None:
        """Edits for a list: entries that stay are edited where they are, the others come, go or move."""
        in_flow = in_flow or bool(node.flow_style)
        if len(node.value) != len(old):
            raise CannotSpliceError
        if not old or not new:
            self._fill(pair, new, matching, free=kind == "free") if new else self._empty(pair, node)
            return
        order = match(old, new, matching)
        outer, self.out = self.out, []
        for index, wanted in zip(order, new, strict=True):
            if index is not None:
                self._item(node.value[index], old[index], wanted, kind=kind, in_flow=in_flow)
        changed, self.out = self.out, outer
        if order == list(range(len(old))):
            self.out += changed
            return
        source = self.source
        spans = flow_spans(source, node) if node.flow_style else block_spans(source, node)
        entries = [
            self._fresh(node, wanted, kind) if index is None else kept_entry(source, spans[index], changed + self.marks)
            for index, wanted in zip(order, new, strict=True)
        ]
        self.out.append(rebuild(source, spans, order, entries, ", " if node.flow_style else source.eol))

    def _item(self, node: yaml.Node, old: Any, new: Any, *, kind: str, in_flow: bool) -> None:
        if isinstance(new, dict) and isinstance(node, yaml.MappingNode):
            if kind == "stages":
                old = self._before(node, old, new)
            self.mapping(node, old, new, kind=kind, in_flow=in_flow)
        elif old == new:
            return
        elif isinstance(node, yaml.ScalarNode) and isinstance(new, str):
            self._scalar(node, new, in_flow=in_flow, indent=0, key=None)
        elif isinstance(node, yaml.ScalarNode) or getattr(node, "flow_style", False):
            self._put(node.start_mark.index, self.source.content_end(node), flow(new, self.style))
        else:
            raise CannotSpliceError

    def _before(self, node: yaml.MappingNode, old: Plain, new: Plain) -> Plain:
        """A stage as it reads once its id has changed: a name that is not written follows the id."""
        named = any(key.value == "name" and value.value for key, value in node.value)
        return old if named else {**old, "name": name_of(new["id"])}

    def _fresh(self, node: yaml.SequenceNode, value: Any, kind: str) -> str:
        """A new entry, written like the ones that are there."""
        if kind != "free" and isinstance(value, dict):
            value = worth_writing(value)
        if node.flow_style:
            return flow(value, self.style)
        last, dash = node.value[-1], node.start_mark.column
        block = isinstance(last, yaml.MappingNode) and not last.flow_style
        column = last.start_mark.column if block and last.start_mark.column > dash + 1 else dash + 2
        return self.source.lines(item(value, dash, column, block=block, style=self.style))

    def _empty(self, pair: Entry, node: yaml.SequenceNode) -> None:
        if node.flow_style:
            self._put(node.start_mark.index, node.end_mark.index, "[]")
            return
        spans = block_spans(self.source, node)
        colon = self.source.colon(pair[0])
        self._put(colon, colon, " []")
        self._put(self.source.break_before(spans[0].start), spans[-1].end, "")

    def _fill(self, pair: Entry, new: list[Any], section: str, *, free: bool) -> None:
        """Write a list where there was an empty one; a ``section`` of mappings goes over lines."""
        key, node = pair
        source = self.source
        value = new if free else worth_writing(new)
        if not section or self.root.flow_style or not isinstance(value[0], dict):
            self._replace_value(pair, flow(value, self.style))
            return
        colon = source.colon(key)
        end = max(colon, source.content_end(node))
        self._put(colon, end, "")
        lines = source.lines(["", *entry(section, value, key.start_mark.column, self.style)[1:]])
        self._put(source.line_end(end), source.line_end(end), lines)

    # -- small things ------------------------------------------------------------------------------------------

    def _unmark(self, pairs: list[Entry]) -> None:
        """Remove the marks that a guess leaves behind the values of these entries."""
        for key, value in pairs:
            end = max(key.end_mark.index, self.source.content_end(value))
            if isinstance(value, yaml.MappingNode) and not value.flow_style:
                self._unmark([(k, v) for k, v in value.value])
            found = _GUESS.match(self.source.text, end)
            if found:
                self._put(found.start(), found.end(), "")

    def _put(self, start: int, end: int, text: str) -> None:
        self.out.append(Edit(start, end, text))


def _worth(key: str, value: Any) -> Any:
    """What of a known key's value needs writing, or ``None``."""
    if key in FREE:
        return value or None
    if key == "log" and len(value) == 1:
        return value[0]
    return worth_writing(value, {"begins": "09:00"} if key == "clock" else None)


def _as_scalar(value: Any, kind: str) -> str | None:
    """The one text that a value can be written as; known lists of one text need no brackets."""
    if kind != "free" and isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        return value[0]
    return value if isinstance(value, str) else None
