-- One row an article, measure and subject (a facet, a kind, a status; empty: the page): its rate. The measures are
-- those of drift.toml. An article without anything to take the rate of has no row.
-- `told_apart` (site, text) are words of the template: not the article's, on whichever side they still stand as such.
WITH readable AS (FROM articles WHERE status <> 'failed'),
conditions AS (SELECT site, article_id, condition, definition FROM readable WHERE kind = 'condition'),
own AS (
    SELECT site, article_id, facet, count(*) AS entries, count(term) AS terms, count(description) AS descriptions,
           sum(text_end - text_start) AS characters
    FROM items ANTI JOIN told_apart USING (site, text) GROUP BY ALL
),
facets AS (
    SELECT c.site, c.article_id, f.value AS facet, coalesce(entries, 0) AS entries, terms, descriptions, characters
    FROM conditions c CROSS JOIN closed_lists f
    LEFT JOIN own ON own.site = c.site AND own.article_id = c.article_id AND own.facet = f.value
    WHERE f.list = 'facet'
),
taken AS (SELECT site, article_id, count(*) AS n FROM items GROUP BY ALL),
in_modules AS (SELECT site, article_id, sum(len(entries)) AS n FROM modules GROUP BY ALL),
not_taken AS (SELECT site, article_id, count(*) AS n FROM rejected GROUP BY ALL),
cited AS (SELECT site, article_id, count(*) AS n FROM citations GROUP BY ALL)
SELECT site, article_id, 'present' AS measure, facet AS subject, (entries > 0)::DOUBLE AS rate FROM facets
UNION ALL SELECT site, article_id, 'entries', facet, entries FROM facets WHERE entries > 0
UNION ALL SELECT site, article_id, 'terms', facet, terms / entries FROM facets WHERE entries > 0
UNION ALL SELECT site, article_id, 'descriptions', facet, descriptions / entries FROM facets WHERE entries > 0
UNION ALL SELECT site, article_id, 'characters', facet, characters / entries FROM facets WHERE entries > 0
UNION ALL SELECT site, article_id, 'kind', value, (kind = value)::DOUBLE
    FROM readable CROSS JOIN closed_lists WHERE list = 'kind'
UNION ALL SELECT site, article_id, 'status', value, (status = value)::DOUBLE
    FROM articles CROSS JOIN closed_lists WHERE list = 'status'
UNION ALL SELECT site, article_id, 'names', '', (coalesce(trim(condition), '') <> '')::DOUBLE FROM conditions
UNION ALL SELECT site, article_id, 'definitions', '', (coalesce(trim(definition), '') <> '')::DOUBLE FROM conditions
UNION ALL SELECT site, article_id, 'citations', '', coalesce(n, 0)
    FROM conditions LEFT JOIN cited USING (site, article_id)
UNION ALL SELECT site, article_id, 'unmapped_headings', '', avg((facet IS NULL)::DOUBLE)
    FROM conditions JOIN sections USING (site, article_id) WHERE heading <> '' GROUP BY ALL
UNION ALL SELECT site, article_id, 'modules', '', coalesce(m.n, 0) / (coalesce(m.n, 0) + coalesce(t.n, 0))
    FROM conditions LEFT JOIN in_modules m USING (site, article_id) LEFT JOIN taken t USING (site, article_id)
    WHERE coalesce(m.n, 0) + coalesce(t.n, 0) > 0
UNION ALL SELECT site, article_id, 'rejected', '', coalesce(r.n, 0) / (coalesce(r.n, 0) + coalesce(t.n, 0))
    FROM conditions LEFT JOIN not_taken r USING (site, article_id) LEFT JOIN taken t USING (site, article_id)
    WHERE coalesce(r.n, 0) + coalesce(t.n, 0) > 0
