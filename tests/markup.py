"""The same article in other markup: what a page says must not depend on the tags it is said with.

A `Doc` is an article's content; each function of `TRANSFORMS` writes it as a whole page in one kind of
markup. Docs come from the sample encyclopedia's data (`doc_from_sample`) or are read from a page with
`wp-block-heading` headings and `wp-block-list` lists (`doc_from_html`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

import lxml.html

from nosograph.demo.articles import Entry
from nosograph.demo.library import SampleArticle


@dataclass(frozen=True)
class DocEntry:
    """One entry: its name ("" for a plain sentence) and what is said of it ("" for a bare name)."""

    term: str
    text: str


@dataclass(frozen=True)
class DocSection:
    heading: str
    intro: str = ""
    entries: tuple[DocEntry, ...] = ()
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Doc:
    title: str
    definition: tuple[str, ...]
    sections: tuple[DocSection, ...]
    conclusion: str
    disclaimer: str
    references: tuple[str, ...]


Transform = Callable[[Doc], bytes]
Heading = Callable[[str], str]
Entries = Callable[[DocSection], str]


def doc_from_sample(article: SampleArticle) -> Doc:
    """The content of a sample article; of a nested section the inner entries, which stand for themselves."""
    text = article.text
    return Doc(
        title=text.title,
        definition=text.definition,
        sections=tuple(
            DocSection(
                heading=section.heading,
                intro=section.intro,
                entries=tuple(DocEntry(entry.term, entry.text) for entry in _innermost(section.entries)),
                paragraphs=section.paragraphs,
            )
            for section in text.sections
        ),
        conclusion=text.conclusion,
        disclaimer=article.disclaimer,
        references=tuple(each for each in text.references if each.startswith("http")),
    )


def _innermost(entries: Iterable[Entry]) -> Iterable[Entry]:
    for entry in entries:
        yield from (_innermost(entry.entries) if entry.entries else (entry,))


# A tooltip as the glossary plugin writes it, with or without another one inside its title.
_TOOLTIP = re.compile(
    r'<span class="rx-glossary-term" tabindex="0" title="[^"<>]*'
    r'(?:<span class="rx-glossary-term"[^<>]*>[^<>]*</span>)?[^"<>]*"'
    r' data-rx-term="[^"]*" data-rx-definition="[^"]*">([^<>]*)</span>'
)


def without_tooltips(source: str) -> str:
    """A page's source as it was before the glossary plugin wrapped its words."""
    return _TOOLTIP.sub(r"\1", source)


def doc_from_html(body: bytes) -> Doc:
    """Read the content of a page whose headings are `h2.wp-block-heading` and whose lists `wp-block-list`.

    Tooltips are undone in the source first. An entry's name ends at its first colon.
    """
    root = lxml.html.document_fromstring(without_tooltips(body.decode("utf-8")))
    title = root.xpath("string(//h1)").strip()
    first = root.xpath('//h2[contains(@class, "wp-block-heading")]')[0]
    before = first.itersiblings("p", "section", "div", preceding=True)
    definition: list[str] = []
    for element in before:
        if element.tag != "p":
            break
        definition.insert(0, _words(element))
    sections: list[DocSection] = []
    heading, intro = "", ""
    entries: list[DocEntry] = []
    conclusion = disclaimer = ""
    references: tuple[str, ...] = ()
    for element in (first, *first.itersiblings("h2", "p", "ol", "ul", "section")):
        words = _words(element)
        if element.tag == "section":
            break
        if element.tag == "h2":
            if entries:
                sections.append(DocSection(heading, intro, tuple(entries)))
            heading, intro, entries = words, "", []
        elif element.tag in ("ol", "ul") and "wp-block-list" in element.get("class", ""):
            entries += [_entry(_words(li)) for li in element.iterchildren("li")]
        elif element.tag == "ol":
            references = tuple(_words(li) for li in element.iterchildren("li"))
        elif words.startswith("Disclaimer:"):
            disclaimer = words.removeprefix("Disclaimer:").strip()
        elif heading.startswith("Conclusion"):
            conclusion = conclusion or words
        elif not entries:
            intro = words
    return Doc(title, tuple(definition), tuple(sections), conclusion, disclaimer, references)


def _words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _entry(line: str) -> DocEntry:
    term, colon, text = line.partition(":")
    return DocEntry(term.strip(), text.strip()) if colon else DocEntry("", line)


def bold_headings(doc: Doc) -> bytes:
    """Headings are bold paragraphs; entries are list items."""
    return page(doc, lambda words: f"<p><strong>{escape(words)}</strong></p>", ul)


def builder_divs(doc: Doc) -> bytes:
    """A page builder's: every block in its own nest of divs, headings are styled divs, items hold spans."""

    def nest(kind: str, html: str) -> str:
        return (
            f'<div class="row"><div class="col"><div class="el el-{kind}"><div>{html}</div></div></div></div>'
        )

    def head(words: str) -> str:
        style = "font-size:28px;font-weight:600;line-height:1.2"
        return nest("heading", f'<div class="el-title" style="{style}">{escape(words)}</div>')

    def entries(section: DocSection) -> str:
        lines = (
            f'<li><span class="icon"><svg></svg></span><span class="txt">{line(entry)}</span></li>'
            for entry in section.entries
        )
        return nest("list", f"<ul>{''.join(lines)}</ul>")

    return page(doc, head, entries)


