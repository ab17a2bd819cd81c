-- severity: fatal
-- item_id names one entry: joins, comparisons and evidence rely on it.
SELECT item_id, count(*) AS rows FROM items GROUP BY item_id HAVING count(*) > 1 ORDER BY ALL
