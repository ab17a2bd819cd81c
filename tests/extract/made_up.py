"""Pages nobody wrote: articles of invented words in random markup, and sound pages damaged."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from random import Random

from hypothesis import strategies as st

_SYLLABLES = "bra ko lin mur ta ves do fi ran zu pel sho gre no tik".split()
# Characters that make trouble: a dash in a name, a no-break space, an accent, Bangla, an apostrophe, a sign.
_ODD = (
    "L5–S1",
    "na\u00efve",
    "a\u00a0b",
    "জ্বর",
    "don’t",
    "x & y",
    "3 < 4",
    "(oko)",
    "12:30",
    "zu-ta",
    "\u200b",
)
_HEADINGS = (
    "Symptoms", "Causes", "Causes of Lintomur:", "Treatment", "Diagnosis", "Prevention", "Types", "Outlook",
    "Risk Factors", "When to See a Doctor", "How is Lintomur treated?", "Frequently Asked Questions",
    "Complications", "Zupel Grenok", "References", "Conclusion", "By severity", "1. Medications",
    "What is Lintomur?",
)  # fmt: skip

_words = st.lists(st.sampled_from(_SYLLABLES), min_size=1, max_size=3).map("".join)
_phrase = st.lists(st.one_of(_words, _words, _words, st.sampled_from(_ODD)), min_size=1, max_size=5).map(
    " ".join
)
_sentence = st.lists(_words, min_size=4, max_size=30).map(lambda words: f"{' '.join(words).capitalize()}.")


@st.composite
def _line(draw: st.DrawFn) -> str:
    """An entry as one line of HTML: a name, a sentence, or both, parted in some way."""
    term, text = escape(draw(_phrase)), escape(draw(_sentence))
    forms = (
        f"{term}: {text}",
        f"{term} – {text}",
        f"<b>{term}</b> {text}",
        f"<strong>{term}:</strong> {text}",
        f"<strong>{term}</strong><br>{text}",
        f"<a href='/x'>{term}</a>: {text}",
        f"<p>{term}</p><p>{text}</p>",
        f"&bull; {term}&nbsp;&mdash; {text}",
        f"<em>{term}</em><sup>[1]</sup> {text}",
        term,
        text,
    )
    return draw(st.sampled_from(forms))


def _tagged(tag: str, lines: Sequence[str]) -> str:
    return "".join(f"<{tag}>{line}</{tag}>\n" for line in lines)


def _rows(lines: Sequence[str]) -> str:
    return "".join(f"<tr><td>{number}</td><td>{line}</td></tr>" for number, line in enumerate(lines, 1))


def _nested(lines: Sequence[str]) -> str:
    return f"<ul><li>{lines[0]}<ul>{_tagged('li', lines[1:])}</ul>{lines[-1]}</li></ul>"


def _counted(lines: Sequence[str]) -> str:
    return "".join(f"<div role=listitem>{number} {line}</div>" for number, line in enumerate(lines, 1))


_ENTRIES: tuple[Callable[[Sequence[str]], str], ...] = (
    lambda lines: f"<ul>{_tagged('li', lines)}</ul>",
    lambda lines: (
        f"<ol>{_tagged('li', lines[:1])}</ol><p>&nbsp;</p><ol start='2'>{_tagged('li', lines[1:])}</ol>"
    ),
    lambda lines: "<UL>" + "".join(f"<LI>{line}" for line in lines) + "</UL>",
    lambda lines: "<ol>" + "<li>".join(lines),
    _nested,
    lambda lines: "<p>" + "<br>".join(f"{n}. {line}" for n, line in enumerate(lines, 1)) + "</p>",
    lambda lines: "<p>" + "<br/>\n".join(lines),
    lambda lines: f"<table><tr><th>Name</th><th>What</th></tr>{_rows(lines)}</table>",
    lambda lines: "<table>" + "".join(f"<tr><td>{line}" for line in lines) + "</table>",
    lambda lines: "<dl>" + "".join(f"<dt>{line}</dt><dd>{line}</dd>" for line in lines) + "</dl>",
    lambda lines: "<dl><dt>" + "<dd>".join(lines) + "</dl>",
    lambda lines: _tagged("p", lines),
    lambda lines: "".join(f"<h4>{n}. {line}</h4><p>{line}</p>" for n, line in enumerate(lines, 1)),
    lambda lines: "".join(f"<div class='card'><div>{line}</div><div>{line}</div></div>" for line in lines),
    lambda lines: "".join(f"<details><summary>{line}</summary>{line}</details>" for line in lines),
    lambda lines: f"<div><span>{'</span><span>'.join(lines)}",
    lambda lines: f"<div>{''.join(f'<span style=display:block>{line}</span>' for line in lines)}</div>",
    lambda lines: f"<x-list>{_tagged('x-item', lines)}</x-list>",
    lambda lines: f"<div role='list'>{_counted(lines)}</div>",
    lambda lines: (
        "<ul class='acc'>"
        + "".join(f"<li><a href='#'>{line}</a><div>{line}</div></li>" for line in lines)
        + "</ul>"
    ),
)

_HEADS: tuple[Callable[[str], str], ...] = (
    lambda words: f"<h2>{words}</h2>",
    lambda words: f"<h3 class='wp-block-heading'><span>{words}</span></h3>",
    lambda words: f"<p><strong>{words}</strong></p>",
    lambda words: f"<div class='el-heading'>{words}</div>",
    lambda words: f"<P><FONT SIZE=4><B>{words}</B></FONT>",
    lambda words: f"<h2>{words}",
    lambda words: f"<p style='font-weight:bold'>{words}</p>",
    lambda words: f"<section><header>{words}</header>",
    lambda words: (
        f"<h3><a href='#'><span class='block'>{words}</span> <span class='block'>{words}</span></a></h3>"
    ),
    lambda words: f"<ul class='acc'><li><a href='#'>{words}</a>",
    lambda words: f"<div class='item'><button aria-expanded='false'>{words}</button>",
)


@st.composite
def _section(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from(_HEADS))(draw(st.sampled_from(_HEADINGS)))
    intro = "".join(f"<p>{escape(text)}</p>" for text in draw(st.lists(_sentence, max_size=1)))
    lines = draw(st.lists(_line(), min_size=1, max_size=5))
    return head + intro + draw(st.sampled_from(_ENTRIES))(lines)


@st.composite
def pages(draw: st.DrawFn) -> bytes:
    """A whole page: an article about "Lintomur" of invented words, each section in a markup of its own."""
    sections = "\n".join(draw(st.lists(_section(), min_size=1, max_size=5)))
    around = draw(st.sampled_from(("<main>{}</main>", "<table><tr><td>{}", "<div><div>{}</div></div>", "{}")))
    opening = f"<h1>Lintomur</h1><p>Lintomur is a disease. {escape(draw(_sentence))}</p>"
    menu = "<nav><ul><li><a href='/'>Home</a></li></ul></nav>"
    html = f"<!DOCTYPE html><title>Lintomur</title><body>{menu}{around.format(opening + sections)}"
    return html.encode(draw(st.sampled_from(("utf-8", "utf-8", "utf-16"))), "xmlcharrefreplace")


# --- something broken -------------------------------------------------------------------------------------

_TAG = re.compile(rb"<[a-z][^<>]*>", re.I)
_END_TAG = re.compile(rb"</[a-z0-9]+>", re.I)
_ATTRIBUTES = re.compile(rb"""\s[\w:-]+="[^"<>]*\"""")


def drop_end_tags(body: bytes, random: Random) -> bytes:
    """Leave one end tag in ten out."""
    return _END_TAG.sub(lambda m: b"" if random.random() < 0.1 else m[0], body)


def wrap(body: bytes, random: Random) -> bytes:
    """Open and close elements wherever a tag begins, not always in pairs."""
    extra = (
        b"<div>",
        b"</div>",
        b"<span class='w'>",
        b"</span>",
        b"<b>",
        b"</b>",
        b"<section>",
        b"</section>",
        b"<x-part>",
        b"</x-part>",
        b"<span class='d-block'>",
    )
    return _TAG.sub(lambda m: random.choice(extra) + m[0] if random.random() < 0.05 else m[0], body)


def reorder_attributes(body: bytes, random: Random) -> bytes:
    """Write every tag's attributes in another order."""

    def turn(tag: re.Match[bytes]) -> bytes:
        found = _ATTRIBUTES.findall(tag[0])
        random.shuffle(found)
        return _ATTRIBUTES.sub(lambda _: found.pop(), tag[0])

    return _TAG.sub(turn, body)


