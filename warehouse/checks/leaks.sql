-- severity: warning
-- Markup and the broken attributes of a site's tooltips must never stand as text of an article. One odd
-- page that has it is published and listed here; leaks_widespread refuses a run where it is the reader's fault.
WITH texts AS (
    SELECT 'articles' AS of_table, site, article_id,
           concat_ws(' ', title, condition, definition, conclusion, disclaimer, text) AS text
    FROM articles
    UNION ALL SELECT 'items', site, article_id, concat_ws(' ', text, term, description) FROM items
    UNION ALL SELECT 'citations', site, article_id, text FROM citations
    UNION ALL SELECT 'glossary', site, article_id, concat_ws(' ', term, definition) FROM glossary
    UNION ALL SELECT 'modules', site, article_id, concat_ws(' ', heading, array_to_string(entries, ' ')) FROM modules
)
SELECT of_table, site, article_id,
       regexp_extract(text, '(?s).{0,40}(data-rx-[a-z]+\s*=|</?(a|b|br|div|em|li|ol|p|script|span|strong|td|tr|ul)(\s[^<>]*)?/?>|<!--).{0,40}') AS leak
FROM texts
WHERE (contains(text, '<') OR contains(text, 'data-rx-'))  -- told much faster than by the expression
  AND regexp_matches(text, 'data-rx-[a-z]+\s*=|</?(a|b|br|div|em|li|ol|p|script|span|strong|td|tr|ul)(\s[^<>]*)?/?>|<!--')
ORDER BY ALL
