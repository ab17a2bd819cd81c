-- severity: warning
-- A glossary tooltip's broken attribute must never stand as text of an article. One odd page that has it is
-- published and listed here; leaks_widespread refuses a run where it is the reader's fault.
SELECT 'articles' AS of_table, site, article_id, regexp_extract(text, '.{0,40}data-rx-[a-z]+\s*=.{0,40}') AS leak
FROM articles WHERE regexp_matches(concat_ws(' ', text, definition, conclusion), 'data-rx-[a-z]+\s*=')
UNION ALL SELECT 'items', site, article_id, text FROM items
WHERE regexp_matches(concat_ws(' ', text, term, description), 'data-rx-[a-z]+\s*=')
UNION ALL SELECT 'glossary', site, article_id, definition FROM glossary
WHERE regexp_matches(concat_ws(' ', term, definition), 'data-rx-[a-z]+\s*=')
ORDER BY ALL
