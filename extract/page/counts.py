"""Numbers that count what follows them, each in an element of its own: they are marks, as a list's are."""

from __future__ import annotations

import re
from itertools import pairwise

from extract.page.blocks import ENTRY_TAGS, HEADINGS, Block

MIN_COUNTING_ON = 3  # numbers in a row that do not begin with one

_NUMBER = re.compile(r"[(#]?(?:(?:step|tip|no\.?|number) ?)?(\d{1,2})[.):]?", re.I)
_LISTING = frozenset({"tr", *ENTRY_TAGS})  # whose numbers are data, or their own
_NAMING = frozenset({"td", "th", *HEADINGS, *_LISTING})
_DIGITS = re.compile(r"\d+")


def mark_counts(blocks: list[Block]) -> None:
    """Set `chrome` on numbers that count on and open a box each, with a name or a sentence after them in it.

    They are in elements of one name and class, digits apart, and of no list or table, and count from one, or
    are MIN_COUNTING_ON at least.
    """
    runs: dict[tuple[str, str], list[tuple[int, Block]]] = {}
    for block, after in pairwise(blocks):
        if block.chrome or after.chrome or (number := _said(block)) is None or not _opens_box(block, after):
            continue
        run = runs.setdefault((block.frame.tag, _DIGITS.sub("", block.frame.tokens)), [])
        if not run or number != run[-1][0] + 1:
            run.clear()
        run.append((number, block))
        if len(run) > 1 and (run[0][0] == 1 or len(run) >= MIN_COUNTING_ON):
            for _, counting in run:
                counting.chrome = "number"


def _opens_box(number: Block, after: Block) -> bool:
    """It is the first line of an element that holds the next, too, which goes on no sentence."""
    frame = number.frame
    box = frame if frame.last > number.index + 1 else frame.parent
    if box is None or frame.tag in _NAMING or box.tag in _LISTING or _said(after) is not None:
        return False
    return box.first == number.index and after.index < box.last and not after.text[0].islower()


def _said(block: Block) -> int | None:
    number = _NUMBER.fullmatch(block.text) if len(block.text) < 12 and block.lines == 1 else None
    return int(number[1]) if number is not None else None
