-- The crawl's memory. Times named *_at are ISO 8601 UTC text; not_before and due_at are Unix seconds.
CREATE TABLE crawls (
  crawl_id TEXT PRIMARY KEY,
  started_at TEXT NOT NULL,
  finished_at TEXT
) STRICT;

CREATE TABLE addresses (
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  origin TEXT NOT NULL,
  site TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('start', 'sitemap', 'follow', 'article')),
  rank INTEGER NOT NULL AS (CASE role WHEN 'follow' THEN 1 WHEN 'article' THEN 2 ELSE 0 END) STORED,
  depth INTEGER NOT NULL,                    -- links from a start address
  redirects INTEGER NOT NULL DEFAULT 0,      -- redirects in a row that led here
  state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'leased', 'done', 'gone', 'refused')),
  tries INTEGER NOT NULL DEFAULT 0,          -- failed requests of this crawl
  not_before REAL NOT NULL DEFAULT 0,
  due_at REAL,                               -- when a later crawl asks again; null: only when a sitemap says so
  crawl_id TEXT,                             -- the last crawl that settled it,
  verdict TEXT,                              -- and how
  lastmod TEXT,                              -- as the sitemap last said
  fetched_at TEXT,                           -- when the server last said what is there
  etag TEXT, last_modified TEXT,             -- validators,
  payload_digest TEXT, stored_at TEXT,       -- digest and WARC-Date of the last stored 200
  missing_since REAL,                        -- the first 404 of those in a row
  listed TEXT,                               -- the last crawl in which a sitemap named it
  trap TEXT                                  -- what it is one of many of, such as a calendar's months
) STRICT;
CREATE INDEX addresses_trap ON addresses (trap, id) WHERE trap IS NOT NULL;
CREATE INDEX addresses_queue ON addresses (origin, state, rank, id);

CREATE TABLE warcs (
  name TEXT PRIMARY KEY,
  crawl_id TEXT NOT NULL,
  committed INTEGER NOT NULL DEFAULT 0,      -- bytes the captures below account for
  sealed INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE captures (
  seq INTEGER PRIMARY KEY,
  crawl_id TEXT NOT NULL,
  url TEXT NOT NULL,
  fetched_at TEXT NOT NULL,
  record_type TEXT NOT NULL,
  status INTEGER NOT NULL,
  mime TEXT, encoding TEXT, payload_digest TEXT, etag TEXT, last_modified TEXT, location TEXT, refers_to_url TEXT,
  warc_file TEXT NOT NULL,
  warc_offset INTEGER NOT NULL,
  warc_length INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT;

CREATE TABLE ledger (
  seq INTEGER PRIMARY KEY,
  crawl_id TEXT NOT NULL,
  url TEXT NOT NULL,
  requested_at TEXT NOT NULL,
  site TEXT NOT NULL,
  role TEXT NOT NULL,
  verdict TEXT NOT NULL,
  reason TEXT,
  status INTEGER,
  bytes INTEGER NOT NULL,
  delay_ms INTEGER,
  duration_ms INTEGER,
  attempt INTEGER NOT NULL
) STRICT;

CREATE INDEX ledger_crawl ON ledger (crawl_id);

CREATE TABLE forgotten (address_digest TEXT PRIMARY KEY) STRICT;  -- never to be asked for again

PRAGMA user_version = 3;
