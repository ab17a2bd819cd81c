"""The glossary plugin: a tooltip around the first use of a word on a page, at times inside another's tag."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

from nosograph.demo.articles import HERE, read_toml

# Whether a page has tooltips, and whether the plugin breaks those whose definition holds another word.
State = Literal["none", "clean", "leaking"]

# What the plugin writes between the English and the Bangla half of a definition.
BANGLA_LEAD = "সহজ বাংলা:"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the glossary with its definition in both languages."""

    word: str
    english: str
    bangla: str

    @property
    def definition(self) -> str:
        """Both languages in one string, as the plugin shows it."""
        return f"{self.english} {BANGLA_LEAD} {self.bangla}"


def load_glossary() -> tuple[Word, ...]:
    """Read the words of glossary.toml; raises SampleDataError."""
    return tuple(Word(**word) for word in read_toml(HERE / "glossary.toml")["word"])


def words_in(strings: Iterable[str], glossary: Iterable[Word]) -> tuple[Word, ...]:
    """The words of the glossary that occur in any of the strings, in the glossary's order."""
    whole = "\n".join(strings)
    return tuple(word for word in glossary if _pattern(word).search(whole))


class Tooltips:
    """The tooltips of one page: text goes in, in reading order, and comes out as HTML.

    A leaking page shows the plugin's known fault: the definition in the `title` attribute is itself searched
    for words, and a find is wrapped with the same quotes, so the tag ends early and its rest becomes text.
    """

    def __init__(self, glossary: Iterable[Word], state: State) -> None:
        self._glossary = tuple(glossary)
        self._waiting = [] if state == "none" else list(self._glossary)
        self._leaking = state == "leaking"

    def mark(self, text: str) -> Markup:
        """Escape a text and wrap the first word of it that has had no tooltip on this page yet."""
        hits = ((hit.start(), word, hit) for word in self._waiting if (hit := _pattern(word).search(text)))
        first = min(hits, key=lambda found: found[0], default=None)
        if first is None:
            return escape(text)
        _, word, hit = first
        self._waiting.remove(word)
        return escape(text[: hit.start()]) + self._span(word, hit.group()) + self.mark(text[hit.end() :])

    def _span(self, word: Word, shown: str) -> Markup:
        title = self._leaked(word) if self._leaking else escape(word.definition)
        return Markup(
            '<span class="rx-glossary-term" tabindex="0" title="{}" data-rx-term="{}"'
            ' data-rx-definition="{}">{}</span>'
        ).format(title, word.word, word.definition, shown)

    def _leaked(self, outer: Word) -> Markup:
        for inner in self._glossary:
            if inner is not outer and (hit := _pattern(inner).search(outer.english)):
                span = Markup(
                    '<span class="rx-glossary-term" data-rx-term="{}" data-rx-definition="{}">{}</span>'
                ).format(inner.word, inner.definition, hit.group())
                start, end = hit.span()
                return escape(outer.definition[:start]) + span + escape(outer.definition[end:])
        return escape(outer.definition)


def _pattern(word: Word) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(word.word)}\b", re.IGNORECASE)
