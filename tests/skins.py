"""More markups of the same article, and rewrites of a page that change its source and not what it says.

Of a markup that sets names apart, entries without one stay list items.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from html import escape

from tests.markup import Doc, DocEntry, DocSection, Transform, h2, line, page, ul


def _each(form: str, around: str = "{}") -> Callable[[DocSection], str]:
    """Entries in one form: `form` holds {n}, {term} and {text}, `around` all of them."""

    def entries(section: DocSection) -> str:
        if not all(entry.term and entry.text for entry in section.entries):
            return ul(section)
        return around.format("".join(_filled(form, n, entry) for n, entry in enumerate(section.entries, 1)))

    return entries


def _filled(form: str, number: int, entry: DocEntry) -> str:
    return form.format(n=number, term=escape(entry.term), text=escape(entry.text))


def _lines(form: str, around: str = "{}", between: str = "") -> Callable[[DocSection], str]:
    """Entries as a line each: `form` holds {n} and {line}."""
    return lambda section: around.format(
        between.join(form.format(n=n, line=line(entry)) for n, entry in enumerate(section.entries, 1))
    )


def _heading(form: str, words: str) -> str:
    return form.format(escape(words))


def one_paragraph(doc: Doc) -> bytes:
    """All of an article in one element, its lines parted by breaks: bold lines are headings."""
    lines = [*map(escape, doc.definition)]
    for section in doc.sections:
        prose = [escape(text) for text in (section.intro, *section.paragraphs) if text]
        entries = [f"{n}. {line(entry)}" for n, entry in enumerate(section.entries, 1)]
        lines += ["", f"<b>{escape(section.heading)}</b>", *prose, *entries]
    lines += ["", "<b>Conclusion</b>", escape(doc.conclusion), f"<b>Disclaimer:</b> {escape(doc.disclaimer)}"]
    lines += ["", "<b>References</b>", *(f"{n}. {escape(each)}" for n, each in enumerate(doc.references, 1))]
    title, body = escape(doc.title), "<br>".join(lines)
    return f"<title>{title}</title><body><b>{title}</b><br>{body}".encode()


_SPANS = '<div class="it"><span class="nm">{term}</span><span class="tx">{text}</span></div>'
_CARD = '<div class="card"><h3>{term}</h3><p>{text}</p></div>'
_STEP = '<div class="step"><div class="n">{n}</div><div><strong>{term}</strong><p>{text}</p></div></div>'
_NUMBERED_CARD = '<div class="card"><span class="n">0{n}</span><h4>{term}</h4><p>{text}</p></div>'
_LINK_CARD = '<a class="card" href="/{n}"><h3>{term}</h3><p>{text}</p></a>'
_FOLD = (
    '<div class="fold-item"><h3 class="fold-header"><button class="fold-button" aria-expanded="false">{term}'
    '</button></h3><div class="fold"><div class="fold-body">{text}</div></div></div>'
)
_ROW = '<tr><th scope="row">{term}</th><td>{text}</td></tr>'
_TABLE = "<table><thead><tr><th>Name</th><th>Description</th></tr></thead><tbody>{}</tbody></table>"
_ROLE_HEADING = '<div role="heading" aria-level="2">{}</div>'

SKINS: dict[str, Transform] = {
    "one_paragraph": one_paragraph,
    "rows": lambda doc: page(doc, h2, _each(_ROW, _TABLE)),
    "cards": lambda doc: page(doc, h2, _each(_CARD, '<div class="grid">{}</div>')),
    "steps": lambda doc: page(doc, h2, _each(_STEP, '<div class="steps">{}</div>')),
    "numbered_cards": lambda doc: page(doc, h2, _each(_NUMBERED_CARD, '<div class="grid">{}</div>')),
    "link_cards": lambda doc: page(doc, h2, _each(_LINK_CARD, '<div class="grid">{}</div>')),
    "folds": lambda doc: page(doc, h2, _each(_FOLD, '<div class="folds">{}</div>')),
    "spans": lambda doc: page(doc, h2, _each(_SPANS, '<div class="all">{}</div>')),
    "name_above_text": lambda doc: page(doc, h2, _each("<li>{term}<br>{text}</li>", "<ul>{}</ul>")),
    "two_paragraphs": lambda doc: page(doc, h2, _each("<li><p>{term}</p><p>{text}</p></li>", "<ol>{}</ol>")),
    "bold_names": lambda doc: page(doc, h2, _each("<p><b>{n}. {term}</b></p><p>{text}</p>")),
    "marked_lines": lambda doc: page(doc, h2, _lines("• {line}", "<p>{}</p>", "<br>")),
    "marked_paragraphs": lambda doc: page(doc, h2, _lines("<p>- {line}</p>")),
    "div_lists": lambda doc: page(doc, h2, _lines('<div class="i">{line}</div>', '<div class="l">{}</div>')),
    "roles": lambda doc: page(
        doc,
        partial(_heading, _ROLE_HEADING),
        _lines('<div role="listitem">{line}</div>', '<div role="list">{}</div>'),
    ),
    "underlined": lambda doc: page(doc, partial(_heading, "<p><u>{}</u></p>"), ul),
    "capitals": lambda doc: page(doc, lambda words: f"<p>{escape(words.upper())}</p>", ul),
    "sized": lambda doc: page(
        doc,
        partial(_heading, '<p><span style="font-size:18pt"><b>{}</b></span></p>'),
        _lines("<p>{n}. {line}</p>"),
    ),
}


def _renamed(html: str) -> str:
    """Class names that say nothing, one for one."""
    return re.sub(r'class="([^"]*)"', lambda found: f'class="c{sum(map(ord, found[1]))}"', html)


def _lowered(html: str) -> str:
    """Headings one level lower, so that there is no h1."""
    return re.sub(r"<(/?)h([1-5])\b", lambda found: f"<{found[1]}h{int(found[2]) + 1}", html)


def _undivided(html: str) -> str:
    """Elements that tell what part of a page they are become plain ones."""
    return re.sub(r"<(/?)(?:main|nav|header|footer|section|aside|article)\b", r"<\1div", html)


def _laid_out(html: str) -> str:
    """A table with one cell around the page."""
    return html.replace("<main>", "<table><tr><td>").replace("</main>", "</td></tr></table>")


def _in_divs(html: str) -> str:
    """Paragraphs are divs."""
    return re.sub(r"<(/?)p\b", r"<\1div", html)


REWRITES: dict[str, Callable[[str], str]] = {
    "renamed": _renamed,
    "lowered": _lowered,
    "undivided": _undivided,
    "laid_out": _laid_out,
    "in_divs": _in_divs,
}
