"""The sentence before a list: the facet it says the list is of, under a heading that may say another."""

from __future__ import annotations

import re

from extract.article.whole import whole_heading
from extract.cleaning import fold
from extract.data import any_of, load, whole_words
from extract.record import FACETS, Facet
from extract.vocabulary import facets_named, fold_topic, read_heading, read_introduction

_DATA = load("entries/introductions.toml")
_OTHER_MATTER = re.compile(any_of(_DATA["other_matter"]))
_LOOK_ALIKES = re.compile(any_of(_DATA["look_alikes"]))
_NAMING = re.compile(
    r"(?:^|[.!?]\s+)(?:(?:some|many|most|several|a few)(?: of)?(?: the)?(?: more| most)? )?([^.!?]+?)"
    r"(?: (?:may|can|could|might|will|often|usually|commonly|typically|also))* (?:include|are)"
    r"(?: (?:the following|as follows|these|listed below))?\s?:?\s*$",
    re.I,
)
_OF_OTHER = re.compile(
    r" (?:of|for|from|after) "
    r"(?!(?:(?:an?|the|this|your|acute|chronic) )*(?:x|it|disease|condition|disorder)\b)"
)
_MEANS = frozenset({"by", "with", "using", "through"})
_SIGNS = (":", "…", "...", "include", "if")  # ends of a paragraph that introduces a list
_COUNTS = re.compile(
    r"(?:there|these|here) are(?! no\b| not\b)\b.{5,160}|.{2,80} comes in (?:\w+ ){1,3}\w+", re.I
)
MAX_COUNTING = 200  # characters of a sentence that counts
_KINDS_OF = re.compile(r"\b(?:types|kinds|forms|subtypes|stages) of ((?:the |these )?(\w+))", re.I)
_OF_SYMPTOMS = re.compile(r"\b(?:these|following|such)(?: \w+){0,3} (?:symptoms|signs)\b")
_OURS = whole_words(_DATA["ours"])
_HURRY = re.compile(rf"\b{any_of(_DATA['hurry'])}")

# Under a heading that maps, a list may still be introduced as another facet. Under these not as one of those
# beside them, whose words are too near to theirs, but by a sentence that does no more than name it. A
# diagnosis lists signs and stays one.
_NEAR: dict[Facet, frozenset[Facet]] = {
    "treatment": frozenset(FACETS) - {"when_to_see_doctor", "prevention"},
    "prevention": frozenset(FACETS) - {"when_to_see_doctor"},
    "complication": frozenset({"symptom"}),
    "risk_factor": frozenset({"cause"}),
}
_STAYS: tuple[Facet, ...] = ("test", "when_to_see_doctor", "faq")
MAX_END_WORDS = 3  # of a sentence, which say what stands right before its list


def introduces(text: str) -> bool:
    """A paragraph whose end introduces the list right after it: by its sign, or by counting it."""
    return text.endswith(_SIGNS) or (text[-1] == "." and _COUNTS.fullmatch(_last_sentence(text)) is not None)


def _last_sentence(text: str) -> str:
    """The last sentence of a paragraph without its full stop; nothing where it is too long to count."""
    end = text[-MAX_COUNTING:-1]
    start = max(map(end.rfind, ".!?:")) + 1
    if start:
        return end[start:].lstrip() if end[start : start + 1].isspace() else ""
    return end if len(text) <= MAX_COUNTING else ""


def introduced_as(
    sentence: str, facet: Facet | None, topic: tuple[str, ...], heading: str = ""
) -> Facet | None:
    """The facet of a list by the sentence before it, which must speak outright where a heading has spoken.

    `heading` may name more facets than the one it maps to ("Diagnosis and treatment").
    """
    if topic and (of := _KINDS_OF.search(sentence)) and _is_last_word(of[2].casefold(), topic):
        sentence = f"{sentence[: of.start(1)]}{topic[0]}{sentence[of.end(1) :]}"
    if _OTHER_MATTER.search(sentence[-300:].lower()) or (
        facet in (None, "symptom") and _LOOK_ALIKES.search(sentence[-200:].lower())
    ):
        return None
    label = sentence.rstrip(" :")
    if _is_of_the_page(label, topic):
        return read_introduction(sentence, topic)
    named = read_heading(label, topic).facet if label and whole_heading(label, topic) else None
    if facet is None:
        return read_introduction(sentence, topic) or named
    if facet in _STAYS:
        said = read_introduction(sentence, topic, outright=True) if heading else None
        return said if said is not None and said in facets_named(heading, topic) else facet
    said = read_introduction(sentence, topic, outright=True) or named
    if said in _NEAR.get(facet, ()) or (said != named and _comes_back_to(facet, sentence)):
        said = _says_what(sentence, topic)
    if said is None and facet in ("symptom", "cause", "complication", "type"):
        loose = read_introduction(sentence, topic)
        said = loose if loose == "when_to_see_doctor" else None
    if said == "when_to_see_doctor" and facet == "symptom" and _invites(sentence):
        return facet
    return said or facet


def _is_of_the_page(label: str, topic: tuple[str, ...]) -> bool:
    """Some words about the page ("How we reviewed this article"), but not what a practice offers."""
    if label.count(" ") < 2 or label[:4].lower() == "our ":
        return False
    return read_heading(label, topic).role == "aside" and not facets_named(label, topic)


def _is_last_word(word: str, topic: tuple[str, ...]) -> bool:
    """It is what the topic's name ends with: "tears" of "rotator cuff tear"."""
    return any(name.rpartition(" ")[2].removesuffix("s") == word.removesuffix("s") for name in topic)


def _comes_back_to(facet: Facet, sentence: str) -> bool:
    """It ends with the heading's own facet: "To find gout, doctors look for these signs:".

    But not where the list is what it is done by: "You can avoid these complications by:".
    """
    last = sentence.split()[-MAX_END_WORDS:]
    end = " ".join(last)
    if last and last[-1].rstrip(":").lower() in _MEANS:
        return False
    return facet in facets_named(end, ()) or read_introduction(end) == facet


def _invites(sentence: str) -> bool:
    """A practice speaks of its own care for the symptoms it lists, and of no hurry."""
    last = sentence[-300:].lower()
    return (
        _OF_SYMPTOMS.search(last) is not None and _OURS.search(last) is not None and not _HURRY.search(last)
    )


def _says_what(paragraph: str, topic: tuple[str, ...]) -> Facet | None:
    """The facet that a last sentence names and does no more ("Some symptoms of gout are:"), of this topic."""
    subject = _NAMING.search(paragraph[-200:])
    if subject is None:
        return None
    named = subject[1][0].upper() + subject[1][1:]
    if not whole_heading(named, topic) or _OF_OTHER.search(fold_topic(fold(named), topic)):
        return None
    if " x " not in f" {fold_topic(fold(paragraph[-500:]), topic)} ":
        return None
    return read_heading(named, topic).facet
