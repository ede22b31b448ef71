"""DevLake's domain layer as its programs make it, in a real database, with a small project in it, full of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.support.databases import Served

PERSONAL = ("jane", "doe", "payroll", "s3cret")
"""What nobody may find in anything that is kept."""
_COLUMNS = {
    "boards": "id name url",
    "board_issues": "board_id issue_id",
    "project_mapping": "project_name {table} row_id",
    "accounts": "id user_name full_name email",
    "issues": "id issue_key title description type original_type status original_status created_date resolution_date "
    "updated_date creator_name assignee_name",
    "issue_changelogs": "id issue_id author_name field_name original_from_value original_to_value from_value to_value "
    "created_date",
    "pull_requests": "id base_repo_id status original_status title description url author_name author_id "
    "pull_request_key created_date merged_date closed_date merge_commit_sha head_ref base_ref head_commit_sha",
    "pull_request_issues": "pull_request_id issue_id pull_request_key issue_key",
    "pull_request_commits": "commit_sha pull_request_id commit_author_name commit_author_email",
    "pull_request_comments": "id pull_request_id body account_id created_date type status",
    "cicd_pipelines": "id name display_title result status type environment created_date queued_date started_date "
    "finished_date cicd_scope_id",
    "cicd_tasks": "id pipeline_id name result status type environment created_date queued_date started_date "
    "finished_date cicd_scope_id",
    "cicd_pipeline_commits": "pipeline_id commit_sha commit_msg branch repo_id repo_url",
    "cicd_deployment_commits": "id cicd_scope_id cicd_deployment_id name result status environment created_date "
    "queued_date started_date finished_date commit_sha commit_msg repo_id repo_url prev_success_deployment_commit_id",
    "commits_diffs": "new_commit_sha old_commit_sha commit_sha sorting_index",
    "incidents": "id incident_key title status original_status created_date resolution_date scope_id {table}",
}
_KEYS = {
    "board_issues": "board_id, issue_id", "project_mapping": "project_name, {table}, row_id",
    "pull_request_issues": "pull_request_id, issue_id", "pull_request_commits": "commit_sha, pull_request_id",
    "cicd_pipeline_commits": "pipeline_id, commit_sha", "cicd_deployment_commits": "id, commit_sha",
    "commits_diffs": "new_commit_sha, old_commit_sha, commit_sha",
}  # fmt: skip
SHA = {name: letter * 40 for name, letter in zip(("first", "second", "merge", "other", "base"), "abcde", strict=True)}
REPO, SCOPE, BOARD = "github:GithubRepo:1:7", "github:GithubRepo:1:7", "jira:JiraBoard:1:8"


def at(hour: int, minute: int = 0, day: int = 5) -> str:
    """A moment, UTC, as DevLake's programs write it."""
    return f"2026-01-{day:02} {hour:02}:{minute:02}:00"


def make(served: Served, without: Mapping[str, Sequence[str]] | None = None) -> None:
    """The tables; ``without`` are columns an older DevLake did not have."""
    quote = "`table`" if served.kind == "mysql" else '"table"'
    moment = "datetime(3)" if served.kind == "mysql" else "timestamptz"
    for name, columns in _COLUMNS.items():
        kept = [c for c in columns.format(table=quote).split() if c not in (without or {}).get(name, ())]
        types = [
            f"{c} {moment if c.endswith('_date') else 'int' if c.endswith('_index') else _text(c, served)}"
            for c in kept
        ]
        if name != "commits_diffs":
            types += [f"updated_at {moment} DEFAULT CURRENT_TIMESTAMP", f"created_at {moment}", "_raw_data_remark text"]
        key = _KEYS.get(name, "id").format(table=quote)
        served.run(f"DROP TABLE IF EXISTS {name}", f"CREATE TABLE {name} ({', '.join(types)}, PRIMARY KEY ({key}))")


def _text(column: str, served: Served) -> str:
    long = column in ("title", "description", "body", "commit_msg")
    return "text" if long or served.kind == "postgresql" else "varchar(255)"


