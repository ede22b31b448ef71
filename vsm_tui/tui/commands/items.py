"""What can be done in a list of items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vsm_tui.events.clean import clean
from vsm_tui.tui.commands.command import Command
from vsm_tui.tui.commands.common import Back
from vsm_tui.tui.commands.looking import ChooseWindow
from vsm_tui.tui.commands.stream import Explain, SwitchClock

if TYPE_CHECKING:
    from vsm_tui.tui.screens.items import ItemsScreen


class ItemsCommand(Command["ItemsScreen"]):
    """A command on the list."""

    harmless = True

    screen: ItemsScreen
    group = "Items"

    def when(self) -> str | None:
        """There must be items."""
        return None if self.screen.table is not None and len(self.screen.table) else "there is no item here"


class Sort(ItemsCommand):
    """Sort by the next column; a click on a column's head does the same."""

    id = "items.sort"
    keys = "o"
    title = "Sort by the next column"
    short = "sort"
    verb = "sort"
    footer = True

    async def run(self) -> None:
        """The next column."""
        self.screen.sort_next()


class Reverse(ItemsCommand):
    """Turn the order round."""

    id = "items.reverse"
    keys = "O"
    title = "Reverse the order"
    short = "reverse"
    verb = "reverse"

    async def run(self) -> None:
        """The other way round."""
        self.screen.sort_reverse()


class Keep(ItemsCommand):
    """Show all, finished, open, overdue, cancelled or reworked items, failure demand, or one type.

    Overdue is open and older than the p85 of finished items.
    """

    id = "items.keep"
    keys = "f"
    title = "Which items are shown"
    short = "show"
    verb = "filter"
    footer = True

    async def run(self) -> None:
        """The next selection."""
        self.screen.keep_next()


class Find(ItemsCommand):
    """Show only items whose key, type or labels hold these words."""

    id = "items.find"
    keys = "slash"
    title = "Find items"
    short = "find"
    verb = "find"
    footer = True

    async def run(self) -> None:
        """Go to the field."""
        self.screen.open_find()


class CopyReference(ItemsCommand):
    """Send this item's reference, or its key, to the terminal's clipboard."""

    id = "items.copy"
    keys = "y"
    title = "Copy its reference"
    short = "copy ref"
    verb = "copy"
    footer = True

    async def run(self) -> None:
        """Copy and say what was attempted."""
        row = self.screen.current
        if row is not None:
            text = clean(row.ref or row.item, 500)
            self.screen.app.copy_to_clipboard(text)
            self.screen.say(f"sent to the clipboard: {text}")


class BackFromFind(Back):
    """Take the filter away; without one, back to the map."""

    id = "items.back"
    short = "back"
    footer = True
    screen: ItemsScreen

    async def run(self) -> None:
        """Close the filter or the screen."""
        if not self.screen.close_find():
            await self.screen.leave()


ITEM_COMMANDS: tuple[type[Command[Any]], ...] = (
    Keep,
    Sort,
    Reverse,
    Find,
    Explain,
    CopyReference,
    BackFromFind,
    SwitchClock,
    ChooseWindow,
)
