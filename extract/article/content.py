"""The article's part of a page: its title, its topic's names, the element that holds it, its sections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from extract.article.closing import cut_closings
from extract.article.draft import Draft
from extract.article.headings import heading_levels
from extract.article.layouts import lists_of_sections, unlist
from extract.article.names import condition_name, topic_names
from extract.article.outline import outline
from extract.article.siblings import cut_after_cards, cut_after_last
from extract.article.whole import whole_heading
from extract.cleaning import fold, has_letter, marker_length
from extract.page.blocks import HEADINGS, LOOK_LEVEL, Block, Frame, Page
from extract.page.chrome import calls, mark_chrome, sums
from extract.vocabulary import read_heading

_COMMENTS = re.compile(
    r"(?:\d+ )?(?:browser |leave a |post a |reader |user |visitor )?"
    r"(?:comments?|reply|replies|responses?|thoughts?|discussion)\b"
)
_NEVER_MAIN = frozenset({"ul", "ol", "dl", "p", "blockquote", "details", "li"})
_COURSE = re.compile(r"continuing (?:medical )?education\b")
_WRAPPERS = frozenset({"form", "table", "tbody", "tr"})
_TARGETS = ("aria-controls", "data-bs-target", "data-target")  # attributes that name the panel a button opens
_TAB = re.compile(r"(?<![a-z])tab-?(?:pane|panel|content)")  # in the class of a panel that a tab shows
MIN_SAID = 40  # characters of an entry below its heading
MAX_NAMED_IN = 8  # paragraphs of it that may give the abbreviation of its topic
MIN_BELOW = 3  # headings under one that is a title though it is no h1
MAX_USED_TEXT = 60_000  # characters of the page that tell which words it uses


@dataclass(frozen=True, slots=True)
class Content:
    """What of a page is its article."""

    heading: str | None  # the main heading
    condition: str | None
    topic: tuple[str, ...]  # folded names of the condition
    frame: Frame  # the element that holds the article
    blocks: list[Block]
    sections: list[Draft]


def find_content(page: Page, site: str | None) -> Content:
    """Tell the article from its page and cut it into sections; sets `chrome` and `level` of the blocks."""
    mark_chrome(page)
    title = _title_block(page)
    heading = " ".join(b.text for b in page.blocks if b.run == title.run) if title else None
    others = _other_headings(page, title)
    running = _running_text(page, title)
    condition = condition_name(heading, page.title, site, running, others)
    if condition is not None and " " not in condition and read_heading(condition).strong:
        condition = None  # "Symptoms" alone names no disease
    topic = topic_names(condition, running[:MAX_NAMED_IN])
    layouts = lists_of_sections(page.blocks, topic)
    heading_levels(page.blocks, topic, title, layouts, [f for f in page.frames if f.tag == "summary"])
    unlist(page, layouts)
    mapped = [
        b.level > 0 and b is not title and read_heading(b.text[marker_length(b.text) :], topic).strong
        for b in page.blocks
    ]
    frame = _main_frame(page, mapped)
    inside = [b for b in page.blocks[frame.first : frame.last] if not b.chrome]
    if title is not None and title.index < frame.first:
        inside = [b for b in page.blocks[title.index : frame.first] if not b.chrome] + inside
    elif title is not None:
        inside = [b for b in inside if b.index >= title.index]
    inside = _until_comments(inside)
    sections = outline(inside, topic, title, page.blocks, _tabs(page, topic))
    cut_after_cards(sections)
    cut_after_last(sections)
    _keep_entries(sections)
    _cut_asides(sections)
    cut_closings(sections)
    return Content(heading, condition, topic, frame, inside, sections)


def _title_block(page: Page) -> Block | None:
    """The main heading: the first h1 outside chrome that says something, else a line that opens the title."""
    said = fold(page.title or "")
    held = (b for f in page.frames if f.tag == "h1" for b in page.blocks[f.first : f.last])
    ones = [b for b in held if b.frame.nearest("h1", within=3) and has_letter(b.text)]
    inside = [b for b in ones if not b.chrome] or [b for b in ones if b.chrome == "header"] or ones
    of_site = [b for b in inside if _leads_home(b)]
    if len(of_site) < len(inside):
        named = [b for b in inside if said and (key := fold(b.text)) and key in said]
        opens = [b for b in named if said.startswith(fold(b.text))]
        first = (opens or named or inside)[0]
        if named or not _follows_facets(page, first):
            return None if not named and _leads_in(first) else first
    site = {fold(b.text) for b in of_site}
    for block in page.blocks:
        shown = block.bold or block.size or block.frame.tag in ("h2", "h3", "h4")
        if shown and not block.chrome and block.text.count(" ") < 14:
            key = fold(block.text)
            if key and key not in site and (said.startswith(key) or (of_site and key in said and " " in key)):
                return block
    return of_site[0] if of_site else _only_highest(page)


def _only_highest(page: Page) -> Block | None:
    """Of a page without h1 the one heading of its highest level, where it stands first and names no facet."""
    tagged = [b for b in page.blocks if b.frame.tag in HEADINGS and not b.chrome and has_letter(b.text)]
    if len(tagged) < MIN_BELOW + 1 or whole_heading(tagged[0].text, ()):
        return None
    if page.tree.css_first("h1") is not None:
        return None  # in the site's own head
    first, *others = (HEADINGS[b.frame.tag] for b in tagged)
    return tagged[0] if first < min(others) else None


def _follows_facets(page: Page, heading: Block) -> bool:
    """It stands behind headings of an article, as that of a panel beside it does."""
    shown = (b for b in page.blocks[: heading.index] if (b.bold or b.frame.tag in HEADINGS) and not b.chrome)
    return any(whole_heading(b.text, ()) for b in shown)


def _leads_in(line: Block) -> bool:
    """A line of some words that announces what follows, and is no title: "Key features of gout include:"."""
    return line.text.endswith(":") and line.text.count(" ") > 2 and line.lines == 1


def _tabs(page: Page, topic: tuple[str, ...]) -> dict[int, tuple[str, int]]:
    """Panels shown by tabs, which links or buttons name: name and level of each, by `id` of its first block.

    Only names that say what a heading says and no heading inside says, and only where there are two.
    """
    marked = [f for f in page.frames if f.attributes and ("tab" in f.tokens or "role" in f.attributes)]
    panels = [f for f in marked if f.last > f.first and _is_tab_panel(f)]
    if len(panels) < 2:
        return {}
    labels: dict[str, tuple[str, Block]] = {}
    for block in page.blocks:
        for href, said in block.links:
            if href.startswith("#") and said:
                labels.setdefault(href[1:], (said, block))
    for frame in page.frames:
        if frame.tag == "button" and frame.last == frame.first + 1:
            target = next(filter(None, map(frame.attributes.get, _TARGETS)), None)
            label = page.blocks[frame.first]
            labels.setdefault((target or "").lstrip("#"), (label.text, label))
    labels.pop("", None)  # of what leads nowhere
    found: dict[int, tuple[str, int]] = {}
    used: list[Block] = []
    for frame in panels:
        name, label = labels.get(frame.attributes.get("id") or "", ("", page.blocks[0]))
        if label.index == frame.first - 1 or not name or not whole_heading(name, topic):
            continue
        inside = [b for b in page.blocks[frame.first : frame.last] if b.level]
        facet = read_heading(name, topic).facet
        if all(read_heading(b.text, topic).facet != facet for b in inside):
            highest = min((b.level for b in inside), default=LOOK_LEVEL)
            level = highest - 1 if 2 < highest < LOOK_LEVEL else LOOK_LEVEL
            found[id(page.blocks[frame.first])] = (name, level)
            used.append(label)
    if len(found) < 2:
        return {}
    for label in used:
        label.level = 0
    return found


def _is_tab_panel(frame: Frame) -> bool:
    if "tab" in frame.tokens and _TAB.search(frame.tokens) is not None:
        return True
    return frame.attributes.get("role") == "tabpanel"


def _is_tagged(block: Block) -> bool:
    return block.frame.nearest(*HEADINGS, within=3) is not None


def _other_headings(page: Page, title: Block | None) -> Iterator[str]:
    """The headings by tag other than the title; of a page without, the label it begins with."""
    apart = [b for b in page.blocks if not b.chrome and b is not title]
    none = True
    for block in apart:
        if _is_tagged(block):
            none = False
            yield block.text
    if none and apart and apart[0].text.endswith(":"):
        yield apart[0].text


def _leads_home(block: Block) -> bool:
    """A line that is a link to the site's front page: the site's name, not the article's."""
    return block.linked >= len(block.text) > 0 and all(
        urlsplit(href).path in ("", "/") and "#" not in href for href, _ in block.links
    )


