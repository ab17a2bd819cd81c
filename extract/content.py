"""Main content from chrome: which blocks of a page are its article.

Nothing here knows a site. A container is chrome by what it is (nav, footer, aside, a form of choices), by what
its class says, or by what it holds (links and little else); a name never decides where the text disagrees.
"""

from __future__ import annotations

import re

from extract.blocks import Block, Frame, Page

_CHROME_TAGS = frozenset({"nav", "footer", "aside", "menu", "address"})
_CHROME_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar"})
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
    total = sum(len(b.text) for b in page.blocks) or 1
    linked = _prefix(page.blocks, lambda b: b.linked)
    length = _prefix(page.blocks, lambda b: len(b.text))
    for frame in page.frames:
        parent = frame.parent
        if parent is not None and parent.chrome:
            frame.chrome = parent.chrome
            continue
        size = length[frame.last] - length[frame.first]
        if not size:
            continue
        reason = _named(frame)
        if reason and _holds_article(page, frame, size, total):
            reason = None
        if reason is None and frame.tag in ("ul", "ol", "div", "table", "section", "td", "dl", "p", "center"):
            reason = _link_list(page, frame, size, linked[frame.last] - linked[frame.first])
        frame.chrome = reason
    for block in page.blocks:
        if _CRUMBS.search(block.text) and block.linked and len(block.text) < 250:
            block.chrome = "breadcrumb"
            continue
        chrome = _of(block.frame)
        if chrome is None and block.span[0] is not block.frame:
            chrome = _of(block.span[0])
        block.chrome = chrome


# "Home » Eyes » Myopia", and the arrows that lead to the page before and after.
_CRUMBS = re.compile(r"^(?:you are here:?\s*)?home\s*[»>›/|:]|^[«‹←]\s*\S|\S\s*[»›→]$|\S\s+»\s+\S", re.I)


def _of(frame: Frame) -> str | None:
    outer: Frame | None = frame
    while outer is not None:
        if outer.chrome:
            return outer.chrome
        outer = outer.parent
    return None


def _prefix(blocks: list[Block], measure: object) -> list[int]:
    sums = [0]
    for block in blocks:
        sums.append(sums[-1] + measure(block))  # type: ignore[operator]
    return sums


def _named(frame: Frame) -> str | None:
    if frame.tag in ("html", "body", "main", "article", "h1", "h2", "h3", "li", "tr", "p"):
        return None if frame.tag != "li" else None
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


def _holds_article(page: Page, frame: Frame, size: int, total: int) -> bool:
    """A container whose name says chrome but that holds much of the page's running text is none."""
    blocks = page.blocks[frame.first : frame.last]
    running = sum(len(b.text) for b in blocks if len(b.text) > 80 and b.linked * 2 < len(b.text))
    everywhere = sum(len(b.text) for b in page.blocks if len(b.text) > 80 and b.linked * 2 < len(b.text)) or 1
    if frame.tag in ("nav", "footer", "menu"):
        return running > 0.6 * everywhere
    return running > 0.35 * everywhere


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
    if before is not None and frame.tag in ("ul", "ol") and before.text.endswith(":") and len(before.text) > 25:
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
    weight = [0 if b.chrome or b.linked * 2 > len(b.text) else len(b.text) for b in page.blocks]
    sums = [0]
    for value in weight:
        sums.append(sums[-1] + value)
    facets = [0]
    for block, yes in zip(page.blocks, is_facet_heading, strict=True):
        facets.append(facets[-1] + int(yes and not block.chrome))
    current = page.root
    children: dict[int, list[Frame]] = {}
    for frame in page.frames:
        children.setdefault(id(frame.parent), []).append(frame)
    while True:
        total = sums[current.last] - sums[current.first]
        mapped = facets[current.last] - facets[current.first]
        inner = None
        stack = list(children.get(id(current), ()))
        best = max(stack, key=lambda f: sums[f.last] - sums[f.first], default=None)
        if best is not None and best.tag not in ("ul", "ol", "dl", "table", "tbody", "tr", "p", "blockquote", "details", "form", "li"):
            share = (sums[best.last] - sums[best.first]) / (total or 1)
            held = facets[best.last] - facets[best.first]
            if share >= 0.75 and held == mapped:
                inner = best
        elif best is not None and best.tag in ("form", "table", "tbody", "tr"):
            share = (sums[best.last] - sums[best.first]) / (total or 1)
            held = facets[best.last] - facets[best.first]
            if share >= 0.9 and held == mapped:
                inner = best
        if inner is None:
            return current
        current = inner
