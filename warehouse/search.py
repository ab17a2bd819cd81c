"""Text search over the entries of conditions: ranked by BM25, in SQL over the version's own files.

There is no index to keep: a search reads the texts once. Words meet by the rules of `term_key`: case, plural,
British spelling and synonyms are one, and accents as well.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from extract.cleaning import fold
from extract.data import load
from extract.entries.terms import term_key
from extract.errors import UsageError
from extract.record import FACETS

_DATA = load("entries/terms.toml")
_SPELLING: Mapping[str, str] = _DATA["spelling"]
_SYNONYMS: Mapping[str, str] = _DATA["terms"]
_CONCEPTS = frozenset(_SYNONYMS.values())
_LONGEST_NAME = max(name.count(" ") for name in (*_SYNONYMS, *_CONCEPTS)) + 1
_SAYS_LITTLE = frozenset("a an and are at by for from in is of on or the to with".split())

# Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009); k1 and b as usual.
# A text's length is told in characters: only its share of the average counts.
_SCORE = (
    "ln(1 + (size - with_{n} + 0.5) / (with_{n} + 0.5)) * n{n} * 2.2 "
    "/ (n{n} + 1.2 * (0.25 + 0.75 * length / average))"
)

# `words` is a text without accents and apostrophes, each word between two blanks: neighbours share none.
_SEARCH = r"""
WITH entries AS (
    SELECT i.* FROM items i SEMI JOIN conditions USING (site, article_id)
), folded AS MATERIALIZED (
    -- The term stands in the text already: told once more, its words count twice.
    SELECT site, article_id, item_id, facet, length(text) AS length,
           '  ' || regexp_replace(regexp_replace(strip_accents(lower(concat_ws('  ', text, term))),
               '[''’](s\b)?', '', 'g'), '[^\p{{L}}\p{{N}}]+', '  ', 'g') || '  ' AS words
    FROM entries WHERE regexp_matches(strip_accents(lower(text)), '{begins}')
), counted AS (
    SELECT * EXCLUDE words, {counts} FROM folded
), lake AS (
    SELECT (SELECT count(*) FROM entries) AS size, (SELECT avg(length(text)) FROM entries) AS average,
           {found} FROM counted
), best AS (
    SELECT site, article_id, item_id, {score} AS score FROM counted, lake
    WHERE score > 0 AND ($facet IS NULL OR facet = $facet)
    ORDER BY score DESC, site, article_id, item_id LIMIT $limit
)
SELECT round(score, 3) AS score, condition, facet, term, description, i.text, url, item_id, site, article_id
FROM best JOIN items i USING (site, article_id, item_id) JOIN conditions c USING (site, article_id)
ORDER BY best.score DESC, site, article_id, item_id"""


def search_query(words: str, facet: str | None) -> str:
    """The SELECT that ranks entries by the words; it takes the parameters $facet and $limit.

    Raises:
        UsageError: There is no word to look for, or no such facet.
    """
    if facet is not None and facet not in FACETS:
        raise UsageError(f"There is no facet {facet!r}: name one of {', '.join(FACETS)}.")
    keys = _keys(words)
    if not keys:
        raise UsageError(f"There is no word to look for in {words!r}: name one or more.")
    first_words = (name.split()[0] for key in keys for name in _names(key))
    numbers = range(len(keys))
    return _SEARCH.format(
        begins="|".join(dict.fromkeys(form for word in first_words for form in _forms(word))),
        counts=", ".join(
            f"len(regexp_extract_all(words, '{_pattern(key)}')) AS n{n}" for n, key in enumerate(keys)
        ),
        found=", ".join(f"count(*) FILTER (n{n} > 0) AS with_{n}" for n in numbers),
        score=" + ".join(_SCORE.format(n=n) for n in numbers),
    )


def _keys(words: str) -> list[str]:
    """What to look for: every word that says something, and every name with synonyms that they make."""
    folded = fold(words).split()
    telling = [word for word in folded if word not in _SAYS_LITTLE] or folded
    spans = (
        " ".join(folded[start : start + length])
        for length in range(2, _LONGEST_NAME + 1)
        for start in range(len(folded) - length + 1)
    )
    names = (key for key in map(term_key, spans) if key in _CONCEPTS)
    return [key for key in dict.fromkeys([*map(term_key, telling), *names]) if key]


def _names(key: str) -> list[str]:
    """All names that `term_key` takes for one."""
    return [key, *(name for name, meant in _SYNONYMS.items() if meant == key != name)]


def _pattern(key: str) -> str:
    """A regular expression for every name of a key, over words between two blanks; it needs no escapes."""
    gap = "  (?:(?:the|an?)  )?"
    names = (gap.join(f"(?:{'|'.join(_forms(word))})" for word in name.split()) for name in _names(key))
    return f" (?:{'|'.join(names)}) "


def _forms(word: str) -> list[str]:
    """A word's plurals and spellings, as far as `term_key` takes them for the word."""
    spelled = {word, *(word.replace(american, british) for british, american in _SPELLING.items())}
    forms = {s + end for s in spelled for end in ("", "s", "es")} | {s[:-1] + "ies" for s in spelled}
    same = {form for form in forms if term_key(form) == term_key(word)}
    return sorted({_without_accents(form) for form in same | {word}})


def _without_accents(word: str) -> str:
    """As DuckDB's strip_accents has it."""
    return "".join(
        c for c in unicodedata.normalize("NFD", word) if not unicodedata.category(c).startswith("M")
    )
