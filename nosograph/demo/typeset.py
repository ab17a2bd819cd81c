"""An article's text as it stands on its page: citations, typography and the blemishes of its source list.

What is done here changes what a reader reads, so it is part of what the record must say. Markup is not: tags,
tooltips and pasted chips are added when the page is rendered, and must not show in the record.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from nosograph.demo.articles import Entry, Section, Text
from nosograph.demo.encyclopedia import Citation, Look

# Site-relative: the page's own host is put before it where it is shown.
SELF_REFERENCE = "/a-z/"
CUT_SHORT = "https://books.google.com/books?"


def typeset(text: Text, look: Look) -> Text:
    """Give the article as printed."""
    sections = text.sections
    if look.citation:
        sections = _cite(sections, look.citation)
    references = text.references
    if look.messy_references:
        references = (*references, references[0], CUT_SHORT, SELF_REFERENCE)
    return _mapped(replace(text, sections=sections, references=references), look.typography)


def _cite(sections: tuple[Section, ...], citation: Citation) -> tuple[Section, ...]:
    def cited(section: Section) -> Section:
        if section.facet != citation.facet:
            return section
        at = citation.position - 1
        entry = section.entries[at]
        entry = replace(entry, text=f"{entry.text.removesuffix('.')} {citation.text}.")
        return replace(section, entries=(*section.entries[:at], entry, *section.entries[at + 1 :]))

    return tuple(cited(section) for section in sections)


def _mapped(text: Text, typography: tuple[str, ...]) -> Text:
    def write(string: str) -> str:
        if "quotes" in typography:
            string = re.sub(r'(^|[\s(])"', r"\1“", string).replace('"', "”").replace("'", "’")
        if "hyphens" in typography:
            string = re.sub(r"(?<=\w)-(?=\w)", "\u2011", string)
        return string

    def head(string: str) -> str:
        return write(string.replace(" and ", " & ") if "ampersand" in typography else string)

    return replace(
        text,
        title=write(text.title),
        aliases=tuple(map(write, text.aliases)),
        definition=tuple(map(write, text.definition)),
        sections=tuple(_map_section(section, write, head) for section in text.sections),
        conclusion=write(text.conclusion),
    )


def _map_section(section: Section, write: Callable[[str], str], head: Callable[[str], str]) -> Section:
    return replace(
        section,
        heading=head(section.heading),
        intro=write(section.intro),
        entries=tuple(_map_entry(entry, write) for entry in section.entries),
        paragraphs=tuple(map(write, section.paragraphs)),
    )


def _map_entry(entry: Entry, write: Callable[[str], str]) -> Entry:
    below = tuple(_map_entry(child, write) for child in entry.entries)
    return Entry(write(entry.term), write(entry.text), below)
