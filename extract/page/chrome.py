"""Chrome: which elements and lines of a page are none of its article.

Nothing here knows a site. A container is chrome by what it is (nav, footer, aside), by what its class says,
or by what it holds (links and little else); a name never decides where the text disagrees.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate
from typing import Any

from extract.cleaning import marker_length
from extract.data import any_of, by_letter, load, words
from extract.page.blocks import BLOCK_TAGS, HEADINGS, Block, Frame, Page, is_running
from extract.page.counts import mark_counts
from extract.vocabulary import read_heading, read_introduction

_DATA = load("page/chrome.toml")
_TAGS = frozenset(_DATA["tags"])
_ROLES = frozenset(_DATA["roles"])
_WORDS = words(_DATA["words"])
_SELLS = words(_DATA["sells"])
_OVERLAYS = words(_DATA["overlays"])
_MAIN_WORDS = words(_DATA["main_words"])
_NAMES = re.compile(any_of(_DATA["names"]))
_TOKEN = re.compile(r"[a-z]+")
# Of the blocks of page builders: what styles them, and what each of them is called.
_OF_BLOCKS = re.compile(r"\b(?:has-[\w-]*(?:background|color|size|align)[\w-]*|elementor-widget)")
_CRUMBS = re.compile(any_of(_DATA["crumbs"]))
_MAY_BE_CRUMBS = re.compile(r"[«‹←»›→]|^home|^you")
_LINE_ANYWHERE = re.compile(any_of(_DATA["lines_anywhere"]))
_SIGNED = (
    rf"(?:- )?(?:medically |clinically )?{any_of(_DATA['lines_signed'])}\b.{{0,6}}(?:\b(?:by|on)\b|:|\d)"
)
_LINE_SIGNED = re.compile(_SIGNED)
_LINE_OPENING = re.compile(any_of(by_letter([_SIGNED, *_DATA["lines_opening"]])))
_ON = r"(?:\s?[:|»]|\s[–—-])\s?\S"  # from such a label to the title
_LINE_ONWARD = re.compile(any_of(_DATA["lines_onward"]) + _ON)
_LINE_ONWARD_LINKED = re.compile(any_of(_DATA["lines_onward_linked"]) + _ON)
_PAGE_OF = re.compile(r"(?:^|\W )page \d+ of \d+$")
_LINES_WHOLE = frozenset(line.strip() for line in _DATA["lines_whole"].split("|"))
_LEADS_BACK = re.compile(any_of(_DATA["leads_back"]))
_CALLS = re.compile(any_of([*_DATA["calls"], *_DATA["books"]]), re.I)
_PRESSED = re.compile(any_of([*_DATA["pressed"], *_DATA["books"]]))
_INVITES = re.compile(any_of(_DATA["invites"]), re.I)
_INVITES_BY = tuple(_DATA["invites_by"])
_COUNT = re.compile(r"\d[\d,.]*\s?(?:[%+k★]|lakh|million)*\+?", re.I)
_COUNTED = re.compile(any_of(_DATA["counted"]))
_SOURCE_HOST = re.compile(r"//(?:[\w.-]+\.)?(?:ncbi\.nlm\.nih\.gov|pubmed|doi\.org|who\.int|cdc\.gov)", re.I)
MENUS = words(_DATA["menus"])
_HEAD_IDS = words(_DATA["head_ids"])
_HEADS = words(_DATA["heads"])
_FEET = words(_DATA["feet"])
_SOURCES = frozenset(_DATA["sources"])
_CONTENT_TAGS = frozenset({"html", "body", "main", "article", *HEADINGS, "li", "tr", "p"})
MAY_BE_NAMED = BLOCK_TAGS - _CONTENT_TAGS
NAMED_TAGS = _TAGS | {"header"}  # those that need no attribute for it
_SETS_LARGE = frozenset(HEADINGS) | {"div", "p", "span", "strong"}
_CONTROLS = frozenset({"button", "label", "option", "select"})
_ENDS = " .!?:…›»→↑>"  # signs that such a whole line ends with
MAX_CALLED = 50  # characters of a link that calls
MIN_INVITES = 25  # characters of a sentence that invites
MAX_LABEL = 30  # characters of the label of a line that leads on
MAX_FEET = 9  # of a page that are looked at
MAX_COUNT = 12  # characters of a figure
MAX_COUNTED_BLANKS = 6  # of what it counts
MAX_HEAD_LINES = 3  # of a box that holds a heading of what stands beside it
MIN_SHOWN = 80  # characters of what an overlay tells
MAX_CARD_LINES = 300  # of cards that are links: more are an index
MAX_CARD_DEPTH = 5  # elements between a card's link and its name
MIN_SENTENCE = 25  # characters of what a card says of it
MAX_HEADING_BLANKS = 8  # of a line above cards that may be their heading
MAX_LINES_ABOVE = 3  # the heading of cards and what leads in to them
MAX_ABOVE = 12  # the same with chrome between
_MAY_LIST = frozenset({"ul", "ol", "div", "table", "section", "td", "dl", "p", "center"})


def mark_chrome(page: Page) -> None:
    """Set `chrome` on frames and on the blocks inside them, with the reason."""
    said = [len(block.text) for block in page.blocks]
    led = [block.linked for block in page.blocks]
    length, linked = sums(said), sums(led)
    running = sums([n if is_running(n, links) else 0 for n, links in zip(said, led, strict=True)])
    not_here = _used_for_the_article(page, running)
    ones = [f for f in page.frames if f.tag == "h1" and f.last > f.first]
    head = _head_of_the_site(page, ones, running)
    shown = 0  # where the last overlay with a part of the article ends
    for frame in page.frames:
        if frame.chrome:
            continue  # read apart: nothing of it can be the article's
        outer = frame.parent
        if outer is not None and outer.chrome:
            frame.chrome = outer.chrome
            continue
        size = length[frame.last] - length[frame.first]
        if not size:
            continue
        reason = frame.named if frame is not head else "header"
        if reason in _OVERLAYS and (frame.last <= shown or _shows_a_facet(page, frame)):
            reason, shown = None, max(shown, frame.last)
        if reason in not_here or (
            reason
            and frame.tag not in _TAGS
            and (_heads_what_follows(page, frame) or _is_all_of_a_facet(page, frame))
        ):
            reason = None
        if reason is None and frame.tag in _MAY_LIST:
            links = linked[frame.last] - linked[frame.first]
            if links >= 0.8 * size and _is_link_list(page, frame, size):
                reason = "links"
        frame.chrome = reason
    for block in page.blocks:
        if block.linked and _is_crumbs(block):
            block.chrome = "breadcrumb"
        else:
            block.chrome = block.span[0].chrome or ("boilerplate" if _is_boilerplate(block) else None)
    if len(ones) == 1 and ones[0].chrome == "header":
        _keep_opening(page, ones[0])
    mark_counts(page.blocks)
    _mark_counters(page.blocks)


def _head_of_the_site(page: Page, ones: list[Frame], running: list[int]) -> Frame | None:
    """The element that its id names the site's head: with a main heading, no text, and another after it."""
    if len(ones) < 2 or (said := read_heading(page.blocks[ones[0].first].text)).facet or said.role:
        return None
    for around in ones[0].ancestors():
        if around.attributes.get("id") in _HEAD_IDS:
            told = running[around.last] - running[around.first]
            return around if not told and ones[-1].first >= around.last else None
    return None


