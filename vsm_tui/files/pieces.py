"""Lists in a text: which entries stay, move, come and go, and the text that says so with everything else kept."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import yaml

from vsm_tui.files.place import CannotSpliceError, Edit, Source, Span, apply


def match(old: Sequence[Any], new: Sequence[Any], kind: str) -> list[int | None]:
    """For every new entry the index of the old one it continues, or ``None`` for one that is new.

    Entries are the same by what makes them themselves (a stage's id, a loop's ends, else the whole value). What is
    left over between the same neighbours is taken for the old entry with a new identity where the two look alike.
    """
    places = {key: index for index, key in enumerate(_identities(old, kind))}
    found = [places.get(key) for key in _identities(new, kind)]
    taken = {index for index in found if index is not None}
    for at, index in enumerate(found):
        if index is not None:
            continue
        before = next((found[i] for i in range(at - 1, -1, -1) if found[i] is not None), None)
        after = next((found[i] for i in range(at + 1, len(found)) if found[i] is not None), None)
        low, high = (-1 if before is None else before) + 1, len(old) if after is None else after
        for candidate in range(low, high):
            if candidate not in taken and _alike(old[candidate], new[at], kind):
                found[at] = candidate
                taken.add(candidate)
                break
    return found


def _identities(values: Sequence[Any], kind: str) -> list[tuple[str, int]]:
    seen: Counter[str] = Counter()
    keys = []
    for value in values:
        match kind:
            case "stages":
                identity: Any = value["id"]
            case "rework":
                identity = [value["from"], value["to"]]
            case _:
                identity = value
        key = json.dumps(identity, sort_keys=True)
        keys.append((key, seen[key]))
        seen[key] += 1
    return keys


def _alike(old: Any, new: Any, kind: str) -> bool:
    match kind:
        case "stages":
            return bool(old["name"] == new["name"] or {**old, "id": 0, "name": 0} == {**new, "id": 0, "name": 0})
        case "rework":
            return bool(old["from"] == new["from"] or old["to"] == new["to"])
        case "sources":
            return bool(old.get("tool") == new.get("tool"))
    return isinstance(old, dict) is isinstance(new, dict) and isinstance(old, list) is isinstance(new, list)


def flow_spans(source: Source, node: yaml.SequenceNode) -> list[Span]:
    """The entries of a list in brackets."""
    return [Span(inner.start_mark.index, source.content_end(inner)) for inner in node.value]


def block_spans(source: Source, node: yaml.SequenceNode) -> list[Span]:
    """The entries of a list over lines, from their comment lines to the end of their last line.

    Comment lines right above a dash belong to it; those right below an entry and indented beyond its dash to that.

    Raises:
        CannotSpliceError: when the list does not begin on a line of its own.
    """
    column: int = node.start_mark.column
    if not source.first_on_line(node.start_mark.index):
        raise CannotSpliceError
    spans: list[Span] = []
    floor = source.line_start(node.start_mark.index)
    floor = source.before_comments(floor, 0)
    dash: int = node.start_mark.index
    for inner in node.value:
        if spans:
            dash = _next_dash(source, spans[-1].end)
        start = source.before_comments(dash, floor)
        end = source.after_comments(source.content_end(inner), column)
        spans.append(Span(start, end))
        floor = source.next_line(end)
    return spans


def _next_dash(source: Source, index: int) -> int:
    while (start := source.next_line(index)) < len(source.text):
        line = source.text[start : source.line_end(start)]
        if line.lstrip().startswith("-"):
            return start + len(line) - len(line.lstrip())
        index = start
    raise CannotSpliceError


def rebuild(
    source: Source, spans: Sequence[Span], order: Sequence[int | None], entries: Sequence[str], usual: str
) -> Edit:
    """One edit that puts ``entries`` in the place of the old ones; ``order`` says which old entry each continues.

    What stands between two entries stays between them; elsewhere the list's ``usual`` separator does.

    Raises:
        CannotSpliceError: when a comment between entries would be lost.
    """
    flow = "," in usual
    between = [source.text[a.end : b.start] for a, b in pairwise(spans)]
    plain = Counter(gap for gap in between if "#" not in gap)
    usual = plain.most_common(1)[0][0] if plain else usual
    used: set[int] = set()
    out: list[str] = []
    for position, entry in enumerate(entries):
        if position:
            gap = _gap(between, order[position - 1], order[position], flow=flow)
            if gap is not None:
                used.add(gap)
            out.append(usual if gap is None else between[gap])
        out.append(entry)
    lost = [gap for i, gap in enumerate(between) if "#" in gap and i not in used and (not flow or i in order)]
    if flow and lost:
        raise CannotSpliceError
    return Edit(spans[0].start, spans[-1].end, "".join(out) + "".join(gap.rstrip() for gap in lost))


def _gap(between: Sequence[str], before: int | None, after: int | None, *, flow: bool) -> int | None:
    """Which old separator belongs between two entries. In brackets a comment belongs to the entry before it."""
    if before is not None and after == before + 1:
        return before
    owner = before if flow else (None if not after else after - 1)
    if owner is not None and owner < len(between) and "#" in between[owner]:
        return owner
    return None


def kept_entry(source: Source, span: Span, edits: Sequence[Edit]) -> str:
    """An old entry with the edits that fall inside it."""
    inside = [edit for edit in edits if span.start <= edit.start and edit.end <= span.end]
    return apply(source.text, inside, span.start, span.end)
