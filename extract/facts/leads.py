"""What the shape of a page tells: lists of links, and teasers that lead to other pages."""

from __future__ import annotations

from extract.article.draft import Draft
from extract.entries.entry import Entry
from extract.page.blocks import Block
from extract.page.panels import WITHIN


def of_teasers(sections: list[Draft]) -> bool:
    """At least four short sections, a third with links: they tell of other pages."""
    headed = _headed(sections)
    length = sum(len(b.text) for s in headed for b in s.blocks)
    linked = sum(any(map(_leads_away, (*s.head, *s.blocks))) for s in headed)
    return len(headed) >= 4 and length / len(headed) < 230 and linked * 3 >= len(headed)


def lead_on(sections: list[Draft]) -> bool:
    """A third of the sections have a line or a heading that is a link itself."""
    headed = _headed(sections)
    return sum(any(map(_leads_on, (*s.head, *s.blocks))) for s in headed) * 3 >= len(headed)


def of_linked_entries(entries: list[Entry], blocks: list[Block]) -> bool:
    """Nearly all of at least five entries lead on, and there are fewer paragraphs than these."""
    leading = sum(_leads_on(e.blocks[0]) for e in entries if e.blocks)
    if leading < 5 or leading * 5 < len(entries) * 4:
        return False
    return sum(len(b.text) > 80 and b.linked * 2 < len(b.text) for b in blocks) < leading


def of_linked_lines(blocks: list[Block]) -> bool:
    """Half of the blocks, four at least, are short lines that are links and a paragraph that tells more."""
    names = [len(b.text) < 60 and _leads_on(b) for b in blocks]
    pairs = sum(
        name and not following and len(b.text) >= 40
        for name, following, b in zip(names, names[1:], blocks[1:], strict=False)
    )
    return pairs >= 4 and pairs * 4 >= len(blocks)


def _leads_on(block: Block) -> bool:
    """Nearly all of a block is a link to another page."""
    return block.linked * 10 >= len(block.text) * 9 and _leads_away(block)


def _leads_away(block: Block) -> bool:
    """It links to another page, not to a panel or a place in its own."""
    return any(not href.startswith(WITHIN) for href, _ in block.links)


def _headed(sections: list[Draft]) -> list[Draft]:
    return [s for s in sections if s.heading and not s.module]