def br_lines(doc: Doc) -> bytes:
    """Entries are numbered lines of one paragraph, parted by line breaks."""

    def entries(section: DocSection) -> str:
        lines = (f"{number}. {line(entry)}" for number, entry in enumerate(section.entries, 1))
        return f"<p>{'<br>'.join(lines)}</p>"

    return page(doc, h2, entries)


def numbered_subheadings(doc: Doc) -> bytes:
    """Entries with a name and a text are numbered sub-headings with paragraphs; others stay list items."""

    def entries(section: DocSection) -> str:
        if not all(entry.term and entry.text for entry in section.entries):
            return ul(section)
        return "\n".join(
            f"<h3>{_number(entry, number)}{escape(entry.term)}</h3>\n<p>{escape(entry.text)}</p>"
            for number, entry in enumerate(section.entries, 1)
        )

    return page(doc, h2, entries)


def definition_lists(doc: Doc) -> bytes:
    """Entries with a name and a text are `dt` and `dd`; others stay list items."""

    def entries(section: DocSection) -> str:
        if not all(entry.term and entry.text for entry in section.entries):
            return ul(section)
        pairs = (f"<dt>{escape(entry.term)}</dt><dd>{escape(entry.text)}</dd>" for entry in section.entries)
        return f"<dl>{''.join(pairs)}</dl>"

    return page(doc, h2, entries)


def tag_soup(doc: Doc) -> bytes:
    """A page of the 1990s: upper case, a layout table, fonts, unquoted attributes, hardly an end tag."""

    def head(words: str) -> str:
        return f"<P><FONT SIZE=4 COLOR=navy><B>{escape(words)}</B></FONT>"

    parts = [f"<H1 ALIGN=center>{escape(doc.title)}</H1>", *(f"<P>{escape(text)}" for text in doc.definition)]
    for section in doc.sections:
        parts += [head(section.heading), *(f"<P>{escape(text)}" for text in _prose(section))]
        if section.entries:
            parts += ["<OL>", *(f"<LI>{line(entry, 'B')}" for entry in section.entries), "</OL>"]
    parts += [head("Conclusion"), f"<P>{escape(doc.conclusion)}"]
    parts += [f"<P><B>Disclaimer:</B> {escape(doc.disclaimer)}", head("References"), "<OL>"]
    parts += [f"<LI><A HREF={escape(each)}>{escape(each)}</A>" for each in doc.references]
    body = "\n".join(parts)
    return (
        '<HTML><HEAD><META HTTP-EQUIV=Content-Type CONTENT="text/html; charset=utf-8">\n'
        f"<TITLE>{escape(doc.title)}</TITLE>\n<BODY BGCOLOR=#ffffff LINK=blue>\n"
        "<TABLE WIDTH=100% BORDER=0 CELLPADDING=6><TR><TD WIDTH=140 VALIGN=top>\n"
        "<A HREF=/index.html>Home</A><BR><A HREF=/az.html>A-Z</A><BR><A HREF=/mail.html>Contact</A>\n"
        f"<TD VALIGN=top>\n{body}\n</OL>\n</TABLE>\n<HR><FONT SIZE=1>Last changed in 1998</FONT>\n"
    ).encode()


TRANSFORMS: dict[str, Transform] = {
    "bold_headings": bold_headings,
    "builder_divs": builder_divs,
    "br_lines": br_lines,
    "numbered_subheadings": numbered_subheadings,
    "tag_soup": tag_soup,
    "definition_lists": definition_lists,
}


def page(doc: Doc, head: Heading, entries: Entries) -> bytes:
    """A whole page: `head` writes a heading from its words, `entries` all the entries of a section."""
    parts = [f"<h1>{escape(doc.title)}</h1>", *_paragraphs(doc.definition)]
    for section in doc.sections:
        parts += [head(section.heading), *_paragraphs(_prose(section))]
        if section.entries:
            parts.append(entries(section))
    references = "".join(f'<li><a href="{escape(each)}">{escape(each)}</a></li>' for each in doc.references)
    parts += [head("Conclusion"), *_paragraphs([doc.conclusion])]
    parts += [f"<p><strong>Disclaimer:</strong> {escape(doc.disclaimer)}</p>"]
    parts += [head("References"), f"<ol>{references}</ol>"]
    body = "\n".join(parts)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(doc.title)}</title></head>\n"
        f"<body><header><nav><ul><li><a href='/'>Home</a></li><li><a href='/a-z/'>A to Z</a></li></ul></nav>"
        f"</header>\n<main>\n{body}\n</main>\n<footer><p>Contact</p></footer></body></html>\n"
    ).encode()


def _prose(section: DocSection) -> Sequence[str]:
    return [text for text in (section.intro, *section.paragraphs) if text]


def _paragraphs(texts: Iterable[str]) -> list[str]:
    return [f"<p>{escape(text)}</p>" for text in texts]


def h2(words: str) -> str:
    """A heading."""
    return f"<h2>{escape(words)}</h2>"


def ul(section: DocSection) -> str:
    """A section's entries as list items."""
    return f"<ul>{''.join(f'<li>{line(entry)}</li>' for entry in section.entries)}</ul>"


def line(entry: DocEntry, bold: str = "strong") -> str:
    """An entry as one line; a question or a name with a colon in it is set off in bold, not by a colon."""
    term, text = escape(entry.term), escape(entry.text)
    if not (term and text):
        return term or text
    return f"<{bold}>{term}</{bold}> {text}" if re.search(r"[?:]", term) else f"{term}: {text}"


def _number(entry: DocEntry, number: int) -> str:
    return "" if entry.term.endswith("?") else f"{number}. "
