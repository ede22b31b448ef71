"""Bytes ↔ stream: reading with line and column, splice-saving, atomic writes, where things live."""

from typing import TYPE_CHECKING

from vsm_tui.files.parse import parse_stream
from vsm_tui.files.stream_file import StreamFile, create_stream, log_paths, read_stream, save_stream
from vsm_tui.later import later

if TYPE_CHECKING:
    from vsm_tui.files import locations, recovery, workspace
    from vsm_tui.files.creating import free_path, from_template, named, relative, with_logs
    from vsm_tui.files.fresh import new_text
    from vsm_tui.files.splicing import splice
    from vsm_tui.files.templates import template, template_names
else:
    __getattr__ = later(
        __name__,
        {
            "locations": (),
            "recovery": (),
            "workspace": (),
            "creating": ("free_path", "from_template", "named", "relative", "with_logs"),
            "fresh": ("new_text",),
            "splicing": ("splice",),
            "templates": ("template", "template_names"),
        },
    )

__all__ = [
    "StreamFile",
    "create_stream",
    "free_path",
    "from_template",
    "locations",
    "log_paths",
    "named",
    "new_text",
    "parse_stream",
    "read_stream",
    "recovery",
    "relative",
    "save_stream",
    "splice",
    "template",
    "template_names",
    "with_logs",
    "workspace",
]
