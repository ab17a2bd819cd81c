-- severity: error
-- What every row must say; a page that could not be read says so in status.
SELECT 'articles' AS of_table, article_id, url AS row FROM articles
WHERE article_id = '' OR site = '' OR url = '' OR len(addresses) = 0 OR status NOT IN ('ok', 'partial', 'failed')
UNION ALL SELECT 'items', article_id, item_id FROM items WHERE item_id = '' OR trim(text) = '' OR position < 1
UNION ALL SELECT 'citations', article_id, text FROM citations WHERE trim(text) = '' AND url IS NULL
ORDER BY ALL
