"""Main content from chrome: which blocks of a page are its article.

Nothing here knows a site. A container is chrome by what it is (nav, footer, aside, a form of choices), by what
its class says, or by what it holds (links and little else); a name never decides where the text disagrees.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate

from extract.blocks import HEADINGS, Block, Frame, Page

_CHROME_TAGS = frozenset({"nav", "footer", "aside", "menu", "address"})
_CHROME_ROLES = frozenset(
    {
        "navigation",
        "banner",
        "contentinfo",
        "complementary",
        "search",
        "dialog",
        "alertdialog",
        "menu",
        "menubar",
    }
)
_TOKEN = re.compile(r"[a-z]+")
# Words of class and id names, after splitting at anything that is no letter.
_CHROME_WORDS = frozenset(
    "nav navbar navigation menu submenu megamenu breadcrumb breadcrumbs crumb crumbs footer sidebar widget widgets comment comments commentlist disqus "
    "share sharing social socials sharedaddy related relatedposts recommended recommendations newsletter subscribe subscription signup cookie cookies consent gdpr popup "
    "modal overlay advert advertisement ads ad adsense promo promos promotion promoted sponsor sponsored banner masthead skip skiplink pagination pager "
    "toolbar toolbox login search searchform byline toc tableofcontents tags tagcloud feedback rating ratings print copyright trending carousel rail".split()
)
_CHROME_JOINED = re.compile(
    r"sidebar|breadcrumb|side-?nav|sub-?nav|top-?nav|main-?menu|site-?(?:header|footer|nav)|page-?footer|global-?(?:header|footer|nav)|"
    r"related-?(?:posts?|articles?|content|links|stories)|author-?(?:box|bio|info)|about-?(?:the-?)?author|share-?(?:bar|buttons?|links)|"
    r"post-?(?:nav|meta|tags)|entry-?(?:meta|footer)|social-?(?:media|links|share|icons)|cookie|newsletter|table-?of-?contents|read-?(?:more|next)|"
    r"call-?to-?action|comment-?(?:list|respond|form)|screen-?reader|sr-?only|visually-?hidden|menu-?item|nav-?menu"
)
_MAIN_WORDS = frozenset("article post entry content main body page wrapper container has no with".split())


def mark_chrome(page: Page) -> None:
    """Set `chrome` on frames and on the blocks inside them, with the reason."""
    length = _sums(len(b.text) for b in page.blocks)
    linked = _sums(b.linked for b in page.blocks)
    running = _sums(len(b.text) if _is_running(b) else 0 for b in page.blocks)
    named = {id(f): reason for f in page.frames if f.last > f.first and (reason := _named(f))}
    not_here = _used_for_the_article(page, named, running)
    for frame in page.frames:
        if frame.parent is not None and frame.parent.chrome:
            frame.chrome = frame.parent.chrome
            continue
        size = length[frame.last] - length[frame.first]
        if not size:
            continue
        reason = named.get(id(frame))
        if reason in not_here:
            reason = None
        if reason is None and frame.tag in _MAY_LIST:
            reason = _link_list(page, frame, size, linked[frame.last] - linked[frame.first])
        frame.chrome = reason
    for block in page.blocks:
        if _CRUMBS.search(block.text) and block.linked and len(block.text) < 250:
            block.chrome = "breadcrumb"
            continue
        if (
            len(block.text) < 220
            and not block.bold
            and block.frame.tag not in HEADINGS
            and _BOILERPLATE.search(block.text)
        ):
            block.chrome = "boilerplate"
            continue
        chrome = _of(block.frame)
        if chrome is None and block.span[0] is not block.frame:
            chrome = _of(block.span[0])
        block.chrome = chrome


# Lines that pages print around an article in no container of their own.
_BOILERPLATE = re.compile(
    r"(?:^|\s)(?:©|\(c\)\s*\d{4}|copyright\b).{0,120}|all rights reserved|^(?:medically |clinically )?(?:reviewed|written|authored|edited|posted|published|updated|created|last (?:updated|reviewed|modified)|original date of publication|original source|date of publication|page last (?:updated|reviewed)|content last reviewed)\b.{0,6}(?:by|on|:|\d)|"
    r"^(?:sign up (?:for|to)|subscribe (?:to|now)|join our|follow us|share (?:this|on|your)|comment on|leave a (?:comment|reply)|print(?: this)?(?: page)?$|email this|download (?:pdf|the app)|advertis|click here|was this|back to top|read more(?: about)?\b|see also\b|view stories|there are currently no comments|help others by sharing|call us\b|(?:schedule|book) (?:an?|your) (?:appointment|consultation)\W*$|contact us\b)",
    re.I,
)
_MAY_LIST = frozenset({"ul", "ol", "div", "table", "section", "td", "dl", "p", "center"})


def _sums(values: Iterable[int]) -> list[int]:
    """Running totals, so that any range of blocks is one subtraction."""
    return [0, *accumulate(values)]


def _is_running(block: Block) -> bool:
    """Text as in sentences, not links and labels."""
    return len(block.text) > 80 and block.linked * 2 < len(block.text)


def _used_for_the_article(page: Page, named: dict[int, str], running: list[int]) -> set[str]:
    """Names that say chrome but, on this page, hold much of its running text: page builders call all a widget."""
    held: dict[str, int] = {}
    for frame in page.frames:
        reason = named.get(id(frame))
        if reason is None or any(id(f) in named and named[id(f)] == reason for f in frame.ancestors()[1:]):
            continue
        held[reason] = held.get(reason, 0) + running[frame.last] - running[frame.first]
    total = running[-1] or 1
    return {r for r, n in held.items() if n > (0.6 if r in ("nav", "footer", "menu") else 0.35) * total}


# "Home » Eyes » Myopia", and the arrows that lead to the page before and after.
_CRUMBS = re.compile(r"^(?:you are here:?\s*)?home\s*[»>›/|:]|^[«‹←]\s*\S|\S\s*[»›→]$|\S\s+»\s+\S", re.I)


def _of(frame: Frame) -> str | None:
    outer: Frame | None = frame
    while outer is not None:
        if outer.chrome:
            return outer.chrome
        outer = outer.parent
    return None


def _named(frame: Frame) -> str | None:
    if frame.tag in ("html", "body", "main", "article", "h1", "h2", "h3", "li", "tr", "p"):
        return None
    if frame.tag in _CHROME_TAGS:
        return frame.tag
    role = frame.attributes.get("role")
    if role and role in _CHROME_ROLES:
        return role
    if frame.tag == "header" and not _inside_article(frame):
        return "header"
    if frame.tokens:
        joined = _CHROME_JOINED.search(frame.tokens)
        if joined:
            return joined[0]
        words = _TOKEN.findall(frame.tokens)
        chrome = [w for w in words if w in _CHROME_WORDS]
        if chrome and not any(w in _MAIN_WORDS for w in words):
            return chrome[0]
    return None


def _inside_article(frame: Frame) -> bool:
    return any(f.tag in ("main", "article") for f in frame.ancestors())


def _link_list(page: Page, frame: Frame, size: int, linked: int) -> str | None:
    """Lists of links to elsewhere: at least three entries, nearly all of them nothing but a link."""
    if linked < 0.8 * size:
        return None
    blocks = page.blocks[frame.first : frame.last]
    if len(blocks) < 3:
        return None
    if any(_bare_address(b) for b in blocks[:3]) or _looks_like_sources(blocks):
        return None
    before = page.blocks[frame.first - 1] if frame.first else None
    if (
        before is not None
        and frame.tag in ("ul", "ol")
        and before.text.endswith(":")
        and len(before.text) > 25
    ):
        return None
    pure = sum(1 for b in blocks if b.linked >= 0.9 * len(b.text))
    if pure < 0.8 * len(blocks):
        return None
    mean = size / len(blocks)
    return "links" if mean < 70 else None


def _bare_address(block: Block) -> bool:
    return block.text.startswith(("http://", "https://", "www."))


_SOURCE_HOST = re.compile(r"//(?:[\w.-]+\.)?(?:ncbi\.nlm\.nih\.gov|pubmed|doi\.org|who\.int|cdc\.gov)", re.I)


def _looks_like_sources(blocks: list[Block]) -> bool:
    cited = sum(1 for b in blocks if any(_SOURCE_HOST.search(h) for h, _ in b.links))
    return cited * 2 >= len(blocks)


def main_frame(page: Page, is_facet_heading: list[bool]) -> Frame:
    """The innermost element that holds the article: nearly all running text, and every mapped heading.

    `is_facet_heading` tells of each block whether it is a heading that maps to a facet.
    """
    sums = _sums(0 if b.chrome or b.linked * 2 > len(b.text) else len(b.text) for b in page.blocks)
    facets = _sums(int(yes and not b.chrome) for b, yes in zip(page.blocks, is_facet_heading, strict=True))
    children: dict[int, list[Frame]] = {}
    for frame in page.frames:
        children.setdefault(id(frame.parent), []).append(frame)
    current = page.root
    while True:
        total = sums[current.last] - sums[current.first]
        mapped = facets[current.last] - facets[current.first]
        best = max(children.get(id(current), ()), key=lambda f: sums[f.last] - sums[f.first], default=None)
        if best is None or best.tag in _NEVER_MAIN:
            return current
        share = (sums[best.last] - sums[best.first]) / (total or 1)
        if (
            share < (0.9 if best.tag in _WRAPPERS else 0.75)
            or facets[best.last] - facets[best.first] < mapped
        ):
            return current
        current = best


_NEVER_MAIN = frozenset({"ul", "ol", "dl", "p", "blockquote", "details", "li"})
_WRAPPERS = frozenset({"form", "table", "tbody", "tr"})
