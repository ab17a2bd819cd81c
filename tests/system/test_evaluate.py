"""`nosograph evaluate`: measures on pages of our own, and agreement with the labels' own scorer."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extract import extract_article, to_dict
from nosograph.evaluate import evaluate, measure

PAGE = """<html lang="en"><head><title>Harbor fever</title></head><body><main><h1>Harbor fever</h1>
<p>Harbor fever is an infection that sailors of this test catch on rainy days in port.</p>
<h2>Symptoms</h2><ul><li>Shivering: It comes at night and lasts an hour.</li><li>Sneezing</li></ul>
<h2>Causes</h2><ul><li>Wet boots</li><li>Cold wind</li></ul>
<h2>Treatment</h2><p>Rest in a dry cabin is all that the port doctors of this test ever advise.</p>
</main></body></html>"""


def label(**changes: Any) -> dict[str, Any]:
    """What a careful reader finds on PAGE."""
    found: dict[str, Any] = {
        "kind": "condition",
        "condition": "Harbor fever",
        "definition": "Harbor fever is an infection that",
        "facets": {
            "symptom": {
                "headings": ["Symptoms"],
                "items": [
                    {"lead": "Shivering: It comes at night", "term": "Shivering"},
                    {"lead": "Sneezing", "term": "Sneezing"},
                ],
            },
            "cause": {
                "headings": ["Causes"],
                "items": [
                    {"lead": "Wet boots", "term": "Wet boots"},
                    {"lead": "Cold wind", "term": "Cold wind"},
                ],
            },
            "treatment": {"headings": ["Treatment"], "items": []},
        },
        "references": [],
        "noise": ["Rainy season sale"],
    }
    return found | changes


def folders(tmp_path: Path, labels: dict[str, dict[str, Any]]) -> tuple[Path, Path]:
    """A folder of labels and one of pages, all of them PAGE."""
    for name, said in labels.items():
        for folder, text in (("labels", json.dumps(said)), ("pages", PAGE)):
            path = tmp_path / folder / (f"{name}.json" if folder == "labels" else f"{name}.html")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
    return tmp_path / "labels", tmp_path / "pages"


def test_a_page_read_right_scores_one(tmp_path: Path) -> None:
    report = evaluate(*folders(tmp_path, {"fever": label()}))
    expected = dict.fromkeys(report.measures, 1.0) | {"noise": 0.0, "no_terms": 0.0}
    assert report.measures == expected
    assert report.kinds == {("condition", "condition"): 1}
    assert not report.pages[0].missed
    assert not report.pages[0].invented


def test_misses_and_inventions_are_named(tmp_path: Path) -> None:
    wrong = label(condition="Deck fever", noise=["Sneezing"])
    wrong["facets"]["cause"]["items"] = [{"lead": "Salt water", "term": "Salt water"}]
    page = evaluate(*folders(tmp_path, {"fever": wrong})).pages[0]
    assert page.missed == [("cause", "Salt water")]
    assert page.invented == [("cause", "Wet boots"), ("cause", "Cold wind")]
    assert page.condition == ("Deck fever", "Harbor fever")
    assert page.leaked == ["Sneezing"]
    assert (page.items.hit, page.items.given, page.items.wanted) == (2, 4, 3)


def test_a_page_of_another_kind_has_no_entries_to_find(tmp_path: Path) -> None:
    report = evaluate(*folders(tmp_path, {"fever": label(kind="news")}))
    assert report.measures["kind"] == 0.0
    assert report.measures["items"] == 0.0
    assert len(report.pages[0].invented) == 4


def test_two_entries_run_together_stand_for_neither() -> None:
    record = to_dict(extract_article(PAGE.encode(), None))
    symptom = next(i for i in record["items"] if i["facet"] == "symptom")
    symptom["text"] = "Shivering: It comes at night and lasts an hour. Rolling eyes all day"
    said = label()
    said["facets"]["symptom"]["items"][1] = {"lead": "Rolling eyes all day", "term": None}
    assert ("symptom", "Shivering: It comes at night") in measure({"a": said}, {"a": record}).pages[0].missed


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (lambda labels, pages: (pages, pages), "no label files"),
        (lambda labels, pages: (labels, labels), "no such page"),
        (lambda labels, pages: ((labels / "fever.json").write_text("{"), (labels, pages))[1], "not a label"),
    ],
)
def test_bad_folders_are_named(tmp_path: Path, broken: Any, said: str) -> None:
    given = broken(*folders(tmp_path, {"fever": label()}))
    command = [sys.executable, "-m", "nosograph", "evaluate", *map(str, given)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_it_agrees_with_the_scorer_of_the_labelled_pages(tmp_path: Path) -> None:
    folder = os.environ.get("NOSOGRAPH_BENCH")
    if not folder:
        pytest.skip("NOSOGRAPH_BENCH names no folder of labelled pages: the judge cannot be asked")
    bench = Path(folder)
    spec = importlib.util.spec_from_file_location("score", bench / "score.py")
    assert spec is not None
    assert spec.loader is not None
    judge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(judge)
    for page in sorted((bench / "pages").glob("*.html")):
        record = to_dict(extract_article(page.read_bytes(), None))
        (tmp_path / f"{page.stem}.json").write_text(json.dumps(record), "utf-8")
    says = judge.score(bench / "labels", tmp_path)
    report = evaluate(bench / "labels", bench / "pages")
    ours = {name: report.measures[name] for name in report.measures}
    theirs = {
        "items": says["items"]["f1"],
        "items_page_mean": says["items_macro"],
        "sections": says["sections"]["f1"],
        "references": says["references"]["f1"],
        **{name: says[name] for name in ("terms", "no_terms", "condition", "definition", "noise", "kind")},
    }
    assert ours == theirs
    for facet, counted in says["facets"].items():
        ratio = report.facets[facet]
        assert (ratio.hit, ratio.given, ratio.wanted) == (
            counted["hit"],
            counted["predicted"],
            counted["gold"],
        )
