"""Cleaning of text: what every block, and everything read back by its path, goes through.

All functions take and give `str`; none of them normalises characters for output (curly quotes, hyphens and
Bangla stay as the page has them), they only take away what is no part of the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from extract.data import any_of, load

_INVISIBLE = str.maketrans("", "", "\u200b\u200c\u200d\u2060\ufeff\u00ad")
_INVISIBLE_CHARS = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")

# Typed list markers: "1.", "01", "2)", "(3)", "a)", "•", "– ", a question's "Q:" or "Q1.", and a picture
# character, but for those that open a remark.
_REMARKS = "⚠❗💡🚨📌📞☎📝"
_MARKER = re.compile(
    r"^(?:\(?\d{1,3}[.)](?=\s|[^\W\d])\s*|0\d\s*(?=[^\W\da-z_])|\(?[a-zA-Z]\)\s+|\(?[ivx]{1,4}[.)]\s+"
    r"|[\^↑•·●▪■◦‣⁃*✓✔☑➤►▶➔➢→❖✦»›★○◆\ufe0f\uf0a7\uf0b7\uf0d8\uf076\uf0fc]+\s*|o\s(?=[A-Z])|[-–—]{1,3}(?:\s+|(?=[A-Z][a-z]))"
    r"|(?:[-=]>|>{1,2}|~|\+)\s+(?=[^\W\d])|Q\d{0,2}\s?[:.]\s+"
    rf"|#\d{{1,2}}(?:[.:)]|\s[–—-])?\s+|§?\s?\d{{1,2}}\s[–—-]\s|\d\ufe0f?\u20e3\s*|(?:(?![{_REMARKS}])[\u2600-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff]\ufe0f?)+\s*)(?=[^\s\ufe0f])",
)

# A chip is a source's name or domain, a counter after it or alone ("PubMed+1"). Labels of a domain have at
# most 63 characters (RFC 1035, section 2.3.4). Repeats are bounded: no text takes more than linear time.
_CHIPS_DATA = load("chips.toml")
_NAME = any_of(sorted(map(re.escape, _CHIPS_DATA["names"]), key=len, reverse=True))
_DOMAIN = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9-]{2,63}){0,4}\." + any_of(_CHIPS_DATA["domains"])
_COUNTER = r"\+\d{1,2}"
_CHIP = rf"(?:(?:{_NAME}|{_DOMAIN})(?:\s?{_COUNTER})?+|{_COUNTER})"
# A chip follows the sentence without a blank: "… of the disc.RadiopaediaWikipedia.", "… disc.PubMed+1".
_CHIPS = re.compile(rf"(?<=[.!?;:)’”\"]){_CHIP}{{1,12}}(?=$|[\s,;)]|\.(?!\w))\.?")
# What stands before a sentence's last word where that begins an address: "See lib.health.org".
_LEADS_TO = re.compile(
    r"(?:^|[:(]\s*|\b(?:at|from|see|via|visit|on|by|web|site|website|page|source|url)\s)"
    r"[\w-]+\.$",
    re.I,
)
MAX_LEAD = 100  # characters before a chip to look at
# With a counter a blank before it is no doubt: "… of the disc. PubMed+1".
_CHIPS_COUNTED = re.compile(rf"\s+(?:(?:{_NAME}|{_DOMAIN})\s?{_COUNTER}){{1,12}}(?=$|[\s.,;)])")
# The same before the full stop: "… of the discRadiopaedia+1." needs a counter or two names to be sure.
_CHIPS_INSIDE = re.compile(rf"(?<=[a-z)])(?:{_NAME}\s?{_COUNTER}|{_NAME}{{2,12}})(?=$|[\s.,;)])")
# What a text with a chip must hold, quick to look for: a counter, a glued name, a domain's end.
_MAY_HOLD = re.compile(
    rf"[+.{''.join(sorted({name[0] for name in _CHIPS_DATA['names']}))}]"
    rf"(?:(?<=\+)|(?<=\.){any_of(_CHIPS_DATA['domains'])}"
    rf"|(?<=[.!?;:)’”\"a-z0-9-][A-Z]){any_of(re.escape(name[1:]) for name in _CHIPS_DATA['names'])})"
)
_WORD = re.compile(r"[^\W_]+")
# Signs of running text that leave most of it ASCII.
_PLAIN_SIGNS = (("’", "'"), ("\xa0", " "), *((sign, " ") for sign in "‘“”–—…•·®°"))
# Of ASCII, by byte: letters in lower case, digits, and a blank for all else.
_ASCII_WORDS = bytes(ord(chr(i).lower()) if i < 128 and chr(i).isalnum() else 32 for i in range(256))


def collapse(text: str) -> str:
    """Fold every run of white space, no-break spaces among it, into one blank and trim the ends."""
    if text.isprintable() and "  " not in text:
        return text.strip()  # no white space but single blanks, and nothing invisible
    if not text.isascii() and _INVISIBLE_CHARS.search(text):
        text = text.translate(_INVISIBLE)
    return " ".join(text.split())


def strip_chips(text: str) -> str:
    """Take out citation chips glued to a sentence; citations in brackets and names inside words stay."""
    if _MAY_HOLD.search(text) is None or "//" in text or "www." in text or "@" in text:
        return text
    text = _CHIPS_COUNTED.sub("", _CHIPS.sub(_unless_address, text))
    return _CHIPS_INSIDE.sub("", text)


def _unless_address(chip: re.Match[str]) -> str:
    """Nothing, or the chip itself where it is the end of an address: its sentence goes on, or leads to it."""
    said = chip[0]
    if not said[0].islower() or "+" in said:
        return ""
    after = chip.string[chip.end() : chip.end() + 2].lstrip()[:1]
    leads = _LEADS_TO.search(chip.string, max(0, chip.start() - MAX_LEAD), chip.start())
    return said if after == "," or after.islower() or leads else ""


def has_letter(text: str) -> bool:
    """A letter of any script is in the text."""
    return text[:1].isalpha() or any(c.isalpha() for c in text)


def marker_length(text: str) -> int:
    """Length of the typed list marker a text starts with, its blank included; 0 where there is none."""
    if text[:2].isalpha() and text[0] not in "ivx":  # a word, and no Roman number
        return 0
    match = _MARKER.match(text)
    if match is None or match.end() >= len(text):
        return 0
    return match.end()


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A text made comparable: NFKC, case folded, letters and digits alone, words parted by one blank."""
    if not text.isascii():
        for sign, plain in _PLAIN_SIGNS:
            text = text.replace(sign, plain)
    if text.isascii():
        if "'" in text:
            text = text.lower().replace("'s ", " ").replace("'", "")
        return " ".join(text.encode().translate(_ASCII_WORDS).decode().split())
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = folded.replace("'s ", " ").replace("'", "")
    return " ".join(_WORD.findall(folded))
