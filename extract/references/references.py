"""The article's own source list: under a heading or under none, as addresses or as formatted citations."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import partial
from itertools import islice

from extract.addresses import parse_http, site_of
from extract.article.draft import Draft
from extract.cleaning import marker_length
from extract.data import any_of, by_letter, load, words
from extract.entries.cards import MAX_CARD, cells_of
from extract.page.blocks import HEADINGS, Block, Frame, Page
from extract.record import Reference
from extract.references.cited import URL, make_references
from extract.references.told import (
    certain_source,
    cites,
    cites_a_work,
    introduces,
    is_addressed,
    is_interface,
    may_be_source,
    may_cite,
    may_stand_alone,
)
from extract.vocabulary import read_heading

_RUN_IN = re.compile(r"(?:sources?|references?|citations?|bibliography)\s*:\s+", re.I)
_ALONE = frozenset({"source", "sources", "reference", "references"})
_NEVER_SOURCES = frozenset({"nav", "navigation", "menu", "breadcrumb", "header", "aside"})
_ITEMS = ("li", "tr", "dd", "dt")
MAX_LABEL = 40  # characters of a source list's label
MAX_LABELS = 20  # of a page, below which a list is looked for
MIN_UNHEADED = 3  # sources that make a list without a heading
MAX_AROUND = 6  # elements between a label and the one that holds its sources, too
MAX_CLIMBED = 2  # of them that it need not open
MAX_INSIDE = 4  # elements between a source and the element that says it lists them

_DATA = load("references/references.toml")
# Looked for first, in lower case: a line without one of these, or of what folds away, is no list's label.
_may_be_label = re.compile(rf"{any_of(by_letter(_DATA['label']))}|[^\x00-\x7f]|'").search
_CONTAINER = re.compile(rf"(?:^|[\s_-]){any_of(_DATA['container'])}(?:$|[\s_-])")
_CONTAINER_ROLES = words(_DATA["container_roles"])
_LEADS_ON = re.compile(rf"\b{any_of(_DATA['leads_on'])}\W*$", re.I)


def find_references(
    sections: list[Draft], page: Page, url: str | None
) -> tuple[tuple[Reference, ...], frozenset[int]]:
    """Read the source lists: under their heading, wherever on the page it stands, else a list without one.

    Where there is none, the line that ends a section and begins with "Source:" is one, or the list below the
    article that says by its name that it holds footnotes.
    Returns the references in order and the `id`s of the blocks they were read from.
    """
    groups: list[list[Block]] = []
    for section in sections:
        if section.role == "references" and not section.module and not _is_past_box(section):
            groups += _entries_under(section.blocks, headed=True)
    if not groups:
        modules = {id(b) for s in sections if s.module for b in (*s.head, *s.blocks)}
        groups = _in_container(page.blocks, modules)
    if not groups:
        for section in sections:
            if not section.module and section.role != "aside" and not _LEADS_ON.search(section.heading):
                citing = [b for b in section.blocks if may_cite(b.text)]
                if citing:
                    groups += _declared(section.blocks, citing) or _unheaded(section, len(citing))
    if not groups:
        ends = (s.blocks[-1] for s in sections if s.blocks and not s.module and s.role != "aside")
        groups = [[b] for b in ends if (_RUN_IN.match(b.text) and cites([b])) or _links_to_source(b)]
    if not groups:
        last = max((b.index for s in sections for b in s.blocks), default=-1)
        beside = [b for b in page.blocks[last + 1 :] if b.frame.entry is not None]
        groups = _declared(beside, [b for b in beside if may_cite(b.text)])
    used = frozenset(id(b) for group in groups for b in group)
    return make_references(groups, page, url), used


def _links_to_source(block: Block) -> bool:
    """A link to another page that says no more than that it is the source."""
    alone = len(block.links) == 1 and block.linked == len(block.text) and block.text.lower() in _ALONE
    return alone and is_addressed(block.text, [block]) and block.frame.nearest("figure", within=4) is None


def _is_past_box(section: Draft) -> bool:
    """A section below the heading of sources, behind the box that the heading opens and that holds them."""
    above = section.parent
    if above is None or above.role != "references" or not (above.head and section.head):
        return False
    head = above.head[0]
    box = head.frame.parent
    if box is None or box.first != head.index or box.last > section.head[0].index:
        return False
    return any(cites([b]) for b in above.blocks)


def _in_container(blocks: list[Block], modules: set[int]) -> list[list[Block]]:
    """A source list kept out of the article (a footer, a folded panel): what shares its label's container."""
    labels = (b for b in blocks if _is_label(b) and id(b) not in modules)
    for block in islice(labels, MAX_LABELS):
        frame = block.frame
        for climbed in range(MAX_AROUND):
            held = [b for b in blocks[block.index + 1 : frame.last] if not b.read_apart]
            if held:
                groups = _entries_under(_before_heading(held, _level(block)))
                if groups and not (all(_is_menu(g) for g in groups) and _of_one_site(groups)):
                    return groups
                break
            if frame.parent is None or (climbed >= MAX_CLIMBED and frame.first != block.index):
                break
            frame = frame.parent
    return []


