"""A board of Jira's as a source: the filter that says which issues are on it, and its columns."""

from __future__ import annotations

from typing import Any

from vsm_tui.connect.http import Http, HttpError
from vsm_tui.model import SourceError

BOARD = "/rest/agile/1.0/board/{}/configuration"


def configuration(http: Http, board: str) -> dict[str, Any]:
    """The configuration of a board, reduced to its filter and its columns with the ids of their statuses.

    What a kanban board hides of its filter (its sub-filter: what was released) is not left out: that is what is done.

    Raises:
        SourceError: when there is none, or it is not for this account.
    """
    try:
        data = http.get(BOARD.format(board)).data
    except HttpError as error:
        if error.status not in (403, 404):
            raise
        text = f"there is no board {board} in this Jira, or it is not for this account: its number is in its address"
        raise HttpError(text, error.status) from None
    found = data if isinstance(data, dict) else {}
    number, config = found.get("filter"), found.get("columnConfig")
    known = str(number.get("id") or "") if isinstance(number, dict) else ""
    if not known.isdigit() or not isinstance(config, dict):
        raise SourceError(f"Jira does not say which issues are on board {board}: write jql: instead of board:")
    columns = config.get("columns")
    kept = [_column(column) for column in columns if isinstance(column, dict)] if isinstance(columns, list) else []
    return {"filter": {"id": known}, "columnConfig": {"columns": kept}}


def query(config: dict[str, Any]) -> str:
    """The query for all issues of a board."""
    return f"filter = {config['filter']['id']}"


def _column(given: dict[str, Any]) -> dict[str, Any]:
    statuses = given.get("statuses")
    ids = (
        [{"id": str(s.get("id") or "")} for s in statuses if isinstance(s, dict)] if isinstance(statuses, list) else []
    )
    return {"name": str(given.get("name") or ""), "statuses": ids}
