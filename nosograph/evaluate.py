"""Measure extraction against hand-labelled pages: entries, sections, names, references, noise, kinds.

A label file is JSON: `file` names the page; `kind`, `condition`, `definition`, `facets` (each with
`headings`, `items` of `lead` and `term`, and `prose`), `references` and `noise` say what a careful reader
finds. Texts are compared on letters and digits alone, case folded. An entry stands for a label when its text
starts as the label's lead does, when its name is the label's name, or when it is most of the lead; a text
that runs on into the next label is two entries fused and stands for neither. Precision, recall and F1 are
the usual ones; `items` counts entries (micro-averaged), `items_page_mean` counts pages.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extract import extract_article, to_dict
from extract.errors import UsageError
from extract.record import FACETS

_SCORED = tuple(f for f in FACETS if f not in ("anatomy", "pathophysiology"))
_MARKER = re.compile(r"^\s*(?:\(?\d{1,3}[.)]\s|Q:|[•·*–—-]\s)\s*")
_LONGEST_DEFINITION = 1500


@dataclass(frozen=True)
class Ratio:
    """Hits among what was given and what was wanted."""

    hit: int
    given: int
    wanted: int

    @property
    def precision(self) -> float:
        """Share of what was given that was wanted; 1 where nothing was wanted nor given."""
        return self.hit / self.given if self.given else float(not self.wanted)

    @property
    def recall(self) -> float:
        """Share of what was wanted that was given; 1 where nothing was wanted."""
        return self.hit / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass
class PageReport:
    """One page: what was missed, what was invented, and how its single fields fared."""

    page: str
    kind: str
    labelled_kind: str
    facets: dict[str, Ratio]
    missed: list[tuple[str, str]] = field(default_factory=list)
    invented: list[tuple[str, str]] = field(default_factory=list)
    condition: tuple[str, str | None] | None = None  # wanted and given, where they differ
    definition: tuple[str, str | None] | None = None
    leaked: list[str] = field(default_factory=list)

    @property
    def items(self) -> Ratio:
        """All facets' entries together."""
        return _added(self.facets.values())


