"""What a page is for that tells of a disease only in passing: an appeal, a shop, a course, a study."""

from __future__ import annotations

from extract.data import load, whole_words
from extract.page.blocks import Block
from extract.vocabulary import read_heading

MAX_TEXT = 12_000  # characters that are looked at
MIN_SAID = 3  # different words of a purpose, whatever their forms
MIN_SHARE = 0.015  # of all words

# Each word is a group: its number tells the forms of one word from another word.
_PURPOSES = [
    (name, whole_words(f"({word})" for word in said)) for name, said in load("facts/purpose.toml").items()
]


def purpose_of(heading: str, names: tuple[str, ...], blocks: list[Block]) -> str | None:
    """What a text is for that has at least MIN_SAID different words of it, and these often.

    None below a main heading that names the topic (`names`) alone, asks what it is, or for a facet of it.
    """
    reading = read_heading(heading, names)
    if reading.role == "definition" or (reading.strong and reading.facet is not None):
        return None
    text = " ".join([b.text for b in blocks])[:MAX_TEXT].lower()
    words = text.count(" ") + 1
    for purpose, said in _PURPOSES:
        found = [word.lastindex for word in said.finditer(text)]
        if len(set(found)) >= MIN_SAID and len(found) >= MIN_SHARE * words:
            return purpose
    return None
