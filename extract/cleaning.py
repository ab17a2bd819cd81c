"""Cleaning of text: what every block, and everything read back by its path, goes through.

All functions take and give `str`; none of them normalises characters for output (curly quotes, hyphens and
Bangla stay as the page has them), they only take away what is no part of the text.
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = str.maketrans("", "", "\u200b\u200c\u200d\u2060\ufeff\u00ad")
_INVISIBLE_CHARS = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")

# Typed list markers: "1.", "2)", "(3)", "a)", "•", "– ", and a question's "Q:" or "Q1."
_MARKER = re.compile(
    r"^(?:\(?\d{1,3}[.)](?=\s|[^\W\d])\s*|\(?[a-z]\)\s+|\(?[ivx]{1,4}[.)]\s+"
    r"|[•·●▪■◦‣⁃*✓✔☑➤►▶➔➢→❖✦✔️]+\s*|[-–—]\s+|Q\d{0,2}\s?[:.]\s+|#?\d{1,2}\s[–—-]\s)(?=\S)",
)

# Names that editors' tools paste, without a blank, at the end of a sentence in place of a citation mark.
_CHIP_NAMES = (
    "Radiopaedia",
    "Wikipedia",
    "PubMed Central",
    "PubMed",
    "PMC",
    "NCBI",
    "StatPearls",
    "Mayo Clinic",
    "Cleveland Clinic",
    "MedlinePlus",
    "Medscape",
    "WebMD",
    "Healthline",
    "Verywell Health",
    "Physiopedia",
    "Physio-pedia",
    "OrthoInfo",
    "ScienceDirect",
    "SpringerLink",
    "SpringerOpen",
    "BioMed Central",
    "Frontiers",
    "MDPI",
    "Johns Hopkins Medicine",
    "Hopkins Medicine",
    "Merck Manuals",
    "Medical News Today",
    "ResearchGate",
    "NHS",
    "NINDS",
    "DermNet",
    "DermNet NZ",
    "EyeWiki",
    "AAO",
    "NEJM",
    "JAMA Network",
    "The Lancet",
    "BMJ",
    "Nature",
    "Wiley Online Library",
    "Oxford Academic",
    "Spine-health",
    "Barrow Neurological Institute",
    "Kenhub",
    "TeachMeAnatomy",
)
_NAME = "|".join(sorted(map(re.escape, _CHIP_NAMES), key=len, reverse=True))
_DOMAIN = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]{2,})*\.(?:org|com|net|edu|gov|io|nih\.gov|ac\.uk|co\.uk|nhs\.uk)"
_CHIP = rf"(?:(?:{_NAME})(?:\s?\+\d{{1,2}})?|{_DOMAIN}(?:\s?\+\d{{1,2}})?|\+\d{{1,2}})"
# A chip follows the sentence without a blank: "… of the disc.RadiopaediaWikipedia." or "… disc.PubMed+1 Next".
_CHIPS = re.compile(rf"(?<=[.!?;:)’”\"])(?:{_CHIP})+(?=$|[\s.,;)])\.?")
# With a counter a blank before it is no doubt: "… of the disc. PubMed+1".
_CHIPS_COUNTED = re.compile(rf"\s+(?:(?:{_NAME}|{_DOMAIN})\s?\+\d{{1,2}})+(?=$|[\s.,;)])")
# The same before the full stop: "… of the discRadiopaedia+1." needs a counter or two names to be sure.
_CHIPS_INSIDE = re.compile(rf"(?<=[a-z)])(?:(?:{_NAME})\s?\+\d{{1,2}}|(?:{_NAME}){{2,}})(?=$|[\s.,;)])")
_MAY_HOLD_CHIP = re.compile(r"[.!?;:)’”\"a-z](?:[A-Z+]|[a-z0-9-]+\.(?:org|com|net|edu|gov|io|ac|co|nhs))")


def collapse(text: str) -> str:
    """Fold every run of white space, no-break spaces among it, into one blank and trim the ends."""
    if not text.isascii() and _INVISIBLE_CHARS.search(text):
        text = text.translate(_INVISIBLE)
    return " ".join(text.split())


def strip_chips(text: str) -> str:
    """Take out citation chips glued to a sentence; citations in brackets and names inside words stay."""
    if "//" in text or "www." in text or not _MAY_HOLD_CHIP.search(text):
        return text
    text = _CHIPS_COUNTED.sub("", _CHIPS.sub("", text))
    return _CHIPS_INSIDE.sub("", text)


def marker_length(text: str) -> int:
    """Length of the typed list marker a text starts with, its blank included; 0 where there is none."""
    match = _MARKER.match(text)
    if match is None or match.end() >= len(text):
        return 0
    return match.end()


def fold(text: str) -> str:
    """A text made comparable: NFKC, case folded, letters and digits alone, words parted by one blank."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = folded.replace("’", "'").replace("'s ", " ").replace("'", "")
    return " ".join(re.findall(r"[^\W_]+", folded))
