"""What the name of a state gives away: whether it waits and for what, whether it ends, blocks or cancels."""

from __future__ import annotations

import re


def _any(words: str) -> str:
    return "(?:" + "|".join(re.split(r"\s*\|\s*", words.strip())) + ")"


_DONE = re.compile(
    _any("""
        all done | done | closed? | resolved? | completed? | finished | finish | released? | deployed | live | shipped
        | delivered | merged | archived? | fixed | verified | in production | rolled out
    """)
)
_CANCELLED = _any(r"""
    cancel\w* | won'?t (?:do|fix) | wontfix | rejected | duplicate | invalid | declined | abandon\w* | obsolete
    | withdrawn | dropped | discarded | not planned | not a bug | can(?:no|')?t reproduce | dismissed | superseded
""")
_OUTSIDE = _any(r"""
    customer | client | reporter | requester | user | info\w* | feedback | answer | reply | vendor | supplier
    | third party | others?
""")
_STILL = _any("""
    blocked | impeded | impediment | on hold | on ice | paused | stalled | parked | suspended | frozen | deferred
""")
_STAY = re.compile(
    rf"\b{_STILL}\b|\bneeds? info\w*\b|\b(?:waiting|wait|awaiting|pending)(?: for| on)? {_OUTSIDE}\b"
    r"|^(?:wait|waiting|pending|hold|postponed)$"
)
_BEFORE = _any("""
    ready | queued? | waiting | awaiting | wait | pending | selected | scheduled | planned | approved | open
""")
_MOVES = _any(r"""
    \w+ed | \w+ing | sent | move | deploy | promote | push | merge | send | hand | handover | handoff | back | return
    | go | get | pass | rollout | release | escalate | reply | respond | not
""")
"""First words after which ``to`` names a place or an effort: ``Deploy to test`` is work."""
_VERBS = _any("""
    accept | analy[sz]e | answer | approve | archive | assess | assign | book | build | buy | call | check | clarify
    | close | code | confirm | contact | deliver | deploy | design | develop | discuss | draft | edit | estimate
    | evaluate | file | fix | hire | implement | inspect | install | investigate | invoice | merge | order | pack | pay
    | plan | prepare | print | prioriti[sz]e | process | publish | quote | read | refine | release | repair | review
    | schedule | send | ship | sign | start | submit | test | train | translate | triage | update | validate | verify
    | write
""")
_WAITS_FOR = (
    re.compile(rf"^{_BEFORE}(?: (?:for|to|on|in))? (.+)$"),
    re.compile("^(?:to be|to|needs|need|awaits?) (?!do$)(.+)$"),
    re.compile(rf"^(?!{_MOVES}\b)\w+(?: \w+){{0,3}}? to ({_VERBS})$"),
    re.compile(r"^\w+(?: \w+){0,3}? to be (\w+ed|sent|paid|built|written)$"),
    re.compile(
        rf"^(?!{_MOVES}\b)\w+(?: \w+){{0,3}}? (?:ready|queued|waiting|awaiting|pending)(?: (?:for|to|on|in))? (.+)$"
    ),
    re.compile("^(.+?) (?:queue|queued|backlog|pending|waiting|requested|to do|todo|ready|inbox)$"),
)
_AFTER = re.compile("^(.+?) (?:done|complete|completed|finished|passed|ok)$")
_DOING = re.compile(r"\b(?:progress|doing|active|working|wip)\b")
_IDLE = _any("""
    backlog | to ?do | new | open | opened | ready | queue | queued | waiting | wait | awaiting | pending | selected
    | requested | approved | accepted | planned | scheduled | funnel | inbox | icebox | reopened | unassigned
    | assigned | submitted | reported | created | registered | committed | triaged
""")
_FILLERS = frozenset(
    "in under at the for to of on being is a an and progress active work stage phase column done".split()  # noqa: SIM905 - reads best
)
_ENDING = re.compile("(?:ations?|ments?|ings?|ers?|ied|ies|ed|es|is|e|s|y)$")
_MAKING = frozenset(("dev", "develop", "implement", "cod", "start", "build"))
_CHECKING = frozenset(("review", "test", "qa", "check", "verif", "verify", "approv", "inspect"))
_SHORTEST = 3


def plain(name: str) -> str:
    """A name to compare by: lower case, words apart by one space."""
    return " ".join(re.sub(r"[_\-/]+", " ", name.lower()).split())


def is_done(name: str) -> bool:
    """Whether the name, or a part of it joined with ``+``, says the work is over."""
    return any(_DONE.fullmatch(part.strip()) for part in plain(name).split("+"))


def is_cancelled(name: str) -> bool:
    """Whether the name says the work was given up."""
    return bool(re.search(rf"\b{_CANCELLED}\b", plain(name)))


def is_stay(name: str) -> bool:
    """Whether the name says work stands still wherever it is."""
    return any(_STAY.search(part.strip()) for part in plain(name).split("+"))


def is_wait(name: str) -> bool:
    """Whether the name says that nobody works on it."""
    text = plain(name)
    return not _DOING.search(text) and (bool(re.search(rf"\b{_IDLE}\b", text)) or waits_for(name) is not None)


def waits_for(name: str) -> str | None:
    """What a queue-like name waits for: ``Ready for review`` → ``review``; ``None`` where it does not say."""
    for pattern in _WAITS_FOR:
        found = pattern.match(plain(name))
        if found:
            return found[1]
    return None


def is_over(name: str) -> str | None:
    """What the name says is over, while the item is not: ``Dev Done`` → ``dev``, ``Reproduced`` → ``reproduced``."""
    text = plain(name)
    found = _AFTER.match(text)
    if found:
        return found[1]
    return text if re.fullmatch(r"\w+ed", text) else None


def alike(one: str, other: str) -> bool:
    """Whether two names speak of the same work: ``review`` and ``In Review``, ``dev`` and ``Development``."""
    own, theirs = _stems(one), _stems(other)
    if not theirs:
        return bool(_DOING.search(plain(other))) and bool(own & _MAKING) and not own & _CHECKING
    return any(_same(a, b) for a in own for b in theirs)


def _same(one: str, other: str) -> bool:
    long_enough = min(len(one), len(other)) >= _SHORTEST
    return one == other or (long_enough and (one.startswith(other) or other.startswith(one)))


def _stems(name: str) -> frozenset[str]:
    """The words that carry meaning, without endings."""
    words = re.findall(r"\w+", plain(name))
    return frozenset(_stem(w) for w in words if w not in _FILLERS)


def _stem(word: str) -> str:
    cut = _ENDING.search(word, _SHORTEST)
    return (word[: cut.start()] if cut else word).replace("z", "s")