def put(served: Served, table: str, *rows: Mapping[str, Any]) -> None:
    """Insert rows; times are UTC."""
    zone = "" if served.kind == "mysql" else "+00"
    quote = "`table`" if served.kind == "mysql" else '"table"'
    statements = []
    for row in rows:
        names = ", ".join(quote if name == "table" else name for name in row)
        values = [f"{v}{zone}" if n.endswith(("_date", "_at")) and v else v for n, v in row.items()]
        marks = ", ".join(["%s"] * len(row))
        statements.append((f"INSERT INTO {table} ({names}) VALUES ({marks})", values))  # noqa: S608 -- words of this file
    served.run(rows=statements)


def fill(served: Served) -> None:
    """A project with an issue's whole way: refined, built in two commits, reviewed, merged, deployed."""
    put(served, "boards", {"id": BOARD, "name": "Backlog"}, {"id": "jira:JiraBoard:1:9", "name": "Other"})
    mapping = [("boards", BOARD), ("repos", REPO), ("cicd_scopes", SCOPE)]
    put(served, "project_mapping", *({"project_name": "Shop", "table": t, "row_id": r} for t, r in mapping))
    people = (("acc:1", "jane"), ("acc:2", "doe"), ("acc:3", "robot[bot]"))
    put(
        served,
        "accounts",
        *({"id": i, "user_name": u, "full_name": "Jane Doe", "email": "jane@x.invalid"} for i, u in people),
    )
    issue(served, 1, "PAY-1", [("To Do", "In Progress", at(10)), ("In Progress", "Done", at(16))])
    issue(served, 2, "PAY-2", [], status="DONE", original_status="Done", resolution_date=at(12), original_type="Bug")
    issue(served, 3, "PAY-3", [("To Do", "In Progress", at(10))], original_status="Done", status="DONE")
    issue(served, 4, "OPS-4", [], board="jira:JiraBoard:1:9")
    ended = {
        "status": "DONE",
        "original_status": "resolved",
        "created_date": at(9, day=7),
        "resolution_date": at(10, day=7),
    }
    incident = {"incident_key": "INC-5", "title": "payroll", "scope_id": BOARD, "table": "boards"}
    put(served, "incidents", {"id": "pagerduty:Incident:1:5", **incident, **ended})
    put(
        served,
        "incidents",
        {"id": "jira:JiraIssue:1:1", "incident_key": "PAY-1", "scope_id": BOARD, "created_date": at(9)},
    )
    _pulls(served)
    pipeline(served, "p:1", "second", (at(11, 1), at(11, 3), at(11, 9)), "FAILURE")
    pipeline(served, "p:2", "other", (at(11, 1), at(11, 3), at(11, 9)), "SUCCESS", scope="elsewhere")
    pipeline(served, "p:9", "merge", (at(14), at(14, 5), at(14, 30)), "SUCCESS")
    for number, name, before in ((8, "base", ""), (9, "merge", "d:8")):
        times = {"queued_date": at(14), "started_date": at(14, 5), "finished_date": at(14, 30), "created_date": at(14)}
        put(served, "cicd_deployment_commits", {
            "id": f"d:{number}", "cicd_scope_id": SCOPE, "cicd_deployment_id": f"p:{number}", **times,
            "name": "release", "result": "SUCCESS", "status": "DONE", "environment": "PRODUCTION",
            "commit_sha": SHA[name], "commit_msg": "payroll",
            "repo_url": _REPO_URL, "prev_success_deployment_commit_id": before,
        })  # fmt: skip
    ends = {"new_commit_sha": SHA["merge"], "old_commit_sha": SHA["base"]}
    put(served, "commits_diffs", *({**ends, "commit_sha": SHA[name]} for name in ("first", "second", "merge")))


_REPO_URL = "https://github.com/acme/shop.git"