def _keep_opening(page: Page, title: Frame) -> None:
    """The only h1 of a page and the sentences after it open the article, though a header holds them."""
    header = title
    while header.parent is not None and header.parent.chrome:
        header = header.parent
    after = page.blocks[title.last : header.last]
    sentences = [b for b in after if b.frame.tag == "p" and is_running(len(b.text), b.linked)]
    for block in [*page.blocks[title.first : title.last], *sentences] if sentences else ():
        block.chrome = None


def sums(values: Iterable[int]) -> list[int]:
    """Running totals from 0, so that any range is one subtraction."""
    return list(accumulate(values, initial=0))


def _is_crumbs(block: Block) -> bool:
    """Breadcrumbs ("Home » Eyes"), or a link to the page before or after."""
    text = block.text
    if len(text) >= 250 or (text.isascii() and text[0] not in "HhYy"):
        return False
    text = text.lower()
    return _MAY_BE_CRUMBS.search(text) is not None and _CRUMBS.search(text) is not None


def _is_boilerplate(block: Block) -> bool:
    """A line that pages print around an article ("Last updated: …", "All rights reserved")."""
    if len(block.text) >= 220 or block.frame.tag in HEADINGS:
        return False
    text = block.text.lower()
    only_links = block.linked >= len(text) - 1  # a full stop may stand behind
    if (only_links or block.frame.tag == "button") and len(text) < MAX_CALLED and _PRESSED.match(text):
        return not read_heading(block.text).strong  # "Get medical help" names what its button unfolds
    if (block.linked or ":" in text[:MAX_LABEL]) and _leads_on(block, text):
        return True
    if text[-1].isdecimal() and _PAGE_OF.search(text):
        return True
    if block.bold >= len(text) and text[-1] not in ".!":
        return _LINE_SIGNED.match(text) is not None  # others are headings by their look
    if text.strip(_ENDS) in _LINES_WHOLE and block.frame.entry is None and block.frame.row is None:
        return not read_heading(block.text).strong
    if _LINE_OPENING.match(text) or (only_links and _LEADS_BACK.match(text)):
        return text[-1] != ":" or read_introduction(block.text) is None  # "Call us at once if:" leads in
    alone = len(text) >= MIN_INVITES and ". " not in text.replace("dr. ", "")
    if alone and not block.frame.entry and _may_invite(text) and _INVITES.search(block.text):
        return True
    marked = "©" in text or "right" in text or "(c)" in text
    return marked and _LINE_ANYWHERE.search(text) is not None


