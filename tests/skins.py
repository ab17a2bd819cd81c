"""More markups of the same article, and rewrites of a page that change its source and not what it says.

Of a markup that sets names apart, entries without one stay list items.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path

from tests.markup import Doc, DocEntry, DocSection, Entries, Heading, Transform, h2, line, page, ul

_DATA = tomllib.loads((Path(__file__).parent / "skins.toml").read_text("utf-8"))
_SEPARATOR = re.compile(r"(\{term\}(?:</\w+>)*)(?:[:.]| [–-])")


def _each(form: str, around: str = "{}") -> Entries:
    """Entries in one form: `form` holds {n}, {term} and {text}, `around` all of them."""

    def entries(section: DocSection) -> str:
        if not all(entry.term and entry.text for entry in section.entries):
            return ul(section)
        return around.format("".join(_filled(form, n, entry) for n, entry in enumerate(section.entries, 1)))

    return entries


def _filled(form: str, number: int, entry: DocEntry) -> str:
    if entry.term.endswith("?"):
        form = _SEPARATOR.sub(r"\1", form)  # nobody parts a question from its answer by a sign
    return form.format(n=number, term=escape(entry.term), text=escape(entry.text))


def _lines(form: str, around: str = "{}", between: str = "") -> Entries:
    """Entries as a line each: `form` holds {n} and {line}."""
    return lambda section: around.format(
        between.join(form.format(n=n, line=line(entry)) for n, entry in enumerate(section.entries, 1))
    )


def _heading(form: str, words: str) -> str:
    return form.format(escape(words))


HEADINGS: dict[str, Heading] = {
    **{name: partial(_heading, form) for name, form in _DATA["heading"].items()},
    "capitals": lambda words: f"<p>{escape(words.upper())}</p>",
}
ENTRIES: dict[str, Entries] = {
    **{name: _each(**forms) for name, forms in _DATA["entry"].items()},
    **{name: _lines(**forms) for name, forms in _DATA["line"].items()},
}


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


SKINS: dict[str, Transform] = {
    "one_paragraph": one_paragraph,
    **{f"{name}_headings": partial(page, head=head, entries=ul) for name, head in HEADINGS.items()},
    **{name: partial(page, head=h2, entries=entries) for name, entries in ENTRIES.items()},
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
