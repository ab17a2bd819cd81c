"""The audit before a commit: rules over the tables as they would be, and drift from what they were.

Every file of checks/ is one rule, and so is every file of a user's folder: a SELECT whose rows are the
violations. Its header comment says `-- severity: fatal` (keeps the run out), `error` (keeps it out unless
somebody accepts it) or `warning`, and why. Rules see the tables cut to the buckets the commit touches;
`changed`, site and article_id of the articles it writes; `closed_lists`, list and value, of what columns of
closed lists may hold; and each other, as `rules.<name>`, in the order of their names, those that ship first.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb

from extract.errors import UsageError
from warehouse import catalog, drift, schema
from warehouse.errors import QueryError
from warehouse.log import File, Snapshot
from warehouse.readonly import check_reads
from warehouse.store import Store, open_store

_EXAMPLES = 5
_SEVERITIES = ("fatal", "error", "warning")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its file's name, whether it keeps a run out, its query, and where a user has it."""

    name: str
    severity: str
    sql: str
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule said: how many rows break it, the first of them, and whether that was accepted."""

    rule: str
    severity: str
    violations: int
    examples: tuple[dict[str, Any], ...]
    accepted: bool = False

    @property
    def refuses(self) -> bool:
        """Whether it keeps the run out."""
        return self.severity != "warning" and self.violations > 0 and not self.accepted

    def to_row(self) -> dict[str, Any]:
        """The finding as of table checks, without its run."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "violations": self.violations,
            "examples": json.dumps(self.examples, ensure_ascii=False),
            "accepted": self.accepted,
        }


@dataclass(frozen=True, slots=True)
class Audit:
    """What the audit of a commit found, and what its sites measure: columns of table measures.

    `anew` are sites that later versions are compared with from this one on.
    """

    findings: tuple[Finding, ...]
    means: tuple[Mapping[str, Any], ...]
    anew: frozenset[str]

    @property
    def refuses(self) -> bool:
        """Whether it keeps the run out."""
        return any(finding.refuses for finding in self.findings)

    @property
    def accepted(self) -> bool:
        """Whether something was accepted that would keep it out."""
        return any(finding.accepted for finding in self.findings)


