"""A text that is never shown: not printed, not logged, not pickled, not in a trace that prints local variables."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Literal, NoReturn

Form = Literal["bearer", "password", "login"]
"""How a token without a login is sent: as ``Bearer``, or by Basic as the password of nobody or the login itself."""


class Secret:
    """Holds a token. Only :meth:`reveal` gives it, at the one place that signs a request."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The token itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __str__(self) -> str:
        return "…"

    def __format__(self, spec: str) -> str:
        return format("…", spec)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not copied, pickled or stored")


@dataclass(frozen=True, slots=True, eq=False)
class Credential:
    """What a request is signed with, and where it was found: ``origin`` is named to people, the rest never shown."""

    secret: Secret
    origin: str
    user: str = field(default="", repr=False)
    form: Form = "bearer"

    def hidden_in(self, text: str) -> str:
        """``text`` without the secret, in whatever form it was sent: a server may quote what it was asked."""
        for shown in (self.header().partition(" ")[2], self.secret.reveal()):
            text = text.replace(shown, "…") if shown else text
        return text

    def header(self) -> str:
        """The value of ``Authorization``: Basic where there is a user, else by its form.

        Never a header of the tool's own such as ``PRIVATE-TOKEN``: those survive a redirect to another host.
        """
        token = self.secret.reveal()
        if not self.user and self.form == "bearer":
            return f"Bearer {token}"
        pair = f"{token}:" if self.form == "login" and not self.user else f"{self.user}:{token}"
        return f"Basic {base64.b64encode(pair.encode()).decode('ascii')}"
