"""What is asked of DevLake's domain layer, table by table: named columns only, in pages by key.

Names, accounts and texts are not asked for: whether a reviewer is the author, or a program, the database itself
compares. Of what people wrote only titles of pull requests come, and are read for tickets' keys and left behind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vsm_tui.connect.devlake.database import Database
from vsm_tui.connect.source import Cursor
from vsm_tui.model import SourceError

PAGE = 2000


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows: ids of DevLake's boards, repositories and CI scopes."""

    boards: tuple[str, ...] = ()
    repos: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table, called ``t``: ``columns`` of it and ``extra`` words, with ``joins``, where ``within`` holds for ids
    ``of`` the scope. ``key`` orders its rows. A column that an older DevLake does not have is nothing; without one of
    ``needs`` the table is not asked.
    """

    name: str
    columns: tuple[str, ...]
    of: str
    within: str
    key: tuple[str, ...]
    joins: str = ""
    more: str = ""
    needs: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


_IN_BOARD = "EXISTS (SELECT 1 FROM board_issues b WHERE b.issue_id = {} AND b.board_id IN ({{ids}}))"
_IN_REPO = "EXISTS (SELECT 1 FROM pull_requests p WHERE p.id = t.pull_request_id AND p.base_repo_id IN ({ids}))"
_IN_SCOPE = "EXISTS (SELECT 1 FROM cicd_pipelines p WHERE p.id = t.pipeline_id AND p.cicd_scope_id IN ({ids}))"
_OF_SCOPE = "t.cicd_scope_id IN ({ids})"
_TIMES = "created_date queued_date started_date finished_date"
_BY = "CASE WHEN t.account_id = r.author_id THEN 'author' WHEN a.user_name LIKE '%%[bot]' THEN 'program' ELSE '' END"


def _table(name: str, columns: str, of: str, within: str, key: str = "t.id", **more: Any) -> Table:
    return Table(name, tuple(columns.split()), of, within, tuple(key.split()), **more)


TABLES = (
    _table(
        "issues",
        "id issue_key type original_type status original_status created_date resolution_date",
        "boards", _IN_BOARD.format("t.id"),
    ),
    _table(
        "issue_changelogs",
        "id issue_id original_from_value original_to_value from_value to_value created_date",
        "boards", _IN_BOARD.format("t.issue_id"), more="t.field_name = 'status'",
    ),
    _table(
        "incidents",
        "id incident_key status original_status created_date resolution_date",
        "boards", "t.scope_id IN ({ids})", needs=("scope_id",),
    ),
    _table(
        "pull_requests",
        "id status title url pull_request_key head_ref created_date merged_date closed_date merge_commit_sha "
        "head_commit_sha",
        "repos", "t.base_repo_id IN ({ids})",
    ),
    _table("pull_request_issues", "pull_request_id issue_key", "repos", _IN_REPO, "t.pull_request_id t.issue_id"),
    _table("pull_request_commits", "pull_request_id commit_sha", "repos", _IN_REPO, "t.pull_request_id t.commit_sha"),
    _table(
        "pull_request_comments",
        "id pull_request_id created_date type status",
        "repos", _IN_REPO, extra=(_BY,),
        joins="LEFT JOIN pull_requests r ON r.id = t.pull_request_id LEFT JOIN accounts a ON a.id = t.account_id",
    ),
    _table("cicd_pipelines", f"id name result status {_TIMES}", "scopes", _OF_SCOPE),
    _table("cicd_tasks", f"id pipeline_id name result status {_TIMES}", "scopes", _OF_SCOPE),
    _table(
        "cicd_pipeline_commits", "pipeline_id commit_sha branch repo_url", "scopes", _IN_SCOPE,
        "t.pipeline_id t.commit_sha",
    ),
    _table(
        "cicd_deployment_commits",
        f"id cicd_deployment_id name result status commit_sha repo_url {_TIMES}",
        "scopes", _OF_SCOPE, "t.id t.commit_sha", more="t.environment = 'PRODUCTION'",
    ),
    _table(
        "commits_diffs", "commit_sha", "scopes", "d.cicd_scope_id IN ({ids})", "d.id t.commit_sha",
        joins="JOIN cicd_deployment_commits d ON d.commit_sha = t.new_commit_sha "
        "JOIN cicd_deployment_commits e ON e.id = d.prev_success_deployment_commit_id "
        "AND e.commit_sha = t.old_commit_sha",
        more="d.environment = 'PRODUCTION'", extra=("d.cicd_deployment_id",), needs=("new_commit_sha",),
    ),
)  # fmt: skip
"""In the order they are read in."""


class Asking:
    """Pages of the tables of one database."""

    def __init__(self, database: Database, scope: Scope) -> None:
        self.database, self.scope = database, scope
        self._columns = _columns(database)
        missing = {"issues", "pull_requests", "cicd_pipelines"} - set(self._columns)
        if missing:
            raise SourceError(f"{database.where.name} at {database.where.host} is no DevLake: it has no {min(missing)}")

    def page(self, table: Table, key: Sequence[Any], since: Any) -> tuple[list[list[Any]], list[Any] | None]:
        """Rows of a table behind ``key``, and the key of the last; ``None`` behind the last page. ``since`` is when a
        row must have been written at the earliest, where it says so.
        """
        ids = getattr(self.scope, table.of)
        there = self._columns.get(table.name, frozenset())
        own = [name.removeprefix("t.") for name in table.key if name.startswith("t.")]
        if not ids or any(name not in there for name in (*own, *table.needs)):
            return [], None
        columns = [f"t.{name}" if name in there else "NULL" for name in table.columns] + list(table.extra)
        keys = list(table.key)
        where, values = [table.within.format(ids=", ".join(["%s"] * len(ids)))], [*ids]
        if table.more:
            where.append(table.more)
        if since is not None and "updated_at" in there:
            where.append("t.updated_at >= %s")
            values.append(since)
        if key:
            where.append(f"({', '.join(keys)}) > ({', '.join(['%s'] * len(keys))})")
            values += key
        select = (
            f"SELECT {', '.join(columns + keys)} FROM {table.name} t {table.joins} WHERE {' AND '.join(where)} "  # noqa: S608 -- words of this file alone; values are parameters
            f"ORDER BY {', '.join(keys)} LIMIT {PAGE}"
        )
        rows = self.database.rows(select, values)
        width = len(columns)
        return [row[:width] for row in rows], rows[-1][width:] if len(rows) == PAGE else None


def scope_of(database: Database, project: str, board: str) -> Scope:
    """What belongs to a project of DevLake, or to a board by its id or name.

    Raises:
        SourceError: when there is no such project or board.
    """
    if board:
        found = database.rows("SELECT id FROM boards WHERE id = %s OR name = %s ORDER BY id", [board, board])
        if not found:
            raise SourceError(f"there is no board {board}: there are {_names(database, 'boards', 'name')}")
        boards = tuple(str(row[0]) for row in found)
    if not project:
        return Scope(boards)
    kind = database.name("table")
    mapped = database.rows(f"SELECT {kind}, row_id FROM project_mapping WHERE project_name = %s", [project])  # noqa: S608 -- a quoted word
    if not mapped:
        raise SourceError(
            f"there is no project {project}: there are {_names(database, 'project_mapping', 'project_name')}"
        )
    ids: dict[str, list[str]] = {}
    for name, row in mapped:
        ids.setdefault(str(name), []).append(str(row))
    own = {name: tuple(sorted(ids.get(name, ()))) for name in ("boards", "repos", "cicd_scopes")}
    return Scope(boards if board else own["boards"], own["repos"], own["cicd_scopes"])


def now(database: Database) -> str:
    """The database's own clock."""
    return str(database.rows("SELECT CURRENT_TIMESTAMP")[0][0])


def _names(database: Database, table: str, column: str) -> str:
    rows = database.rows(f"SELECT DISTINCT {column} FROM {table} ORDER BY {column} LIMIT 6")  # noqa: S608 -- words of this file
    names = [str(row[0]) for row in rows]
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "") if names else "none"


def _columns(database: Database) -> Mapping[str, frozenset[str]]:
    names = [table.name for table in TABLES]
    schema = "DATABASE()" if database.where.kind == "mysql" else "current_schema()"
    rows = database.rows(
        f"SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = {schema} "  # noqa: S608 -- words of this file
        f"AND table_name IN ({', '.join(['%s'] * len(names))})",
        names,
    )
    found: dict[str, set[str]] = {}
    for table, column in rows:
        found.setdefault(str(table), set()).add(str(column))
    return {table: frozenset(columns) for table, columns in found.items()}


def following(at: int, key: list[Any] | None) -> Cursor | None:
    """Where to go on behind a page of the ``at``-th table; ``None`` behind the last."""
    if key is not None:
        return {"table": at, "key": key}
    return {"table": at + 1, "key": []} if at + 1 < len(TABLES) else None