def _leads_on(block: Block, text: str) -> bool:
    """It names another page to read or to watch, behind a label that says so."""
    linked = 2 * block.linked >= len(text)
    if block.frame.entry is not None:
        return linked and _LINE_ONWARD.match(text) is not None
    return _LINE_ONWARD.match(text) is not None or (linked and _LINE_ONWARD_LINKED.match(text) is not None)


def _may_invite(text: str) -> bool:
    for part in _INVITES_BY:  # noqa: SIM110 (no generator: this is asked of every line)
        if part in text:
            return True
    return False


def calls(text: str) -> bool:
    """The text of a link that calls to come, to call or to buy."""
    return len(text) < MAX_CALLED and _CALLS.match(text) is not None


def _mark_counters(blocks: list[Block]) -> None:
    """Figures set large with what they count, two or more, where some of it is the site's own success."""
    figures = [b.index for b in blocks if "0" <= b.text[0] <= "9" and not b.chrome]
    counters: list[tuple[Block, Block]] = []
    for at in figures if len(figures) > 1 else ():
        block, after = blocks[at], blocks[min(at + 1, len(blocks) - 1)]
        figure = _COUNT.match(block.text)
        if figure is None or block.text.count(" ") >= MAX_COUNTED_BLANKS:
            continue
        if figure[0] == block.text:
            large = len(figure[0]) < MAX_COUNT and block.frame.tag in _SETS_LARGE
            if large and not after.chrome and after.text.count(" ") < MAX_COUNTED_BLANKS:
                counters.append((block, after))
        elif not figure[0][-1].isdigit() and _COUNTED.search(block.text.lower()):
            counters.append((block, block))
    if len(counters) > 1 and any(_COUNTED.search(after.text.lower()) for _, after in counters):
        for pair in counters:
            for block in pair:
                block.chrome = "counter"


