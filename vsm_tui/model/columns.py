"""Which column of a log means what, where the columns' own names do not say: the ``columns`` of a stream file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple

from vsm_tui.model.quantity import QuantityError
from vsm_tui.model.wording import nearest, shown

DATES = ("day-first", "month-first", "excel", "unix", "unix-ms")
"""How times are written that are no ISO 8601: ``03/04/2026`` by day or by month, Excel's count of days since 1900,
seconds or milliseconds since 1970. A pattern such as ``%d/%b/%y %I:%M %p`` is the other way to say it."""
_PART = re.compile(r"(?:^|,)\s*(\w+)\s*=")
_DIRECTIVES = frozenset("YymdbBHIMSfpzjaA%")
_PERSON = frozenset({
    "assignee", "assignees", "assigned_to", "author", "authors", "reporter", "creator", "reviewer", "reviewers",
    "owner", "approver", "user", "users", "username", "login", "email", "e_mail", "mail", "employee", "employees",
    "person", "people", "staff", "worker", "org:resource", "display_name", "account_id",
})  # fmt: skip


class Wrong(NamedTuple):
    """What is wrong with one key of ``columns``, and what would be right."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of a table by what they mean; "" where the table's own names say it.

    ``at`` is when an item entered ``state``; a table of stays has ``entered`` and ``left`` instead, and where it has no
    ``state`` either, only when items began and ended is known. ``dates`` says how times are written
    (:data:`DATES`, or a pattern). ``object_type`` is which objects of an object-centric log are the items.
    """

    item: str = ""
    at: str = ""
    state: str = ""
    entered: str = ""
    left: str = ""
    kind: str = ""
    type: str = ""
    labels: str = ""
    source: str = ""
    ref: str = ""
    outcome: str = ""
    dates: str = ""
    object_type: str = ""

    def __bool__(self) -> bool:
        return self != _NONE

    @property
    def named(self) -> dict[str, str]:
        """Role → the column that plays it, of those that are said."""
        return {role: column for role in ROLES if (column := getattr(self, role))}

    @property
    def said(self) -> dict[str, str]:
        """Everything that is said, by key, in the order of the file."""
        return {key: value for key in KEYS if (value := getattr(self, key))}

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Columns:
        """From what is said by key; keys that are none are left out."""
        return cls(**{key: value for key, value in said.items() if key in KEYS})

    def wrong(self) -> Iterator[Wrong]:
        """What does not hold of them, whatever file they are about."""
        played: dict[str, str] = {}
        for role, column in self.named.items():
            if column.casefold() in played:
                other = played[column.casefold()]
                yield Wrong(role, f"column {shown(column)} is {other} already: name another column")
            played.setdefault(column.casefold(), role)
            if names_person(column):
                yield Wrong(role, f"column {shown(column)} names people, and no person is measured: name another")
        for role in ("entered", "left"):
            if self.at and getattr(self, role):
                yield Wrong(role, f"a table has either at, or entered and left: keep at or {role}")
        if self.kind and (self.entered or self.left):
            yield Wrong("kind", "a table of stays has no kind: remove it")
        if self.dates and (text := wrong_dates(self.dates)):
            yield Wrong("dates", text)
        if names_person(self.object_type):
            yield Wrong("object_type", f"{shown(self.object_type)} are people, and no person is measured")


KEYS = tuple(field.name for field in fields(Columns))
"""What may be said, in the order of the file."""
ROLES = KEYS[:-2]
"""What a column can mean."""
_NONE = Columns()


def parse_columns(*texts: str) -> Columns:
    """``item=Ticket, at=Changed on`` → what the columns mean. A comma that no ``KEY=`` follows belongs to a name.

    Raises:
        QuantityError: with what is wrong, and what would be right.
    """
    said: dict[str, str] = {}
    for text in texts:
        found = [match for match in _PART.finditer(text) if match[1] in KEYS or match.start() == 0]
        if not found or text[: found[0].start()].strip():
            raise QuantityError(f"{shown(text)} says nothing: write item=Ticket,at=Changed on,state=Status")
        for match, end in zip(found, [*(m.start() for m in found[1:]), len(text)], strict=True):
            key, value = match[1], text[match.end() : end].strip().strip("\"'")
            if key not in KEYS:
                raise QuantityError(f"{shown(key)} is nothing a column means: {nearest(key, KEYS)}")
            if not value:
                raise QuantityError(f"{key} has no column: write {key}=NAME")
            if key in said:
                raise QuantityError(f"{key} is said twice: keep one")
            said[key] = value
    columns = Columns.of(said)
    if wrong := list(columns.wrong()):
        raise QuantityError("; ".join(f"{key}: {text}" for key, text in wrong))
    return columns


def spelled(columns: Columns) -> str:
    """``columns`` as :func:`parse_columns` reads them."""
    return ", ".join(f"{key}={value}" for key, value in columns.said.items())


def names_person(column: str) -> bool:
    """Whether a column's name says that it holds people."""
    plain = re.sub(r"[\s._-]+", "_", column.strip().casefold())
    return plain in _PERSON or plain.removesuffix("_name").removesuffix("_id") in _PERSON


def wrong_dates(text: str) -> str:
    """What is wrong with a way to write times, and what would be right; "" where nothing is."""
    if text in DATES:
        return ""
    if "%" not in text:
        return f"{shown(text)} is no way to write times: {nearest(text, DATES)} A pattern has % in it, as %d/%m/%Y"
    found = re.findall(r"%(-?.?)", text)
    odd = [each for each in found if each not in _DIRECTIVES]
    if odd:
        known = "%d day, %m or %b month, %Y or %y year, %H:%M:%S or %I:%M %p"
        return f"%{odd[0]} is nothing a pattern knows: write {known}"
    if not ({"Y", "y"} & set(found) and ("j" in found or ("d" in found and {"m", "b", "B"} & set(found)))):
        return f"{shown(text)} gives no whole date: a day, a month and a year are needed, as in %d/%m/%Y"
    return ""
