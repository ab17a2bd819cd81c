"""Questions and their answers in the plain lines of a FAQ."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import zip_longest

from extract.article.draft import Draft
from extract.cleaning import marker_length
from extract.entries.entry import Entry, leads_away
from extract.page.blocks import LOOK_LEVEL, Block, Frame

MAX_PLAIN = 40  # blocks of a FAQ in which its first question is looked for
MAX_QUESTION = 250  # characters
MOSTLY = 0.8  # of a line that is a link

_NUMBER = re.compile(r"\(?\d{1,2}[.)]?")
_QUOTES = "\"'“‘«"
_QUESTION = re.compile(r"\W*(?:\d{1,2}[.)] )?[A-Z][^.!?:]{8,150}\?\s")
_ASKED = re.compile(r"^Q\d{0,2}\s?[:.]")


def find_questions(section: Draft, owned: Container[Block] = ()) -> list[Entry]:
    """A FAQ's own blocks, but for `owned` ones: a line that asks opens an entry, what follows answers it.

    So does the line that opens an item of a list in which others open with a question, and where no line
    asks by itself one that is marked and asks before it answers.
    """
    groups: list[list[Block]] = []
    first = sum(map(_asks_first, section.blocks)) > 1 and not any(map(_asks, section.blocks))
    asks = _asks_first if first else _asks
    asking = {id(item.parent) for b in section.blocks if asks(b) and (item := _item_opened(b)) is not None}
    for block, after in zip_longest(section.blocks, section.blocks[1:]):
        if block in owned or _leads_on(block):
            continue
        if after is not None and _NUMBER.fullmatch(block.text) and asks(after):
            continue  # a cell that counts the question
        item = _item_opened(block) if asking else None
        opens = asks(block) or (item is not None and id(item.parent) in asking)
        if opens and not (groups and _same_item(groups[-1][-1], block)):
            groups.append([block])
        elif groups:
            groups[-1].append(block)
    return [_answered(section, group) for group in groups]


def find_answer(section: Draft) -> list[Block]:
    """What answers a FAQ's heading; where plain lines ask beside it, its blocks before the next of these."""
    blocks, parent = section.blocks, section.parent
    plain = parent.blocks[:MAX_PLAIN] if parent is not None else []
    if section.level < LOOK_LEVEL and not any(map(_asks, plain)):
        return blocks
    return blocks[: next((i for i, b in enumerate(blocks) if _asks(b)), len(blocks))]


def _asks(block: Block) -> bool:
    """A question alone in its line, in bold before its answer, or marked as one."""
    text = block.text
    cut = text.find("?")
    alone = cut >= len(text) - 2 or (block.bold > 0 and cut <= block.bold + 1)
    return 0 < cut < MAX_QUESTION and (alone or _ASKED.match(text) is not None)


def _asks_first(block: Block) -> bool:
    """A list's item, or a line with a typed marker, whose first sentence is a question."""
    item = block.frame.entry
    opens = item is not None and item.first == block.index
    marked = marker_length(block.text) > 0 or not (block.text[0].isalnum() or block.text[0] in _QUOTES)
    return (opens or marked) and _QUESTION.match(block.text) is not None


def _leads_on(block: Block) -> bool:
    """A link to the next page of the article ("Next > What causes gout?")."""
    return block.linked >= MOSTLY * len(block.text) and leads_away(block.text)


def _answered(section: Draft, group: list[Block]) -> Entry:
    marker = marker_length(group[0].text)
    text = group[0].text[marker:]
    cut = text.find("?") + 1 or len(text)
    answer = "\n".join(a for a in (text[cut:].lstrip(": ").rstrip(), *(b.text for b in group[1:])) if a)
    return Entry("faq", group, section, text[:cut], answer or None, "line", marker)


def _item_opened(block: Block) -> Frame | None:
    """The list item that a line opens, where it holds more."""
    item = block.frame.entry
    return item if item is not None and item.first == block.index and item.last > item.first + 1 else None


def _same_item(before: Block, block: Block) -> bool:
    """Two lines of one paragraph in one list item."""
    item = block.frame.nearest("li") if block.frame.entry is not None else None
    return item is not None and before.frame.nearest("li") is item and before.run == block.run
