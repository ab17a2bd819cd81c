-- severity: error
-- Rows of an article without the article itself belong to nothing.
SELECT 'sections' AS of_table, site, article_id FROM sections ANTI JOIN articles USING (site, article_id)
UNION SELECT 'items', site, article_id FROM items ANTI JOIN articles USING (site, article_id)
UNION SELECT 'citations', site, article_id FROM citations ANTI JOIN articles USING (site, article_id)
UNION SELECT 'addresses', site, article_id FROM addresses ANTI JOIN articles USING (site, article_id)
UNION SELECT 'articles without addresses', site, article_id FROM articles ANTI JOIN addresses USING (site, article_id)
ORDER BY ALL
