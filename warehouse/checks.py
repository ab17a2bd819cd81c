"""The audit before a commit: every file of checks/ is one rule, and the rows it returns are violations.

The header comment of a rule says `-- severity: error` (keeps the run out) or `warning`, and why. Rules see
the tables as they will be, cut to the buckets the commit touches; `changed`, site and article_id of the
articles it writes; and each other, as `rules.<name>`, in the order of their names.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import pyarrow as pa

from warehouse import catalog, schema
from warehouse.log import File
from warehouse.store import Store

_EXAMPLES = 5
_KEY = pa.schema({"site": pa.string(), "article_id": pa.string()})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its file's name, whether it keeps a run out, and its query."""

    name: str
    severity: str
    sql: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule said: how many rows break it, and the first of them."""

    rule: str
    severity: str
    violations: int
    examples: tuple[dict[str, Any], ...]

    @property
    def refuses(self) -> bool:
        """Whether it keeps the run out."""
        return self.severity == "error" and self.violations > 0

    def to_row(self) -> dict[str, Any]:
        """The finding as of table checks, without its run."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "violations": self.violations,
            "examples": json.dumps(self.examples, ensure_ascii=False, default=str),
        }


@cache
def rules() -> tuple[Rule, ...]:
    """The rules that ship, by name."""
    found = []
    for file in sorted(resources.files("warehouse").joinpath("checks").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".sql"):
            sql = file.read_text(encoding="utf-8")
            severity = next(
                line.partition(":")[2].strip() for line in sql.splitlines() if line.startswith("-- severity:")
            )
            found.append(Rule(file.name.removesuffix(".sql"), severity, sql.strip().rstrip(";")))
    return tuple(found)


def audit(
    store: Store, live: Iterable[File], staged: Collection[File], changed: Collection[tuple[str, str]]
) -> list[Finding]:
    """Run every rule over a commit's files and what they stand beside.

    Args:
        store: The lake.
        live: All files of the version the commit would make, staged ones included.
        staged: The files it adds.
        changed: (site, article_id) of the articles in them that are new or not as they were.
    """
    touched = {file.place[1:] for file in staged}
    new = {file.path for file in staged}
    files = [f for f in live if f.path in new or ("article_id" in _columns(f) and f.place[1:] in touched)]
    connection = catalog.connect(store)
    try:
        catalog.define_tables(connection, store, files)
        keys = [{"site": site, "article_id": article_id} for site, article_id in sorted(changed)]
        connection.register("changed", pa.Table.from_pylist(keys, schema=_KEY))
        connection.execute("CREATE SCHEMA rules")
        findings = []
        for rule in rules():
            connection.execute(f'CREATE VIEW rules."{rule.name}" AS {rule.sql}')
            counted = connection.execute(f'SELECT count(*) FROM rules."{rule.name}"').fetchone()
            violations = counted[0] if counted else 0
            examples: list[dict[str, Any]] = []
            if violations:
                found = connection.execute(f'FROM rules."{rule.name}" LIMIT {_EXAMPLES}')
                names = [column[0] for column in found.description or ()]
                examples = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
            findings.append(Finding(rule.name, rule.severity, violations, tuple(examples)))
        return findings
    finally:
        connection.close()


def _columns(file: File) -> Collection[str]:
    return schema.tables()[file.table].columns
