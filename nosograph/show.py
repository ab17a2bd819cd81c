"""What a lake says of itself, in words: its state, its versions and files, a condition, a difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import TextWrapper
from typing import Any

from crawler.state import REASONS, Due
from extract.record import FACETS
from nosograph.evaluate import Report
from nosograph.terminal import counts, plural, say, say_table, size, width
from warehouse import Compacted, Diff, Evidence, Expired, Forgotten, Preview, Verified

_PROSE = 100  # columns, where no terminal says otherwise


def say_status(status: Mapping[str, Any]) -> None:
    """A version in numbers, as `Lake.status` gives them."""
    stored = f"{plural(status['files'], 'file')}, {size(status['bytes'])}"
    say(f"{status['location']}: version {status['version']} of {status['committed_at']}, {stored}")
    for label, key in (("sites", "sites"), ("kinds", "kinds"), ("read", "statuses"), ("skipped", "skipped")):
        if status[key]:
            say(f"{label}: {counts(status[key])}")
    for page in status["quarantine"]:
        say(f"{page['url']} ({page['payload_digest'] or 'no digest'}): {page['error']}")
    if status["captured_to"]:
        say(f"last capture: {status['captured_to'].isoformat()}")
    say_table(("table", "rows"), status["tables"].items())


def say_log(entries: Sequence[Mapping[str, Any]]) -> None:
    """One line a version, as `Lake.log` gives them."""
    columns = ("version", "committed_at", "kind", "run_id", "files_added", "files_removed")
    say_table(columns, ([entry[column] for column in columns] for entry in entries))


def say_files(files: Sequence[Mapping[str, Any]]) -> None:
    """One line a Parquet file, as `Lake.files` gives them."""
    columns = ("table", "rows", "bytes", "sha256", "path")
    say_table(columns, ([file[column] for column in columns] for file in files))


def say_plan(known: Sequence[Due]) -> None:
    """What the next crawl asks for: how much for which reason, then each address."""
    if not known:
        say("Nothing is due.")
        return
    for why, number in sorted(Counter(address.why for address in known).items()):
        say(f"{plural(number, 'address', 'addresses')}: {REASONS[why]}")
    columns = ("url", "site", "role", "why", "since", "fetched_at")
    say_table(columns, ([getattr(address, column) for column in columns] for address in known))


def say_condition(record: Mapping[str, Any]) -> None:
    """A condition in full, as `Lake.show` gives it."""
    say(record["condition"])
    if record["aliases"]:
        say(f"also: {', '.join(record['aliases'])}")
    for address in record["addresses"]:
        say(f"at {address}")
    if record["definition"]:
        say()
        _prose(record["definition"])
    for facet in sorted(record["facets"], key=FACETS.index):
        items = record["facets"][facet]
        say()
        say(f"{facet.replace('_', ' ')} ({len(items)})")
        for item in items:
            _prose(_entry(item), "    - " if item["parent"] else "  - ")
    if record["references"]:
        say()
        say(f"references ({len(record['references'])})")
        for reference in record["references"]:
            _prose(f"{reference['position']}. {reference['text']}", "  ")
    if record["missing"]:
        say()
        reasons = (f"{facet.replace('_', ' ')} ({why})" for facet, why in record["missing"].items())
        _prose(f"no entries: {', '.join(reasons)}")


def say_diff(diff: Diff) -> None:
    """What two versions say differently: articles, then entries of those that both have."""
    if not diff.articles:
        say(f"Versions {diff.before} and {diff.after} say the same.")
        return
    causes = {article.article_id: article.cause for article in diff.articles}
    by_article: dict[str, list[str]] = {}
    for item in diff.items:
        text = item.after if item.before is None or item.change == "moved" else item.before
        line = f"{item.change} {item.facet.replace('_', ' ')}: {_one_line(text or '')}"
        if item.change == "reworded" and item.after != item.before:
            line += f" → {_one_line(item.after or '')}"
        if item.cause != causes.get(item.article_id):
            line += f" ({', '.join(item.cause)})"
        by_article.setdefault(item.article_id, []).append(line)
    for article in diff.articles:
        named = article.condition or article.url
        what = f": {', '.join(article.fields)}" if article.fields else ""
        say(f"{article.change:<8} {article.kind:<10} {named}{what} ({', '.join(article.cause)})")
        for line in by_article.get(article.article_id, ()):
            _prose(line, "  ")


def say_preview(preview: Preview) -> None:
    """What reading a sample of articles again would change, in numbers and then article by article."""
    read = plural(preview.articles_read, "article")
    if not preview.articles:
        say(f"{read} of version {preview.version} read again: all would say the same.")
        return
    say(
        f"{read} of version {preview.version} read again: {len(preview.articles):,} would say something else."
    )
    kinds = Counter((i.facet.replace("_", " "), i.change, ", ".join(i.cause)) for i in preview.items)
    for (facet, change, cause), count in sorted(kinds.items()):
        say(f"  {facet}: {count:,} {change} ({cause})")
    say_diff(Diff(preview.version, preview.version, preview.articles, preview.items))


def say_evidence(evidence: Evidence) -> None:
    """An entry, where it stands, the capture it was read from, what read it, and its page's source."""
    stands = " > ".join(filter(None, (*evidence.path, evidence.heading)))
    captured = evidence.fetched_at.isoformat() if evidence.fetched_at else "at a time not told"
    place = f"offset {evidence.warc_offset}, {plural(evidence.warc_length, 'byte')}"
    versions = {
        "extractor": evidence.extractor_version,
        "vocabulary": evidence.vocabulary_version,
        "template": evidence.template_version,
        "lake": evidence.lake_version,
    }
    _prose(evidence.text)
    say()
    for label, text in (
        ("entry", f"{evidence.item_id}, {evidence.facet.replace('_', ' ')} of {evidence.condition}"),
        ("section", stands or "before the first heading"),
        ("address", evidence.url),
        ("captured", f"{captured}; says so since {evidence.changed_at.isoformat()}"),
        ("archive", f"{evidence.warc_file}, {place}"),
        ("payload", evidence.payload_digest or "no digest"),
        ("read by", ", ".join(f"{name} {version}" for name, version in versions.items() if version)),
        ("place", evidence.dom_path),
    ):
        say(f"{label:<9} {_one_line(text)}")
    say()
    if evidence.unread:
        say(f"The page's source is not at hand: {evidence.unread}")
        return
    for line in (evidence.html or "Nothing stands at that place.").splitlines():
        say(f"  {line}")
    say()
    say(f"The page {'says this there' if evidence.grounded else 'does not say this there'}.")


def say_export(manifest: Mapping[str, Any], folder: Path) -> None:
    """What an export wrote, as its manifest tells."""
    say(
        f"Version {manifest['lake_version']} as {manifest['format']} in {folder}; "
        f"manifest.json says all of it."
    )
    files = ([file["file"], file["rows"], file["bytes"]] for file in manifest["files"])
    say_table(("file", "rows", "bytes"), files)
    for facet, left in manifest.get("left_out", {}).items():
        say(f"Left out: {plural(left['entries'], 'entry', 'entries')} of {facet}: {left['reason']}")
    say(manifest["notice"])


def say_verified(found: Verified) -> None:
    """What was looked at, then all that is damaged with what mends it."""
    say(
        f"Version {found.version}: {plural(found.entries, 'log entry', 'log entries')}, "
        f"{plural(found.files, 'file')} with {plural(found.rows, 'row')}, "
        f"{plural(found.archive_files, 'archive file')} with {plural(found.records, 'record')}."
    )
    if found.items:
        share = 100.0 if found.grounded == found.items else min(99.99, 100 * found.grounded / found.items)
        say(
            f"Grounded: {found.grounded:,} of {found.items:,} entries ({share:.4g} %) "
            f"are what their archived pages say."
        )
    for damage in found.damages:
        say(f"Damaged {damage.part}: {damage.what}")
        say(f"  to mend: {damage.mend}")
    if found.orphans:
        say(f"No version needs {plural(len(found.orphans), 'file')}; unless a commit is under way, left over")
        say("from one that was killed, and in nobody's way: `nosograph expire` removes them after a day.")
        for path in found.orphans:
            say(f"  {path}")
    say("No damage found." if not found.damages else f"{plural(len(found.damages), 'damage')} found.")