def _before_heading(blocks: list[Block], level: int) -> list[Block]:
    """What stands before the next heading of this level or above; of any, where that is none.

    A label of more sources ("Further reading") is none.
    """
    at = (n for n, b in enumerate(blocks) if n and _level(b) and (not level or _level(b) <= level))
    end = next((n for n in at if not _is_label(blocks[n])), None)
    return [b for n, b in enumerate(blocks[:end]) if not (n and _level(b) and _is_label(b))]


def _level(block: Block) -> int:
    """The level of a heading; of one outside the article, that of its element."""
    return block.level or HEADINGS.get(block.frame.tag, 0)


def _is_label(block: Block) -> bool:
    """A line of a few words that announces sources, outside the site's menus."""
    text = block.text
    if block.linked or len(text) > MAX_LABEL or block.chrome in _NEVER_SOURCES:
        return False
    if text.count(" ") > 3 or not _may_be_label(text.lower()):
        return False
    return read_heading(text).role == "references"


def _is_menu(group: list[Block]) -> bool:
    text = " ".join(b.text for b in group)
    return sum(b.linked for b in group) >= 0.9 * len(text) and text.count(" ") < 6 and not URL.search(text)


def _of_one_site(groups: list[list[Block]]) -> bool:
    """All links lead to pages of one site, as a menu's do."""
    hrefs = {href for group in groups for block in group for href, _ in block.links}
    return len({site_of(href) for href in hrefs if parse_http(href)}) < 2


def _entries_under(blocks: list[Block], headed: bool = False) -> list[list[Block]]:
    """The sources below a label. Under a heading (`headed`) the first list is the list of them, all of it."""
    listed = partial(_listed_in, blocks[0].index if blocks else 0)
    items = [b for b in blocks if listed(b) is not None]
    if items:
        first = _list_of(items[0]) if headed else None
        made = _by_item(items, listed)
        return [g for g in made if may_be_source(g) or (first is not None and _stands_in(first, g))]
    if cards := _cards(blocks):
        return cards
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and groups[-1][-1].run == block.run and block.lines > 1 and _continues(groups[-1], block):
            groups[-1].append(block)
        elif len(block.text) >= 8 and not is_interface(block.text):
            groups.append([block])
    groups = _up_to_last_number([g for g in groups if not introduces(g)])
    certain = [may_be_source(g) for g in groups]
    if not any(certain):
        return groups if headed and _numbered(groups) else []
    many = sum(certain) * 2 >= len(groups)
    last = max(i for i, yes in enumerate(certain) if yes)
    runs = {g[0].run for g, yes in zip(groups, certain, strict=True) if yes}

    def is_source(at: int, group: list[Block]) -> bool:
        """A certain one, a name among them, or where most are certain what says as much beside them."""
        blanks = group[0].text.count(" ")
        among = at < last and blanks > 0 and (many or group[0].run in runs)
        beside = at < last or _make(group[0].frame.parent) == _make(groups[last][0].frame.parent)
        return certain[at] or among or (many and blanks > 2 and beside)

    return [g for i, g in enumerate(groups) if is_source(i, g)]


def _make(frame: Frame | None) -> tuple[str, str]:
    """An element's name and class; lines of one make may stand in one element each."""
    return (frame.tag, frame.tokens) if frame is not None else ("", "")


def _up_to_last_number(groups: list[list[Block]]) -> list[list[Block]]:
    """Without what follows the last of sources that are all numbered, up to it: it is the page's."""
    numbered = [n for n, g in enumerate(groups) if marker_length(g[0].text)]
    count = len(numbered)
    many = count > 1 and numbered[-1] == count - 1 and groups[0][0].text.lstrip("([").startswith("1")
    return groups if not many or any(map(cites, groups[count:])) else groups[:count]


def _numbered(groups: list[list[Block]]) -> bool:
    """At least two lines, all with typed markers, the first "1"."""
    texts = [g[0].text for g in groups]
    return len(texts) > 1 and texts[0].lstrip("([").startswith("1") and all(map(marker_length, texts))


def _cards(blocks: list[Block]) -> list[list[Block]]:
    """Elements of one make, at least two, that hold a source each in several lines: a name, an address."""
    makes: dict[tuple[str, str], list[list[Block]]] = {}
    for cell, held in cells_of(blocks) if len(blocks) > 3 else ():
        if len(held) > 1 and cell.tag in ("div", "article", "section"):
            makes.setdefault((cell.tag, cell.tokens), []).append(held)
    for cards in makes.values():
        if len(cards) > 1 and all(_is_source_card(card) for card in cards):
            return cards
    return []


def _is_source_card(card: list[Block]) -> bool:
    """It has one address, in its last line, or none but that of its name."""
    linked = [b for b in card if is_addressed(b.text, [b])]
    if len(card) > MAX_CARD or not linked or (len(linked) > 1 and not URL.fullmatch(card[-1].text)):
        return False
    return all(b is card[0] or b is card[-1] for b in linked)


