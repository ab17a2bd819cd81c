"""What two versions say differently, and what is no difference."""

from __future__ import annotations

import json
from pathlib import Path

import warehouse
from tests.warehouse.pages import HOST, READER, VERSIONS, Capture, page, warc
from warehouse.diff import _moved


def lake_of(root: Path, *days: list[Capture]) -> warehouse.Lake:
    files = [warc(root / "archive", f"day-{n}", *captures) for n, captures in enumerate(days, 1)]
    for number in range(len(files)):
        warehouse.ingest(root, warcs=files[: number + 1], **READER)
    return warehouse.open(root)


def test_articles_and_entries(tmp_path: Path) -> None:
    lake = lake_of(
        tmp_path,
        [
            Capture("/gout", 1, page(causes=["Urate", "Diet", "Age", "Sex"])),
            Capture("/flu", 1, page("Flu", ["Virus"])),
            Capture("/gone", 1, page("Gone")),
            *(Capture(f"/same-{n}", 1, page(f"Same {n}")) for n in range(5)),
        ],
        [
            Capture("/gout", 2, page(causes=["Sex", "Urate", "Diet of meat", "Kidney"])),
            Capture("/flu", 2, page("Flu", ["Virus"], about="is a fever")),
            Capture("/gone", 2, status=410),
            Capture("/new", 2, page("New")),
            *(Capture(f"/same-{n}", 2, page(f"Same {n}", noise="new")) for n in range(5)),
        ],
    )
    difference = lake.diff(1, 2)
    assert sorted((a.change, a.condition, a.fields) for a in difference.articles) == [
        ("added", "New", ()),
        ("changed", "Flu", ("definition", "text", "sections")),
        ("changed", "Gout", ("text", "items")),
        ("removed", "Gone", ()),
    ]
    assert {i.condition for i in difference.items} == {"Gout"}
    assert sorted((i.change, i.before or "", i.after or "") for i in difference.items) == [
        ("added", "", "Kidney"),
        ("moved", "Sex", "Sex"),
        ("removed", "Age", ""),
        ("reworded", "Diet", "Diet of meat"),
    ]
    json.dumps(difference.to_dict())
    assert lake.diff(1, 1).articles == lake.diff(2, 2).items == ()
    back = lake.diff(2, 1)
    assert {(a.change, a.condition) for a in back.articles} == {
        ("removed", "New"), ("changed", "Flu"), ("changed", "Gout"), ("added", "Gone"),
    }  # fmt: skip


def test_other_versions_of_the_extractor_are_no_difference(tmp_path: Path) -> None:
    lake_of(tmp_path, [Capture("/gout", 1, page())])
    warehouse.ingest(tmp_path, **{**READER, "versions": {**VERSIONS, "extractor_version": "two"}})
    lake = warehouse.open(tmp_path)
    assert lake.version == 2
    assert lake.diff(1, 2) == warehouse.Diff(1, 2, (), ())


def test_an_address_more_is_said(tmp_path: Path) -> None:
    home = f"{HOST}/gout"
    lake = lake_of(
        tmp_path, [Capture("/gout", 1, page(canonical=home))], [Capture("/?p=1", 2, page(canonical=home))]
    )
    assert [(a.change, a.fields) for a in lake.diff(1, 2).articles] == [("changed", ("addresses",))]


def test_the_fewest_moves() -> None:
    assert _moved("abcdef", "abcdef") == []
    assert _moved("abcdef", "fabcde") == ["f"]
    assert _moved("abcdef", "bcdeaf") == ["a"]
    assert sorted(_moved("abc", "cba")) in (["a", "b"], ["a", "c"], ["b", "c"])
    assert _moved("", "") == []
