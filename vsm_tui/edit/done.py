"""What a change did, once it is made: its title tells what it will do."""

from __future__ import annotations

PAST = {
    "Add": "Added",
    "Agree": "Agreed",
    "Change": "Changed",
    "Clear": "Cleared",
    "Confirm": "Confirmed",
    "Delete": "Deleted",
    "Draft": "Drafted",
    "Draw": "Drew",
    "Edit": "Edited",
    "Keep": "Kept",
    "Leave": "Left",
    "Let": "Let",
    "Make": "Made",
    "Map": "Mapped",
    "Merge": "Merged",
    "Move": "Moved",
    "Note": "Noted",
    "Park": "Parked",
    "Read": "Now reading",
    "Recover": "Recovered",
    "Remove": "Removed",
    "Rename": "Renamed",
    "Save": "Saved",
    "Say": "Said",
    "Set": "Set",
    "Split": "Split",
    "Tag": "Tagged",
    "Take": "Took",
    "Tick": "Ticked",
    "Use": "Now using",
}
"""The first word of a title as it is written when it is done."""


def done(title: str) -> str:
    """``Drew a loop from …`` for the change titled ``Draw a loop from …``."""
    first, blank, rest = title.partition(" ")
    return f"{PAST.get(first, first)}{blank}{rest}"
