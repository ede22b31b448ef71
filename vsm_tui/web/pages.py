"""What the server says in pages: the one with the terminal in it, and why somebody is not let in."""

from __future__ import annotations

from importlib.resources import files

from aiohttp import web
from jinja2 import Environment, StrictUndefined

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
        "img-src 'self' data:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_ASK = "Ask whoever shares this for a new link; each link lets one browser in."
_REFUSALS = {
    403: ("You need a link", _ASK),
    404: ("There is nothing here", "Open / to see what is shared."),
    405: ("Only for looking", "This server takes no such requests."),
    421: (
        "This server does not go by that name",
        "Open the link just as it was printed. For another name, whoever shares this says: vsm serve --public-url URL.",
    ),
}
USED = ("This link has been used", f"Or it never was one. {_ASK}")
FOREIGN = ("This page is not ours", "Another site tried to reach this server.")


def refusal(status: int, words: tuple[str, str] | None = None) -> web.Response:
    """A small page that says why not, and what to do. ``words`` are its title and its sentence."""
    title, text = words or _REFUSALS.get(status, ("This did not work", "Try it again."))
    return _page("refused.html", status, title=title, text=text)


def terminal(title: str, sign: str, socket: str) -> web.Response:
    """The page with the terminal; ``sign`` says how it is shared, ``socket`` is the address of its wire."""
    return _page("page.html", 200, title=title, sign=sign, socket=socket)


def script() -> web.Response:
    """What the page does on its own."""
    return web.Response(text=_source("page.js"), content_type="text/javascript")


def _page(name: str, status: int, **values: str) -> web.Response:
    text = Environment(autoescape=True, undefined=StrictUndefined).from_string(_source(name)).render(**values)
    return web.Response(status=status, text=text, content_type="text/html")


def _source(name: str) -> str:
    return files("vsm_tui.web").joinpath(name).read_text(encoding="utf-8")