def _used_for_the_article(page: Page, running: list[int]) -> set[str]:
    """Names that say chrome but hold much of this page's text: page builders call everything a widget."""
    held: dict[str, int] = {}
    for frame in page.frames:
        reason = frame.named
        if reason is not None and not _inside_named(frame, reason):
            held[reason] = held.get(reason, 0) + running[frame.last] - running[frame.first]
    total = running[-1] or 1
    used = {r for r, n in held.items() if n > (0.6 if r in ("nav", "footer", "menu") else 0.35) * total}
    return used if used.isdisjoint(_FEET) or _foot_has_a_part(page) else used - _FEET


def _foot_has_a_part(page: Page) -> bool:
    """A heading in a foot says what an article's does, or none stands above it."""
    feet = [f for f in page.frames if f.named in _FEET and f.last > f.first]
    heads = [b for b in page.blocks if b.frame.tag in HEADINGS]
    parts = (b for b in heads if b.index >= feet[0].first and read_heading(b.text).strong)
    inside = any(f.first <= b.index < f.last for b in parts for f in feet[:MAX_FEET])
    return inside or not any(b.index < feet[0].first for b in heads)


def _inside_named(frame: Frame, reason: str) -> bool:
    """One of the frames around this one is named the same."""
    outer = frame.parent
    while outer is not None:
        if outer.named == reason:
            return True
        outer = outer.parent
    return False


def _heads_what_follows(page: Page, frame: Frame) -> bool:
    """A box named as chrome that holds a facet's heading and a line or two, beside what the heading opens."""
    around = frame.parent
    if frame.last - frame.first > MAX_HEAD_LINES or around is None or around.last == frame.last:
        return False
    if frame.named in _SELLS:
        return False
    held = page.blocks[frame.first : frame.last]
    heads = [b for b in held if b.frame.tag in HEADINGS]
    return len(heads) == 1 and not any(b.linked for b in held) and read_heading(heads[0].text).strong


def _shows_a_facet(page: Page, overlay: Frame) -> bool:
    """Its heading says a facet, and more than a form stands below it."""
    held = page.blocks[overlay.first : overlay.last]
    at = next((n for n, b in enumerate(held) if b.frame.tag in HEADINGS), len(held))
    told = sum(len(b.text) for b in held[at + 1 :] if not b.linked and b.frame.tag not in _CONTROLS)
    return at < MAX_HEAD_LINES and told >= MIN_SHOWN and read_heading(held[at].text).strong


def _is_all_of_a_facet(page: Page, frame: Frame) -> bool:
    """Cards or a list that are all that stands below a facet's heading: nothing else can be meant by it."""
    head = page.blocks[frame.first - 1] if frame.first else None
    if head is None or head.frame.parent is not frame.parent or head.frame.tag not in HEADINGS or head.linked:
        return False
    held, end = page.blocks[frame.first : frame.last], frame.parent.last if frame.parent is not None else 0
    level = HEADINGS[head.frame.tag]
    after = page.blocks[frame.last] if frame.last < end else None
    if after is not None and HEADINGS.get(after.frame.tag, level + 1) > level:
        return False
    if any(HEADINGS.get(b.frame.tag, level + 1) <= level for b in held):
        return False
    if sum(b.linked for b in held) * 4 > sum(len(b.text) for b in held) or frame.named in MENUS:
        return False
    told = sum(b.frame.tag in HEADINGS or b.frame.entry is not None for b in held)
    return told > 1 and read_heading(head.text).strong


