"""Numbers that count what follows them, each in an element of its own: they are marks, as a list's are."""

from __future__ import annotations

import re
from itertools import pairwise

from extract.page.blocks import HEADINGS, Block

MIN_COUNTING_ON = 3  # numbers in a row that do not begin with one

_NUMBER = re.compile(r"[(#]?(?:(?:step|tip|no\.?|number) ?)?(\d{1,2})[.):]?", re.I)
_NAMING = frozenset({"td", "th", *HEADINGS})  # where a number is data, or a name


def mark_counts(blocks: list[Block]) -> None:
    """Set `chrome` on numbers alone in elements of one name and class that count on, words after each.

    They count from one, or are MIN_COUNTING_ON at least.
    """
    runs: dict[tuple[str, str], list[tuple[int, Block]]] = {}
    for block, after in pairwise(blocks):
        if block.chrome or block.lines > 1 or block.frame.tag in _NAMING:
            continue
        if (number := _said(block)) is None or after.chrome or _said(after) is not None:
            continue
        run = runs.setdefault((block.frame.tag, block.frame.tokens), [])
        if not run or number != run[-1][0] + 1:
            run.clear()
        run.append((number, block))
        if len(run) > 1 and (run[0][0] == 1 or len(run) >= MIN_COUNTING_ON):
            for _, counting in run:
                counting.chrome = "number"


def _said(block: Block) -> int | None:
    number = _NUMBER.fullmatch(block.text) if len(block.text) < 12 else None
    return int(number[1]) if number is not None else None
