"""Events that say more than which state was entered, as stays and how each of them divides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vsm_tui.events.kinds import KINDS, PLAIN, resolve
from vsm_tui.events.log import Split

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_SPLIT_OF = PLAIN | {"complete": Split.UNSPLIT, "leave": Split.NOWHERE}


def splits(rows: dict[str, npt.NDArray[Any]]) -> npt.NDArray[np.uint8]:
    """How each stay divides.

    Items with more than entries and completions are worked out one by one, and their rows in ``rows`` replaced by
    what came of it.
    """
    import numpy as np

    kind = rows.pop("kind", None)
    if kind is None:
        return np.zeros(rows["item"].size, np.uint8)
    plain: npt.NDArray[np.uint8] = np.array([int(_SPLIT_OF.get(k, Split.MAPPED)) for k in KINDS], np.uint8)
    split: npt.NDArray[np.uint8] = plain[kind]
    involved = np.isin(kind, [i for i, k in enumerate(KINDS) if k not in _SPLIT_OF])
    if not involved.any():
        return split
    items = np.zeros(int(rows["item"][-1]) + 1, bool)
    items[rows["item"][involved]] = True
    chosen = items[rows["item"]]
    worked: list[tuple[int, int, int, int]] = []
    at = np.flatnonzero(chosen)
    own = rows["item"][at]
    ends = [*np.flatnonzero(own[1:] != own[:-1]) + 1, at.size]
    begin = 0
    for end in ends:
        part = at[begin:end]
        names = [KINDS[k] for k in kind[part]]
        events = list(zip(rows["at"][part].tolist(), rows["state"][part].tolist(), names, strict=True))
        worked += [(int(own[begin]), *row) for row in resolve(events)]
        begin = end
    made = np.array(worked, np.int64).reshape(-1, 4)
    rest = ~chosen
    joined: dict[str, npt.NDArray[Any]] = {name: np.concatenate([rows[name][rest], made[:, i].astype(rows[name].dtype)])
              for i, name in enumerate(("item", "at", "state"))}  # fmt: skip
    split = np.concatenate([split[rest], made[:, 3].astype(np.uint8)])
    order = np.argsort(joined["item"], kind="stable")
    rows |= {name: column[order] for name, column in joined.items()}
    return split[order]
