"""The name part of an entry: where it ends, and the key under which equal names meet."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources

from extract.cleaning import fold
from extract.record import SplitBy

MAX_TERM_WORDS = 12
MAX_WHOLE_WORDS = 6

Split = tuple[str | None, str | None, SplitBy]

_EDGE = " \t:;,.-–—*•|"
_COLON = re.compile(r"(?<!\d):(?=\s|$)|(?<=\d):(?=\s|$)|：")
_DASH = re.compile(r"\s[–—-]{1,2}\s|(?<=\w)—(?=\w)|\s[–—](?=\w)")
_INTRODUCES = re.compile(
    r"(?:^|\s)(?:such as|includ(?:e|es|ing)|following|example|examples|e\.g|note|tip|warning|important|remember|caution|are|is|if|when|to|of|that|with|and|or|the|(?-i:a)|for|may|can|source)$|^(?:men|women|adults|children|example|use|cost)$",
    re.I,
)
_SENTENCE = re.compile(r"[.!?](?:\s|$)")
# Words that open a clause or a command, not a name.
_CLAUSE_START = frozenset(
    "you your if when do don't does don’t are is was have has had having can could may might should will would must avoid take use try get eat drink stop start keep make ask tell call "
    "see seek talk consult contact ensure be been being it it's they he she we i there this that these those because although as while after before during since unless until "
    "limit reduce increase maintain practice wear wash stay follow consider check monitor learn know choose remember discuss apply bring write include follow-up not never always "
    "quit lose exercise manage often usually sometimes in on at by for with from to even most many some any no both all about up over under your their his her its our my who which what how why where".split()
)
_VERBS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|could|may|might|should|will|would|must|does|do|did|occurs?|happens?|affects?|includes?|becomes?|allows?|requires?|provides?)\b|\b(?:causes?|helps?|increases?|reduces?|leads?|makes?|shows?|uses?)\b(?= (?!of\b)\w)"
)


def split_entry(text: str, bold: int = 0) -> Split:
    """Split one line of text into name and description.

    `bold` counts the characters at its start that are bold. Returns (term, description, split_by); the term
    is None where the entry has no name part. The first colon is not always the term's end, and commas,
    slashes and brackets belong to it.
    """
    stripped = text.strip()
    if not stripped:
        return None, None, "none"
    if 0 < bold < len(text.rstrip(_EDGE)):
        lead = text[:bold].strip()
        term = lead.strip(_EDGE)
        rest = text[bold:].strip().lstrip(_EDGE).strip()
        inner = _colon(term)
        if inner is not None and bold:
            return inner[0], f"{inner[1]} {rest}".strip() or None, "bold"
        words = term.count(" ") + 1
        if (
            term
            and words <= MAX_TERM_WORDS
            and any(c.isalpha() for c in term)
            and rest
            and not _mid_sentence(lead, rest)
        ):
            return term, rest, "bold"
    found = _colon(stripped) or _dash(stripped)
    if found is not None:
        return found[0], found[1] or None, "separator"
    if (
        bold >= len(stripped.rstrip(_EDGE)) > 0
        and stripped.count(" ") < MAX_TERM_WORDS
        and not _is_clause(stripped)
    ):
        return stripped.strip(_EDGE), None, "whole"
    term = _whole(stripped)
    return (term, _after(stripped, term), "whole") if term else (None, None, "none")


def _mid_sentence(lead: str, rest: str) -> bool:
    """Bold words for emphasis only: within a sentence, or at its beginning ("Never stop …")."""
    if lead[:1].islower() and rest[:1].islower() and not lead.endswith((":", ".", "-", "–", "—")):
        return True
    return lead.split()[0].casefold() in (
        "note",
        "important",
        "never",
        "always",
        "warning",
        "not",
        "do",
    ) and not lead.endswith((":", "."))


def _colon(text: str) -> tuple[str, str] | None:
    for match in _COLON.finditer(text):
        term, rest = text[: match.start()].strip(), text[match.end() :].strip()
        if not _may_be_term(term):
            return None
        if term.count("(") > term.count(")"):
            continue  # inside brackets
        return term, rest
    return None


def _dash(text: str) -> tuple[str, str] | None:
    for match in _DASH.finditer(text):
        term, rest = text[: match.start()].strip(), text[match.end() :].strip()
        if not _may_be_term(term) or term.count(" ") > 7:
            return None
        if len(term) == 1 or term.count("(") > term.count(")") or not rest:
            continue  # "S - Sleep: …", or inside brackets
        return (term, rest) if rest and _VERBS.search(term) is None else None
    return None


def _may_be_term(term: str) -> bool:
    if (
        not term
        or term.count(" ") + 1 > MAX_TERM_WORDS
        or _SENTENCE.search(term)
        or not any(c.isalpha() for c in term)
    ):
        return False
    return not _INTRODUCES.search(term.rstrip(" ,"))


def _is_clause(text: str) -> bool:
    words = text.casefold().split()
    if len(words) > 1 and words[1] == "of":
        return False  # "Use of …", "Lack of …"
    return words[0].strip("“”\"'(") in _CLAUSE_START


def _whole(text: str) -> str | None:
    """The whole entry as a name, where it is a short noun phrase; a closing remark in brackets is left out."""
    bare = re.sub(r"\s*\([^()]*\)\s*$", "", text).strip() or text
    words = bare.count(" ") + 1
    if words > MAX_WHOLE_WORDS or bare[-1] in ".!?:;…" or _is_clause(bare) or _VERBS.search(bare.casefold()):
        return None
    if not any(c.isalpha() for c in bare):
        return None
    return bare.rstrip(" ,")


def _after(text: str, term: str | None) -> str | None:
    rest = text[len(term) :].strip() if term else ""
    return rest or None


@lru_cache(maxsize=1)
def _synonyms() -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
    data = tomllib.loads(resources.files("extract").joinpath("synonyms.toml").read_text("utf-8"))
    return tuple(data["spelling"].items()), data["terms"]


@lru_cache(maxsize=16384)
def term_key(term: str) -> str:
    """The term made comparable: case, brackets, dashes, plural, British spelling and synonyms folded."""
    bare = re.sub(r"\([^()]*\)", " ", term)
    folded = fold(bare) or fold(term)
    spelling, synonyms = _synonyms()
    for british, american in spelling:
        if british in folded:
            folded = folded.replace(british, american)
    words = [w for w in folded.split() if w not in ("the", "a", "an")]
    key = " ".join(_singular(w) for w in words)
    return synonyms.get(key, key)


def _singular(word: str) -> str:
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is", "ics")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2] if not word.endswith("aches") else word[:-1]
    if word.endswith(("diabetes", "rabies", "scabies", "herpes")):
        return word
    return word[:-1]