def _listed_in(start: int, block: Block) -> Frame | None:
    """The innermost list item, row or definition around a block that does not begin before block `start`.

    One that does is around the whole list: a row of a table that lays out the page.
    """
    frame = block.frame
    item = frame.nearest(*_ITEMS) if frame.entry is not None or frame.row is not None else None
    return item if item is not None and item.first >= start else None


def _list_of(block: Block) -> Frame | None:
    """The list around a list item's block."""
    item = block.frame.nearest("li")
    return item.parent if item is not None else None


def _stands_in(listing: Frame, group: list[Block]) -> bool:
    """An item of this list that says something and leads nowhere, as one to a page of the site does."""
    text = " ".join([b.text for b in group])
    return (
        _list_of(group[0]) is listing
        and any(c.isalnum() for c in text)
        and not is_interface(text)
        and not any(b.links for b in group)
    )


def _continues(group: list[Block], block: Block) -> bool:
    """The second line of a citation: its address alone, or the rest of a numbered one."""
    if marker_length(block.text):
        return False
    address = URL.match(block.text) is not None and not URL.search(group[-1].text)
    return address or marker_length(group[0].text) > 0


def _by_item(blocks: list[Block], item_of: Callable[[Block], Frame | None]) -> list[list[Block]]:
    groups: list[list[Block]] = []
    last: object = None
    for block in blocks:
        item = item_of(block)
        if item is last and groups:
            groups[-1].append(block)
        else:
            groups.append([block])
        last = item
    return _with_their_terms(groups)


def _with_their_terms(groups: list[list[Block]]) -> list[list[Block]]:
    """Authors as a term and their one work as its definition are one source; other terms are none."""
    kinds = [g[0].frame.nearest("dt", "dd") if g[0].frame.entry is not None else None for g in groups]
    tags = [frame.tag if frame is not None else "" for frame in kinds]
    if "dt" not in tags:
        return groups
    joined: list[list[Block]] = []
    for n, group in enumerate(groups):
        if tags[n] == "dd" and tags[n - 1 : n] == ["dt"] and tags[n + 1 : n + 2] != ["dd"]:
            group = groups[n - 1] + group
        if tags[n] != "dt":
            joined.append(group)
    return joined


def _declared(blocks: list[Block], citing: list[Block]) -> list[list[Block]]:
    """Lists without a heading in elements that say by name or role that they hold the sources.

    `citing` are those of the blocks that may be sources.
    """
    containers: dict[Frame, None] = {}
    for block in citing:
        if (container := _container(block)) is not None:
            containers[container] = None
    starts = [b.index for b in blocks]
    groups: list[list[Block]] = []
    for container in containers:
        first, end = (bisect_left(starts, at) for at in (container.first, container.last))
        held = blocks[first:end]
        made = _by_item(held, partial(_item_in, container))
        sources = [g for g in made if cites(g)]
        if len(made) == 1 and not cites_a_work(made[0]):
            continue
        if len(sources) * 2 > len(made):
            named = [g for g in made if may_be_source(g)]
            groups += [g for g in named if not (groups and g[0].index <= groups[-1][-1].index)]
    return groups


def _container(block: Block) -> Frame | None:
    frame: Frame | None = block.frame
    for _ in range(MAX_INSIDE):
        if frame is None:
            break
        if frame.attributes and (
            (frame.tokens and _CONTAINER.search(frame.tokens))
            or frame.attributes.get("role") in _CONTAINER_ROLES
        ):
            return frame
        frame = frame.parent
    return None


def _item_in(container: Frame, block: Block) -> Frame:
    """The list item around a block, or the child of the container that it stands in."""
    frame = _listed_in(container.first, block) or block.frame
    while frame.tag not in _ITEMS and frame.parent is not None and frame.parent is not container:
        frame = frame.parent
    return frame


def _unheaded(section: Draft, citing: int) -> list[list[Block]]:
    """A list without a heading whose entries nearly all are addresses or citations with an identifier."""
    if citing < MIN_UNHEADED:
        return []
    by_list: dict[int, list[Block]] = {}
    for block in section.blocks:
        item = block.frame.nearest("li") if block.frame.entry is not None else None
        key = (
            id(item.parent)
            if item is not None and item.parent is not None
            else (-block.run if block.lines > 2 else None)
        )
        if item is None and key is None:
            if block.frame.attributes.get("role") == "listitem":
                key = -id(block.frame.parent)
            elif may_stand_alone(block.text):
                key = 0
        if key is not None:
            by_list.setdefault(key, []).append(block)
    groups: list[list[Block]] = []
    for key, blocks in by_list.items():
        made = _by_item(blocks, partial(_listed_in, 0)) if key > 0 else [[b] for b in blocks]
        sources = [g for g in made if certain_source(g)]
        if len(sources) >= MIN_UNHEADED and len(sources) >= 0.7 * len(made):
            groups += made
    return groups