def _running_text(page: Page, title: Block | None) -> list[str]:
    """The page's paragraphs, for seeing which words it uses."""
    said = (b.text for b in page.blocks if b is not title and not b.chrome and len(b.text) > 40)
    taken: list[str] = []
    left = MAX_USED_TEXT
    for text in said:
        if left <= 0:
            break
        taken.append(text[:left])
        left -= len(text) + 1
    return taken


def _main_frame(page: Page, is_facet_heading: list[bool]) -> Frame:
    """The innermost element that holds the article: nearly all running text, and every mapped heading.

    `is_facet_heading` tells of each block whether it is a heading that maps to a facet.
    """
    text = sums([0 if b.chrome or b.linked * 2 > len(b.text) else len(b.text) for b in page.blocks])
    facets = sums([yes and not b.chrome for b, yes in zip(page.blocks, is_facet_heading, strict=True)])
    current = page.root
    size, mapped = text[current.last] - text[current.first], facets[current.last] - facets[current.first]
    for frame in page.frames:  # from the outside in: at most one of an element's own holds most of its text
        if frame.parent is not current:
            continue
        held = text[frame.last] - text[frame.first]
        if held < (0.9 if frame.tag in _WRAPPERS else 0.75) * size or not held:
            continue
        if frame.tag in _NEVER_MAIN or facets[frame.last] - facets[frame.first] < mapped:
            break
        current, size = frame, held
    return current


