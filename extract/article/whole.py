"""Lines that their words alone make headings: they say what a heading says, whole."""

from __future__ import annotations

import re

from extract.cleaning import fold
from extract.data import load, words
from extract.page.blocks import LOOK_LEVEL
from extract.vocabulary import read_heading, words_beside

# Ends of a sentence that introduces what stands below it.
INTRODUCES = re.compile(r"\b(?:includ(?:e|es|ing)|are|following):?$")
_DATA = load("article/whole.toml")
_PLAIN_WORDS = words(_DATA["plain_words"])
_ASKING_WORDS = _PLAIN_WORDS | words(_DATA["question_words"])
MAX_HEADING_WORDS = 6
MAX_QUESTION_WORDS = 10


def whole_heading(text: str, topic: tuple[str, ...], most: int = 1) -> int:
    """The level of a short line that says what a heading says ("Symptoms", "Causes of X:"); 0 for others.

    `most`: how many words it may have beside those of a facet's own name and the topic's.
    """
    count = text.count(" ") + 1
    opens = text[0].isupper() or text[0].isdigit()
    asks = text[-1] == "?"
    if count > (MAX_QUESTION_WORDS if asks else MAX_HEADING_WORDS):
        return 0
    if text[-1] in ".,;!" or not opens or INTRODUCES.search(text):
        return 0
    reading = read_heading(text, topic)
    if reading.role in ("references", "definition", "conclusion") and count <= 3:
        return LOOK_LEVEL
    if not (reading.facet and reading.strong):
        return 0
    plain = _ASKING_WORDS if asks else _PLAIN_WORDS
    extra = sum(w not in plain and w != "x" and not any(w in t for t in topic) for w in fold(text).split())
    if ": " in text:
        most = 0  # "Treatment: rest" says what the treatment is
    return LOOK_LEVEL if extra <= most else 0


def says_no_more(heading: str, topic: tuple[str, ...]) -> bool:
    """A heading that names a facet, of the topic, and nothing else."""
    said = words_beside(heading, topic)
    return all(w in _PLAIN_WORDS or w == "x" or any(w in name for name in topic) for w in said)
