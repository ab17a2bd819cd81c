"""What the shape of a page tells: lists of links, and teasers that lead to other pages."""

from __future__ import annotations

from extract.article.draft import Draft
from extract.entries.entry import Entry
from extract.page.blocks import Block


def of_teasers(sections: list[Draft]) -> bool:
    """At least four short sections, a third with links: they lead to what they speak of."""
    length = sum(len(b.text) for s in sections for b in s.blocks)
    linked = sum(1 for s in sections if any(b.links for b in (*s.head, *s.blocks)))
    return len(sections) >= 4 and length / len(sections) < 230 and linked * 3 >= len(sections)


def lead_on(sections: list[Draft]) -> bool:
    """Nearly all of at least four headings below the first are links themselves."""
    heads = [s.head[0] for s in sections[1:] if s.head and not s.module]
    return len(heads) >= 4 and sum(h.linked * 10 >= len(h.text) * 9 for h in heads) * 5 >= len(heads) * 4


def of_linked_entries(entries: list[Entry], blocks: list[Block]) -> bool:
    """Nearly all of at least five entries lead on, and there are fewer paragraphs than these."""
    leading = sum(e.blocks[0].linked * 10 >= len(e.blocks[0].text) * 9 for e in entries if e.blocks)
    if leading < 5 or leading * 5 < len(entries) * 4:
        return False
    return sum(len(b.text) > 80 and b.linked * 2 < len(b.text) for b in blocks) < leading


def of_linked_lines(blocks: list[Block]) -> bool:
    """Half of the blocks, four at least, are short lines that are links and a paragraph that tells more."""
    names = [len(b.text) < 60 and b.linked * 10 >= len(b.text) * 9 for b in blocks]
    pairs = sum(
        name and not following and len(b.text) >= 40
        for name, following, b in zip(names, names[1:], blocks[1:], strict=False)
    )
    return pairs >= 4 and pairs * 4 >= len(blocks)
