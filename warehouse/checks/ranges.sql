-- severity: fatal
-- Columns of closed lists hold what is in the list, and numbers lie where they can: readers rely on both.
WITH listed AS (
    SELECT 'articles.kind' AS of_column, 'kind' AS list, kind AS value, article_id FROM articles
    UNION ALL SELECT 'articles.status', 'status', status, article_id FROM articles
    UNION ALL SELECT 'items.facet', 'facet', facet, article_id FROM items
    UNION ALL SELECT 'items.split_by', 'split_by', split_by, article_id FROM items
    UNION ALL SELECT 'sections.facet', 'facet', facet, article_id FROM sections
    UNION ALL SELECT 'rejected.facet', 'facet', facet, article_id FROM rejected
    UNION ALL SELECT 'rejected.reason', 'reason', reason, article_id FROM rejected
    UNION ALL SELECT 'citations.id_type', 'id_type', id_type, article_id FROM citations
    UNION ALL SELECT 'links.role', 'role', role, article_id FROM links
)
SELECT of_column, value, article_id FROM listed ANTI JOIN closed_lists USING (list, value) WHERE value IS NOT NULL
UNION ALL SELECT 'items.text_end', text_end::VARCHAR, article_id FROM items
    WHERE text_start < 0 OR text_end <= text_start
UNION ALL SELECT 'sections.text_end', text_end::VARCHAR, article_id FROM sections
    WHERE text_start < 0 OR text_end < text_start
UNION ALL SELECT 'items.position', position::VARCHAR, article_id FROM items WHERE position < 1
UNION ALL SELECT 'sections.position', position::VARCHAR, article_id FROM sections WHERE position < 1
UNION ALL SELECT 'articles.first_seen', first_seen::VARCHAR, article_id FROM articles WHERE first_seen > changed_at
UNION ALL SELECT 'captures.status', status::VARCHAR, address FROM captures WHERE status NOT BETWEEN 100 AND 999
UNION ALL SELECT 'captures.warc_offset', warc_offset::VARCHAR, address FROM captures
    WHERE warc_offset < 0 OR warc_length < 1
ORDER BY ALL