def say_compacted(done: Compacted) -> None:
    """How many files became how many."""
    if not done.merged:
        say(f"Nothing to merge; the lake is at version {done.version}.")
        return
    merged, written = plural(done.merged, "file"), plural(done.written, "file")
    say(f"Version {done.version} has {merged} merged into {written} of {size(done.bytes)}.")


def say_expired(done: Expired) -> None:
    """Which versions there are now, and what went with the others."""
    gone = f"{plural(done.versions, 'version')} and {plural(done.files, 'file')} removed"
    say(f"{gone}; the lake has versions {done.first} to {done.newest}.")
    if done.waiting:
        say(f"{plural(done.waiting, 'file')} that no version needs stay for now: a writer may be at them.")


def say_forgotten(done: Forgotten) -> None:
    """What of an article was removed, and where more of it may be."""
    articles, records = plural(done.articles, "article"), plural(done.records, "record")
    say(f"Forgotten: {articles}, {records} of the archive. Never asked for again, nor taken:")
    for address in done.addresses:
        say(f"  {address}")
    say(f"The lake begins at version {done.version}; older versions are gone.")
    for name in done.elsewhere:
        say(f"Not at hand, and holding it still: {name}")


def _entry(item: Mapping[str, Any]) -> str:
    term, description = item["term"], item["description"]
    if not (term and description):
        return str(item["text"])
    return f"{term}{' ' if term.endswith('?') else ': '}{description}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _prose(text: str, lead: str = "") -> None:
    """Wrap a text; `lead` stands before its first line, and the others are indented as far."""
    wrapper = TextWrapper(
        width=min(width() or _PROSE, _PROSE),
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )
    say(wrapper.fill(_one_line(text)))


def say_evaluation(report: Report) -> None:
    """Measures, facets, kinds, and what each page missed and invented, the worst page first."""
    say("Measures")
    say_table(("measure", "value"), [(name, f"{value:.3f}") for name, value in report.measures.items()])
    say()
    say("Entries by facet")
    facets = [
        (f, r.wanted, r.given, r.hit, f"{r.precision:.3f}", f"{r.recall:.3f}", f"{r.f1:.3f}")
        for f, r in report.facets.items()
        if r.wanted or r.given
    ]
    say_table(("facet", "labelled", "given", "right", "precision", "recall", "F1"), facets)
    say()
    say("Kinds")
    kinds = [(a, b, n) for (a, b), n in sorted(report.kinds.items())]
    say_table(("labelled", "given", "pages"), kinds)
    say()
    say("Pages, the worst first")
    for page in sorted(report.pages, key=lambda p: (p.items.f1, p.page)):
        if not (page.missed or page.invented or page.condition or page.definition or page.leaked):
            continue
        r = page.items
        say(f"{page.page}: F1 {r.f1:.2f}, {r.hit} right of {r.wanted} labelled and {r.given} given")
        for name, wrong in (("condition", page.condition), ("definition", page.definition)):
            if wrong is not None:
                say(f"  {name}: labelled {wrong[0]!r}, given {(wrong[1] or '')[:80]!r}")
        for facet, text in page.missed:
            say(f"  missed {facet}: {text}")
        for facet, text in page.invented:
            say(f"  invented {facet}: {' '.join(text.split())[:100]}")
        for text in page.leaked:
            say(f"  leaked: {text}")
