"""From an entry back to the archived words: every one of the sample encyclopedia, and the odd places."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

import warehouse
from tests.warehouse.pages import Capture, warc
from warehouse import LakeError

WORDS = re.compile(r"\w+")


def words(html: str) -> list[str]:
    return WORDS.findall(unescape(re.sub(r"<[^>]*>", " ", html)))


def test_the_snippet_of_every_kind_of_entry_says_its_words(encyclopedia: Path) -> None:
    lake = warehouse.open(encyclopedia)
    # One entry for each way of being an entry and shape of its place.
    chosen = lake.sql(
        "SELECT min(item_id) FROM items GROUP BY facet, split_by, parent IS NULL, "
        "regexp_replace(dom_path, '.*]', ''), contains(dom_path, ' + ')"
    ).fetchall()
    assert len(chosen) > 20
    for (item_id,) in chosen:
        evidence = lake.explain(item_id)
        assert evidence.grounded is True
        assert evidence.unread is None
        assert evidence.html is not None
        found = set(words(evidence.html))
        assert [word for word in words(evidence.text) if word not in found] == []


def test_where_an_entry_comes_from(encyclopedia: Path) -> None:
    lake = warehouse.open(encyclopedia)
    [(item_id, address)] = lake.sql(
        "SELECT item_id, url FROM symptoms WHERE condition = 'Gout' ORDER BY position LIMIT 1"
    ).fetchall()
    evidence = lake.explain(item_id)
    assert (evidence.condition, evidence.facet, evidence.url) == ("Gout", "symptom", address)
    assert "symptoms" in (evidence.heading or "").lower()
    assert evidence.lake_version == 1
    archived = lake.sql(
        "SELECT fetched_at, url FROM captures WHERE warc_file = ? AND warc_offset = ?",
        [evidence.warc_file, evidence.warc_offset],
    ).fetchall()
    assert archived == [(evidence.fetched_at, address)]
    with pytest.raises(LakeError, match=r"no entry 'nothing' in version 1 of .*item_id"):
        lake.explain("nothing")


def test_without_the_archive_file(encyclopedia_copy: Path, tmp_path: Path) -> None:
    lake = warehouse.open(encyclopedia_copy)
    [(item_id,)] = lake.sql("SELECT min(item_id) FROM items").fetchall()
    there = lake.explain(item_id)
    moved = (encyclopedia_copy / "archive" / there.warc_file).rename(tmp_path / there.warc_file)
    away = lake.explain(item_id)
    assert (away.html, away.grounded, away.text) == (None, None, there.text)
    assert there.warc_file in (away.unread or "")
    assert lake.explain(item_id, warcs=[moved]) == there


def test_odd_names_and_long_entries(tmp_path: Path) -> None:
    body = f"""<html><body><h1>Gout</h1><p>Gout is a disease.</p><o:p#x><div><h2>Causes</h2>
    <ul><li>Urate <b>here</b><ul><li>{"sugar and meat " * 200}</li></ul></li><!-- c --><li>Age</li></ul>
    <p>1. Diet<br>2. Drink<br>3. Drugs</p></div></o:p#x></body></html>"""
    warc(tmp_path / "archive", "1", Capture("/gout", 1, body.encode()))
    warehouse.ingest(tmp_path)
    lake = warehouse.open(tmp_path)
    rows = lake.sql("SELECT item_id, text FROM items").fetchall()
    assert len(rows) == 6
    for item_id, text in rows:
        evidence = lake.explain(item_id)
        assert evidence.html is not None
        assert words(text)[0] in evidence.html
        assert len(evidence.html) < 1300
