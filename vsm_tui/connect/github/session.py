"""One round of asking, and what its parts share: what is read, from when on, and what was learnt on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from vsm_tui.connect.github.api import Api, Graph, GraphError, TooMuchError
from vsm_tui.connect.github.keep import Reading
from vsm_tui.connect.http import HttpError
from vsm_tui.connect.source import Tell
from vsm_tui.model import SourceError

At = dict[str, Any]
"""A place in a list, as JSON; ``{}`` at its beginning."""
Step = tuple[dict[str, Any], At | None]
"""A page to keep, and the place to go on from behind it; ``None`` at the end."""
FEATURES = ("project", "queue", "reason")
"""What a server may not know or a token may not see, in the order in which it is done without."""
PARTS = ("pull_requests", "issues", "runs", "deployments", "releases")
"""What a repository has, by the names a stream file may choose from."""
BOARD = "the status in projects"
"""What is said to be missing where a board cannot be read."""
_FULL = 25
"""Changes a page: GitHub gives itself ten seconds for an answer."""
_FEW, _MANY = 2, 6
"""How often a query is sent that can be asked for less, and one that cannot."""
_NO_GRAPHQL = (401, 403, 404, 405, 406, 410)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is read: ``parts``, the deployments to ``environments`` (none named: to production) and by workflows called
    like one of ``deploying``, of every workflow the ``newest`` runs, nothing that was not updated ``since`` then (ISO
    8601, "" from the beginning).
    """

    parts: tuple[str, ...] = PARTS
    environments: tuple[str, ...] = ()
    newest: int = 200
    since: str = ""
    deploying: tuple[str, ...] = ()


@dataclass(slots=True)
class Session:
    """``since`` is when the last round began, "" in the first; ``began`` when this one did (ISO 8601).

    ``learnt`` goes into the cursor: ``rest`` (GraphQL is not to be had), ``left`` (features done without), ``size``
    (changes a page), ``shas`` (commits that were deployed or released), ``earliest`` (when the first of them was),
    ``history`` (when commits were read last), ``lacks`` (what cannot be read, and why). ``met`` are commits that this
    process has read.
    """

    api: Api
    wanted: Wanted
    reading: Reading
    tell: Tell
    began: str
    since: str
    learnt: dict[str, Any] = field(default_factory=dict)
    signed: bool = True
    met: set[str] = field(default_factory=set)

    def floor(self, lag: timedelta = timedelta(minutes=15)) -> str:
        """What was updated before then is known already, or not wanted; "" where everything is to be read."""
        if not self.since:
            return self.wanted.since
        return f"{datetime.fromisoformat(self.since) - lag:%Y-%m-%dT%H:%M:%SZ}"

    @property
    def rest(self) -> bool:
        """Whether only REST is to be had."""
        return bool(self.learnt.get("rest"))

    @property
    def size(self) -> int:
        """How many changes to ask for at once."""
        return int(self.learnt.get("size") or _FULL)

    @property
    def left(self) -> tuple[str, ...]:
        """The features done without."""
        return tuple(self.learnt.get("left") or ())

    def ask(self, query: Callable[[tuple[str, ...]], str], **variables: Any) -> Graph | None:
        """What GraphQL says; without what it does not know or give. ``None``: it is not to be had at all.

        Raises:
            TooMuchError: when it takes too long even for one change.
            SourceError: when the repository is not there.
        """
        while True:
            try:
                sized = {**variables, "n": self.size} if "n" in variables else variables
                less = "n" in variables and self.size > 1
                return self.api.ask(query(self.left), sized, tries=_FEW if less else _MANY)
            except TooMuchError:
                if "n" not in variables or self.size <= 1:
                    raise
                self.learnt["size"] = max(1, self.size // 2)
            except GraphError as error:
                if not (error.unknown or error.refused):
                    raise
                if not self._without(error):
                    self._by_rest(str(error))
                    return None
            except HttpError as error:
                if error.status not in _NO_GRAPHQL or (error.status == 401 and self.signed):
                    raise
                self._by_rest(str(error))
                return None

    def _without(self, error: GraphError) -> bool:
        """Leave out one more feature; whether there was one."""
        more = next((feature for feature in FEATURES if feature not in self.left), "")
        if not more or (error.refused and more != "project"):
            return False
        self.learnt["left"] = [*self.left, more]
        if more == "project":
            self.tell.note(f"the status in projects cannot be read: {error} (the token needs the scope read:project)")
            self.lack(BOARD, str(error))
        return True

    def need(self, sha: Any, at: Any) -> None:
        """The commits behind one that was deployed or released then are to be read."""
        if isinstance(sha, str) and isinstance(at, str) and at:
            self.learnt["shas"] = list(dict.fromkeys([*(self.learnt.get("shas") or ()), sha]))
            self.learnt["earliest"] = min(at, str(self.learnt.get("earliest") or at))

    def lack(self, what: str, why: str) -> None:
        """Something cannot be read: told with the log."""
        self.learnt["lacks"] = {**self.learnt.get("lacks", {}), what: why}

    def _by_rest(self, why: str) -> None:
        self.learnt["rest"] = True
        self.tell.note(f"GraphQL is not to be had ({why}): asking by REST, one request more for every change")


def allowed(ask: Callable[[], Any], absent: tuple[int, ...]) -> Any:
    """What ``ask`` gives; ``None`` where that cannot be had with one of these statuses."""
    try:
        return ask()
    except HttpError as error:
        if error.status not in absent:
            raise
        return None


def repeated(where: str) -> SourceError:
    """Paging that leads nowhere."""
    return SourceError(f"GitHub gives the same page of {where} again and again: nothing behind it can be read")
