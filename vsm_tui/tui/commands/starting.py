"""The ways to a new stream, each on its own key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vsm_tui.tui.commands.command import Command

if TYPE_CHECKING:
    from vsm_tui.tui.screens.workspace import WorkspaceScreen


class StartCommand(Command["WorkspaceScreen"]):
    """A way to a new stream."""

    screen: WorkspaceScreen
    group = "Streams"


class FirstGuided(StartCommand):
    """A stream, one question at a time: which work, from where to where, how long. Goes on with one that lacks some."""

    id = "workspace.guide"
    keys = "Q"
    title = "Guide me through a stream"
    short = "guide"
    verb = "guide"

    async def run(self) -> None:
        """Go on with the one under the cursor where it lacks something, or name a new one; then begin."""
        from vsm_tui.tui.screens.guided import guided_stream

        screen = self.screen
        screen.begin(guided_stream(screen.app, screen.folder, screen.current), guided=True)


class FirstTemplate(StartCommand):
    """A ready stream to change: standard feature, bug fix, incident and others."""

    id = "workspace.template"
    keys = "1"
    title = "New stream from a template"
    verb = "first choice"

    async def run(self) -> None:
        """Open the dialog on the templates."""
        self.screen.create("template")


class FirstBlank(StartCommand):
    """A name and an empty map; stages come one by one."""

    id = "workspace.blank"
    keys = "2"
    title = "New blank stream"
    verb = "second choice"

    async def run(self) -> None:
        """Open the dialog on a blank stream."""
        self.screen.create("blank")


class FirstFromLog(StartCommand):
    """Draft the stages from what a tracker or a CI exported; every guess is marked as one."""

    id = "workspace.from-log"
    keys = "3"
    title = "New stream from an event log"
    verb = "third choice"

    async def run(self) -> None:
        """Choose a log."""
        self.screen.create("log")


class FirstFromSource(StartCommand):
    """Name a board or a repository; its stages are drafted from what is pulled, and measured at once."""

    id = "workspace.from-source"
    keys = "4"
    title = "New stream from a board or a repository"
    verb = "fourth choice"

    async def run(self) -> None:
        """Choose a tool."""
        self.screen.create("source")


class FirstFromMap(StartCommand):
    """What was drawn with vsm-workshop; what had to change on the way in is listed before anything is written."""

    id = "workspace.from-map"
    keys = "5"
    title = "New stream from a map of vsm-workshop"
    verb = "fifth choice"

    async def run(self) -> None:
        """Choose a map."""
        self.screen.create("map")


FIRST_COMMANDS: tuple[type[Command[Any]], ...] = (
    FirstGuided,
    FirstTemplate,
    FirstBlank,
    FirstFromLog,
    FirstFromSource,
    FirstFromMap,
)
