"""Lists and tables that lay out the article: their terms are its headings."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from extract.article.whole import whole_heading
from extract.page.blocks import ENTRY_TAGS, HEADINGS, Block, Frame, Page, is_data_row
from extract.page.panels import item_it_unfolds
from extract.record import FACETS, Facet
from extract.vocabulary import Reading, Role, read_heading

MIN_FACETS = 3  # that the terms of a list of the article's parts say
MANY_FACETS = 5  # that no FAQ asks for
MAX_TERM_BLANKS = 15  # of what opens a list's item, where the items are the article's parts

_ITEMS = {"ul": "li", "ol": "li", "dl": "dt"}
Make = tuple[str, str | int]  # what lists that belong together share


def lists_of_sections(blocks: list[Block], topic: tuple[str, ...]) -> set[Make]:
    """The lists and tables, by their make, whose terms are headings of three facets or more.

    Of a list, by the links or, not below a facet's heading, by the headings that open its items; one that
    asks for other things is a FAQ, and one below a heading that announces questions where other headings say
    facets. Of a table, by the first cells of its rows; beside headings by tag it sums them up.
    """
    said: dict[Make, list[Facet | Role | None]] = {}  # what the terms say
    asked: dict[Make, list[Facet | Role | None]] = {}  # the same below a heading that announces questions
    tables: set[Make] = set()
    tagged: set[Facet] = set()  # what headings by tag say outside of such
    above: Facet | None = None  # what the last of them says
    for block in blocks:
        tag = block.frame.tag
        if tag in HEADINGS or block.links or tag == "dt":
            heads = tag in HEADINGS and not block.chrome
            item = item_it_heads(block) if heads else block.frame if tag == "dt" else item_it_unfolds(block)
            if item is None and not heads:
                continue
            reading = read_heading(block.text, topic)
            if item is None:
                above = reading.facet if reading.strong and tag != "h1" else None
                if reading.facet and reading.strong:
                    tagged.add(reading.facet)
            elif block.text.count(" ") < MAX_TERM_BLANKS and (above in (None, "faq") or block.links):
                asks = above == "faq" and not whole_heading(block.text, topic, most=0)
                (asked if asks else said).setdefault(make_of(item.parent), []).append(_part(reading))
        elif tag in ("td", "th") and block.frame.nth == 1 and block.text.count(" ") < MAX_TERM_BLANKS:
            row = block.frame.parent
            if row is None or row.parent is None or row.counts.get("th", 0) > 1 or not opens_row(block, row):
                continue
            if not is_data_row(row) or whole_heading(block.text, topic):
                tables.add(make_of(row.parent))
                said.setdefault(make_of(row.parent), []).append(_part(read_heading(block.text, topic)))
    for held, parts in asked.items():
        said.setdefault(held, []).extend([None] * len(parts) if tagged - {"faq"} else parts)
    return {
        held for held, parts in said.items() if _are_parts(parts, tagged if held in tables else frozenset())
    }


def _part(reading: Reading) -> Facet | Role | None:
    return (reading.facet if reading.strong else None) or reading.role


def _are_parts(said: list[Facet | Role | None], tagged: AbstractSet[Facet]) -> bool:
    """The terms of a list are of three facets or more, and half of them say one or what else a part is of.

    It sums up the article where headings by tag say a third as many: `tagged`.
    """
    facets = {*said} & {*FACETS}
    if len(facets) < MIN_FACETS or 3 * len(tagged) >= len(facets):
        return False
    return len(facets) >= MANY_FACETS or 2 * sum(map(bool, said)) >= len(said)


def make_of(held: Frame | None) -> Make:
    """A list's name and class where it holds one item, as several such may be one; any other is its own."""
    if held is not None and held.counts.get(_ITEMS.get(held.tag, ""), 0) == 1:
        return held.tag, held.tokens
    return "", id(held)


def item_it_heads(block: Block) -> Frame | None:
    """The list item that a heading opens, with more in it."""
    item = block.frame.entry
    alone = item is None or item.tag != "li" or item.first != block.index or item.last <= block.index + 1
    return None if alone else item


def opens_row(block: Block, row: Frame) -> bool:
    """The first cell of a row, alone in it."""
    return block.frame.first == row.first == block.index and block.frame.last == block.index + 1


def unlist(page: Page, layouts: set[Make]) -> None:
    """Lists that lay out the article are none: their items get a plain name, and their paths stay.

    A definition of one line, or that has its lines in no element of their own, may still be an entry.
    """
    if not layouts:
        return
    for item in [f for f in page.frames if f.tag in ENTRY_TAGS and make_of(f.parent) in layouts]:
        held = page.blocks[item.first : item.last]
        if item.tag != "dd" or (len(held) > 1 and any(b.frame is not item for b in held)):
            _ = item.path  # written, and kept, with the name that it has in the page
            item.tag = "div"
    for frame in page.frames:
        if frame.parent is not None:
            frame.around = frame.parent.entry, frame.parent.row