def _pulls(served: Served) -> None:
    pull = "github:GithubPullRequest:1:12"
    put(served, "pull_requests", {
        "id": pull, "base_repo_id": REPO, "status": "MERGED", "title": "PAY-1 payroll", "description": "s3cret",
        "url": "https://github.com/acme/shop/pull/12", "author_name": "jane", "author_id": "acc:1",
        "pull_request_key": "12", "created_date": at(11), "merged_date": at(13), "closed_date": at(13),
        "merge_commit_sha": SHA["merge"], "head_ref": "jane/topic", "head_commit_sha": SHA["second"],
    })  # fmt: skip
    put(served, "pull_requests", {
        "id": "gitlab:GitlabMergeRequest:1:3", "base_repo_id": REPO, "status": "CLOSED", "title": "",
        "author_id": "acc:1", "url": "https://gitlab.com/acme/shop/-/merge_requests/3", "created_date": at(11),
        "closed_date": at(12),
    })  # fmt: skip
    link = {"pull_request_id": pull, "issue_id": "jira:JiraIssue:1:1", "issue_key": "PAY-1"}
    put(served, "pull_request_issues", link)
    for name in ("first", "second"):
        own = {"commit_sha": SHA[name], "pull_request_id": pull, "commit_author_name": "jane"}
        put(served, "pull_request_commits", own)
    said = (
        ("1", "acc:1", "NORMAL", ""), ("2", "acc:3", "REVIEW", "APPROVED"),
        ("3", "acc:2", "REVIEW", "CHANGES_REQUESTED"), ("4", "acc:2", "REVIEW", "APPROVED"),
    )  # fmt: skip
    for number, who, kind, status in said:
        row = {"id": f"c:{number}", "pull_request_id": pull, "body": "payroll", "account_id": who, "type": kind}
        put(served, "pull_request_comments", {**row, "status": status, "created_date": at(11, 10 + 10 * int(number))})


Moves = Sequence[tuple[str, str, str]]


def issue(served: Served, number: int, key: str, changes: Moves, board: str = BOARD, **more: Any) -> None:
    """An issue of a board with its changes of status."""
    known = f"jira:JiraIssue:1:{number}"
    put(served, "issues", {
        "id": known, "issue_key": key, "title": "Jane Doe's payroll", "type": "REQUIREMENT", "original_type": "Story",
        "status": "DONE", "original_status": changes[-1][1] if changes else "To Do", "created_date": at(9),
        "assignee_name": "jane", "creator_name": "doe", **more,
    })  # fmt: skip
    put(served, "board_issues", {"board_id": board, "issue_id": known})
    kinds = {"To Do": "TODO", "In Progress": "IN_PROGRESS", "Done": "DONE"}
    for index, (source, target, when) in enumerate(changes):
        shared = {"issue_id": known, "author_name": "jane", "created_date": when}
        put(served, "issue_changelogs", {
            "id": f"jira:JiraIssueChangelogs:1:{number}{index}", "field_name": "status", **shared,
            "original_from_value": source, "original_to_value": target,
            "from_value": kinds[source], "to_value": kinds[target],
        }, {
            "id": f"jira:JiraIssueChangelogs:1:{number}{index}a", "field_name": "assignee", **shared,
            "original_to_value": "jane",
        })  # fmt: skip


def pipeline(
    served: Served, known: str, sha: str, times: tuple[str, str, str], result: str, scope: str = SCOPE
) -> None:
    """A pipeline with two tasks at once."""
    queued, started, finished = times
    shared = {
        "result": result, "status": "DONE", "cicd_scope_id": scope, "started_date": started, "finished_date": finished,
    }  # fmt: skip
    whole = {"display_title": "payroll", "created_date": queued, "queued_date": queued}
    put(served, "cicd_pipelines", {"id": known, "name": "ci", **shared, **whole})
    for name in ("build", "test"):
        put(served, "cicd_tasks", {"id": f"{known}:{name}", "pipeline_id": known, "name": name, **shared})
    built = {"commit_sha": SHA[sha], "commit_msg": "payroll", "branch": "jane/topic", "repo_url": _REPO_URL}
    put(served, "cicd_pipeline_commits", {"pipeline_id": known, **built})