def named(frame: Frame) -> str | None:
    """What the name, the role or the class of an element other than content's own says it is."""
    if frame.tag in _TAGS:
        return frame.tag
    role = frame.attributes.get("role")
    if role and role in _ROLES:
        return role
    if frame.tag == "header" and frame.nearest("main", "article", "section") is None:
        return "header"
    return _named_by(frame.tokens) if frame.tokens else None


def stands_around(frame: Frame, node: Any) -> bool:
    """An element, by its name, leads around the site, and is neither the article's own head nor its foot."""
    name = frame.named
    if name not in MENUS:
        return False
    if name in _FEET:
        return frame.nearest("main", "article") is None
    return name not in _HEADS or node.css_first("h1") is None


def names_sources(line: str) -> bool:
    """A label of the article's sources, which some pages keep in their foot."""
    return len(line) < 30 and line.lower().strip(" :") in _SOURCES


@lru_cache(maxsize=8192)
def _named_by(tokens: str) -> str | None:
    """The chrome that class and id names speak of."""
    joined = _NAMES.search(tokens)
    if joined:
        return joined[0]
    said = _TOKEN.findall(_OF_BLOCKS.sub("", tokens))
    chrome = [w for w in said if w in _WORDS]
    return chrome[0] if chrome and _MAIN_WORDS.isdisjoint(said) else None


def _is_link_list(page: Page, frame: Frame, size: int) -> bool:
    """A list of links to elsewhere: short entries, nearly all of them nothing but a link.

    At least three, or two below a line that calls them so.
    """
    blocks = page.blocks[frame.first : frame.last]
    few = len(blocks) < 3
    if len(blocks) < 2 or size >= 70 * len(blocks) or (few and frame.tag not in ("ul", "ol")):
        return False
    if any(_bare_address(b) for b in blocks[:3]) or _looks_like_sources(blocks):
        return False
    before = page.blocks[frame.first - 1].text if frame.first else ""
    role = read_heading(before).role
    if role == "references" or (few and role != "aside"):
        return False
    if frame.tag in ("ul", "ol") and before.endswith(":") and len(before) > 25:
        return False
    if sum(1 for b in blocks if b.linked >= 0.9 * len(b.text)) < 0.8 * len(blocks):
        return False
    return frame.nearest("a", within=MAX_CARD_DEPTH) is None and not _tells_in_cards(page, frame)


def _tells_in_cards(page: Page, frame: Frame) -> bool:
    """Cards that are a link each, with a name and a sentence, below a line that says a facet."""
    if frame.last - frame.first > MAX_CARD_LINES:
        return False
    cards: dict[int, bool] = {}  # by `id` of a link that holds a heading: it holds a sentence too
    near = page.blocks[max(frame.first - MAX_ABOVE, 0) : frame.first]
    above = [b for b in near if not b.span[0].chrome][-MAX_LINES_ABOVE:]
    lines = [b for b in above if not b.linked]
    for block in page.blocks[frame.first : frame.last]:
        card = block.frame.nearest("a", within=MAX_CARD_DEPTH)
        if card is None:
            if not block.linked and not cards:
                lines.append(block)
        elif block.frame.tag in HEADINGS:
            cards[id(card)] = False
        elif id(card) in cards and len(block.text) >= MIN_SENTENCE and block.text[-1] in ".!…":
            cards[id(card)] = True
    if len(cards) < 2 or not all(cards.values()):
        return False
    short = [b.text for b in lines if b.text.count(" ") < MAX_HEADING_BLANKS and b.text[-1] != "."]
    for text in reversed(short):  # the nearest tells, whatever it says, but for what leads in
        if (strong := read_heading(text).strong) or text[-1] != ":":
            return strong
    return False


def _bare_address(block: Block) -> bool:
    return block.text.startswith(("http://", "https://", "www."), marker_length(block.text))


def _looks_like_sources(blocks: list[Block]) -> bool:
    cited = sum([_SOURCE_HOST.search(" ".join([href for href, _ in b.links])) is not None for b in blocks])
    return cited * 2 >= len(blocks)
