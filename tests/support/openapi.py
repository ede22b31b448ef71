"""Requests held against a vendor's own description of its interface: addresses, methods, parameters and their types."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.support.server import Asked

_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
_TIMES = re.compile(rf"(?:>=|<=)?{_TIME}|{_TIME}\.\.{_TIME}")
"""A time, or a range as GitHub's search has it: its description of runs gives the format of one for both."""


class Contract:
    """An OpenAPI document, packed with gzip. ``prefix`` is what a server puts before its addresses."""

    def __init__(self, path: Path, prefix: str = "") -> None:
        self._path, self._prefix = path, prefix

    @cached_property
    def document(self) -> dict[str, Any]:
        with gzip.open(self._path, "rt", encoding="utf-8") as file:
            found: dict[str, Any] = json.load(file)
        return found

    def broken(self, asked: Asked) -> list[str]:
        """What a request without a body breaks."""
        path = asked.path.removeprefix(self._prefix)
        names = [name for name in self.document["paths"] if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", name), path)]
        if not names:
            return [f"there is no {path}"]
        known = self.document["paths"][min(names, key=lambda name: name.count("{"))]
        operation = known.get(asked.method.lower())
        if operation is None:
            return [f"{path} knows no {asked.method}"]
        every = [self._whole(one) for one in (*known.get("parameters", ()), *operation.get("parameters", ()))]
        parameters = {one["name"]: self._whole(one.get("schema", {})) for one in every if one.get("in") == "query"}
        found = [f"{path}: there is no parameter {name}" for name in asked.query if name not in parameters]
        for name, text in asked.query.items():
            found += [f"{path}: {name} {what}" for what in self._violations(text, parameters.get(name, {}))]
        return found

    def _whole(self, part: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in part:
            return part
        found: Any = self.document
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return self._whole(found)

    def _violations(self, text: str, schema: dict[str, Any]) -> Iterator[str]:
        if schema.get("type") == "integer" and not re.fullmatch(r"-?\d+", text):
            yield f"is no number: {text}"
        if schema.get("type") == "boolean" and text not in ("true", "false"):
            yield f"is neither true nor false: {text}"
        if "enum" in schema and text not in schema["enum"]:
            yield f"is none of {schema['enum']}: {text}"
        if schema.get("format") == "date-time" and not _TIMES.fullmatch(text):
            yield f"is no time: {text}"
