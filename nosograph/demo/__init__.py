"""The sample encyclopedia: a small medical site, written for this project, served over real HTTP on loopback.

Content is data (`articles/`, `pages.toml`, `editions/`), how it looks is data too (`encyclopedia.toml`,
`modules.toml`, `glossary.toml`); `site` turns both into pages, `server` serves them, `gold` says what a
reader of those pages must find.
"""