def lists_to_divs(body: bytes, random: Random) -> bytes:
    """Make elements of lists `div`s, the lists' own or their items'."""
    names = random.choice((rb"ul|ol", rb"li", rb"ul|ol|li"))
    return re.sub(rb"<(/?)(?:" + names + rb")\b", rb"<\1div", body)


def move_headings(body: bytes, random: Random) -> bytes:
    """Give headings another level, the opening tag often another one than the end tag."""
    return re.sub(rb"(</?h)[1-6]\b", lambda m: m[1] + b"%d" % random.randint(1, 6), body)


def truncate(body: bytes, random: Random) -> bytes:
    """Stop in the middle, of a character at times."""
    return body[: random.randrange(len(body) + 1)]


def flip_bytes(body: bytes, random: Random) -> bytes:
    """Change some bytes into others."""
    changed = bytearray(body)
    for _ in range(random.randint(1, 200)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def repeat(body: bytes, random: Random) -> bytes:
    """Put a stretch of the page in again somewhere else."""
    start, at = random.randrange(len(body)), random.randrange(len(body))
    return body[:at] + body[start : start + random.randint(1, 5000)] + body[at:]


DAMAGES = (
    drop_end_tags, wrap, reorder_attributes, lists_to_divs, move_headings, truncate, flip_bytes, repeat,
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, bodies: Sequence[bytes]) -> bytes:
    """One of these pages after one to three damages."""
    body = draw(st.sampled_from(bodies))
    for damage in draw(st.lists(st.sampled_from(DAMAGES), min_size=1, max_size=3)):
        if body:
            body = damage(body, Random(draw(st.integers(0, 2**32))))
    return body