@cache
def rules() -> tuple[Rule, ...]:
    """The rules that ship, by name."""
    files = sorted(resources.files("warehouse").joinpath("checks").iterdir(), key=lambda file: file.name)
    return tuple(
        _rule(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8"))
        for file in files
        if file.name.endswith(".sql")
    )


def users_rules(folder: str | Path) -> tuple[Rule, ...]:
    """The rules in a user's folder, by name, tried on empty tables.

    Raises:
        UsageError: The folder cannot be read or has no rule, or one of its files is none: the message says
            which, and why.
    """
    place = Path(folder)
    if not place.is_dir():
        raise UsageError(f"{place} is no folder: name one that has rules, a .sql file each.")
    found = []
    for file in sorted(place.glob("*.sql")):
        if not _NAME.fullmatch(file.stem):
            raise UsageError(f"{file}: the name of a rule is lower case letters, digits and _; rename it.")
        if file.stem in {rule.name for rule in rules()} | {"drift_articles", "drift_site"}:
            raise UsageError(f"{file}: a rule of that name comes with Nosograph; rename the file.")
        try:
            found.append(_rule(file.stem, file.read_text(encoding="utf-8"), file))
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise UsageError(f"{file} is no rule: {error}.") from None
    if not found:
        raise UsageError(f"{place} has no rule: a rule is a file whose name ends in .sql.")
    nowhere = open_store(tempfile.gettempdir())
    with catalog.connect(nowhere) as connection:
        catalog.define_tables(connection, nowhere, ())
        catalog.lock(connection, nowhere, ())
        _run(connection, (*rules(), *found), ())
    return tuple(found)


def _rule(name: str, text: str, file: Path | None = None) -> Rule:
    """The rule a file holds; ValueError where it lacks its header."""
    header = []
    for line in text.strip().splitlines():
        if not line.startswith("--"):
            break
        header.append(line.removeprefix("--").strip())
    severity = next((line.partition(":")[2].strip() for line in header if line.startswith("severity:")), "")
    if severity not in _SEVERITIES:
        raise ValueError(f"its first lines lack one of `-- severity: {'`, `'.join(_SEVERITIES)}`")
    if not any(line and not line.startswith("severity:") for line in header):
        raise ValueError("its header comment does not say why the rule is there")
    return Rule(name, severity, text, file)


def audit(
    store: Store,
    base: Snapshot,
    live: Collection[File],
    staged: Collection[File],
    changed: Collection[tuple[str, str]],
    *,
    relearned: Collection[str] = (),
    more: Sequence[Rule] = (),
    accept: str | None = None,
) -> Audit:
    """Run every rule over a commit's files and what they stand beside, and compare with what was there.

    Args:
        store: The lake.
        base: The version the commit starts from.
        live: All files of the version the commit would make, staged ones included.
        staged: The files it adds.
        changed: (site, article_id) of the articles in them that are new or not as they were.
        relearned: Sites whose template became another one.
        more: Rules of the user's.
        accept: Why findings of severity error shall not keep the run out.

    Raises:
        UsageError: DuckDB cannot answer a rule of the user's.
    """
    touched = {file.place[1:] for file in staged}
    new = {file.path for file in staged}
    files = [f for f in live if f.path in new or ("article_id" in _columns(f) and f.place[1:] in touched)]
    with catalog.connect(store) as connection:
        catalog.bound(connection)
        catalog.define_tables(connection, store, files)
        catalog.lock(connection, store, files)
        findings = _run(connection, (*rules(), *more), changed)
    drifted = drift.measure(store, base, live, staged, changed, relearned)
    findings.append(_drift("drift_articles", drifted.same_articles))
    findings.append(_drift("drift_site", drifted.whole_site))
    if accept:
        findings = [replace(f, accepted=f.refuses and f.severity == "error") for f in findings]
    alarms = [*drifted.same_articles, *drifted.whole_site]
    return Audit(
        tuple(findings),
        drifted.means,
        frozenset([*relearned, *(alarm.site for alarm in alarms)]),
    )


def _run(
    connection: duckdb.DuckDBPyConnection, every: Sequence[Rule], changed: Collection[tuple[str, str]]
) -> list[Finding]:
    """What the rules find in the connection's tables."""
    catalog.define_changed(connection, changed)
    catalog.define_closed_lists(connection)
    connection.execute("CREATE SCHEMA rules")
    findings = []
    for rule in every:
        try:
            findings.append(_find(connection, rule))
        except (duckdb.Error, QueryError) as error:
            if rule.file is None:
                raise
            raise UsageError(f"{rule.file} is no rule: {error}") from None
    return findings


def _find(connection: duckdb.DuckDBPyConnection, rule: Rule) -> Finding:
    if rule.file:
        check_reads(connection, rule.sql)
    connection.execute(f'CREATE VIEW rules."{rule.name}" AS {rule.sql}')
    counted = connection.execute(f'SELECT count(*) FROM rules."{rule.name}"').fetchone()
    violations = counted[0] if counted else 0
    examples: list[dict[str, Any]] = []
    if violations:
        found = connection.execute(f'FROM rules."{rule.name}" LIMIT {_EXAMPLES}')
        names = [column[0] for column in found.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        examples = json.loads(json.dumps(rows, default=str))
    return Finding(rule.name, rule.severity, violations, tuple(examples))


def _drift(rule: str, alarms: Sequence[drift.Alarm]) -> Finding:
    return Finding(rule, "error", len(alarms), tuple(asdict(alarm) for alarm in alarms))


def _columns(file: File) -> Collection[str]:
    return schema.tables()[file.table].columns
