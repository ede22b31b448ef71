"""A hand-out as one HTML file: it fetches nothing, runs nothing, follows the reader's light or dark, and prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files
from itertools import groupby

from vsm_tui.draw import Row, row_len, row_text
from vsm_tui.draw.palette import PAGE_DARK, PAGE_LIGHT
from vsm_tui.export.handout.content import Handout
from vsm_tui.export.handout.legend import sign_style
from vsm_tui.export.picture.svg import picture, styles


def page(found: Handout) -> str:
    """The document. Every word from outside is escaped where the template puts it."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    source = files("vsm_tui.export.handout").joinpath("templates", "page.html").read_text(encoding="utf-8")
    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)

    def drawn(rows: Sequence[Row], title: str, cells: int) -> Markup:
        return Markup(picture(rows, title=title, cells=cells))  # noqa: S704 -- our own elements; its words are escaped one by one

    def line(row: Row) -> list[tuple[str, str]]:
        return [(run.style, run.text) for run in row]

    text: str = made.from_string(source).render(
        found=found,
        drawn=drawn,
        line=line,
        pieces=pieces,
        sign_style=sign_style,
        cells_of=cells_of,
        sizes=sorted(
            {
                cells_of(each)
                for each in ([found.beside], [found.why], found.map, [found.slim], *([r.strips] for r in found.rounds))
            }
        ),
        deep=lambda row: row_text(row).startswith("   "),
        light=PAGE_LIGHT,
        dark=PAGE_DARK,
        rules=Markup(styles()),  # noqa: S704 -- class names and variables of ours
    )
    return text


def cells_of(drawings: Iterable[Sequence[Row]]) -> int:
    """How wide the widest of some drawings is, in cells."""
    return max((row_len(row) for rows in drawings for row in rows), default=0)


def pieces(rows: Sequence[Row]) -> list[tuple[Row, ...]]:
    """A drawing in the pieces that blank rows part it into: a page may break between two of them."""
    found: list[tuple[Row, ...]] = []
    for blank, group in groupby(rows, lambda row: not row_text(row).strip()):
        if not blank:
            found.append(tuple(group))
    return found
