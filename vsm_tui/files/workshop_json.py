"""The JSON of a map of vsm-workshop; of any other file, what it is and what would be right."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vsm_tui.files.changes import Changes, value_shown
from vsm_tui.model import InputError, Problem

_MOST_BYTES = 5_000_000
_WANTED = "a map of vsm-workshop is one JSON file with steps and connections"
_LOG = "if it is a log, draft a stream from it: vsm new NAME --from-log FILE"
_TABLE = re.compile(r"[^\n,;\t]{1,80}(?:[,;\t][^\n,;\t]{0,80}){1,200}\r?\n")
_KINDS = (
    (b"PAR1", "a Parquet file"), (b"PK", "a zip or an Excel file"), (b"\x89PNG", "a picture"), (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip file"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"),
)  # fmt: skip
_YAML = re.compile(r"(?:---|#.*|\s*|[\w-]+:(?: .*)?)(?:\r?\n|$)")


def load_map(path: Path, changes: Changes) -> Mapping[str, Any]:
    """The top of a map; a key that is there twice is a change.

    Raises:
        InputError: when the file is no map.
        OSError: when it cannot be read.
    """
    if path.is_dir():
        raise InputError(Problem(f"a folder: name the file in it; {_WANTED}", str(path)))
    data = _bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(Problem(f"{_binary(data)}: {_WANTED}", str(path))) from None
    if not text.strip():
        raise InputError(Problem(f"an empty file: {_WANTED}", str(path)))
    twice: list[tuple[str, Any]] = []
    try:
        value = json.loads(text, object_pairs_hook=lambda pairs: _once(pairs, twice))
    except json.JSONDecodeError as error:
        raise InputError(_no_json(text, path, error)) from None
    except (ValueError, RecursionError):  # numbers of thousands of digits, brackets in brackets without end
        raise InputError(Problem(f"not JSON as vsm-workshop saves it: {_WANTED}", str(path))) from None
    if not isinstance(value, dict) or "steps" not in value:
        raise InputError(
            Problem(f"JSON, but no map of vsm-workshop, which has steps and connections; {_LOG}", str(path))
        )
    for key, lost in twice:
        changes.say("a key that is there twice counts as it is there last; left out", f"{key} {value_shown(lost)}")
    return value


def is_map(path: Path) -> bool:
    """Whether a file is a map of vsm-workshop, for who asked for something else."""
    try:
        value = json.loads(_bytes(path)) if path.suffix.lower() == ".json" else None
    except (InputError, OSError, ValueError, RecursionError):
        return False
    return isinstance(value, dict) and isinstance(value.get("steps"), list)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise InputError(Problem(f"no such file: {_WANTED}", str(path))) from None
    if len(data) > _MOST_BYTES:
        raise InputError(Problem(f"larger than {_MOST_BYTES // 1_000_000} MB: {_WANTED}; {_LOG}", str(path)))
    return data


def _once(pairs: list[tuple[str, Any]], twice: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            twice.append((value_shown(key), found[key]))
        found[key] = value
    return found


def _binary(data: bytes) -> str:
    return next((kind for begins, kind in _KINDS if data.startswith(begins)), "no text in UTF-8")


def _no_json(text: str, path: Path, error: json.JSONDecodeError) -> Problem:
    """What the file is, where it says so; otherwise where the JSON breaks."""
    begins = text.lstrip()
    suffix = path.suffix.lower()
    if begins[0] in "{[" and error.msg == "Extra data":
        return Problem(f"more than one JSON value, as a log has them: {_WANTED}; {_LOG}", str(path))
    if begins[0] in "{[":
        what = "the JSON ends too early" if error.pos >= len(text.rstrip()) else "the JSON is broken here"
        return Problem(f"{what}: save the map in vsm-workshop again", str(path), error.lineno, error.colno)
    said = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    if next(said, "").startswith("vsm:"):
        return Problem(f"a stream file already, no map: open it with vsm FILE; {_WANTED}", str(path))
    if begins[0] == "<":
        return Problem(f"XML or HTML, no JSON: {_WANTED}; {_LOG}", str(path))
    if suffix in (".csv", ".tsv") or _TABLE.match(begins):
        return Problem(f"a CSV table, no JSON: {_WANTED}; {_LOG}", str(path))
    if suffix in (".yaml", ".yml") or (":" in begins and all(_YAML.match(line) for line in begins.splitlines()[:5])):
        return Problem(f"YAML, no JSON: {_WANTED}", str(path))
    return Problem(f"no JSON: {_WANTED}", str(path))