def _until_comments(blocks: list[Block]) -> list[Block]:
    """Cut the page's comments, or a call to comment, and what follows, unless the article goes on."""
    last_facet = max((i for i, b in enumerate(blocks) if b.level and read_heading(b.text).strong), default=-1)
    for i in range(last_facet + 1, len(blocks)):
        block = blocks[i]
        if block.level and read_heading(block.text).role == "aside" and _COMMENTS.match(fold(block.text)):
            return blocks[:i]
    return blocks


def _keep_entries(sections: list[Draft]) -> None:
    """An aside by its words alone ("Support") is one of a facet's entries, where those around it look alike.

    They stand on both sides of it, or are two cards on one side.
    """
    for at, section in enumerate(sections):
        if section.role != "aside" or not section.head or not _says_more(section):
            continue
        around = sections[max(at - 1, 0) : at] + sections[at + 1 : at + 2]
        cards = [sections[max(at - 2, 0) : at], sections[at + 1 : at + 3]]
        entries = [o for o in around if _is_like(section, o)]
        if len(entries) < 2:
            entries = next(
                (two for two in cards if sum(_is_like(section, o, card=True) for o in two) == 2), []
            )
        if entries:
            section.role, section.facet, section.parent = None, entries[0].facet, entries[0].parent


def _is_like(section: Draft, other: Draft, *, card: bool = False) -> bool:
    """Another section is an entry of a facet and has a heading of the same make, in a `card` of one name."""
    if other.role or other.own or not other.facet or not other.head or section.level != other.level:
        return False
    one, two = section.head[0], other.head[0]
    if card and (calls(one.text) or not (named := _card(one)) or named != _card(two)):
        return False
    alike = one.frame.tag == two.frame.tag and one.frame.tokens == two.frame.tokens
    return alike and (one.bold >= len(one.text)) == (two.bold >= len(two.text))


def _card(head: Block) -> str:
    """What the element is called that a heading opens."""
    around = head.frame.parent
    return around.tokens if around is not None and around.first == head.index else ""


def _says_more(section: Draft) -> bool:
    """Running text without links below a heading."""
    said = sum(len(b.text) for b in section.blocks)
    return said >= MIN_SAID and not any(b.links for b in (*section.head, *section.blocks))


def _cut_asides(sections: list[Draft]) -> None:
    """An aside that stands before the article ends with its first running paragraph.

    Not with that which tells what a course on the topic teaches.
    """
    first = next((i for i, s in enumerate(sections) if s.own), len(sections))
    for i, section in enumerate(sections):
        if section.role != "aside" or i > first:
            continue
        for k, block in enumerate(section.blocks):
            if len(block.text) > 120 and block.linked * 2 < len(block.text):
                if k == 0 and _COURSE.match(fold(section.heading)):
                    break
                rest = section.blocks[k:]
                del section.blocks[k:]
                sections.insert(i + 1, Draft("", 0, rest))
                break
