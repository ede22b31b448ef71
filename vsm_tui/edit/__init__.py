"""Every change to a stream as a value with a name; history, undo and redo."""

from typing import TYPE_CHECKING

from vsm_tui.later import later

if TYPE_CHECKING:
    from vsm_tui.edit.change import Change, EditError, Several
    from vsm_tui.edit.drafted import TakeDraft
    from vsm_tui.edit.history import Entry, History
    from vsm_tui.edit.loops import AddLoop, RemoveLoop, SetLoopCause, SetLoopRate
    from vsm_tui.edit.mapping import ConfirmState, MapState, Role, guess_of, role_of
    from vsm_tui.edit.parking import ChangeTopic, ParkTopic, RemoveTopic, TickTopic
    from vsm_tui.edit.rounds import Agree, KeepRound, RemoveRound, gathered, said_before
    from vsm_tui.edit.scope import (
        ConfirmAllGuesses,
        ConfirmGuess,
        SetClock,
        SetColumns,
        SetExperiments,
        SetFailureDemand,
        SetLog,
        SetNotes,
        SetRule,
        SetScope,
        SetSources,
    )
    from vsm_tui.edit.sources import AddSource, ChangeSource, RemoveSource
    from vsm_tui.edit.stages import DeleteStage, InsertStage, MergeStages, MoveStage, SplitStage
    from vsm_tui.edit.typed import typed_change
    from vsm_tui.edit.values import MakeInside, MakeOutside, RenameStage, SetStageNotes, SetStates, SetValue
    from vsm_tui.edit.wastes import AddBurst, ChangeBurst, RemoveBurst, SetTags
else:
    __getattr__ = later(
        __name__,
        {
            "change": ("Change", "EditError", "Several"),
            "drafted": ("TakeDraft",),
            "history": ("Entry", "History"),
            "loops": ("AddLoop", "RemoveLoop", "SetLoopCause", "SetLoopRate"),
            "mapping": ("ConfirmState", "MapState", "Role", "guess_of", "role_of"),
            "parking": ("ChangeTopic", "ParkTopic", "RemoveTopic", "TickTopic"),
            "rounds": ("Agree", "KeepRound", "RemoveRound", "gathered", "said_before"),
            "scope": (
                "ConfirmAllGuesses",
                "ConfirmGuess",
                "SetClock",
                "SetColumns",
                "SetExperiments",
                "SetFailureDemand",
                "SetLog",
                "SetNotes",
                "SetRule",
                "SetScope",
                "SetSources",
            ),
            "sources": ("AddSource", "ChangeSource", "RemoveSource"),
            "stages": ("DeleteStage", "InsertStage", "MergeStages", "MoveStage", "SplitStage"),
            "typed": ("typed_change",),
            "values": ("MakeInside", "MakeOutside", "RenameStage", "SetStageNotes", "SetStates", "SetValue"),
            "wastes": ("AddBurst", "ChangeBurst", "RemoveBurst", "SetTags"),
        },
    )

__all__ = [
    "AddBurst",
    "AddLoop",
    "AddSource",
    "Agree",
    "Change",
    "ChangeBurst",
    "ChangeSource",
    "ChangeTopic",
    "ConfirmAllGuesses",
    "ConfirmGuess",
    "ConfirmState",
    "DeleteStage",
    "EditError",
    "Entry",
    "History",
    "InsertStage",
    "KeepRound",
    "MakeInside",
    "MakeOutside",
    "MapState",
    "MergeStages",
    "MoveStage",
    "ParkTopic",
    "RemoveBurst",
    "RemoveLoop",
    "RemoveRound",
    "RemoveSource",
    "RemoveTopic",
    "RenameStage",
    "Role",
    "SetClock",
    "SetColumns",
    "SetExperiments",
    "SetFailureDemand",
    "SetLog",
    "SetLoopCause",
    "SetLoopRate",
    "SetNotes",
    "SetRule",
    "SetScope",
    "SetSources",
    "SetStageNotes",
    "SetStates",
    "SetTags",
    "SetValue",
    "Several",
    "SplitStage",
    "TakeDraft",
    "TickTopic",
    "gathered",
    "guess_of",
    "role_of",
    "said_before",
    "typed_change",
]
