"""Boxes set apart from the text around them: alerts, tips, quotations, tables with a caption, asides."""

from __future__ import annotations

import re

from extract.data import any_of, load
from extract.page.blocks import LOOK_LEVEL, Block, Frame

_SET_APART = re.compile(any_of(load("article/boxes.toml")["set_apart"]))
MAX_BOXED = 12  # lines of a box in the text


def box_around(block: Block) -> Frame | None:
    """The element that a heading opens and that is set apart: an alert, a tip, a quotation, a table."""
    if block.frame.tag == "caption":
        return block.frame.parent
    if block.frame.entry is not None:
        return None
    by_look = block.level >= LOOK_LEVEL
    frame: Frame | None = block.frame
    while frame is not None and frame.first == block.index and frame.parent is not None:
        if frame.last > block.index + 1:
            if frame.last > block.index + MAX_BOXED:
                return None
            style = frame.attributes.get("style") if frame.attributes else None
            apart = frame.tokens and _SET_APART.search(frame.tokens)
            alone = frame.alike == 1  # several alike are cards
            drawn = frame.tag == "blockquote" or (alone and style and "background" in style)
            return frame if apart or (by_look and drawn) else None
        frame = frame.parent
    return None


def aside_around(block: Block, heading: Block, page_blocks: list[Block]) -> Frame | None:
    """The element that an aside's heading opens amid a section: behind it the section goes on.

    `heading` is the section's; it and what goes on stand in the element around the aside's, which holds no
    other heading of the aside's level.
    """
    frame = block.frame
    while frame.parent is not None and frame.parent.first == block.index:
        frame = frame.parent
    around = frame.parent
    if around is None or not block.index + 1 < frame.last <= block.index + MAX_BOXED:
        return None
    alone = not any(0 < b.level <= block.level for b in page_blocks[block.index + 1 : frame.last])
    return frame if alone and around.first <= heading.index and frame.last < around.last else None
