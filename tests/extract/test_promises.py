"""What holds of every page there is: no exception, every entry in its place, each time the same record."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract import Article, Template, extract_article, learn_template, to_dict
from nosograph.demo.site import Site, build_site
from tests.extract.checks import count_entries, ill_formed, misplaced_sections, ungrounded
from tests.extract.conftest import URL
from tests.extract.made_up import damaged, pages

_SITE = build_site(URL)
_SLUGS = (
    "asthma",
    "bells-palsy",
    "gout",
    "glaucoma",
    "migraine",
    "kidney-stones",
    "celiac-disease",
    "stroke",
)
_BODIES = tuple(_SITE.pages[_SITE.articles[slug].path].body for slug in _SLUGS)

# The same few each time; in a soak other ones, and many.
SOAK = bool(os.environ.get("NOSOGRAPH_SOAK"))
often = settings(
    max_examples=1500 if SOAK else 60,
    deadline=None,
    derandomize=not SOAK,
    suppress_health_check=list(HealthCheck),
)


def as_json(article: Article) -> str:
    return json.dumps(to_dict(article), ensure_ascii=False)


def holds(body: bytes) -> Article:
    """Read a page and check the promises that hold whatever it is."""
    article = extract_article(body, f"{URL}/some/page/")
    # An exception inside would come out as "failed".
    assert article.status in ("ok", "partial"), article.error
    assert ill_formed(article) == []
    assert ungrounded(article, body) == []
    assert misplaced_sections(article) == []
    assert as_json(extract_article(body, f"{URL}/some/page/")) == as_json(article)
    return article


@often
@given(pages())
def test_made_up_pages(body: bytes) -> None:
    article = holds(body)
    assert count_entries(article, body).lost == ()


@often
@given(damaged(_BODIES))
def test_damaged_pages(body: bytes) -> None:
    holds(body)


@often
@given(
    st.one_of(st.binary(max_size=400), st.text(max_size=400).map(lambda text: text.encode("utf-8", "ignore")))
)
def test_anything_at_all(body: bytes) -> None:
    holds(body)


@often
@given(st.text(alphabet="<>/=\"' abdhilnoptu123&;!-", max_size=300))
def test_markup_without_sense(source: str) -> None:
    holds(f"<h1>Lintomur</h1><h2>Symptoms</h2>{source}".encode())


@pytest.mark.parametrize("sign", "~#[]+:.")
def test_signs_of_a_path_in_an_elements_name(sign: str) -> None:
    name = f"x{sign}1-2{sign}y"
    article = holds(f"<h2>Symptoms</h2><{name}><ul><li>Wheeze<br>noise<li>Cough</ul></{name}>".encode())
    assert [item.term for item in article.items] == ["Wheeze", "Cough"]


@pytest.mark.parametrize(
    ("markup", "terms"),
    [
        ("<h2>Causes</h2><p>Dust and smoke.</p>{}<p>And cold air.</p>", []),
        ("<h2>Treatment</h2><h3>1. Rest</h3><p>Lie down.</p>{}<p>And sleep.</p>", ["Rest"]),
        (
            "<h2>Treatment</h2><ul><li>Rest<p>Lie down.</p>{}<p>And sleep.</p><li>Water</ul>",
            ["Rest", "Water"],
        ),
        ("<h2>Treatment</h2><p>1. Rest</p>{}<p>And sleep.</p><p>2. Water</p>", ["Rest", "Water"]),
        ("<h2>Treatment</h2><dl><dt>Rest<dd>Lie down.<dd>{}<dd>And sleep.</dl>", ["Rest"]),
        ("<h2>FAQ</h2><h3>Is it bad?</h3><p>Yes.</p>{}<p>And no.</p>", ["Is it bad?"]),
        ("<h2>Treatment</h2><table><tr><td>Rest<td>Lie down.{}And sleep.</table>", ["Rest"]),
    ],
)
def test_an_entry_ends_at_a_source_list_between_its_lines(markup: str, terms: list[str]) -> None:
    sources = "".join(f"<li>https://example.org/{number}</li>" for number in range(4))
    opening = "<h1>Lintomur</h1><p>Lintomur is a disease of the air around the nose.</p>"
    article = holds((opening + markup.format(f"<ol>{sources}</ol>")).encode())
    assert len(article.references) == 4
    assert [item.term for item in article.items] == terms
    assert not any("example.org" in item.text for item in article.items)
    last = [line for line in ("And sleep.", "And no.") if line in markup]
    assert [(r.text, r.reason) for r in article.rejected] == [(line, "tail_of_parent") for line in last]


@often
@given(st.lists(pages(), min_size=2, max_size=3))
def test_a_record_does_not_depend_on_what_was_read_before(bodies: list[bytes]) -> None:
    there = [as_json(extract_article(body, None)) for body in bodies]
    back = [as_json(extract_article(body, None)) for body in reversed(bodies)]
    assert back[::-1] == there


def test_records_and_templates_do_not_depend_on_the_process(tmp_path: Path) -> None:
    """Hash seeds differ from one process to the next, and with them the order of sets."""
    files = [tmp_path / f"{number}.html" for number in range(len(_BODIES))]
    for file, body in zip(files, _BODIES, strict=True):
        file.write_bytes(body)
    program = (
        "import json, pathlib, sys, extract\n"
        "bodies = [pathlib.Path(path).read_bytes() for path in sys.argv[1:]]\n"
        "template = extract.learn_template('example.org', [(body, None) for body in bodies])\n"
        "read = [extract.extract_article(body, None, template) for body in bodies]\n"
        "json.dump([extract.to_dict(a) for a in read], sys.stdout)\n"
        "print(template.to_json())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program, *map(str, files)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "77")
    }
    assert len(said) == 1


def test_a_template_does_not_depend_on_the_order_of_its_pages(site: Site, template: Template) -> None:
    sample = [(site.pages[a.path].body, f"{URL}{a.path}") for a in site.articles.values()]
    again = learn_template("127.0.0.1", reversed(sample))
    assert again is not None
    assert (again.to_json(), again.version) == (template.to_json(), template.version)
    assert Template.from_json(template.to_json()) == template


def test_a_template_learned_from_broken_pages_is_none_or_sound() -> None:
    broken = [(b"", None), (b"\0" * 100, None), (b"<", None), (b"x" * 20_000_000, None)]
    assert learn_template("example.org", broken) is None


# --- third-party pages, where they are at hand ------------------------------------------------------------


@pytest.fixture(scope="module")
def found_pages(bench: Path) -> dict[str, bytes]:
    bodies = {path.name: path.read_bytes() for path in sorted((bench / "pages").iterdir())}
    assert len(bodies) >= 60
    return bodies


def test_promises_hold_on_pages_as_served(found_pages: dict[str, bytes]) -> None:
    wrong: dict[str, list[str]] = {}
    pieces = 0
    for name, body in found_pages.items():
        article = extract_article(body, None)
        counted = count_entries(article, body)
        pieces += counted.pieces
        found = [*ungrounded(article, body), *ill_formed(article), *misplaced_sections(article)]
        found += counted.lost
        if article.status == "failed":
            found.append(f"{article.status}: {article.error}")
        if found:
            wrong[name] = found
    assert wrong == {}
    assert pieces > 700


def test_promises_hold_on_pages_as_served_and_damaged(found_pages: dict[str, bytes]) -> None:
    small = tuple(body for body in found_pages.values() if 2000 < len(body) < 120_000)
    assert len(small) > 20

    @settings(often, max_examples=600 if SOAK else 40)
    @given(damaged(small))
    def check(body: bytes) -> None:
        holds(body)

    check()
