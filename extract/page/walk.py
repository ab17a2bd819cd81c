"""The one walk over a parsed page, from its tree to blocks.

It keeps its own stack, so that no depth of a page is a matter of Python's. Paths are kept by counters while
walking, never found by climbing the tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from extract.cleaning import collapse
from extract.page.around import lines_around
from extract.page.blocks import BLOCK_TAGS, SKIPPED_TAGS, Block, Frame, Page, is_running, tokens_of
from extract.page.chrome import MAY_BE_NAMED, NAMED_TAGS, named, names_sources, stands_around
from extract.page.inline import MAX_ARROW, is_a_block, is_arrow, is_drawn, is_footnote
from extract.page.lines import (
    BREAK,
    PLAIN,
    Look,
    Piece,
    block_look,
    chips,
    inline_look,
    name_and_text,
    preformatted,
    read_lines,
)
from extract.page.lists import mark_lists
from extract.page.nesting import cut_nesting
from extract.page.source import Source

MAX_DEPTH = 256  # elements around a line
MAX_NODES = 400_000  # elements of a page
MAX_BLOCKS = 60_000
MOST_AROUND = 0.35  # of the running text of a page: what may stand around its article

# What the walk does at an element. An element of none of these names is inline.
_SKIP, _BREAK, _INLINE, _BLOCK, _BLOCK_NAMED = range(5)
_KINDS: dict[str | None, int] = {
    "br": _BREAK,
    "mat-icon": _SKIP,
    **dict.fromkeys(SKIPPED_TAGS, _SKIP),
    **dict.fromkeys(BLOCK_TAGS, _BLOCK),
    **dict.fromkeys(MAY_BE_NAMED, _BLOCK_NAMED),
}
_HOLDS_NAMES = frozenset({"div", "li"})  # what inline elements alone may fill, a line each


def parse(source: Source) -> LexborHTMLParser:
    """Parse a repaired source; never fails."""
    return _parse(source, cut_nesting(source.html))


def _parse(source: Source, html: str) -> LexborHTMLParser:
    """Parse `html`, which is all of the source or its beginning."""
    if source.utf8 is not None and html is source.html:
        return LexborHTMLParser(source.utf8)
    return LexborHTMLParser(html)


def walk(source: Source) -> Page:
    """Parse a repaired source and walk its body once.

    Returns the blocks in reading order with their frames. `truncated` names the limit ("nesting", "depth",
    "nodes") that cut the walk short, where one did.
    """
    html = cut_nesting(source.html)
    tree = _parse(source, html)
    body, head, top = tree.body, tree.head, tree.root
    head_title = (head.css_first("title") if head is not None else None) or tree.css_first("title")
    said = top.attributes if top is not None else {}
    worn = body.attributes if body is not None else {}
    walker = _walk_body(body, worn, apart=True)
    if walker.leaves_little():
        walker = _walk_body(body, worn, apart=False)  # this page calls its article a menu
    mark_lists(walker.frames, walker.blocks)
    title = collapse(head_title.text(deep=True)) if head_title is not None else None
    truncated = "nesting" if len(html) < len(source.html) else walker.truncated
    language = said.get("lang") or said.get("xml:lang")
    return Page(tree, walker.blocks, walker.root, walker.frames, title or None, language or None, truncated)


def _walk_body(body: Any, worn: Mapping[str, str | None], *, apart: bool) -> _Walker:
    """Walk all that a body element holds; `worn` are its attributes, `apart` as in `_Walker`."""
    outermost = Frame("html")
    outermost.counts["body"] = 1
    walker = _Walker(Frame("body", outermost, attributes=worn, tokens=tokens_of(worn)), apart)
    if body is not None:
        walker.element(body, walker.root)
    return walker


def walk_part(node: Any, depth: int, start: int, end: int | None) -> list[Block]:
    """Walk the children `start` to `end` (inclusive; None: to the last) of one element.

    `depth`: how many elements stand around it in its page.
    """
    attributes, tag = node.attributes, node.tag
    tokens = tokens_of(attributes, tag)
    if tag not in _KINDS and is_a_block(node, attributes, tokens):
        tag = "div"
    frame = Frame(tag if tag == "pre" or tag in _HOLDS_NAMES else "part", tokens=tokens)
    frame.depth = depth  # the limit of depth holds here as on the walk of the whole page
    walker = _Walker(frame, apart=False)
    walker.element(node, frame, start, end)
    return walker.blocks


# An element the walk is inside of, while it is deeper still: a plain tuple, as there is one an element.
_Level = tuple[
    Frame,
    Any,  # next: where the walk goes on after a child's own children
    int,  # number of the child that follows
    Look,
    int,  # base: where on the stack the block-level element around it stands: itself, if it is one
    int,  # mark: the pieces of the run from here on stand in this element
    int,  # start: first child of the run that is being collected
    int,  # stop: first child not to walk; -1: none
]


class _Walker:
    """Collects blocks. `pieces` is the run being collected; a block-level element's begin or end ends it."""

    def __init__(self, root: Frame, apart: bool) -> None:
        self.root = root
        self.blocks: list[Block] = []
        self.frames: list[Frame] = []
        self.pieces: list[Piece] = []
        self.runs = 0
        self.truncated: str | None = None
        self.nodes = 0
        self.apart = apart  # read what stands around the article apart
        self.text_around = 0  # characters of running text in it

    def leaves_little(self) -> bool:
        """Of the running text in all blocks more stands around the article than may."""
        said = 0
        for block in self.blocks if self.text_around else ():
            if is_running(len(block.text), block.linked):
                said += len(block.text)
                if self.text_around <= MOST_AROUND * said:
                    return False
        return self.text_around > 0

    def element(self, node: Any, frame: Frame, start: int = 0, end: int | None = None) -> None:
        """Walk the children `start` to `end` (inclusive) of a block-level element."""
        stack: list[_Level] = []
        pieces, blocks, frames, kind_of = self.pieces, self.blocks, self.frames, _KINDS.get
        nodes = self.nodes
        child, index = node.first_child, 0
        while index < start and child is not None:
            child, index = child.next, index + 1
        # What `_Level` tells of the elements around, of the innermost.
        look, base, mark, stop = PLAIN, 0, 0, -1 if end is None else end + 1
        while True:
            if child is None or index == stop:
                if base == len(stack):
                    if pieces:
                        self._flush(pieces, frame, start, index - 1, start == 0 and stop < 0)
                        pieces.clear()
                elif start:  # a block-level element stood inside: what follows it here is a run of its own
                    self._flush(pieces[mark:], frame, start, index - 1, False)
                    del pieces[mark:]
                frame.last = len(blocks)
                if not stack:
                    break
                frame, child, index, look, base, mark, start, stop = stack.pop()
                continue
            node, number = child, index
            child, index = node.next, index + 1
            text = node.text_content
            if text is not None:
                if text and (pieces or not text.isspace() or look[1] is not None):
                    pieces.append((text, look))  # white space that opens a run says nothing
                continue
            nodes += 1
            tag = node.tag
            kind = kind_of(tag, _INLINE)
            if kind == _SKIP:
                continue
            if nodes > MAX_NODES or len(blocks) > MAX_BLOCKS:
                self.truncated = "nodes"
                pieces.clear()  # of a line cut in two, neither part stands in the page
                for cut in (frame, *(level[0] for level in stack)):
                    cut.last = len(blocks)
                break
            if kind == _BREAK:
                pieces.append(BREAK)
                continue
            counts = frame.counts
            counts[tag] = nth = counts.get(tag, 0) + 1
            if frame.depth >= MAX_DEPTH:
                self.truncated = "depth"
                continue
            inside = node.first_child
            if inside is None and kind == _INLINE:
                continue
            attributes = node.attributes
            own = kind == _INLINE and "-" in tag  # a name of the page's own
            tokens = tokens_of(attributes, tag) if attributes or own else ""
            if kind == _INLINE and tokens and is_drawn(tokens):
                continue  # a wiki's link behind its headings, or an icon
            acts = tag
            may_be_block = kind == _INLINE and (own or "block" in tokens or "style" in attributes)
            if may_be_block and is_a_block(node, attributes, tokens):
                kind, acts = _BLOCK_NAMED if own else _BLOCK, "div"
            if kind >= _BLOCK:
                if pieces or base != len(stack):
                    stack.append((frame, None, number, look, base, mark, start, stop))
                    self._end_runs(stack)
                    stack.pop()
                    mark = 0
                start = index
                inner = Frame(tag, frame, number, nth, attributes, tokens)
                if acts != tag:
                    _ = inner.path  # written, and kept, with the name that it has in the page
                    inner.tag = acts
                inner.first = inner.last = len(blocks)
                frames.append(inner)
                if inside is None:
                    continue
                if kind == _BLOCK_NAMED and (attributes or tag in NAMED_TAGS):
                    inner.named = named(inner)
                    if self.apart and inner.named is not None and stands_around(inner, node):
                        walked = self._read_around(node, inner, MAX_NODES - nodes)
                        if walked is not None:
                            nodes += walked
                            if nodes > MAX_NODES:
                                self.truncated = "nodes"
                            continue
                text = inside.text_content if inside.next is None else None
                worn = look
                if acts != tag:
                    worn = inline_look(tag, attributes, tokens, look)
                elif (text is not None or tag == "p") and "style" in attributes:
                    worn = block_look(attributes, look)
                if text is not None:
                    if text and (look[1] is not None or not text.isspace()):
                        self._flush([(text, worn)], inner, 0, 0, True)
                        inner.last = len(blocks)
                    continue
                stack.append((frame, child, index, look, base, mark, start, stop))
                frame, child, index, look, base = inner, inside, 0, worn, len(stack)
                mark, start, stop = 0, 0, -1
                continue
            if tag == "sup" and is_footnote(node, pieces[-1][0] if len(pieces) > mark else ""):
                continue
            worn = inline_look(tag, attributes, tokens, look)
            if inside.next is None and (text := inside.text_content) is not None:
                if text and len(text) < MAX_ARROW and is_arrow(text.strip(), attributes):
                    if pieces:
                        pieces.append((" ", look))  # it stood between words
                    continue
                if text and (pieces or not text.isspace() or worn[1] is not None):
                    pieces.append((text, worn))
                continue
            inner = Frame(tag, frame, number, nth, attributes, tokens)
            inner.first = len(blocks)
            stack.append((frame, child, index, look, base, mark, start, stop))
            frame, child, index, look, mark, start, stop = inner, inside, 0, worn, len(pieces), 0, -1
        self.nodes = nodes

    def _read_around(self, node: Any, frame: Frame, most: int) -> int | None:
        """Read an element that stands around the article: a block a line, all of them of its one frame.

        Returns how many elements were walked, more than `most` where that was too few for all of it; None
        where it holds the article's sources and so was not taken.
        """
        blocks, span = self.blocks, (frame, 0, 0)
        lines, walked = lines_around(node, most)
        if any(names_sources(text) for text, _, _ in lines):
            return None
        for text, linked, links in lines:
            self.runs += 1
            line = (text, 0, linked, links, "", 0)
            blocks.append(Block(len(blocks), frame, span, True, self.runs, 1, 1, *line))
            if is_running(len(text), linked):
                self.text_around += len(text)
        frame.last = len(blocks)
        frame.chrome = frame.named
        return walked

    def _end_runs(self, stack: list[_Level]) -> None:
        """End the runs around a block-level element: child `number` of the last level of the stack."""
        pieces = self.pieces
        _, _, last, _, base, _, _, _ = stack[-1]
        inside = [(level[0].index, level[5]) for level in stack[base + 1 :]]
        for place, (end, inner_mark) in enumerate([*inside, (last, None)], base):
            frame, child, number, look, of, mark, start, stop = stack[place]
            if pieces:
                self._flush(pieces[mark:inner_mark], frame, start, end - 1, False)
            if not start and place > base:
                frame.named = named(frame)
                self.frames.append(frame)  # an inline element that holds block-level ones
            stack[place] = (frame, child, number, look, of, 0, end + 1, stop)
        pieces.clear()

    def _flush(self, pieces: list[Piece], frame: Frame, start: int, end: int, whole: bool) -> None:
        if frame.tag == "pre":
            self._flush_preformatted(pieces, frame, start, end, whole)
            return
        if whole and len(pieces) > 1 and frame.tag in _HOLDS_NAMES and len(frame.counts) == 1:
            [count] = frame.counts.values()
            if count == 2:
                pieces = name_and_text(pieces)
            elif frame.tag == "div":
                pieces = chips(pieces, count, frame.tokens)
        lines = read_lines(pieces)
        if not lines:
            return
        self.runs += 1
        holder = frame
        while holder.tag not in BLOCK_TAGS and holder.parent is not None:
            holder = holder.parent
        blocks, span, run, count = self.blocks, (frame, start, end), self.runs, len(lines)
        for number, line in enumerate(lines, 1):
            if line[0]:
                blocks.append(Block(len(blocks), holder, span, whole, run, count, number, *line))

    def _flush_preformatted(
        self, pieces: list[Piece], frame: Frame, start: int, end: int, whole: bool
    ) -> None:
        """Each paragraph is a run, its lines numbered among all of them, so that a path finds each."""
        paragraphs = [[line for line in read_lines(each) if line[0]] for each in preformatted(pieces)]
        blocks, span, count, number = self.blocks, (frame, start, end), sum(map(len, paragraphs)), 0
        for lines in paragraphs:
            self.runs += 1
            for line in lines:
                number += 1
                blocks.append(Block(len(blocks), frame, span, whole, self.runs, count, number, *line))
