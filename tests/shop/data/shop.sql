-- Invented rows, which follow from their numbers: each load gives the same.

INSERT INTO "user" (user_id, full_name, email, phone_number, city)
SELECT
    n,
    (ARRAY['Ada Lind', 'Ben Ode', 'Cho Park', 'Dia Roy', 'Eli Tan'])[1 + n % 5] || ' ' || n,
    'user' || n || '@example.org',
    CASE WHEN n % 3 > 0 THEN '+00 555 ' || lpad(n::text, 4, '0') END,
    (ARRAY['Accra', 'Lima', 'Oslo', 'Pune'])[1 + n % 4]
FROM generate_series(1, 40) AS n;

INSERT INTO product (product_id, title, updated_at)
SELECT n, 'Lamp no. ' || n, timestamptz '2030-01-01 00:00+00'
FROM generate_series(1, 12) AS n;

INSERT INTO price (product_id, since, until, amount)
SELECT n, make_date(year, 1, 1), make_date(year + 1, 1, 1), 10 + n + (year - 2030) * 0.5
FROM generate_series(1, 12) AS n, generate_series(2030, 2031) AS year;

INSERT INTO "order" (order_id, buyer_id, recipient_id, placed_at, state)
SELECT
    n,
    1 + n * 7 % 40,
    1 + n * 11 % 40,
    timestamptz '2030-01-01 08:00+00' + n * interval '37 minutes',
    (ARRAY['closed', 'closed', 'sent', 'open'])[1 + n % 4]::order_state
FROM generate_series(
    1, CASE current_setting('nexus.dataset') WHEN 'large' THEN 20000 ELSE 60 END
) AS n;

INSERT INTO order_line (order_id, line_number, product_id, quantity)
SELECT order_id, line, 1 + (order_id + line) % 12, 1 + order_id % 3
FROM "order", generate_series(1, 2) AS line;

INSERT INTO refund (refund_id, order_id, line_number, amount, reason)
SELECT order_id / 10, order_id, 1, 5.50, CASE WHEN order_id % 20 = 0 THEN 'Broken' END
FROM "order" WHERE order_id % 10 = 0;
