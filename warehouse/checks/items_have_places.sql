-- severity: fatal
-- An entry stands in a section of its article and, where nested, below an entry of its article.
SELECT i.article_id, i.item_id, i.section, i.parent
FROM items i
LEFT JOIN sections s ON s.article_id = i.article_id AND s.position = i.section
LEFT JOIN items p ON p.article_id = i.article_id AND p.item_id = i.parent
WHERE s.position IS NULL OR (i.parent IS NOT NULL AND p.item_id IS NULL)
ORDER BY ALL
