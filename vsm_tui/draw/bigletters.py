"""Letters of blocks, for what is read from the back of a room: capitals, digits, units and the signs numbers need."""

from __future__ import annotations

from functools import lru_cache

from vsm_tui.draw.text import cell_len, clip

_HIGH = 5
_SIZES = (4, 3, 2, 1)
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_SHAPES = """
A .#. #.# ### #.# #.#|B ##. #.# ##. #.# ##.|C .## #.. #.. #.. .##|D ##. #.# #.# #.# ##.|E ### #.. ##. #.. ###
F ### #.. ##. #.. #..|G .## #.. #.# #.# .##|H #.# #.# ### #.# #.#|I ### .#. .#. .#. ###|J ..# ..# ..# #.# .#.
K #.# #.# ##. #.# #.#|L #.. #.. #.. #.. ###|M #...# ##.## #.#.# #...# #...#|N #..# ##.# #.## #..# #..#
O .#. #.# #.# #.# .#.|P ##. #.# ##. #.. #..|Q .##. #..# #..# #.#. .#.#|R ##. #.# ##. #.# #.#|S .## #.. .#. ..# ##.
T ### .#. .#. .#. .#.|U #.# #.# #.# #.# ###|V #.# #.# #.# #.# .#.|W #...# #...# #.#.# ##.## #...#
X #.# #.# .#. #.# #.#|Y #.# #.# .#. .#. .#.|Z ### ..# .#. #.. ###|0 ### #.# #.# #.# ###|1 .#. ##. .#. .#. ###
2 ### ..# ### #.. ###|3 ### ..# .## ..# ###|4 #.# #.# ### ..# ..#|5 ### #.. ### ..# ###|6 ### #.. ### #.# ###
7 ### ..# ..# .#. .#.|8 ### #.# ### #.# ###|9 ### #.# ### ..# ###|. . . . . #|, .. .. .. .# #.|: . # . # .
% #.# ..# .#. #.. #.#|& .#. #.# .#. #.# .##|- ... ... ### ... ...|– ... ... ### ... ...|− ... ... ### ... ...
+ ... .#. ### .#. ...|/ ..# ..# .#. #.. #..|× ... #.# .#. #.# ...|< ..# .#. #.. .#. ..#|> #.. .#. ..# .#. #..
≤ ..## ##.. ..## .... ####|≥ ##.. ..## ##.. .... ####
? ### ..# .#. ... .#.|! # # # . #|~ .... .... .#.# #.#. ....|' # # . . .
( .# #. #. #. .#|) #. .# .# .# #.|[ ## #. #. #. ##|] ## .# .# .# ##|= ... ### ... ### ...
d ..# ..# ### #.# ###|h #.. #.. ### #.# #.#|m ..... ..... ##.#. #.#.# #.#.#|w ..... ..... #.#.# #.#.# .#.#.
s ... ### ##. .## ###
"""
_FONT = {
    piece[0]: tuple(tuple(dot == "#" for dot in row) for row in piece[2:].split())
    for line in _SHAPES.strip().splitlines()
    for piece in line.split("|")
}
_FONT[" "] = ((False, False),) * _HIGH


def high(size: int, *, ascii: bool = False) -> int:  # noqa: A002 -- the flag's own name
    """The rows that letters of a size take. Plain ASCII has no half blocks, so its small letters are taller."""
    return _HIGH * max(1, size // 2) if ascii else -(-_HIGH * size // 2)


def wide(text: str, size: int) -> int:
    """The cells that a text takes; 0 where a letter of it has no shape."""
    if not text or any(char not in _FONT for char in text):
        return 0
    return sum(len(_FONT[char][0]) + 1 for char in text) * size - size


def size_for(texts: list[str], width: int, height: int, *, ascii: bool = False) -> int:  # noqa: A002 -- see high
    """The largest size in which each of the texts fits; 0 for none."""
    for size in _SIZES:
        cells = [wide(text, size) for text in texts]
        if all(0 < each <= width for each in cells) and high(size, ascii=ascii) <= height:
            return size
    return 0


@lru_cache(maxsize=256)
def letters(text: str, size: int, *, ascii: bool = False) -> tuple[str, ...]:  # noqa: A002 -- see high
    """The rows of a text in blocks; every letter must have a shape."""
    dots = [
        [dot for char in text for dot in (*(d for d in _FONT[char][row] for _ in range(size)), *([False] * size))]
        for row in range(_HIGH)
    ]
    dots = [row[: wide(text, size)] for row in dots]
    if ascii:
        return tuple("".join("█" if dot else " " for dot in row) for row in dots for _ in range(max(1, size // 2)))
    tall = [row for row in dots for _ in range(size)]
    if len(tall) % 2:
        tall.append([False] * len(tall[0]))
    return tuple(
        "".join(_HALVES[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(tall[::2], tall[1::2], strict=True)
    )


def spaced(text: str, width: int) -> str:
    """``R E V I E W`` where that fits, else ``REVIEW``, else the text cut."""
    capitals = text.upper()
    for form in ("   ".join(" ".join(word) for word in capitals.split()), capitals):
        if cell_len(form) <= width:
            return form
    return clip(text, width)
