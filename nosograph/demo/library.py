"""One edition of the encyclopedia as data: articles as printed, other pages, and what was withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from nosograph.demo.articles import HERE, Entry, SampleDataError, Text, load_texts, read_toml
from nosograph.demo.editions import apply, check_edition, load_editions
from nosograph.demo.encyclopedia import Encyclopedia, Look, load_encyclopedia
from nosograph.demo.glossary import Word, load_glossary, words_in
from nosograph.demo.modules import Module, page_modules
from nosograph.demo.typeset import typeset

# When the pages without a date of their own were last touched.
FOUNDED = date(2023, 9, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleArticle:
    """An article as printed in one edition, with everything its page shows but the markup.

    `path`, `twin_path` and `short_path` are its addresses on the site ("" where it has no such address),
    `words` the glossary words with a tooltip, `modules` the template's blocks around it.
    """

    text: Text
    look: Look
    modified: date
    author: str
    reviewer: str
    disclaimer: str
    words: tuple[Word, ...]
    modules: tuple[Module, ...]
    path: str
    twin_path: str
    short_path: str

    @property
    def lite_path(self) -> str:
        """The address of the page's light view, which is the same page; "" outside the current skin."""
        return f"{self.path}?rx_lite=1" if self.look.skin == "current" else ""


@dataclass(frozen=True, slots=True)
class OtherPage:
    """A page that is no condition article: its blocks are (tag, text or texts of a list)."""

    title: str
    path: str
    kind: str
    published: date
    blocks: tuple[tuple[str, str | tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """All of one edition.

    `withdrawn` holds the articles taken back, with the day; `lasting` the slugs of those that no edition adds
    or takes back, which alone may be named on other articles' pages.
    """

    encyclopedia: Encyclopedia
    glossary: tuple[Word, ...]
    articles: Mapping[str, SampleArticle]
    withdrawn: Mapping[str, tuple[SampleArticle, date]]
    lasting: tuple[str, ...]
    others: tuple[OtherPage, ...]


def open_library(edition: int = 1) -> Library:
    """Read the data files and print an edition of them.

    Raises:
        UsageError: there is no such edition.
        SampleDataError: a data file is broken.
    """
    editions = load_editions()
    check_edition(edition, editions)
    encyclopedia, glossary, texts = load_encyclopedia(), load_glossary(), load_texts()
    if unknown := set(texts) ^ set(encyclopedia.looks):
        raise SampleDataError(
            f"{HERE}: articles/ and encyclopedia.toml disagree on {', '.join(sorted(unknown))}: "
            "each article needs a file and a table"
        )
    passing = {slug for later in editions for slug in (*later.new, *later.gone)}
    modified = {slug: look.modified for slug, look in encyclopedia.looks.items()}
    withdrawn_on: dict[str, date] = {}
    to_come = {slug for later in editions for slug in later.new}
    for later in (each for each in editions if each.number <= edition):
        texts = apply(texts, later)
        modified |= {change.article: later.published for change in later.changes}
        withdrawn_on |= dict.fromkeys(later.gone, later.published)
        to_come -= set(later.new)
    articles = {
        slug: _print(text, encyclopedia, glossary, modified[slug])
        for slug, text in texts.items()
        if slug not in to_come
    }
    return Library(
        encyclopedia=encyclopedia,
        glossary=glossary,
        articles={slug: article for slug, article in articles.items() if slug not in withdrawn_on},
        withdrawn={slug: (articles[slug], day) for slug, day in withdrawn_on.items()},
        lasting=tuple(slug for slug in texts if slug not in passing),
        others=_load_others(),
    )


def section_strings(text: Text) -> Iterator[str]:
    """Every text of an article's sections that may carry a tooltip, in reading order."""
    for section in text.sections:
        yield section.intro
        yield from section.paragraphs
        for entry in section.entries:
            yield from _entry_strings(entry)


def _entry_strings(entry: Entry) -> Iterator[str]:
    yield entry.term
    yield entry.text
    for child in entry.entries:
        yield from _entry_strings(child)


def _print(source: Text, site: Encyclopedia, glossary: tuple[Word, ...], modified: date) -> SampleArticle:
    look = site.looks[source.slug]
    text = typeset(source, look)
    path = look.path(text)
    short = f"/?p={look.short_link}" if look.short_link else ""
    author, reviewer = site.byline(text)
    modules = page_modules(
        text,
        advice=look.advice,
        bangla_note=look.bangla_note or site.bangla_placeholder,
        links={"lite": f"{path}?rx_lite=1", "short": short or path},
    )
    return SampleArticle(
        text=text,
        look=look,
        modified=modified,
        author=author,
        reviewer=reviewer,
        disclaimer=site.disclaimer,
        words=words_in(section_strings(text), glossary) if look.tooltips != "none" else (),
        modules=modules if look.skin == "current" else (),
        path=path,
        twin_path=look.twin_path(text) if look.older_twin else "",
        short_path=short,
    )


def _load_others() -> tuple[OtherPage, ...]:
    return tuple(_other(raw) for raw in read_toml(HERE / "pages.toml")["page"])


def _other(raw: Mapping[str, Any]) -> OtherPage:
    published = raw.get("published")
    blocks = (next(iter(block.items())) for block in raw["blocks"])
    return OtherPage(
        title=raw["title"],
        path=raw["path"],
        kind=raw["kind"],
        published=date.fromisoformat(published) if published else FOUNDED,
        blocks=tuple((tag, tuple(body) if isinstance(body, list) else body) for tag, body in blocks),
    )
