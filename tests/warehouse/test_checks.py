"""What the audit lets through, what it tells of, and what it keeps out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import warehouse
from extract import Template
from extract.errors import ExitCode, UsageError
from extract.record import Article
from tests.warehouse.pages import READER, VERSIONS, Capture, extract, page, request, warc
from warehouse import checks


def ingest(lake: Path, *warcs: Path, **options: Any) -> warehouse.IngestSummary:
    options = {**READER, "warcs": list(warcs) or None, **options}
    return warehouse.ingest(lake, **options)


def rows(lake: Path, query: str) -> list[tuple[Any, ...]]:
    return warehouse.open(lake).sql(query).fetchall()


def leaking(body: bytes, url: str, template: Template | None) -> Article:
    return extract(body.replace(b"Urate", b'Urate" data-rx-term="x'), url)


def test_an_odd_leak_is_told_and_many_are_refused(tmp_path: Path) -> None:
    pages = [Capture(f"/{n}", 1, page(f"Disease {n}", ["Urate"] if n < 4 else ["Age"])) for n in range(12)]
    three = ingest(tmp_path / "three", warc(tmp_path, "1", *pages[1:]), extract=leaking)
    assert three.outcome == "published"
    found = {f.rule: f.violations for f in three.findings if f.violations}
    assert found == {"leaks": 6}  # in the text and as an entry
    # Of two hundred new articles four are not more than 2 %; of those of the run's alone they are.
    many = [Capture(f"/more/{n}", 1, page(f"More {n}", ["Age"])) for n in range(200)]
    lake = tmp_path / "four"
    assert ingest(lake, warc(tmp_path, "2", *pages, *many), extract=leaking).outcome == "published"
    later = [Capture(f"/later/{n}", 2, page(f"Later {n}")) for n in range(4)]
    refused = ingest(lake, warc(tmp_path, "3", *later), extract=leaking)
    assert [(f.rule, f.violations) for f in refused.findings if f.refuses] == [("leaks_widespread", 4)]
    assert rows(lake, "SELECT count(*) FROM articles") == [(212,)]


def test_a_refused_run_publishes_nothing_and_is_taken_again(tmp_path: Path) -> None:
    file = warc(tmp_path, "1", *(Capture(f"/{n}", 1, page(f"Disease {n}")) for n in range(4)))
    asked = [request(1, "/1")]
    bad = {"extract": leaking, "versions": {**VERSIONS, "extractor_version": "bad"}, "ledger": asked}
    summary = ingest(tmp_path, file, **bad)
    assert (summary.outcome, summary.exit_code) == ("refused", ExitCode.REFUSED)
    [finding] = [f for f in summary.findings if f.refuses]
    assert (finding.rule, finding.violations) == ("leaks_widespread", 4)
    [told] = [f for f in summary.findings if f.rule == "leaks"]
    assert "data-rx-term" in str(told.examples)
    tables = warehouse.open(tmp_path).tables
    assert {name for name, count in tables.items() if count} == {"runs", "checks"}
    assert rows(tmp_path, "SELECT outcome, captures FROM runs") == [("refused", 4)]
    assert rows(tmp_path, "SELECT rule FROM checks WHERE severity = 'error' AND violations > 0") == [
        ("leaks_widespread",)
    ]
    # The same again is refused again, and recorded once.
    again = ingest(tmp_path, file, **bad)
    assert (again.outcome, again.version) == ("refused", 1)
    good = ingest(tmp_path, file, ledger=asked)
    assert (good.outcome, good.version, good.captures, good.ledger_rows) == ("published", 2, 4, 1)


def ungrounded(body: bytes, url: str, template: Template | None) -> Article:
    article = extract(body, url)
    return replace(article, items=tuple(replace(i, text_start=i.text_start + 1) for i in article.items))


def strayed(body: bytes, url: str, template: Template | None) -> Article:
    article = extract(body, url)
    return replace(article, items=tuple(replace(i, section=99) for i in article.items))


def doubled(body: bytes, url: str, template: Template | None) -> Article:
    article = extract(body, url)
    return replace(article, items=(*article.items, *article.items))


@pytest.mark.parametrize(
    ("reader", "rule"),
    [(ungrounded, "grounded"), (strayed, "items_have_places"), (doubled, "unique_items")],
)
def test_each_rule_finds_what_it_is_for(tmp_path: Path, reader: Any, rule: str) -> None:
    summary = ingest(tmp_path, warc(tmp_path, "1", Capture("/a", 1, page("গাউট 𝔊"))), extract=reader)
    assert [f.rule for f in summary.findings if f.refuses] == [rule]


def unlisted(body: bytes, url: str, template: Template | None) -> Article:
    article = extract(body, url)
    return replace(article, items=tuple(replace(i, split_by="guess") for i in article.items))  # type: ignore[arg-type]


def entryless(body: bytes, url: str, template: Template | None) -> Article:
    return replace(extract(body, url), items=())


def with_markup(body: bytes, url: str, template: Template | None) -> Article:
    return extract(body.replace(b"Urate", b"Urate<br />"), url)


def test_values_lie_in_their_lists(tmp_path: Path) -> None:
    summary = ingest(tmp_path, warc(tmp_path, "1", Capture("/a", 1, page())), extract=unlisted)
    [finding] = [f for f in summary.findings if f.refuses]
    assert (finding.rule, finding.severity) == ("ranges", "fatal")
    assert finding.examples[0]["of_column"] == "items.split_by"


def test_a_site_that_is_not_understood_is_refused_unless_accepted(tmp_path: Path) -> None:
    file = warc(tmp_path, "1", *(Capture(f"/{n}", 1, page(f"Disease {n}")) for n in range(20)))
    summary = ingest(tmp_path, file, extract=entryless)
    [finding] = [f for f in summary.findings if f.refuses]
    assert (finding.rule, finding.examples) == (
        "facet_shares",
        ({"site": "example.org", "conditions": 20, "with_entries": 0},),
    )
    accepted = ingest(tmp_path, file, extract=entryless, accept="they tell it in prose")
    assert (accepted.outcome, accepted.accepted) == ("published", "they tell it in prose")
    few = warc(tmp_path, "2", *(Capture(f"/{n}", 1, page(f"Disease {n}")) for n in range(19)))
    assert ingest(tmp_path / "few", few, extract=entryless).outcome == "published"


def test_markup_in_any_text_is_told(tmp_path: Path) -> None:
    summary = ingest(tmp_path, warc(tmp_path, "1", Capture("/a", 1, page())), extract=with_markup)
    [finding] = [f for f in summary.findings if f.violations]
    assert (finding.rule, summary.outcome) == ("leaks", "published")
    assert {example["of_table"] for example in finding.examples} == {"articles", "items"}


RULE = """\
-- severity: {severity}
-- Nobody here believes in {word}.
SELECT article_id, text FROM items WHERE text = '{word}'
"""


def test_a_users_rule_keeps_a_run_out_until_it_is_accepted(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "no_diet.sql").write_text(RULE.format(severity="error", word="Diet"))
    (folder / "no_urate.sql").write_text(RULE.format(severity="warning", word="Urate"))
    file = warc(tmp_path, "1", Capture("/a", 1, page()))
    lake = tmp_path / "lake"
    summary = ingest(lake, file, checks=folder)
    assert summary.outcome == "refused"
    found = {f.rule: (f.severity, f.violations) for f in summary.findings if f.violations}
    assert found == {"no_diet": ("error", 1), "no_urate": ("warning", 1)}
    assert ingest(lake, file, checks=folder, accept="we do now").outcome == "published"
    assert rows(lake, "SELECT accepted FROM checks WHERE rule = 'no_diet' ORDER BY ALL") == [
        (False,),
        (True,),
    ]
    (folder / "no_diet.sql").write_text(RULE.format(severity="fatal", word="Diet"))
    never = ingest(tmp_path / "other", file, checks=folder, accept="we do now")
    assert never.outcome == "refused"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("headless", "SELECT 1", "severity"),
        ("severe", "-- severity: grave\n-- Why.\nSELECT 1", "severity"),
        ("unreasoned", "-- severity: error\nSELECT 1", "why"),
        ("garbled", "-- severity: error\n-- Why.\nSELEC 1", "syntax error"),
        ("unknown", "-- severity: error\n-- Why.\nSELECT cost FROM items", '"cost"'),
        ("two", "-- severity: error\n-- Why.\nSELECT 1; SELECT 2", "one SELECT"),
        ("writes", "-- severity: error\n-- Why.\nCREATE TABLE x AS SELECT 1", "one SELECT"),
        ("reads", "-- severity: error\n-- Why.\nFROM read_text('/etc/passwd')", "read_text"),
        ("copies", "-- severity: error\n-- Why.\nWITH x AS (COPY items TO 'x.csv') FROM x", "one SELECT"),
        ("latin", b"-- severity: error\n-- Caf\xe9\nSELECT 1", "utf-8"),
        ("grounded", "-- severity: error\n-- Why.\nSELECT 1", "comes with Nosograph"),
        ("Big Name", "-- severity: error\n-- Why.\nSELECT 1", "rename"),
    ],
)
def test_what_is_no_rule_is_said_before_any_work(
    tmp_path: Path, name: str, text: str | bytes, says: str
) -> None:
    file = tmp_path / f"{name}.sql"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageError, match=re.escape(str(file))) as error:
        ingest(tmp_path / "lake", checks=tmp_path)
    assert says in str(error.value)
    assert not list((tmp_path / "lake").glob("log/*"))


def test_a_folder_without_rules_is_said(tmp_path: Path) -> None:
    for folder, says in ((tmp_path, "has no rule"), (tmp_path / "nowhere", "is no folder")):
        with pytest.raises(UsageError, match=says):
            ingest(tmp_path / "lake", checks=folder)


def test_a_users_rule_that_fails_on_rows_is_said(tmp_path: Path) -> None:
    rule = tmp_path / "odd.sql"
    rule.write_text("-- severity: error\n-- Why.\nSELECT text::INTEGER AS n FROM items WHERE n > 1")
    with pytest.raises(UsageError, match=re.escape(str(rule))):
        ingest(tmp_path / "lake", warc(tmp_path, "1", Capture("/a", 1, page())), checks=tmp_path)


def test_every_rule_that_ships_says_why() -> None:
    assert {rule.severity for rule in checks.rules()} == {"fatal", "error", "warning"}
    page_of_rules = (Path(__file__).parents[2] / "docs" / "checks.md").read_text(encoding="utf-8")
    for rule in checks.rules():
        assert f"| `{rule.name}` | {rule.severity} |" in page_of_rules