@dataclass
class Report:
    """The measures over all pages, the counts behind them, and each page's own report."""

    measures: dict[str, float]
    ratios: dict[str, Ratio]
    facets: dict[str, Ratio]
    kinds: Counter[tuple[str, str]]  # (labelled, given)
    pages: list[PageReport]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready: measures, ratios a facet, confusion of kinds, misses and inventions a page."""
        return {
            "measures": self.measures,
            "ratios": {name: _ratio(r) for name, r in self.ratios.items()},
            "facets": {name: _ratio(r) for name, r in self.facets.items()},
            "kinds": [{"labelled": a, "given": b, "pages": n} for (a, b), n in sorted(self.kinds.items())],
            "pages": [
                {
                    "page": p.page,
                    "kind": p.kind,
                    "labelled_kind": p.labelled_kind,
                    **_ratio(p.items),
                    "missed": p.missed,
                    "invented": p.invented,
                    "condition": p.condition,
                    "definition": p.definition,
                    "leaked": p.leaked,
                }
                for p in self.pages
            ],
        }


def evaluate(labels: Path, pages: Path) -> Report:
    """Extract every labelled page and measure the records.

    Args:
        labels: folder of label files.
        pages: folder of the pages they name.

    Raises:
        UsageError: a folder or a page is missing, or a label file cannot be read.
    """
    files = sorted(labels.glob("*.json")) if labels.is_dir() else []
    if not files:
        raise UsageError(f"{labels}: no label files (*.json) in this folder; give the folder that holds them")
    records: dict[str, dict[str, Any]] = {}
    wanted: dict[str, dict[str, Any]] = {}
    for file in files:
        wanted[file.stem] = label = _label(file)
        page = pages / str(label.get("file") or f"{file.stem}.html")
        if not page.is_file():
            raise UsageError(f"{page}: no such page, but {file.name} labels it; give the folder of the pages")
        records[file.stem] = to_dict(extract_article(page.read_bytes(), None))
    return measure(wanted, records)


def _label(file: Path) -> dict[str, Any]:
    try:
        label = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{file}: not a label file: {error}") from error
    if not isinstance(label, dict) or not {"kind", "facets"} <= label.keys():
        raise UsageError(f"{file}: a label file is a JSON object with at least `kind` and `facets`")
    return label


def measure(wanted: Mapping[str, Mapping[str, Any]], records: Mapping[str, Mapping[str, Any]]) -> Report:
    """Measure records against labels, both by page name; a page without a record counts as an empty one."""
    names: Counter[str] = Counter()
    single: Counter[str] = Counter()
    sections: list[Ratio] = []
    references: list[Ratio] = []
    noise: list[Ratio] = []
    kinds: Counter[tuple[str, str]] = Counter()
    pages: list[PageReport] = []
    for name, label in sorted(wanted.items()):
        record = records.get(name, {})
        is_condition = label["kind"] == "condition"
        page = PageReport(name, str(record.get("kind")), label["kind"], {})
        kinds[page.labelled_kind, page.kind] += 1
        single["kind"] += bool(record) and (page.kind == "condition") == is_condition
        clinical = page.kind == "condition"
        for facet in _SCORED:
            said = label["facets"].get(facet, {}) if is_condition else {}
            given = [i for i in record.get("items", ()) if clinical and i["facet"] == facet]
            page.facets[facet] = _match_entries(said.get("items", []), given, facet, page, names)
            headings = [s["heading"] for s in record.get("sections", ()) if clinical and s["facet"] == facet]
            sections.append(_overlap(map(_key, said.get("headings", [])), map(_key, headings)))
        if is_condition:
            _match_fields(label, record, page, single)
        references.append(_match_references(label, record if is_condition else {}))
        noise.append(_leaks(label.get("noise", []), record, page))
        pages.append(page)
    return _report(pages, sections, references, noise, names, single, kinds)


def _report(
    pages: list[PageReport],
    sections: list[Ratio],
    references: list[Ratio],
    noise: list[Ratio],
    names: Counter[str],
    single: Counter[str],
    kinds: Counter[tuple[str, str]],
) -> Report:
    ratios = {
        "items": _added(p.items for p in pages),
        "sections": _added(sections),
        "references": _added(references),
    }
    listed = [p.items.f1 for p in pages if p.items.wanted]
    leaks = _added(noise)
    measures = {
        "items": ratios["items"].f1,
        "items_page_mean": sum(listed) / len(listed) if listed else 0.0,
        "sections": ratios["sections"].f1,
        "terms": _share(names["term_hit"], names["term"]),
        "no_terms": _share(names["no_term_hit"], names["no_term"]),
        "condition": _share(single["condition"], single["conditions"]),
        "definition": _share(single["definition"], single["definitions"]),
        "references": ratios["references"].f1,
        "noise": _share(leaks.hit, leaks.wanted),
        "kind": _share(single["kind"], len(pages)),
    }
    facets: dict[str, Ratio] = {f: _added(p.facets[f] for p in pages) for f in _SCORED}
    return Report(measures, ratios, facets, kinds, pages)


def _match_entries(
    labels: list[Mapping[str, Any]],
    given: list[Mapping[str, Any]],
    facet: str,
    page: PageReport,
    names: Counter[str],
) -> Ratio:
    """Pair labels with entries one to one, in the labels' order, the best entry first."""
    left = list(given)
    leads = [_entry_key(label["lead"]) for label in labels]
    hit = 0
    for k, label in enumerate(labels):
        term = _key(label.get("term"))
        following = leads[k + 1] if k + 1 < len(leads) and leads[k + 1] != leads[k] else ""
        scores = [_likeness(leads[k], term, following, entry) for entry in left]
        best = max(scores, default=0)
        if not best:
            page.missed.append((facet, label["lead"]))
            continue
        found = left.pop(scores.index(best))
        hit += 1
        if facet != "faq":
            which = "term" if term else "no_term"
            names[which] += 1
            names[f"{which}_hit"] += _key(found["term"]) == term
    page.invented += [(facet, entry["text"]) for entry in left]
    return Ratio(hit, len(given), len(labels))


