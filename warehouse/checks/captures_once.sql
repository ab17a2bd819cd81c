-- severity: fatal
-- A record of the archive is one capture, however often its file is read.
SELECT warc_file, warc_offset, count(*) AS rows FROM captures GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL
