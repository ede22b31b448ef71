"""All that was kept of a project, put together from its pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """How a log is told: patterns of the labels that are states, and the parts that were read."""

    labels: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(slots=True)
class Kept:
    """All that was kept, the newest of each: merge requests and issues by number, pipelines and deployments by id."""

    name: str = ""
    columns: list[str] = field(default_factory=list)
    environments: list[str] | None = None
    changes: dict[int, dict[str, Any]] = field(default_factory=dict)
    issues: dict[int, dict[str, Any]] = field(default_factory=dict)
    pipelines: dict[int, dict[str, Any]] = field(default_factory=dict)
    deployments: dict[int, dict[str, Any]] = field(default_factory=dict)
    releases: dict[str, dict[str, Any]] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)

    def add(self, body: dict[str, Any]) -> None:
        """One page."""
        if "project" in body:
            project = body["project"]
            self.name, self.columns, self.environments = project["name"], project["columns"], project["environments"]
            self.absent = set()
        elif "absent" in body:
            self.absent.add(body["absent"])
        elif "release" in body:
            self.releases[body["release"]["tag"]] = body["release"]
        for one, many, key in (
            ("change", self.changes, "iid"), ("issue", self.issues, "iid"),
            ("pipeline", self.pipelines, "id"), ("deployment", self.deployments, "id"),
        ):  # fmt: skip
            if one in body and isinstance(body[one][key], int):
                many[body[one][key]] = body[one]
