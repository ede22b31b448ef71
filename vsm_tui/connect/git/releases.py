"""Which tags are releases, and in which of them a commit came out first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from vsm_tui.connect.git.history import History, Tag

_VERSION = re.compile(
    r"(?:([^.]{0,100})[-_/@ ])?"  # v, release-, package@, package/v
    r"(?:[vVrR]|rel|release)?"
    r"(\d{1,9}(?:[._]\d{1,9}){1,4}|(?<=[vV])\d{1,9})"
    r"(?:[.-](?:final|release|ga|lts))?"
    r"(?:\+[\w.-]{0,100})?",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:.*[-_/@ ])?(?:nightly|snapshot|alpha|beta|rc|pre|preview|canary|dev|test|staging|ci|build)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Release:
    """A tag that is a release."""

    tag: Tag
    version: tuple[int, ...]


def releases_of(tags: Iterable[Tag], pattern: str = "") -> list[Release]:
    """The tags that are releases, in order of time.

    Without a ``pattern`` (such as ``deploy-*``) they are those with a version of two numbers or more (``v2.1``,
    ``release-3.9.5``, ``core@1.0.2``) or ``v`` and one. What follows the version makes it a pre-release, as in semantic
    versioning: ``1.0-rc1``, ``1.0b2``, ``3.9.5-0``; but not ``.Final`` and the like.
    """
    found = []
    for tag in tags:
        version = _VERSION.fullmatch(tag.name)
        if fnmatchcase(tag.name, pattern) if pattern else version and not _BEFORE.fullmatch(version[1] or ""):
            numbers = tuple(int(n) for n in re.findall(r"\d+", version[2])) if version else ()
            found.append(Release(tag, numbers))
    return sorted(found, key=lambda r: (r.tag.at, r.version, r.tag.name))


def first_releases(history: History, releases: Iterable[Release]) -> dict[str, Release]:
    """Commit → the earliest release it is in, itself or as a cherry-pick that says so."""
    copies: dict[str, list[str]] = {}
    for commit in history.commits.values():
        for original in commit.texts.copies:
            if original in history.commits and original != commit.id:
                copies.setdefault(commit.id, []).append(original)
    found: dict[str, Release] = {}
    copied: dict[str, Release] = {}
    for release in releases:
        ahead = [release.tag.commit]
        while ahead:
            at = ahead.pop()
            if at in found or at not in history.commits:
                continue
            found[at] = release
            for original in copies.get(at, ()):
                copied.setdefault(original, release)
            ahead += history.commits[at].parents
    order = {id(release): number for number, release in enumerate(releases)}
    for original, release in copied.items():
        own = found.get(original)
        if own is None or order[id(release)] < order[id(own)]:
            found[original] = release
    return found
