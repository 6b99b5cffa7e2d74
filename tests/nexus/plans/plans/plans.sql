-- The statements behind the plans of this folder, as PostgreSQL 18.6 ran them, each under
-- EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON), after the tables below were loaded, vacuumed and
-- analyzed. The plans are kept, so that the tests need no server and know every figure.

-- setup
CREATE TABLE guest (guest_id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE home (home_id int PRIMARY KEY, city text NOT NULL, price numeric NOT NULL);
CREATE TABLE stay (
    stay_id int PRIMARY KEY, guest_id int NOT NULL REFERENCES guest, home_id int NOT NULL,
    start_date date NOT NULL, nights int NOT NULL
);
CREATE TABLE stay_by_year (stay_id int NOT NULL, start_date date NOT NULL)
    PARTITION BY RANGE (start_date);
CREATE TABLE stay_2024 PARTITION OF stay_by_year FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE stay_2025 PARTITION OF stay_by_year FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE stay_2026 PARTITION OF stay_by_year FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO guest SELECT n, 'guest ' || n FROM generate_series(1, 2000) n;
INSERT INTO home SELECT n, 'city ' || n % 20, 40 + n % 160 FROM generate_series(1, 400) n;
INSERT INTO stay SELECT n, n * 7919 % 2000 + 1, n * 10473 % 400 + 1,
    date '2024-01-01' + n * 31 % 1000, n % 9 + 1 FROM generate_series(1, 50000) n;
INSERT INTO stay_by_year SELECT stay_id, start_date FROM stay WHERE start_date < '2026-09-01';

-- before
SELECT stay_id, start_date FROM stay WHERE guest_id = 77 ORDER BY start_date DESC LIMIT 5;

-- setup
CREATE INDEX stay_guest_id_start_date_idx ON stay (guest_id, start_date);

-- after
SELECT stay_id, start_date FROM stay WHERE guest_id = 77 ORDER BY start_date DESC LIMIT 5;

-- nested_loop
SELECT g.name, s.start_date FROM guest g JOIN stay s USING (guest_id) WHERE g.guest_id <= 6;

-- hash_join
SELECT h.city, sum(s.nights) FROM stay s JOIN home h USING (home_id)
WHERE h.price > 150 GROUP BY h.city ORDER BY h.city;

-- setup
SET work_mem = '64kB';

-- sort_spill
SELECT stay_id FROM stay ORDER BY nights, stay_id;

-- setup
RESET work_mem;

-- cte
WITH busy AS MATERIALIZED (SELECT guest_id, count(*) AS stays FROM stay GROUP BY guest_id)
SELECT count(*) FROM busy a JOIN busy b USING (guest_id) WHERE a.stays > 24;

-- init_plan
SELECT home_id FROM home WHERE price > (SELECT avg(price) FROM home);

-- sub_plan
SELECT g.name, (SELECT max(s.start_date) FROM stay s WHERE s.guest_id = g.guest_id)
FROM guest g WHERE g.guest_id <= 40;

-- never_executed
SELECT s.stay_id FROM guest g JOIN stay s USING (guest_id) WHERE g.name = 'nobody';

-- setup
CREATE INDEX stay_home_id_idx ON stay (home_id);
CREATE INDEX stay_start_date_idx ON stay (start_date);
SET enable_seqscan = off;
SET enable_indexscan = off;

-- bitmap_and
SELECT count(*) FROM stay WHERE home_id BETWEEN 3 AND 9 AND start_date BETWEEN '2024-02-01' AND '2024-02-09';

-- setup
RESET enable_seqscan;
RESET enable_indexscan;
SET plan_cache_mode = force_generic_plan;
PREPARE by_day (date) AS SELECT count(*) FROM stay_by_year WHERE start_date >= $1;

-- partitions
EXECUTE by_day('2025-06-01');

-- insert
INSERT INTO stay SELECT stay_id + 50000, guest_id, home_id, start_date, nights FROM stay
WHERE stay_id <= 50;

-- setup
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;

-- parallel
SELECT nights, count(*) FROM stay WHERE start_date >= '2024-03-01' GROUP BY nights ORDER BY nights;

-- parallel_init_plan
SELECT count(*) FROM stay WHERE nights > (SELECT avg(nights) FROM stay);

-- setup
SET max_parallel_workers_per_gather = 0;

-- misestimate
SELECT count(*) FROM stay WHERE extract(year FROM start_date) = 2024;

-- hostile_names
SELECT count(*) FROM guest AS "<img src=x onerror=alert(1)>"
WHERE "<img src=x onerror=alert(1)>".name <> '</code><script>alert(1)</script>';
