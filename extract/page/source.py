"""From bytes to the text that is parsed: decoding, the repair of tags broken at the source, tooltips."""

from __future__ import annotations

import codecs
import html as entities
import re
from typing import NamedTuple

from extract.record import GlossaryEntry

# The web's encodings (WHATWG Encoding Standard, section 4.2), by Python's name of the codec a page claims.
# Some claims mean more than they say; what is not here is no charset of a page.
_CHARSETS = {
    **{name: name for name in ("cp866", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "cp874", "gb18030")},
    **{name: name for name in ("big5hkscs", "euc_jp", "iso2022_jp", "cp932", "cp949")},
    **{name: name for name in (f"cp{n}" for n in range(1250, 1259))},
    **{name: name for name in (f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16))},
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "utf-8": "utf-8",
    "utf-16": "utf-8",  # a page whose claim can be read is written in bytes
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.I)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode(body: bytes) -> str:
    """Decode a page as a browser would: byte order mark, valid UTF-8, its own meta tag, else windows-1252.

    Valid UTF-8 goes before the page's own claim: a multi-byte text in another charset is almost never valid
    UTF-8, while a wrong claim is common. Never raises.
    """
    text = _plain_utf8(body)
    return _otherwise(body) if text is None else text


def _otherwise(body: bytes) -> str:
    """The text of what is not plain UTF-8."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    return body.decode(_claimed_charset(body), "replace")


def _plain_utf8(body: bytes) -> str | None:
    """The text of valid UTF-8 without a byte order mark; None for all else."""
    if body.startswith(codecs.BOM_UTF8):
        return None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _claimed_charset(body: bytes) -> str:
    """The charset a page claims in its own meta tag, as Python names it; windows-1252 where it names none."""
    claimed = _META_CHARSET.search(body, 0, 4096)
    try:
        name = codecs.lookup(claimed[1].decode("ascii")).name if claimed else ""
    except LookupError:
        name = ""
    return _CHARSETS.get(name, "cp1252")


# A tooltip plugin wrapped a second word inside the first one's quoted attribute:
#   <span title="Diabetes is … <span data-rx-term="insulin" …>insulin</span> is low." data-rx-term=…>
# A correct parser ends the outer tag early and shows the rest as text. The inner tag is taken out, its text
# kept, so that the attribute closes where its author meant it to.
# All repeats that may meet each other are bounded: no source takes more than linear time.
_LEAK = re.compile(
    r"""(<[a-z]+\b(?:\s[\w:-]+="[^"<>]*"|\s[\w:-]+)*\s[\w:-]+=")   # a tag up to an open attribute value
        ([^"<>]{0,3000})                                           # its first words
        (?:<|&lt;)([a-z]+)((?:\s[^<>]{0,1000}?)?)(?:>|&gt;)        # a tag inside the value
        ([^<>"]{0,300})                                            # the word it wraps
        (?:<|&lt;)/\3(?:>|&gt;)""",
    re.I | re.X,
)
_MAY_LEAK = re.compile(r"""="[^"<>&]*+(?:&(?!(?i:lt);[a-zA-Z])[^"<>&]*+)*+(?:<|&(?i:lt);)[a-zA-Z]""")
MAX_PASSES = 60  # each takes one tag out of every broken value
# The same leak after a browser or a DOM library has saved the page: the outer tag now ends in an entity.
_SAVED_END = re.compile(r"""(<[a-z]+\b(?:\s[\w:-]+="[^"<>]*")+)\s*&gt;""", re.I)
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([\w:-]++)=(?:"([^"]*)"|'([^']*)')""")
_TERM = "term="  # in the name of an attribute that only tooltips have
_NAMES_TERM = re.compile(r"data-[\w-]{0,60}term=")
_TOOLTIP = re.compile(r"<[a-z]+\b[^<>]*\bdata-[\w-]{0,60}term=[^<>]*>", re.I)
_BENGALI = re.compile(r"[\u0980-\u09ff]")
_LABEL = re.compile(r"[^\s।.:]*\s*[\u0980-\u09ff][\u0980-\u09ff\s]{0,24}:\s*")


class Source(NamedTuple):
    """A page's source, decoded and repaired.

    `utf8` are the same characters in bytes where the page has them so: what parses them takes these sooner.
    `taken` is what `repair` took out.
    """

    html: str
    utf8: bytes | None
    taken: tuple[str, ...] | None


def read_source(body: bytes) -> Source:
    """Decode and repair a page's bytes; never fails."""
    text = _plain_utf8(body)
    html, taken = repair(_otherwise(body) if text is None else text)
    return Source(html, body if html is text else None, taken)


def repair(html: str) -> tuple[str, tuple[str, ...] | None]:
    """Mend attribute values broken by a tag inside them; also give the tooltip tags that were taken out.

    Returns the source with each inner tag replaced by its text, and the inner tags themselves: they are
    glossary words of their own. None of them, not even an empty list, where a page has no tooltips at all.
    """
    if _TERM not in html or not _NAMES_TERM.search(html):
        return html, None
    if not _MAY_LEAK.search(html):
        return html, ()
    taken: list[str] = []

    def mend(match: re.Match[str]) -> str:
        taken.append(f"<{match[3]}{match[4]}>")
        return f"{match[1]}{match[2]}{match[5]}"

    for _ in range(MAX_PASSES):
        html, count = _LEAK.subn(mend, html)
        if not count:
            break
    return (_SAVED_END.sub(r"\1>", html) if taken else html), tuple(taken)


def glossary(html: str, taken: tuple[str, ...] | None) -> tuple[GlossaryEntry, ...]:
    """Harvest the site's tooltips from what `repair` gives: one entry a term and language, in page order."""
    if taken is None:
        return ()
    found: dict[tuple[str, str], GlossaryEntry] = {}
    for tag in (*_TOOLTIP.findall(html), *taken):
        attributes = {m[1].lower(): m[2] if m[2] is not None else m[3] for m in _ATTRIBUTE.finditer(tag)}
        term = _first(attributes, "term")
        definition = _first(attributes, "definition") or attributes.get("title")
        if not term or not definition:
            continue
        for language, text in _by_language(_unescape(definition)):
            found.setdefault((term.casefold(), language), GlossaryEntry(_unescape(term), language, text))
    return tuple(found.values())


def _first(attributes: dict[str, str], ending: str) -> str | None:
    return next(
        (v.strip() for k, v in attributes.items() if k.startswith("data-") and k.endswith(ending)), None
    )


def _unescape(text: str) -> str:
    return " ".join(entities.unescape(text).split())


def _by_language(definition: str) -> list[tuple[str, str]]:
    """Split "English. সহজ বাংলা: বাংলা।" into its languages; the Bangla's own label is dropped."""
    start = _BENGALI.search(definition)
    if start is None:
        return [("en", definition)]
    english, bangla = definition[: start.start()].strip(), definition[start.start() :].strip()
    label = _LABEL.match(bangla)
    bangla = bangla[label.end() :] if label else bangla
    return [(lang, text) for lang, text in (("en", english), ("bn", bangla)) if text]
