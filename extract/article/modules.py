"""The site's template told apart from the article: by the site's profile, or by a template that was learned.

The unit is a container with its heading, never a lone entry: "Fever" recurs because diseases share it.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import pairwise

from extract.article.draft import Draft
from extract.article.siblings import card_make
from extract.article.template import Template, section_key
from extract.cleaning import fold, marker_length
from extract.data import any_of, load, opening
from extract.page.blocks import LOOK_LEVEL, Block, Frame
from extract.page.chrome import calls
from extract.record import Module
from extract.vocabulary import fold_topic

_DATA = load("article/modules.toml")
_PRICED = re.compile(any_of(_DATA["priced"]))
_FIGURE = re.compile(r"\d")
_BUYS = opening(_DATA["buys"])
_OF_GOODS = frozenset({"treatment", "prevention", "test"})  # facets whose entries may be for sale
MAX_OFFER = 6  # lines of a box that offers something
MAX_PRICED = 60  # characters of a line with a price
MIN_FLOW = 4  # sections that stand side by side make an article's flow


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of one site's template: folded heading to module name."""

    certain: dict[str, str]
    within: dict[str, str]
    rest: frozenset[str]  # modules after which nothing of the article follows


@lru_cache(maxsize=1)
def _profiles() -> dict[str, Profile]:
    found: dict[str, Profile] = {}
    for file in sorted(resources.files("extract").joinpath("sites").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml"):
            continue
        data = tomllib.loads(file.read_text("utf-8"))
        modules = data["module"]
        profile = Profile(
            certain={h: m["name"] for m in modules for h in m.get("headings", ())},
            within={h: m["name"] for m in modules for h in m.get("within", ())},
            rest=frozenset(m["name"] for m in modules if m.get("rest")),
        )
        found.update(dict.fromkeys(data["sites"], profile))
    return found


def mark_modules(
    sections: list[Draft],
    site: str | None,
    topic: tuple[str, ...],
    template: Template | None,
    blocks: list[Block],
) -> None:
    """Set `module` on the sections that are the site's template; their facets no longer count.

    `blocks` are the page's.
    """
    profile = _profiles().get(site or "")
    if profile is not None:
        _by_profile(sections, profile, topic)
    if template is not None:
        for section in sections:
            name = template.module(section_key(section, topic))
            if name and not section.module:
                section.module = name
    if profile is not None or template is not None:
        _fill(sections)
        _share_container(sections)
        _take_lead_in(sections)
    else:
        _by_structure(sections)
    _by_offer(sections, blocks)
    for section in sections:
        if section.module:
            section.facet = section.own = None


def _by_structure(sections: list[Draft]) -> None:
    """On a page alone: boxes of several lesser headings before or after an article whose sections lie bare.

    Where at least MIN_FLOW mapped headings of one level are children of one element, a child of it that holds
    two or more headings, all of a lesser level and the first of them mapped to nothing, is the template's,
    where it stands before the first of those headings or after the last, but not where it is all that stands
    below that one but for a line that leads in.
    """
    mapped = [s for s in sections if s.own and s.head and s.level < LOOK_LEVEL]
    flows = Counter((id(_holder(s)), s.level) for s in mapped)
    if not flows or (most := flows.most_common(1)[0])[1] < MIN_FLOW:
        return
    (holder_id, level), _ = most
    flow = [s for s in mapped if (id(_holder(s)), s.level) == (holder_id, level)]
    holder = _holder(flow[0])
    first, last = flow[0].head[0].index, flow[-1].head[0].index
    boxes: dict[int, list[Draft]] = {}
    for section in sections:
        if section.head and (box := _child_of(holder, section.head[0].frame)) is not None:
            boxes.setdefault(id(box), []).append(section)
    for held in boxes.values():
        outside = held[-1].head[0].index < first or held[0].head[0].index > last
        lesser = all(level < s.level < LOOK_LEVEL for s in held)
        below = held[0].parent is flow[-1] and len(flow[-1].blocks) < 2
        if outside and lesser and not below and len(held) > 1 and not (held[0].own or held[0].role):
            for section in held:
                section.module = "_".join(fold(held[0].heading).split()[:4])


def _by_offer(sections: list[Draft], blocks: list[Block]) -> None:
    """Boxes under a facet that call to come or sell, alone of their look, and lists of priced goods.

    Several boxes alike offer what the heading above names, unless goods are nothing that it could name; so
    does one among cards of its make.
    """
    boxes: dict[tuple[str, str], list[tuple[Draft, Frame]]] = {}
    before: Draft | None = None
    for section in sections:
        if section.facet and section.head and not section.module:
            box = _offering_box(section.head[0], blocks) if not section.own else None
            if box is not None:
                boxes.setdefault((box.tag, box.tokens), []).append((section, box))
                if before is not None and before.blocks and before.blocks[-1].index >= box.first:
                    section.blocks.insert(0, before.blocks.pop())  # a badge above the name
            elif section.own not in _OF_GOODS and _lists_goods(section):
                section.module = "goods"
        before = section
    makes = Counter(card_make(s) for s in sections if s.facet and s.head) if boxes else Counter()
    for held in boxes.values():
        for section, box in held:
            alone = len(held) == 1 and makes[id(box.parent), box.tag, box.tokens] < 2
            sells = any(_sells(b) for b in blocks[box.first : box.last])
            if alone or (sells and section.facet not in _OF_GOODS):
                section.module = "goods" if sells else "call_to_action"


def _offering_box(head: Block, blocks: list[Block]) -> Frame | None:
    frame: Frame | None = head.frame.parent
    while frame is not None and frame.first >= head.index - 1 and frame.last - frame.first <= MAX_OFFER:
        last = blocks[frame.last - 1]
        if last is not head and _is_pressed(last) and calls(last.links[0][1] if last.links else last.text):
            return frame
        if any(_sells(b) for b in blocks[head.index + 1 : frame.last]):
            return frame
        frame = frame.parent
    return None


def _is_pressed(block: Block) -> bool:
    return block.linked >= len(block.text) or block.frame.nearest("button", within=2) is not None


def _sells(block: Block) -> bool:
    """A price with the shop that asks it, or a link that buys."""
    text = block.text
    if len(text) > MAX_PRICED:
        return False
    priced = _FIGURE.search(text) is not None and _PRICED.search(text.lower()) is not None
    return priced or (_BUYS.match(text) is not None and _is_pressed(block))


def _lists_goods(section: Draft) -> bool:
    """Most items of its list are goods with a price and a shop."""
    items = {id(b.frame.entry): False for b in section.blocks if b.frame.entry is not None}
    for block in section.blocks if len(items) > 1 else ():
        if block.frame.entry is not None and _sells(block):
            items[id(block.frame.entry)] = True
    return len(items) > 1 and 2 * sum(items.values()) > len(items)


def _holder(section: Draft) -> Frame | None:
    frame = section.head[0].frame
    return frame.parent


def _child_of(holder: Frame | None, frame: Frame) -> Frame | None:
    """The child of `holder` around a frame, where it is more than the heading itself."""
    inner: Frame | None = None
    at: Frame | None = frame
    while at is not None and at is not holder:
        inner, at = at, at.parent
    return inner if at is not None and inner is not frame else None


def _by_profile(sections: list[Draft], profile: Profile, topic: tuple[str, ...]) -> None:
    keys = [fold_topic(fold(s.heading[marker_length(s.heading) :] or s.heading), topic) for s in sections]
    for section, key in zip(sections, keys, strict=True):
        section.module = profile.certain.get(key)
    last: str | None = None
    for section, key in zip(sections, keys, strict=True):
        if last in profile.rest:
            section.module = section.module or last
        elif last is not None:
            section.module = section.module or profile.within.get(key)
        last = section.module
    following: str | None = None
    for section, key in zip(reversed(sections), reversed(keys), strict=True):
        if (
            following is not None and section.module is None and key in profile.within and not section.own
        ) or (following == "faq" and section.module is None and key in profile.within):
            section.module = profile.within[key]
        following = section.module


def _fill(sections: list[Draft]) -> None:
    """A section that maps to nothing between two blocks of the template belongs to the first of them."""
    for before, section, after in zip(sections, sections[1:], sections[2:], strict=False):
        if (
            before.module
            and after.module
            and not section.module
            and section.own is None
            and section.role != "definition"
        ):
            section.module = before.module


def _share_container(sections: list[Draft]) -> None:
    """A section whose element holds, besides it, only blocks of the template is one of them."""
    placed = [s for s in sections if s.head]
    starts = [s.head[0].index for s in placed]
    own_after = [len(placed)]  # from the end on: where the next section that is the article's stands
    for number in range(len(placed) - 1, 0, -1):
        own_after.append(own_after[-1] if placed[number].module else number)
    own_after.reverse()
    own_before = -1
    for number, section in enumerate(placed):
        if section.module:
            continue
        for frame in section.head[0].frame.ancestors():
            first, end = bisect_left(starts, frame.first), bisect_left(starts, frame.last)
            if own_before >= first or own_after[number] < end:
                break
            if end - first > 2:
                section.module = placed[number - 1 if number > first else number + 1].module
                break
        if not section.module:
            own_before = number


def _take_lead_in(sections: list[Draft]) -> None:
    """A line above a module's heading and in its container ("Learning pathway") is the module's too."""
    for before, section in pairwise(sections):
        if before.module or not section.module or not section.head or not before.blocks:
            continue
        first = (before.head or before.blocks)[0].index
        around = [frame.first for frame in section.head[0].frame.ancestors()]
        start = min((index for index in around if index > first), default=section.head[0].index)
        section.blocks[:0] = [b for b in before.blocks if b.index >= start]
        before.blocks = [b for b in before.blocks if b.index < start]


def modules_of(sections: list[Draft]) -> tuple[Module, ...]:
    """The template's sections as modules: one a run of sections of the same name, entries line by line."""
    modules: list[Module] = []
    for section in sections:
        if not section.module or not (section.head or section.blocks):
            continue
        entries = tuple(b.text for b in section.blocks)
        path = section.head[0].path if section.head else (section.blocks[0].path if section.blocks else "")
        modules.append(Module(section.module, section.heading or None, entries, path))
    return tuple(modules)
