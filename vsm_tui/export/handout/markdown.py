"""A hand-out as Markdown: drawings in code fences, tables, the stage graph as Mermaid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vsm_tui.draw import Row, row_text
from vsm_tui.export.handout.content import Handout
from vsm_tui.export.handout.legend import Legend
from vsm_tui.export.handout.table import Table

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!])")
_FENCE = "```"


def markdown(found: Handout, graph: str) -> str:
    """The document; ``graph`` is its stage graph in Mermaid's words."""
    return "\n".join(_lines(found, graph)).rstrip() + "\n"


def plain(text: str) -> str:
    """Words from outside as words: nothing in them is Markdown or HTML."""
    return _SPECIAL.sub(r"\\\1", text).replace("&", "&amp;")


def _lines(found: Handout, graph: str) -> Iterator[str]:
    yield from _head(found)
    yield from _drawing([row for strip in found.map for row in ((), *strip)][1:])
    yield from _legend(found.legend)
    if found.sentences:
        yield from ("## What stands out", "", *_sentences(found.sentences), "")
    if found.stages.rows:
        yield from ("## Stage by stage", "", *_table(found.stages), "")
    if found.loops.rows:
        yield from ("## Rework", "", *_table(found.loops), "")
    yield from _noted(found)
    for one in found.rounds:
        yield from (f"## {one.title}", "", plain(one.said), "", *_drawing(one.strips), *_table(one.values), "")
    if found.stages.rows:
        yield from ("## The way work takes", "", f"{_FENCE}mermaid", graph.rstrip(), _FENCE, "")
    if found.beside:
        yield from ("## Estimate beside measurement", "", *_drawing(found.beside), *_legend(found.beside_legend))
    if found.why:
        yield from ("## Why: the case for the constraint", "", *_drawing(found.why))
    yield from _findings(found)
    yield from _numbers(found)
    yield from _pairs("What the words mean here", found.definitions)
    yield from _notes(found)
    yield from _pairs("Terms", found.terms)


def _head(found: Handout) -> Iterator[str]:
    yield from (f"# {plain(found.name)}", "")
    way = f"*{plain(found.way)}*" if found.way else ""
    yield from (part for text in (way, plain(found.basis), plain(found.made)) if text for part in (text, ""))
    if found.missing:
        yield from ("## What is missing", "", *(f"- {plain(text)}" for text in found.missing), "")


def _noted(found: Handout) -> Iterator[str]:
    if found.wastes.rows:
        yield from ("## Wastes and ideas", "", *_table(found.wastes), "")
    if found.parking:
        topics = (f"- [{'x' if done else ' '}] {plain(text)}" for done, text in found.parking)
        yield from ("## Parking lot", "", *topics, "")


def _drawing(rows: Sequence[Row]) -> Iterator[str]:
    if rows:
        yield from (f"{_FENCE}text", *(row_text(row).rstrip().replace(_FENCE, "'''") for row in rows), _FENCE, "")


def _legend(told: Legend) -> Iterator[str]:
    if told:
        yield from (" · ".join(f"`{sign}` {plain(meaning)}" for sign, meaning in told), "")


def _sentences(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        text = row_text(row)
        if text.strip():
            yield ("  " if text.startswith("   ") else "") + f"- {plain(text.strip())}"


def _table(found: Table) -> Iterator[str]:
    yield _cells(found.head)
    yield _cells(["---", *("---" if name in found.words else "--:" for name in found.head[1:])], raw=True)
    yield from (_cells(row) for row in found.rows)
    if found.total:
        yield _cells([f"**{plain(cell)}**" if cell else "" for cell in found.total], raw=True)
    if found.note:
        yield from ("", plain(found.note))


def _cells(cells: Sequence[str], *, raw: bool = False) -> str:
    return "| " + " | ".join(cell if raw else plain(cell) for cell in cells) + " |"


def _findings(found: Handout) -> Iterator[str]:
    if not found.findings:
        return
    yield from ("## What bends the numbers", "")
    for each in found.findings:
        yield f"- **{plain(each.text)}**"
        if each.effect:
            yield f"  {plain(each.effect)}"
        if each.bends:
            yield f"  Bends: {plain(each.bends)}"
    yield ""


def _numbers(found: Handout) -> Iterator[str]:
    if not found.numbers:
        return
    yield from ("## How the numbers came about", "")
    for each in found.numbers:
        yield f"- **{plain(each.title)}** ({each.layer}): {plain(each.value)}"
        yield from (f"  - {plain(label)}{': ' if label else ''}{plain(text)}" for label, text in each.lines)
    yield ""


def _notes(found: Handout) -> Iterator[str]:
    if found.notes:
        yield from ("## Notes", "")
        for name, text in found.notes:
            told = "  \n  ".join(plain(line) for line in text.splitlines())
            yield f"- {f'**{plain(name)}**: ' if name else ''}{told}"
        yield ""


def _pairs(title: str, pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    if pairs:
        yield from (f"## {title}", "", *(f"- **{plain(name)}**: {plain(text)}" for name, text in pairs), "")
