"""A thread told apart from an article: what stands there are the posts of several, one after another."""

from __future__ import annotations

import re

from extract.article.draft import Draft
from extract.cleaning import fold
from extract.data import any_of, load
from extract.page.blocks import Block

MAX_LINE = 90  # characters of a line that tells of a post
MIN_LINES = 4  # of them in a thread
MAX_BYLINE = 2  # of them that may stand at the head of an article

_DATA = load("facts/posts.toml")
_LINE = re.compile(any_of(_DATA["lines"]))
_PARTS: list[str] = _DATA["parts"]
_TIME = re.compile(r"\d[:.]\d\d")


def is_thread(sections: list[Draft], blocks: list[Block], all_blocks: list[Block]) -> bool:
    """At least MIN_LINES lines of posts, and an article of less than two clinical headings before them.

    Comments below an article have the same lines. `blocks` are the article's, `all_blocks` the page's.
    """
    if not blocks:
        return False
    heads = [s.head[0].index for s in sections if s.own and s.head]
    first, last = blocks[0].index, blocks[-1].index + 1
    begins = heads[1] if len(heads) > 1 else last
    before = sum(map(_of_post, all_blocks[first:begins]))
    return before > MAX_BYLINE and before + sum(map(_of_post, all_blocks[begins:last])) >= MIN_LINES


def _of_post(block: Block) -> bool:
    text = block.text
    if len(text) > MAX_LINE or block.chrome not in (None, "boilerplate") or not _may_be(text):
        return False
    return text.startswith("Re: ") or _LINE.fullmatch(fold(text)) is not None


def _may_be(text: str) -> bool:
    lower = text.lower()
    for part in _PARTS:
        if part in lower:
            return True
    return _TIME.search(text) is not None
