-- What each table of the schema has, counted in PostgreSQL's catalog.
SELECT
    c.relname AS "table",
    (SELECT count(*) FROM pg_attribute AS a
     WHERE a.attrelid = c.oid AND a.attnum > 0) AS columns,
    (SELECT count(*) FROM pg_attribute AS a
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.attnotnull) AS not_null,
    count(*) FILTER (WHERE k.contype = 'p') AS primary_key,
    count(*) FILTER (WHERE k.contype = 'u') AS "unique",
    count(*) FILTER (WHERE k.contype = 'f') AS foreign_keys,
    count(*) FILTER (WHERE k.contype = 'c') AS checks,
    count(*) FILTER (WHERE k.contype = 'x') AS exclusions,
    (SELECT count(*) FROM pg_index AS i WHERE i.indrelid = c.oid) AS indexes,
    (SELECT count(*) FROM pg_trigger AS t
     WHERE t.tgrelid = c.oid AND NOT t.tgisinternal) AS triggers
FROM pg_class AS c
JOIN pg_constraint AS k ON k.conrelid = c.oid
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
GROUP BY c.oid, c.relname
ORDER BY c.relname;
