"""The name part of an entry: where it ends, and the key under which equal names meet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from extract.cleaning import fold, has_letter
from extract.data import any_of, load, words
from extract.record import SplitBy

MAX_TERM_WORDS = 12  # of a name that is set apart
MAX_BEFORE_COLON = 4  # words between a dash and a colon that is no name's end
MAX_TERM_CHARACTERS = 400
_SEPARATOR_END = MAX_TERM_CHARACTERS + 20  # no separator behind this is looked for: its term were too long
MAX_WHOLE_WORDS = 6  # of an entry that is a name and nothing else

Split = tuple[str | None, str | None, SplitBy]

_NOTE_SIGNS = "*†‡"
_MEASURE = "0123456789<>≤≥~±="
_EDGE_OF_WORD = ",;:.()[]“”\"'"
_EDGE = " \t:;,.-–—*•|"
_COLON = re.compile(r":(?=\s|$)|：")
_DASH = re.compile(r"\s[–—-]{1,2}\s|(?<=\w)—(?=\w)|\s[–—](?=\w)")
_JOINS = re.compile(r"(?:and|or|and/or)\b", re.I)
_SENTENCE = re.compile(r"[.!?](?:\s|$)")
# But "24-hour urine", "12-lead ECG" and "3D scan" name something.
_AMOUNT = re.compile(r"\d(?!\d{0,2}(?:-[^\W\d]|[A-Z]))")
_BRACKETS = re.compile(r"\([^()]*\)")
_LAST_BRACKETS = re.compile(r"(?<!\s)\s*\([^()]*(?:\)\d{0,2}\s*)?$")  # with a note's number, or never closed


def _either(verbs: Iterable[str]) -> Iterator[str]:
    """The forms of verbs whose last letter may be optional ("occurs?")."""
    for verb in verbs:
        yield verb.removesuffix("?")
        if verb.endswith("?"):
            yield verb[:-2]


_DATA = load("entries/terms.toml")
_INTRODUCES = re.compile(
    rf"(?:^|\s){any_of(_DATA['introduces'])}$|^{any_of(_DATA['introduces_alone'])}$", re.I
)
_CLAUSE_START = words(_DATA["clause_start"])
_REMARK = words(_DATA["remark"])
_GOES_ON = re.compile(rf", {any_of(_DATA['goes_on'])}\b")
_SAID_BESIDES = re.compile(rf", {any_of(_DATA['said_besides'])}\b")
_INCLUDING = re.compile(rf",? {any_of(_DATA['including'])}$", re.I)
# How one line of a list goes over to the next.
_GOES_WITH = re.compile(r"[;,]? (?:and|or|and/or)$|[;*†‡]{1,3}$")
_PERSON = words(_DATA["person"])
_FIRST = re.compile(
    r"(?!\w+ing |.{0,3}\.)(\w\S*(?: [^\s.!?:;]+){0,3})"
    r"(?<!\bincl)(?<!\besp)(?<!\bapprox)(?<!\bvs)\.\s+(?=[A-Z])"
)
# An order is no name: "Naproxen 500 mg twice daily"; but "Urate above 7 mg/dl" is one.
_DOSE = re.compile(
    r"\s(?=\d[\d.,–-]*\s?(?:mg|mcg|[µμ]g|g|iu|units?)\b(?!/))(?<!\b(?:than|from|with|over|past)\s)"
    r"(?<!\b(?:above|under|below|least|about)\s)(?<!\b(?:of|to|by|is|at|up)\s)(?<![<>≥≤=]\s)",
    re.I,
)
_EMPHASIS = words(_DATA["emphasis"])
_BEFORE_ARTICLE = words(_DATA["before_article"])
_MANNER = words(_DATA["manner"])
_ARTICLES = frozenset({"a", "an", "the", "your"})
_VERBS = re.compile(
    rf"\b(?<!\bto ){any_of(_DATA['verbs'])}\b|\b{any_of(_DATA['verbs_with_object'])}\b(?= (?!of\b)\w)"
)
_VERB_WORDS = frozenset(_either(_DATA["verbs"]))
_VERBS_WITH_OBJECT = frozenset(_either(_DATA["verbs_with_object"]))
_NO_PLURAL: tuple[str, ...] = tuple(_DATA["no_plural"])
_SPELLING: dict[str, str] = _DATA["spelling"]
_BRITISH = re.compile(any_of(_SPELLING))
_SYNONYMS: dict[str, str] = _DATA["terms"]


def split_entry(text: str, bold: int = 0) -> Split:
    """Split one line of text into name and description.

    `bold` counts the characters at its start that are bold. Returns (term, description, split_by); the term
    is None where the entry has no name part. The first colon is not always the term's end, and commas,
    slashes and brackets belong to it.
    """
    stripped = text.strip()
    if not stripped:
        return None, None, "none"
    if 0 < bold < len(text.rstrip(_EDGE)) and not _in_word(text, bold):
        lead = text[:bold].strip()
        term = lead.strip(_EDGE)
        rest = text[bold:].strip().lstrip(_EDGE).strip()
        inner = _colon(term)
        if inner is not None:
            return inner[0], f"{inner[1]} {rest}".strip() or None, "bold"
        if (
            term
            and term.count(" ") < MAX_TERM_WORDS
            and has_letter(term)
            and rest
            and not _mid_sentence(lead, rest)
        ):
            return term, rest, "bold"
    found, dashed = _colon(stripped), _dash(stripped)
    if found is None or (dashed and found[0].count(" ") - dashed[0].count(" ") > MAX_BEFORE_COLON):
        found = dashed  # "Diuretics – they have one main aim: less water"
    if found is not None:
        return found[0], found[1] or None, "separator"
    if (
        bold >= len(stripped.rstrip(_EDGE)) > 0
        and stripped.count(" ") < MAX_TERM_WORDS
        and not _is_clause(stripped)
    ):
        return stripped.strip(_EDGE), None, "whole"
    first = _FIRST.match(stripped) if ". " in stripped else None
    if first and (name := _whole(first[1])) and _PERSON.isdisjoint(name.casefold().split()):
        return name, stripped[first.end() :], "separator"
    goes_on = _GOES_ON.search(stripped)
    if goes_on and (name := _whole(stripped[: goes_on.start()])):
        return name, stripped[goes_on.start() + 2 :], "separator"
    bare = _GOES_WITH.sub("", stripped) if stripped[-1] in "rd;*†‡" else stripped
    name = _whole(bare)
    if name is None or _DOSE.search(bare):
        return None, None, "none"
    remark = _SAID_BESIDES.search(name)
    if remark and remark.start():
        return name[: remark.start()], stripped[remark.start() + 2 :], "separator"
    return name, bare[len(name) :].strip(" .,;") or None, "whole"


def _in_word(text: str, bold: int) -> bool:
    """The bold part ends within a word, as the letters do that make a word to remember.

    But not where the next begins a word, though no blank is between them: "RestLie down."
    """
    before, after = text[bold - 1], text[bold]
    return before.isalpha() and after.isalpha() and not (before.islower() and after.isupper())


def _mid_sentence(lead: str, rest: str) -> bool:
    """Bold words for emphasis only: within a sentence, or at its beginning ("Never stop …")."""
    if lead[:1].islower() and rest[:1].islower() and not lead.endswith((":", ".", "-", "–", "—")):
        return True
    return lead.split()[0].casefold() in _EMPHASIS and not lead.endswith((":", "."))


def _colon(text: str) -> tuple[str, str] | None:
    if ":" not in text and "：" not in text:
        return None
    for match in _COLON.finditer(text, 0, _SEPARATOR_END):
        if match.start() > MAX_TERM_CHARACTERS:
            return None
        term, rest = text[: match.start()].strip(), text[match.end() :].strip()
        if not _may_be_term(term):
            return None
        if term.count("(") > term.count(")"):
            continue  # inside brackets
        return term.rstrip(_NOTE_SIGNS), rest
    return None


def _dash(text: str) -> tuple[str, str] | None:
    if "–" not in text and "—" not in text and " -" not in text:
        return None
    for match in _DASH.finditer(text, 0, _SEPARATOR_END):
        if match.start() > MAX_TERM_CHARACTERS:
            return None
        term, rest = text[: match.start()].strip(), text[match.end() :].strip()
        if not _may_be_term(term) or term.count(" ") > 7:
            return None
        if len(term) == 1 or term.count("(") > term.count(")") or not rest:
            continue  # "S - Sleep: …", or inside brackets
        if _JOINS.match(rest):
            continue  # "Oligo – and/or anovulation"
        if _is_aside(rest):
            return None
        return (term.rstrip(_NOTE_SIGNS), rest) if _VERBS.search(term) is None else None
    return None


def _is_aside(rest: str) -> bool:
    """After a dash, words up to another one with which the sentence goes on: "– within a day – is best"."""
    closing = _DASH.search(rest, 0, _SEPARATOR_END)
    if closing is None or not rest[closing.end()].islower() or _SENTENCE.search(rest, 0, closing.start()):
        return False
    return _VERBS.search(rest, closing.end(), closing.end() + _SEPARATOR_END) is not None


def _may_be_term(term: str) -> bool:
    if not term or term.count(" ") >= MAX_TERM_WORDS or _SENTENCE.search(term) or not has_letter(term):
        return False
    return not _INTRODUCES.search(term.rstrip(" ,"))


def _is_clause(text: str) -> bool:
    words = text.casefold().split()
    if len(words) > 1 and words[1] == "of":
        return False  # "Use of …", "Lack of …"
    first = words[0].strip("“”\"'(,")
    if first in _CLAUSE_START or first.startswith(("you'", "you’", "it's", "it’s")):
        return True
    return len(words) > 1 and words[1] in _MANNER and not first.endswith("ing")


def _is_said(text: str) -> bool:
    """A sentence: a verb, or a word that takes an object as a verb does ("Warm packs ease the pain").

    What a name's own clause says is part of it: "Pain that comes and goes".
    """
    before, last, parted = "", "", False
    for written in text.split():
        word = written.casefold().strip(_EDGE_OF_WORD)
        if last in _VERBS_WITH_OBJECT and not parted and word != "of":
            return True
        if word == "that" and last:
            return False
        if word in _VERB_WORDS and last != "to":
            return True
        if written in _ARTICLES and last and last not in _BEFORE_ARTICLE:
            return not (parted or last.endswith("ing") or before == "to")
        before, last, parted = last, word, written[-1] in ",;/)"
    return False


def _whole(text: str) -> str | None:
    """The whole entry as a name, where it is a short noun phrase; what closes it in brackets is left out."""
    closing = _LAST_BRACKETS.search(text) if "(" in text else None
    if closing is None and text.strip().count(" ") >= MAX_WHOLE_WORDS:
        return None
    inside = closing[0].strip(" ()").casefold().split() if closing else []
    second = (
        0 < len(inside) <= 2
        and not _REMARK.intersection(inside)
        and not any(w[0] in _MEASURE or w.endswith(",") for w in inside)
    )  # but examples and values are none: "(chips, crackers)", "(< 5 mg)"
    bare = (text[: closing.start()] if closing else text).strip() or text
    if len(bare) > 1 and bare.endswith(".") and bare.count(" ") < 4 and "." not in bare[:-1]:
        bare = bare[:-1]  # a list may close even its names with a full stop
    if bare.count(" ") >= MAX_WHOLE_WORDS or bare[-1] in ".!?:;…" or not has_letter(bare):
        return None
    if ": " in bare or _AMOUNT.match(bare) or _is_clause(bare) or _is_said(bare):
        return None
    return (
        text.strip() if second else bare.rstrip(" ,")
    )  # a second name belongs to it: "Indigestion (dyspepsia)"


def without_introduction(name: str) -> str:
    """A name without the words that introduce its own entries: "Blood tests, including"."""
    return _INCLUDING.sub("", name) or name


@lru_cache(maxsize=16384)
def term_key(term: str) -> str:
    """The term made comparable: case, brackets, dashes, plural, British spelling and synonyms folded."""
    folded = fold(_BRACKETS.sub(" ", term)) or fold(term)
    if _BRITISH.search(folded):
        for british, american in _SPELLING.items():
            folded = folded.replace(british, american)
    key = " ".join([_singular(w) for w in folded.split() if w not in ("the", "a", "an")])
    return _SYNONYMS.get(key, key)


def _singular(word: str) -> str:
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is", "ics")):
        return word
    if word.endswith(_NO_PLURAL):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2] if not word.endswith("aches") else word[:-1]
    return word[:-1]
