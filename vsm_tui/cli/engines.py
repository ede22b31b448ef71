"""``--engine NAME``: where a log is measured that outgrows this process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from vsm_tui.model import InputError


def _checked(context: click.Context, parameter: click.Parameter, name: str | None) -> str | None:
    """Refuse a name that is none before anything is read."""
    if name is not None:
        from vsm_tui.measure.scale.engine import check_engine

        try:
            check_engine(name)
        except InputError as error:
            raise click.BadParameter(error.problems[0].text, context, parameter) from None
    return name


option: Callable[[Any], Any] = click.option(
    "--engine",
    metavar="ENGINE",
    callback=_checked,
    help="Where to measure: embedded (default), local[:N] for N processes, dask://host:port for a Dask cluster that "
    "sees the logs under the same paths.",
)
