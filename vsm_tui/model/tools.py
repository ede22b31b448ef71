"""The tools a stream may have as sources, and what an entry of ``sources`` may say of each: one table for all.

The form of the app, the messages of the command line and the checks of a stream file read it. What a tool is and how
it is asked is in :mod:`vsm_tui.connect`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vsm_tui.model.wording import nearest


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a source. ``help`` says in a sentence what it is for; ``many`` allows a list of words."""

    name: str
    title: str
    example: str
    help: str = ""
    many: bool = False


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool. ``needs`` lists sets of keys of which at least one each has to be there; ``signed`` says that it is
    asked with credentials where there are any.
    """

    name: str
    title: str
    gives: str
    keys: tuple[Key, ...]
    needs: tuple[tuple[str, ...], ...] = ()
    signed: bool = True

    def key(self, name: str) -> Key | None:
        """The key of that name; ``None`` where the tool has none."""
        return next((key for key in self.keys if key.name == name), None)

    @property
    def example(self) -> str:
        """What an entry may look like: the first key of each need."""
        known = [key for need in self.needs if (key := self.key(need[0])) is not None]
        return f"{{tool: {self.name}, {', '.join(f'{key.name}: {key.example}' for key in known)}}}"

    def where(self, values: Mapping[str, Any]) -> str:
        """What an entry reads, in a few words: the values of its needs and of what narrows them."""
        shown = [name for need in self.needs for name in need]
        return " · ".join(_words(values[name]) for name in dict.fromkeys(shown) if values.get(name))

    def missing(self, values: Mapping[str, Any]) -> str:
        """What an entry lacks, and what would be right; "" where it lacks nothing."""
        for need in self.needs:
            if not any(values.get(name) for name in need):
                known = [key for name in need if (key := self.key(name)) is not None]
                return " or ".join(f"{key.name}: {key.example}" for key in known)
        return ""


NAME = Key("name", "Name", "team-a", "any word to tell it by, where a stream has several sources of one tool")

_JIRA = Tool(
    "jira", "Jira", "issues of a query with every change of their status: Cloud and Data Center",
    (
        Key("url", "Address", "https://company.atlassian.net", "the address you open in the browser"),
        Key("project", "Project", "SHOP", "the key before the number: all issues of a project"),
        Key("jql", "Query (JQL)", "project = SHOP AND type = Story", "instead of a project: as in Jira's own search"),
        Key("board", "Board", "12", "the number in a board's address: the issues of its filter, and its columns"),
        Key("flagged", "Flags", "yes", "the time an issue is flagged as a state of its own: jira:Flagged"),
        Key("deployment", "Kind", "cloud", "cloud or server; left out, the server is asked"),
        Key("cloud_id", "Cloud id", "11111111-2222-…", "only for tokens with scopes: see ADDRESS/_edge/tenant_info"),
    ),
    (("url",), ("project", "jql", "board")),
)  # fmt: skip
_GIT = Tool(
    "git", "Git", "changes of a clone on this machine: committed, merged, released, reverted",
    (
        Key("path", "Folder", "../service", "the clone, as seen from the stream file"),
        Key("branch", "Branch", "main", "what changes are merged into; left out, the remote's default branch"),
        Key("projects", "Ticket projects", "PAY, OPS", "only tickets of these projects are looked for", many=True),
        Key("releases", "Release tags", "v*", "a pattern of the tags that are releases; left out, version numbers"),
        Key("repo", "Repository", "owner/name", "what its changes are called; left out, its origin is asked"),
    ),
    (("path",),),
    signed=False,
)  # fmt: skip
_GITHUB = Tool(
    "github", "GitHub", "pull requests, issues, workflow runs, deployments and releases of a repository",
    (
        Key("repo", "Repository", "owner/name", "what stands behind the server in the repository's address"),
        Key("url", "Address", "https://github.company.com", "only for an Enterprise server; left out, github.com"),
        Key("projects", "Ticket projects", "PAY, OPS", "only tickets of these projects are looked for", many=True),
        Key("board", "Project board", "5", "the number of a project of GitHub's whose status is a state"),
        Key("environments", "Environments", "production", "whose deployments count; left out, production", many=True),
        Key("deployments", "Deployments", "deploy-*", "patterns of workflows that deploy to production", many=True),
        Key("bots", "Bots", "merge-robot", "accounts that are programs though not called so: no reviewers", many=True),
        Key("parts", "Parts", "pull_requests, runs", "what is read; left out, everything", many=True),
        Key("runs", "Runs", "200", "how many of the newest runs of a workflow are read"),
        Key("since", "Since", "2026-01-31", "how far the first pull reaches back; left out, to the beginning"),
    ),
    (("repo",),),
)  # fmt: skip
_GITLAB = Tool(
    "gitlab", "GitLab", "merge requests, issues, pipelines, deployments and releases of a project",
    (
        Key("project", "Project", "group/name", "what stands behind the server in the project's address"),
        Key("url", "Address", "https://gitlab.example", "only for a server of your own; left out, gitlab.com"),
        Key("labels", "Labels that are states", "workflow::*", "patterns; left out, workflow::*", many=True),
        Key("environments", "Environments", "production", "whose deployments count; left out, production", many=True),
        Key("projects", "Ticket projects", "PAY, OPS", "only tickets of these projects are looked for", many=True),
        Key("bots", "Bots", "merge-robot", "accounts that are programs though not called so: no reviewers", many=True),
        Key("parts", "Parts", "merge_requests, pipelines", "what is read; left out, everything", many=True),
        Key("since", "Since", "2026-01-31", "how far the first pull reaches back; left out, to the beginning"),
    ),
    (("project",),),
)  # fmt: skip

_DEPLOYMENTS = Key("deployments", "Deployments", "deploy-*", "patterns of what deploys to production", many=True)
_TICKETS = Key("projects", "Ticket projects", "PAY, OPS", "only tickets of these projects are looked for", many=True)
_REPO = Key("repo", "Repository", "owner/name", "the repository that is built; left out, as the tool itself says")
_SINCE = Key("since", "Since", "2026-01-31", "how far the first pull reaches back; left out, to the beginning")
_JENKINS = Tool(
    "jenkins", "Jenkins", "builds of a job, a folder or all branches: queued, running, passed, failed",
    (
        Key("url", "Address", "https://jenkins.company.com", "the address you open in the browser"),
        Key("job", "Job or folder", "folder/job", "its full name, as in the address without /job"),
        _REPO, _DEPLOYMENTS, _TICKETS, _SINCE,
    ),
    (("url",), ("job",)),
)  # fmt: skip

_CIRCLECI = Tool(
    "circleci", "CircleCI", "workflows of a project and every re-run of them: queued, running, passed, failed",
    (
        Key("project", "Project", "gh/owner/name", "its slug: gh for GitHub, bb for Bitbucket, then owner and name"),
        Key("url", "Address", "https://circleci.company.com", "only for a server of your own; left out, circleci.com"),
        _DEPLOYMENTS, _TICKETS, _SINCE,
    ),
    (("project",),),
)  # fmt: skip

_AZURE = Tool(
    "azure", "Azure DevOps", "builds of a project with their jobs, and its pull requests",
    (
        Key("url", "Address", "https://dev.azure.com/company", "the organization, or your server's collection"),
        Key("project", "Project", "Shop", "the project's name"),
        Key("repo", "Repository", "shop-api", "the only repository looked at; left out, all of the project"),
        _DEPLOYMENTS, _TICKETS, _SINCE,
    ),
    (("url",), ("project",)),
)  # fmt: skip

_DEVLAKE = Tool(
    "devlake", "Apache DevLake", "what DevLake collected: issues, pull requests, builds, deployments, incidents",
    (
        Key("dsn", "Database", "mysql://reader@host/lake", "MySQL or PostgreSQL, without the password"),
        Key("project", "Project", "Shop", "as DevLake calls it: its boards, repositories and CI"),
        Key("board", "Board", "Backlog", "instead of a project, or to narrow it: a board's name or id"),
        Key("url", "Address", "mysql://reader@host/lake", "another name for the database"),
        _TICKETS,
        Key("timezone", "Time zone", "UTC", "what its times are in where they have no offset; left out, UTC"),
    ),
    (("dsn", "url"), ("project", "board")),
)  # fmt: skip

ALL: dict[str, Tool] = {
    tool.name: tool for tool in (_JIRA, _GIT, _GITHUB, _GITLAB, _JENKINS, _AZURE, _CIRCLECI, _DEVLAKE)
}
"""Tools by name, in the order people are offered them."""


def first_wrong(sources: Sequence[Mapping[str, Any]]) -> str:
    """What is wrong with the first source that cannot be one by its entry alone; "" where nothing is."""
    for name, values in zip(called(sources), sources, strict=True):
        tool = ALL.get(str(values.get("tool")))
        if tool is None:
            return f"the source {name} names no tool that is known"
        odd = next((key for key in values if key not in ("tool", "name") and tool.key(key) is None), None)
        if odd is not None:
            return f"the source {name} has no {odd}: {nearest(odd, [key.name for key in tool.keys])}"
        if lacks := tool.missing(values):
            return f"the source {name} lacks {lacks}"
    return ""


def called(sources: Iterable[Mapping[str, Any]]) -> list[str]:
    """What people call each source: its ``name``, else its tool, with a number where another is called so already."""
    found: list[str] = []
    for values in sources:
        name = str(values.get("name") or values.get("tool") or "source").strip()
        number, candidate = 2, name
        while candidate in found:
            candidate, number = f"{name}-{number}", number + 1
        found.append(candidate)
    return found


def where(values: Mapping[str, Any]) -> str:
    """What an entry of ``sources`` reads, in a few words, whatever it says."""
    tool = ALL.get(str(values.get("tool")))
    if tool is not None:
        return tool.where(values)
    return " · ".join(_words(value) for key, value in values.items() if key not in ("tool", "name"))


def _words(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
