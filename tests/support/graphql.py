"""As much of GraphQL as a server needs that is asked queries: selections, aliases left out, fragments on types,
arguments and variables. What the data does not have is an error, as of a server with a schema.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_TOKEN = re.compile(r'\.\.\.|[A-Za-z_]\w*|\$\w+|-?\d+|"(?:[^"\\]|\\.)*"|[{}()\[\]:!=]')


class QueryError(Exception):
    """An error of the whole query, with GitHub's code."""

    def __init__(self, text: str, code: str) -> None:
        self.code = code
        super().__init__(text)


@dataclass
class Field:
    """One field of a selection; ``on`` is the type a fragment is for, "" outside one."""

    name: str
    on: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)
    inside: list[Field] = field(default_factory=list)


class _Variable(str):
    """The name of a variable."""

    __slots__ = ()


def parse(text: str) -> tuple[str, list[Field]]:
    """The kind of operation and what it selects."""
    ahead = _TOKEN.findall(text)[::-1]
    kind = ahead.pop() if ahead[-1] != "{" else "query"
    if ahead[-1] == "(":
        while ahead.pop() != ")":
            pass
    return kind, _selection(ahead)


def _selection(ahead: list[str], on: str = "") -> list[Field]:
    assert ahead.pop() == "{"
    found: list[Field] = []
    while (word := ahead.pop()) != "}":
        if word == "...":
            assert ahead.pop() == "on"
            found += _selection(ahead, on=ahead.pop())
            continue
        one = Field(word, on)
        if ahead[-1] == "(":
            ahead.pop()
            one.arguments = _pairs(ahead, ")")
        if ahead[-1] == "{":
            one.inside = _selection(ahead)
        found.append(one)
    return found


def _pairs(ahead: list[str], end: str) -> dict[str, Any]:
    found = {}
    while (name := ahead.pop()) != end:
        assert ahead.pop() == ":"
        found[name] = _value(ahead)
    return found


def _value(ahead: list[str]) -> Any:
    word = ahead.pop()
    if word == "{":
        return _pairs(ahead, "}")
    if word == "[":
        found = []
        while ahead[-1] != "]":
            found.append(_value(ahead))
        ahead.pop()
        return found
    if word.startswith("$"):
        return _Variable(word[1:])
    return int(word) if word.lstrip("-").isdigit() else word.strip('"')


def answer(selection: list[Field], data: Any, variables: Mapping[str, Any]) -> Any:
    """What ``data`` has of a selection. A value that is callable is given the field's arguments.

    Raises:
        QueryError: when it has no such field.
    """
    if isinstance(data, list):
        return [answer(selection, one, variables) for one in data]
    if data is None or not selection:
        return data
    return {one.name: _one(one, data, variables) for one in _meant(selection, data)}


def _meant(selection: list[Field], data: Mapping[str, Any]) -> Iterator[Field]:
    return (one for one in selection if one.on in ("", data.get("__typename")))


def _one(one: Field, data: Mapping[str, Any], variables: Mapping[str, Any]) -> Any:
    if one.name not in data:
        text = f"Field '{one.name}' doesn't exist on type '{data.get('__typename', 'Query')}'"
        raise QueryError(text, "undefinedField")
    value = data[one.name]
    if callable(value):
        call: Callable[..., Any] = value
        value = call(**{name: _filled(given, variables) for name, given in one.arguments.items()})
    return answer(one.inside, value, variables)


def _filled(value: Any, variables: Mapping[str, Any]) -> Any:
    if isinstance(value, _Variable):
        return variables[str(value)]
    if isinstance(value, dict):
        return {name: _filled(inner, variables) for name, inner in value.items()}
    return [_filled(inner, variables) for inner in value] if isinstance(value, list) else value