def _likeness(lead: str, term: str, following: str, entry: Mapping[str, Any]) -> int:
    """How well an entry stands for a label: 4 same, 3 starts alike, 2 same name, 1 most of it, 0 not."""
    text = _entry_key(entry["text"])
    if not lead or not text or (len(following) >= 10 and following in text[len(lead) :]):
        return 0
    if text.startswith(lead):
        return 4 if text == lead else 3
    if term and _key(entry["term"]) == term:
        return 2
    return int(lead.startswith(text) and len(text) >= 0.6 * len(lead))


def _match_fields(
    label: Mapping[str, Any], record: Mapping[str, Any], page: PageReport, single: Counter[str]
) -> None:
    single["conditions"] += 1
    if _key(record.get("condition")) == _key(label["condition"]):
        single["condition"] += 1
    else:
        page.condition = (label["condition"], record.get("condition"))
    if label.get("definition"):
        single["definitions"] += 1
        said = _key(record.get("definition"))
        if said.startswith(_key(label["definition"])) and len(said) <= _LONGEST_DEFINITION:
            single["definition"] += 1
        else:
            page.definition = (label["definition"], record.get("definition"))


def _match_references(label: Mapping[str, Any], record: Mapping[str, Any]) -> Ratio:
    wanted = [_address_key(r) for r in label.get("references", [])] if label["kind"] == "condition" else []
    left = [(_address_key(r.get("url")), _address_key(r.get("text"))) for r in record.get("references", ())]
    given = len(left)
    hit = 0
    for reference in wanted:
        found = next((k for k, (u, t) in enumerate(left) if u == reference or t.startswith(reference)), None)
        if found is not None and reference:
            del left[found]
            hit += 1
    return Ratio(hit, given, len(wanted))


def _leaks(noise: list[str], record: Mapping[str, Any], page: PageReport) -> Ratio:
    """Labelled noise that stands in an entry, in a section with a facet, or in the definition."""
    said = [_entry_key(i["text"]) for i in record.get("items", ())]
    said.append(_key(record.get("definition")))
    said += [_key(s["text"]) for s in record.get("sections", ()) if s["facet"]]
    everything = "|".join(said)
    page.leaked = [n for n in noise if _key(n) and _key(n) in everything]
    return Ratio(len(page.leaked), len(noise), len(noise))


def _overlap(wanted: Iterable[str], given: Iterable[str]) -> Ratio:
    want, got = Counter(wanted), Counter(given)
    return Ratio((want & got).total(), got.total(), want.total())


def _added(ratios: Iterable[Ratio]) -> Ratio:
    hit = given = wanted = 0
    for ratio in ratios:
        hit, given, wanted = hit + ratio.hit, given + ratio.given, wanted + ratio.wanted
    return Ratio(hit, given, wanted)


def _ratio(r: Ratio) -> dict[str, float]:
    return {
        "precision": r.precision,
        "recall": r.recall,
        "f1": r.f1,
        "hit": r.hit,
        "given": r.given,
        "wanted": r.wanted,
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _key(text: str | None) -> str:
    """Letters and digits alone, case folded."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "").casefold())


def _entry_key(text: str | None) -> str:
    """The same without a typed list marker."""
    return _key(_MARKER.sub("", text or ""))


def _address_key(text: str | None) -> str:
    """The same for a source: an address without its scheme, "www." and closing slash."""
    text = (text or "").strip()
    if re.match(r"https?://", text):
        text = re.sub(r"^https?://(?:www\.)?", "", text).rstrip("/")
    return _key(text)
