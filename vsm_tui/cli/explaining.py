"""``--explain KEY``: how numbers came about, as text or as data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from vsm_tui.cli.output import Output, terminal_width, wants_color
from vsm_tui.model import InputError, Stream

if TYPE_CHECKING:
    from vsm_tui.flow import Flow
    from vsm_tui.flow.explain import Explanation

ALL = "all"

option: Callable[[Any], Any] = click.option(
    "--explain",
    "explained",
    multiple=True,
    metavar="KEY",
    help="How a number came about, by its JSON key; may be repeated; 'all' lists the keys.",
)


def tell(
    out: Output,
    name: str,
    stream: Stream,
    flows: Sequence[Flow],
    wanted: Sequence[str],
    *,
    width: int | None = None,
    plain: bool = False,
) -> int:
    """Explain the numbers of these keys in each flow, or list all keys; returns the exit code. ``plain`` is ASCII.

    Raises:
        InputError: when no number has that key.
    """
    if out.as_json:
        out.answer({"schema": out.schema, "stream": name, **_data(stream, flows, wanted)})
        return 0
    for line in _text(stream, flows, wanted, width or terminal_width(), plain=plain):
        click.echo(line)
    return 0


def _keys(stream: Stream, flows: Sequence[Flow]) -> list[tuple[str, str]]:
    from vsm_tui.flow.explain import keys

    return list(dict(pair for flow in flows for pair in keys(flow, stream)).items())


def _data(stream: Stream, flows: Sequence[Flow], wanted: Sequence[str]) -> dict[str, Any]:
    from vsm_tui.export import explanation_payload

    found: dict[str, Any] = {}
    if ALL in wanted:
        found["keys"] = [{"key": key, "title": title} for key, title in _keys(stream, flows)]
    asked = [key for key in wanted if key != ALL]
    if asked:
        told = [_explained(flow, key, stream) for key in asked for flow in flows]
        found["explanations"] = [explanation_payload(each, stream.clock) for each in told]
    return found


def _explained(flow: Flow, key: str, stream: Stream) -> Explanation:
    """The explanation of that key; where there is none, how to see all keys is said too."""
    from vsm_tui.flow.explain import explain

    try:
        return explain(flow, key, stream)
    except InputError as error:
        raise InputError(replace(p, text=f"{p.text}; --explain all lists them") for p in error.problems) from None


def _text(stream: Stream, flows: Sequence[Flow], wanted: Sequence[str], width: int, *, plain: bool) -> list[str]:
    from vsm_tui.draw import explained_text, key_rows, lines
    from vsm_tui.draw.plain import plain_rows

    found: list[str] = []
    color = wants_color()
    for key in wanted:
        if key == ALL:
            listed = plain_rows(key_rows(_keys(stream, flows), width), ascii=plain)
            found += lines(listed, width, color=color)
            continue
        for flow in flows:
            found += [""] if found else []
            told = _explained(flow, key, stream)
            found += explained_text(told, stream.clock, width=width, color=color, ascii=plain)
    return found
