-- severity: error
-- A glossary tooltip's broken attribute must never stand as text of an article.
SELECT 'articles' AS of_table, article_id, regexp_extract(text, '.{0,40}data-rx-[a-z]+\s*=.{0,40}') AS leak
FROM articles WHERE regexp_matches(concat_ws(' ', text, definition, conclusion), 'data-rx-[a-z]+\s*=')
UNION ALL SELECT 'items', article_id, text FROM items
WHERE regexp_matches(concat_ws(' ', text, term, description), 'data-rx-[a-z]+\s*=')
UNION ALL SELECT 'glossary', article_id, definition FROM glossary
WHERE regexp_matches(concat_ws(' ', term, definition), 'data-rx-[a-z]+\s*=')
ORDER BY ALL
