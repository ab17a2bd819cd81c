"""What the words of a name say: that it is a disease's, a part of the body's, an institution's or nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.cleaning import fold
from extract.data import any_of, load, words

_DATA = load("article/words_of_names.toml")
BODY = words(_DATA["body"])
GENERIC = words(_DATA["generic"]) | BODY
STOP = words(_DATA["stop"])
OF_NAMES = words(_DATA["of_names"]) | BODY
_INSTITUTION = words(_DATA["institutions"])
_SITE = _INSTITUTION | words(_DATA["titles"])
_DISEASE = re.compile(rf"{any_of(_DATA['disease'])}s?$")


def names_disease(name: str) -> bool:
    """One of a name's words is a disease's, by its end or whole ("-itis", "syndrome")."""
    return any(map(_is_diseases, name.split()))


@lru_cache(maxsize=4096)
def _is_diseases(word: str) -> bool:
    return _DISEASE.search(fold(word)) is not None


def names_little(name: str) -> bool:
    """A name is one common word ("Pain"), or nothing but parts of the body ("Foot and Ankle")."""
    said = set(fold(name).split()) - STOP
    return bool(said) and (said <= BODY or (len(said) == 1 and said <= GENERIC))


def names_institution(name: str) -> bool:
    """One of a name's words is an institution's: "Oak Clinic"."""
    return not _INSTITUTION.isdisjoint(fold(name).split())


def names_site(name: str) -> bool:
    """One of a name's words is an institution's, or a title of a person's: "Dr. Oak"."""
    return not _SITE.isdisjoint(fold(name).split())
