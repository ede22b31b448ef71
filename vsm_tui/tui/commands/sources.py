"""What can be done with the sources of a stream: add, edit, plan, pull, stop, make the log anew, purge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vsm_tui.tui.commands.command import Command

if TYPE_CHECKING:
    from vsm_tui.tui.screens.data import DataScreen

NO_SOURCE = "this stream has no source yet: a adds one"


class SourceCommand(Command["DataScreen"]):
    """A command on the sources."""

    screen: DataScreen
    group = "Sources"


class AddSource(SourceCommand):
    """Name a board or a repository that this stream's data comes from: Jira, Git, GitHub, GitLab, CI and others."""

    id = "data.add"
    keys = "a,insert"
    title = "Add a source"
    short = "add source"
    verb = "insert"
    footer = True

    async def run(self) -> None:
        """Choose the tool, fill in the form, see the plan."""
        self.screen.sourcing.add()


class EditSource(SourceCommand):
    """Change what the source under the cursor reads, or what it is called."""

    id = "data.edit"
    keys = "e,f2"
    title = "Edit this source"
    verb = "edit"

    def when(self) -> str | None:
        """There must be one."""
        return self.screen.sourcing.no_source()

    async def run(self) -> None:
        """Open the form."""
        self.screen.sourcing.edit()


class Pull(SourceCommand):
    """Fetch what is new from the sources and write the log; while a pull runs, stop it: what came stays."""

    id = "data.pull"
    keys = "p"
    title = "Pull from the sources, or stop the pull"
    short = "pull"
    verb = "pull"
    footer = True

    def brief(self) -> str:
        """What it does now."""
        return "stop" if self.screen.sourcing.running else self.short

    def label(self) -> str:
        """What it does now."""
        return "Stop the pull" if self.screen.sourcing.running else "Pull from all sources"

    def when(self) -> str | None:
        """There must be a source."""
        return None if self.screen.sourcing.running else self.screen.sourcing.no_pull()

    async def run(self) -> None:
        """Begin, or stop."""
        self.screen.sourcing.pull_or_stop()


class Plan(SourceCommand):
    """What a pull would ask for and keep, and with which credentials; nothing is asked."""

    id = "data.plan"
    title = "What a pull would ask for (dry run)"
    verb = "plan"

    def when(self) -> str | None:
        """There must be a source."""
        return None if self.screen.session.stream.sources else NO_SOURCE

    async def run(self) -> None:
        """Show it."""
        self.screen.sourcing.plan()


class Remake(Plan):
    """Make the log anew of what was pulled, without asking anybody: after another time zone, or a lost log."""

    id = "data.remake"
    title = "Make the log anew, offline"
    verb = "remake"

    async def run(self) -> None:
        """Make it."""
        from vsm_tui.tui.pulling import Wish

        self.screen.sourcing.begin(Wish(ask=False))


class PullAnew(Plan):
    """Forget what is kept of the sources and read everything anew; what is deleted there goes here too."""

    id = "data.fresh"
    title = "Pull everything anew"
    verb = "pull anew"

    async def run(self) -> None:
        """Begin."""
        self.screen.sourcing.pull_fresh()


class Purge(SourceCommand):
    """Remove everything that was pulled for this stream from this machine, after a question."""

    id = "data.purge"
    title = "Purge what was pulled"
    verb = "purge"

    def when(self) -> str | None:
        """Not while a pull runs."""
        return "a pull is running: p stops it" if self.screen.sourcing.running else None

    async def run(self) -> None:
        """Ask, then remove."""
        self.screen.sourcing.purge()
