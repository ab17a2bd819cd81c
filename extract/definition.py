"""What the page says its topic is: the paragraph that defines it."""

from __future__ import annotations

import re

from extract.blocks import Block
from extract.cleaning import fold, marker_length
from extract.data import load, opening, whole_words
from extract.outline import Draft

MAX_DEFINITION = 1500  # characters

_DATA = load("definition.toml")
_IS = whole_words(_DATA["says"], re.I)
_TEASER = opening(_DATA["teaser"])
_OURS = re.compile(r"\b(?:we|our|us|clinic|appointment|call)\b", re.I)


def find_definition(sections: list[Draft], names: tuple[str, ...]) -> str | None:
    """The first paragraph that says what the condition is, or None.

    Looked for in a section that asks for it ("What is X?", "Overview"), then in the article's first: a
    paragraph that names the topic early and says "is", "means", "occurs when".
    """
    first: list[Block] = []
    asked: list[Block] = []
    for section in sections:
        if section.module or section.role in ("aside", "references"):
            continue
        paragraphs = [b for b in section.blocks if len(b.text) >= 40 and b.linked < 0.6 * len(b.text)]
        if section.role == "definition" or (
            section.question and section.facet is None and _names_topic(section.heading, names)
        ):
            asked += paragraphs
        elif (section.facet is None or not (first or asked)) and len(first) < 14:
            first += paragraphs
    ranked = [(_says(b, names) - 0.2 * n, b) for n, b in enumerate(first[:8])]
    ranked += [(_says(b, names) + 0.4 - 0.2 * n, b) for n, b in enumerate(asked[:4])]
    ranked = [(score, b) for score, b in ranked if score > 0]
    if not ranked:
        return None
    block = max(ranked, key=lambda r: (r[0], -r[1].index))[1]
    return block.text[:MAX_DEFINITION]


def _names_topic(text: str, names: tuple[str, ...]) -> bool:
    folded = fold(text)
    return any(re.search(rf"\b{re.escape(n)}", folded) for n in names)


def _says(block: Block, names: tuple[str, ...]) -> float:
    """How plainly a paragraph says what the topic is: it names it early, before "is", "means" or the like."""
    text = block.text
    if _TEASER.match(text) or text.endswith(("...", "…", "?")):
        return 0.0
    sentence = re.split(r"(?<=[.;])\s", text[:400], maxsplit=1)[0]
    verb = _IS.search(sentence)
    if verb is None or "?" in sentence[: verb.start()]:
        return 0.0
    before = fold(sentence[: verb.start()])
    score = 1.0
    if any(re.match(rf"(?:quick summary |summary |an? |the )?{re.escape(n)}", before) for n in names):
        score = 3.0
    elif any(re.search(rf"\b{re.escape(n)}", before) for n in names):
        score = 2.0 if len(before) < 80 else 1.5
    elif any(_close(before, n) for n in names):
        score = 1.9
    if block.frame.tag == "li" or marker_length(text):
        score -= 1.5
    return score - (0.8 if _OURS.search(text[:160]) else 0.0)


def _close(text: str, name: str) -> bool:
    if re.search(rf"\b{re.escape(name)}", text):
        return True
    words = [w for w in name.split() if len(w) > 3]
    return bool(words) and sum(1 for w in words if w[:-2] in text) * 2 >= len(words)
