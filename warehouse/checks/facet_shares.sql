-- severity: error
-- Of twenty conditions and more that a run writes of a site, a tenth at least have entries of some facet. Where hardly
-- any has, the reader does not understand the site, and every clinical view would be empty. How the shares of single
-- facets may move is for drift to say: sites differ in what they tell.
SELECT site, count(*) AS conditions, count(*) FILTER (article_id IN (SELECT article_id FROM items)) AS with_entries
FROM articles SEMI JOIN changed USING (site, article_id)
WHERE kind = 'condition' AND status <> 'failed'
GROUP BY site HAVING conditions >= 20 AND with_entries < 0.1 * conditions
ORDER BY ALL
