"""Captures in, committed tables out; open a lake, query it, compare its versions.

lake = warehouse.open("lake")
lake.sql("SELECT condition, term FROM symptoms").df()
"""

from warehouse.compact import Compacted, compact
from warehouse.diff import Diff
from warehouse.errors import DamagedLakeError, LakeError, QueryError
from warehouse.evidence import Evidence
from warehouse.expire import Expired, expire
from warehouse.export import export
from warehouse.forget import Forgotten, forget, tombstones
from warehouse.ingest import IngestSummary, ingest
from warehouse.lake import Lake, open
from warehouse.preview import Preview, preview
from warehouse.rollback import rollback
from warehouse.verify import Damage, Verified, verify

__all__ = [
    "Compacted",
    "Damage",
    "DamagedLakeError",
    "Diff",
    "Evidence",
    "Expired",
    "Forgotten",
    "IngestSummary",
    "Lake",
    "LakeError",
    "Preview",
    "QueryError",
    "Verified",
    "compact",
    "expire",
    "export",
    "forget",
    "ingest",
    "open",
    "preview",
    "rollback",
    "tombstones",
    "verify",
]
