"""What is kept of Jira's answers: when an issue was in which status or flagged, its type and labels; no person.

Accounts, names, e-mails, summaries, descriptions and comments never leave this file. Of who made a change only
whether it was a program is kept. What is left has the shape Jira gave it, for :mod:`vsm_tui.events.formats.jira_pages`.
"""

from __future__ import annotations

import re
from typing import Any

from vsm_tui.events.formats.jira_flags import FIELD, is_flag

FIELDS = ("created", "updated", "status", "issuetype", "labels", "resolution")
"""The fields of an issue that are asked for."""
_KEY = re.compile(r"[\w-]{1,120}")


def issue(value: Any, *, site: str = "") -> dict[str, Any] | None:
    """An issue without what measuring does not need; ``None`` where it is none.

    ``site`` stands for the address the issue gives of itself, where that is not one a browser can open.
    """
    if not isinstance(value, dict) or not isinstance(value.get("id"), str | int):
        return None
    fields = value.get("fields")
    known = str(value["id"])
    key = value.get("key") if isinstance(value.get("key"), str) and _KEY.fullmatch(value["key"]) else known
    address = f"{site}/rest/api/2/issue/{known}" if site else value.get("self")
    kept: dict[str, Any] = {"id": known, "key": key, "fields": _fields(fields if isinstance(fields, dict) else {})}
    if isinstance(address, str):
        kept["self"] = address.partition("?")[0]
    log = value.get("changelog")
    if isinstance(log, dict) and isinstance(log.get("histories"), list):
        kept["changelog"] = changelog(log["histories"], log.get("total"))
    return kept


def changelog(values: list[Any], total: Any = None) -> dict[str, Any]:
    """A changelog with the changes of status alone; ``total`` says how many changes there are, of whatever.

    The kept ``total`` is larger than the number of changes by as many as Jira did not give.
    """
    missing = max(0, total - len(values)) if isinstance(total, int) else 0
    kept = histories(values)
    return {"histories": kept, "total": len(kept) + missing}


def flag_field(values: Any) -> str:
    """The id of the field that flags are kept in, among all fields there are; "" where there is none."""
    fields = [v for v in values if isinstance(v, dict) and v.get("name") == FIELD] if isinstance(values, list) else []
    found = [str(field.get("id") or "") for field in fields if field.get("custom", True)]
    return found[0] if found and _KEY.fullmatch(found[0]) else ""


def histories(values: list[Any]) -> list[dict[str, Any]]:
    """Changes of status and of the flag; other changes, and who made them, are left out."""
    found = []
    for value in values:
        items = value.get("items") if isinstance(value, dict) else None
        moved = [_item(i) for i in items if _is_kept(i)] if isinstance(items, list) else []
        if moved:
            kept = {"id": str(value.get("id") or ""), "created": value.get("created"), "items": moved}
            author = value.get("author")
            if isinstance(author, dict) and author.get("accountType") == "app":
                kept["author"] = {"accountType": "app"}
            found.append(kept)
    return found


def statuses(values: Any) -> list[dict[str, Any]]:
    """The statuses there are, with the category Jira puts each in."""
    found = [_status(v) for v in values if isinstance(v, dict)] if isinstance(values, list) else []
    return [s for s in found if s.get("name") and s["statusCategory"]]


def _fields(given: dict[str, Any]) -> dict[str, Any]:
    kept = {name: given[name] for name in ("created", "updated") if isinstance(given.get(name), str)}
    if isinstance(given.get("status"), dict):
        kept["status"] = _status(given["status"])
    for name in ("issuetype", "resolution"):
        if isinstance(given.get(name), dict):
            kept[name] = {"name": str(given[name].get("name") or "")}
    if isinstance(given.get("labels"), list):
        kept["labels"] = [str(label) for label in given["labels"]]
    return kept


def _status(given: dict[str, Any]) -> dict[str, Any]:
    category = given.get("statusCategory")
    key = category.get("key") if isinstance(category, dict) else None
    return {
        "id": str(given.get("id") or ""),
        "name": str(given.get("name") or ""),
        "statusCategory": {"key": str(key)} if key else {},
    }


def _is_kept(item: Any) -> bool:
    """A change of status, also where only its old name for fields says so, or of the flag."""
    return isinstance(item, dict) and ("status" in (item.get("fieldId"), item.get("field")) or is_flag(item))


def _item(given: dict[str, Any]) -> dict[str, Any]:
    names = ("field", "fieldId", "fieldtype", "from", "fromString", "to", "toString")
    return {name: given[name] for name in names if name in given}
