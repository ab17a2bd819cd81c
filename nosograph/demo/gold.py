"""What a careful reader finds on an article's page: the record's content, from the data, not from HTML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nosograph.demo.articles import Entry, Section
from nosograph.demo.library import SampleArticle

_SEPARATORS = {
    "colon": ": ",
    "nested": ": ",
    "br_lines": ": ",
    "dash": " – ",
    "two_lines": "\n",
    "bold_lines": "\n",
    "subheadings": "\n",
}


def expected(article: SampleArticle, url: str = "") -> dict[str, Any]:
    """Say what the record of an article's page must hold, under the record's own names.

    Args:
        article: an article of `Site.articles` (or `Library.articles`).
        url: the site's address, put before the references that point back at it.

    Returns:
        `condition`, `aliases`, `definition`, `conclusion`, `disclaimer` and `kind`; `sections` as heading and
        facet; `items`, by facet, each a list of `term`, `description`, `text` and `parent` in reading order;
        `prose`, the paragraphs of facets that have no entries; `references`, addresses in order; `glossary`,
        rows of `term`, `language` and `definition`; `modules`, every text of the template's blocks by name.
        A plain sentence has neither term nor description. Where an entry's name and text stand on lines or in
        blocks of their own, its text parts them by a line break: compare with white space folded.
    """
    text = article.text
    items: dict[str, list[dict[str, str | None]]] = {}
    prose: dict[str, list[str]] = {}
    for section in text.sections:
        if section.shape == "prose":
            prose.setdefault(section.facet, []).extend(section.paragraphs)
        else:
            items.setdefault(section.facet, []).extend(_items(section))
    return {
        "kind": "condition",
        "condition": text.title,
        "aliases": list(text.aliases),
        "definition": "\n".join(text.definition),
        "conclusion": text.conclusion,
        "disclaimer": article.disclaimer,
        "sections": [{"heading": section.heading, "facet": section.facet} for section in text.sections],
        "items": items,
        "prose": prose,
        "references": [f"{url}{each}" if each.startswith("/") else each for each in text.references],
        "glossary": [
            {"term": word.word, "language": language, "definition": definition}
            for word in article.words
            for language, definition in (("en", word.english), ("bn", word.bangla))
        ],
        "modules": [{"name": module.name, "texts": list(module.texts())} for module in article.modules],
    }


def _items(section: Section) -> Iterator[dict[str, str | None]]:
    for entry in section.entries:
        yield _item(entry, section.shape, None)
        for child in entry.entries:
            yield _item(child, section.shape, entry.term)


def _item(entry: Entry, shape: str, parent: str | None) -> dict[str, str | None]:
    parts = [part for part in (entry.term, entry.text) if part]
    return {
        "term": entry.term or None,
        "description": entry.text if entry.term and entry.text else None,
        "text": _SEPARATORS.get(shape, "").join(parts),
        "parent": parent,
    }
