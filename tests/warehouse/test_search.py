"""Text search: what is found, and what stands first."""

from __future__ import annotations

from pathlib import Path

import pytest

import warehouse
from extract.data import load
from extract.entries.terms import term_key
from extract.errors import UsageError
from tests.warehouse.pages import READER, Capture, page, warc
from warehouse import Lake, search


@pytest.fixture(scope="module")
def lake(encyclopedia: Path) -> Lake:
    return warehouse.open(encyclopedia)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    folder = tmp_path_factory.mktemp("search")
    causes = [
        "Pain", "A pain in the chest that comes with cold air", "Chest pains", "Cold air", "Chestnuts",
        "Tumours of the chest", "Fièvre boutonneuse", "Crohn’s and Crohn's disease", "Dyspnoea at night",
    ]  # fmt: skip
    file = warc(
        folder,
        "1",
        Capture("/gout", 1, page(causes=causes)),
        Capture("/drug", 1, page("Aspirin", ["Chest pain"], kind="drug")),
    )
    warehouse.ingest(folder, warcs=[file], **READER)
    return warehouse.open(folder)


def found(lake: Lake, words: str, **options: object) -> list[str]:
    rows = lake.search(words, **options).fetchall()  # type: ignore[arg-type]
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), reverse=True)
    return [row[5] for row in rows]


def test_the_best_stands_first(small: Lake) -> None:
    assert found(small, "chest pain") == [
        "Chest pains",
        "A pain in the chest that comes with cold air",
        "Pain",
        "Tumours of the chest",
    ]
    assert found(small, "the chest pain", limit=1) == ["Chest pains"]
    assert found(small, "chest", facet="symptom") == []


@pytest.mark.parametrize(
    ("words", "entry"),
    [
        ("TUMOR", "Tumours of the chest"),
        ("tumours", "Tumours of the chest"),
        ("fievre", "Fièvre boutonneuse"),
        ("FIÈVRE", "Fièvre boutonneuse"),
        ("Crohn's", "Crohn’s and Crohn's disease"),
        ("crohn", "Crohn’s and Crohn's disease"),
        ("breathlessness", "Dyspnoea at night"),
        ("trouble breathing", "Dyspnoea at night"),
        ("dyspnea", "Dyspnoea at night"),
    ],
)
def test_words_meet_as_term_keys_do(small: Lake, words: str, entry: str) -> None:
    assert found(small, words)[0] == entry


def test_a_rare_word_outweighs_a_common_one(lake: Lake) -> None:
    [(common, rare)] = lake.sql(
        "SELECT count(*) FILTER (text ILIKE '%pain%'), count(*) FILTER (text ILIKE '%sheet%') "
        "FROM items SEMI JOIN conditions USING (site, article_id)"
    ).fetchall()
    assert common > 20 * rare > 0
    assert all("sheet" in text.lower() for text in found(lake, "pain sheets", limit=rare))


def test_every_synonym_finds_every_other(lake: Lake) -> None:
    """The word forms that a search looks for are those that term_key takes for one, for all it knows."""
    for name, key in load("entries/terms.toml")["terms"].items():
        pattern = search._pattern(term_key(name))
        for said in {name, key}:
            words = f"  {'  '.join(said.split())}  "
            meets = lake.sql("SELECT regexp_matches(?, ?)", [words, pattern]).fetchall()
            assert meets == [(True,)], (said, pattern)


@pytest.mark.parametrize(
    "words", ["", "  ", "?!", "'; DROP TABLE x; --", "a' OR '1", "\\b(.*)", "the", "লবণ", "$$"]
)
def test_odd_words(small: Lake, words: str) -> None:
    if words == "the" or not any(c.isalnum() for c in words):
        with pytest.raises(UsageError, match="no word to look for"):
            small.search(words)
    else:
        assert isinstance(found(small, words), list)


def test_an_unknown_facet_is_told(small: Lake) -> None:
    with pytest.raises(UsageError, match="no facet 'symptoms': name one of type, cause"):
        small.search("pain", facet="symptoms")
