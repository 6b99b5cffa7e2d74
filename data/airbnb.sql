-- The rows of the AirBnB model: invented people, places and stays of three years.
--
-- Everything follows from the number of a row: a dice of md5 takes the place of random(), and the
-- calendar is fixed, so each load gives the same rows. Stays never overlap because each property's
-- three years are cut into as many slots as it has bookings, and a stay keeps to its slot; only
-- canceled ones run on into the next.
--
-- Foreign keys and the rule against overlaps are checked once for all rows at the end, which is
-- faster than checking each row as it comes.

CREATE TEMPORARY TABLE size AS
SELECT dataset.*
FROM (VALUES
    ('large', 20000, 4000, 500000, 40000, 30000),
    ('small', 60, 12, 300, 60, 24)
) AS dataset (name, users, properties, bookings, reviews, messages)
WHERE name = current_setting('nexus.dataset');

CREATE TEMPORARY TABLE rule AS
SELECT conname, conrelid::regclass AS of_table, pg_get_constraintdef(oid) AS definition
FROM pg_constraint
WHERE connamespace = current_schema()::regnamespace AND contype IN ('f', 'x');

DO $$
DECLARE each_rule record;
BEGIN
    FOR each_rule IN SELECT * FROM rule ORDER BY conname LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', each_rule.of_table, each_rule.conname);
    END LOOP;
END
$$;

-- The same number from 0 up to 1 for the same question and row.
CREATE FUNCTION pg_temp.dice(question text, n bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$
    SELECT ('x' || substr(md5(question || n::text), 1, 8))::bit(32)::bigint / 4294967296.0::float8
$$;

CREATE FUNCTION pg_temp.pick(choices text[], question text, n bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT choices[1 + floor(pg_temp.dice(question, n) * cardinality(choices))::int]
$$;

CREATE FUNCTION pg_temp.key(entity text, n bigint) RETURNS uuid
LANGUAGE sql IMMUTABLE AS $$
    SELECT md5(entity || n::text)::uuid
$$;

-- Every fifteenth user hosts, the first two run the platform, the others are guests.
INSERT INTO "user"
    (user_id, first_name, last_name, email, password_hash, phone_number, role, created_at)
SELECT
    pg_temp.key('user', n),
    first_name,
    last_name,
    lower(first_name || '.' || last_name) || n || '@example.org',
    md5('salt' || n) || md5('password' || n),
    CASE WHEN pg_temp.dice('phone', n) < 0.7
        THEN '+00 555 ' || lpad((n * 7919 % 1000000)::text, 6, '0') END,
    (CASE WHEN n <= 2 THEN 'admin' WHEN n % 15 = 0 THEN 'host' ELSE 'guest' END)::user_role,
    date_trunc('minute',
        timestamptz '2021-01-01 08:00+00' + pg_temp.dice('joined', n) * interval '600 days')
FROM (
    SELECT
        n,
        pg_temp.pick(ARRAY[
            'Abena', 'Amir', 'Ana', 'Anh', 'Bruno', 'Carmen', 'Chidi', 'Dana', 'Elif', 'Emeka',
            'Farah', 'Greta', 'Hana', 'Ibrahim', 'Ines', 'Ivan', 'Jonas', 'Kamala', 'Kofi', 'Lars',
            'Leila', 'Lucia', 'Mateo', 'Mei', 'Nadia', 'Noor', 'Olga', 'Omar', 'Pedro', 'Priya',
            'Rosa', 'Ravi', 'Sana', 'Sofia', 'Tariq', 'Tomas', 'Uma', 'Wanjiru', 'Yuki', 'Zanele'
        ], 'first name', n) AS first_name,
        pg_temp.pick(ARRAY[
            'Abebe', 'Achieng', 'Almeida', 'Andersen', 'Bauer', 'Benali', 'Castro', 'Chen',
            'Costa', 'Dlamini', 'Duarte', 'Eriksen', 'Fontaine', 'Garcia', 'Haddad', 'Hassan',
            'Ito', 'Jansen', 'Kamau', 'Khan', 'Kowalski', 'Larsen', 'Le', 'Mbeki', 'Mendes',
            'Moreau', 'Mwangi', 'Nguyen', 'Novak', 'Okafor', 'Osei', 'Park', 'Patel', 'Petrov',
            'Quispe', 'Rossi', 'Sato', 'Silva', 'Tanaka', 'Vargas'
        ], 'last name', n) AS last_name
    FROM size, generate_series(1, size.users) AS n
) AS person;

-- A few hosts have many properties, most have one or two.
INSERT INTO property
    (property_id, host_id, name, description, location, pricepernight, created_at, updated_at)
SELECT
    pg_temp.key('property', n),
    pg_temp.key('user', 15 * (1 + floor(users / 15 * pg_temp.dice('host', n) ^ 2)::int)),
    concat_ws(' ', quality, kind, surroundings),
    format('%s %s for %s, %s.', quality, lower(kind), 2 + n % 5,
        replace(surroundings, 'with', 'which has')),
    location,
    price,
    listed,
    listed
FROM (
    SELECT
        n,
        users,
        pg_temp.pick(ARRAY[
            'Bright', 'Calm', 'Cosy', 'Green', 'Grand', 'Little', 'Old', 'Quiet', 'Simple', 'Sunny'
        ], 'quality', n) AS quality,
        pg_temp.pick(ARRAY[
            'apartment', 'cabin', 'cottage', 'flat', 'guest house', 'house', 'loft', 'studio',
            'villa'
        ], 'kind', n) AS kind,
        pg_temp.pick(ARRAY[
            'by the harbour', 'by the market', 'by the park', 'by the river', 'by the station',
            'in the old town', 'near the beach', 'on the hill', 'with a balcony', 'with a garden'
        ], 'surroundings', n) AS surroundings,
        pg_temp.pick(ARRAY[
            'Lisbon', 'Nairobi', 'Kyoto', 'Oslo', 'Lima', 'Accra', 'Hanoi', 'Montreal', 'Tunis',
            'Krakow', 'Cape Town', 'Istanbul'
        ], 'city', n) AS location,
        round((35 + 180 * pg_temp.dice('price', n) ^ 2)::numeric, 0)
            + (ARRAY[0, 0, 0.50, 0.90])[1 + n % 4] AS price,
        date_trunc('minute',
            timestamptz '2021-06-01 09:00+00' + pg_temp.dice('listed', n) * interval '480 days'
        ) AS listed
    FROM size, generate_series(1, size.properties) AS n
) AS place;

-- Who books: a fifth of the users never, a third once or a few times, the others regularly and
-- some of them very often. Their places in each group are shuffled.
CREATE TEMPORARY TABLE guest AS
SELECT
    habit,
    row_number() OVER (PARTITION BY habit ORDER BY pg_temp.dice('shuffle', n), n) AS place,
    pg_temp.key('user', n) AS user_id
FROM size, generate_series(1, size.users) AS n,
    LATERAL (SELECT CASE
        WHEN n % 20 IN (3, 8, 13, 18) THEN 'never'
        WHEN n % 20 IN (1, 4, 7, 10, 14, 16, 19) THEN 'occasional'
        ELSE 'regular'
    END AS habit) AS kind
WHERE habit <> 'never';

CREATE UNIQUE INDEX ON guest (habit, place);

ANALYZE size, guest;

-- Which property each booking is for: some are booked far more than others, the newest not yet.
-- Its stays stand in pairs, one before and one after the border of their slots, so that many
-- guests arrive on the day another leaves.
CREATE TEMPORARY TABLE stay AS
WITH drawn AS (
    SELECT n, 1 + floor(properties * 19 / 20 * (0.4 * choice + 0.6 * choice ^ 3))::int AS property
    FROM size, generate_series(1, bookings) AS n,
        LATERAL (SELECT pg_temp.dice('property', n)) AS dice (choice)
),
slot AS (
    SELECT
        n,
        property,
        row_number() OVER (PARTITION BY property ORDER BY n) - 1 AS place,
        count(*) OVER (PARTITION BY property) AS places
    FROM drawn
),
chosen AS MATERIALIZED (
    SELECT
        n,
        property,
        place,
        (place * 1096 / places)::int AS first_day,
        ((place + 1) * 1096 / places)::int AS last_day,
        1 + floor(9 * pg_temp.dice('nights', n) ^ 2)::int AS nights,
        floor(4 * pg_temp.dice('gap', n) ^ 2)::int AS gap,
        pg_temp.dice('status', n) AS luck
    FROM slot
),
fitted AS (
    SELECT
        chosen.*,
        least(nights, last_day - first_day) AS wanted,
        least(gap, greatest(last_day - first_day - nights, 0)) AS wait
    FROM chosen
)
SELECT
    n,
    pg_temp.key('booking', n) AS booking_id,
    property,
    (CASE WHEN luck < 0.6 THEN 'confirmed' WHEN luck < 0.9 THEN 'pending' ELSE 'canceled' END
    )::booking_status AS status,
    date '2023-01-01' + CASE place % 2
        WHEN 0 THEN last_day - wanted - wait
        ELSE first_day + wait END AS start_date,
    wanted + CASE WHEN luck < 0.9 THEN 0 ELSE 1 + n % 4 END AS nights
FROM fitted;

ANALYZE stay;

-- In the order in which they were made. The price agreed then is a little below today's.
INSERT INTO booking
    (booking_id, property_id, user_id, start_date, end_date, total_price, status, created_at)
WITH crowd AS (
    SELECT habit, count(*) AS guests FROM guest GROUP BY habit
),
wish AS MATERIALIZED (
    SELECT
        stay.*,
        CASE WHEN pg_temp.dice('habit', n) < 0.6 * users / bookings
            THEN 'occasional' ELSE 'regular' END AS habit,
        pg_temp.dice('guest', n) AS choice,
        (start_date - 1 - floor(90 * pg_temp.dice('ahead', n) ^ 3)::int + time '07:00')
            AT TIME ZONE 'UTC' + floor(900 * pg_temp.dice('minute', n)) * interval '1 minute'
            AS moment
    FROM size, stay
)
SELECT
    booking_id,
    property_id,
    guest.user_id,
    start_date,
    start_date + nights,
    nights * round(pricepernight * (1 - (date '2026-01-01' - start_date) * 0.0002), 1),
    status,
    moment
FROM wish
JOIN crowd USING (habit)
JOIN guest ON guest.habit = wish.habit AND guest.place = (1 + floor(guests * CASE wish.habit
    WHEN 'regular' THEN 0.3 * choice + 0.7 * choice ^ 3
    ELSE choice END))::bigint
JOIN property ON property_id = pg_temp.key('property', property)
ORDER BY moment, n;

-- Most confirmed stays are paid at once, some in two parts, a few not yet.
INSERT INTO payment (payment_id, booking_id, amount, payment_date, payment_method)
WITH paid AS MATERIALIZED (
    SELECT n, booking_id, total_price, created_at, pg_temp.dice('parts', n) AS luck
    FROM stay
    JOIN booking USING (booking_id)
    WHERE booking.status = 'confirmed'
),
part AS MATERIALIZED (
    SELECT
        paid.*,
        number,
        parts,
        pg_temp.dice('method', 2 * n + number) AS method
    FROM paid,
        LATERAL (SELECT CASE WHEN luck < 0.84 THEN 1 WHEN luck < 0.96 THEN 2 ELSE 0 END
        ) AS plan (parts),
        generate_series(1, parts) AS number
)
SELECT
    pg_temp.key('payment', 2 * n + number),
    booking_id,
    CASE WHEN parts = 1 THEN total_price
        WHEN number = 1 THEN round(total_price * 0.3, 2)
        ELSE total_price - round(total_price * 0.3, 2) END,
    created_at + number * floor(1440 * pg_temp.dice('paid', n)) * interval '1 minute' AS moment,
    (CASE WHEN method < 0.5 THEN 'credit_card' WHEN method < 0.8 THEN 'stripe' ELSE 'paypal' END
    )::payment_method
FROM part
ORDER BY moment, n, number;

-- Guests review where they stayed. Each property has a level of its own, so averages differ; one
-- property in ten is still without a review.
INSERT INTO review (review_id, property_id, user_id, rating, comment, created_at)
WITH visit AS (
    SELECT n, property, booking_id
    FROM stay
    WHERE status = 'confirmed' AND property % 10 <> 9
    ORDER BY pg_temp.dice('writes', n), n
    LIMIT (SELECT reviews FROM size)
)
SELECT
    pg_temp.key('review', n),
    property_id,
    user_id,
    rating,
    (ARRAY[
        'Not as described, and cold at night.',
        'Hard to find, and noisy.',
        'Fine for one night.',
        'Clean and close to everything.',
        'We would come again tomorrow.'
    ])[rating],
    (end_date + time '10:00') AT TIME ZONE 'UTC'
        + floor(9000 * pg_temp.dice('reviewed', n)) * interval '1 minute' AS moment
FROM visit
JOIN booking USING (booking_id),
    LATERAL (SELECT greatest(1, least(5, round(
        2.6 + 2.4 * sqrt(pg_temp.dice('level', property)) + 3 * (pg_temp.dice('taste', n) - 0.5)
    )))::int) AS opinion (rating)
ORDER BY moment, n;

-- A guest asks, and two times in three the host answers.
INSERT INTO message (message_id, sender_id, recipient_id, message_body, sent_at)
SELECT
    pg_temp.key('message', 2 * n + turn),
    CASE turn WHEN 0 THEN user_id ELSE host_id END,
    CASE turn WHEN 0 THEN host_id ELSE user_id END,
    CASE turn
        WHEN 0 THEN pg_temp.pick(ARRAY[
            'Is there a place to park?', 'May we arrive late in the evening?',
            'Is breakfast included?', 'Could we leave our bags there after noon?'
        ], 'question', n)
        ELSE pg_temp.pick(ARRAY[
            'Yes, with pleasure.', 'I am sorry, no.', 'Please call me on the day.'
        ], 'answer', n) END,
    booking.created_at + (turn + 1) * (1 + floor(300 * pg_temp.dice('asked', n)))
        * interval '1 minute' AS sent
FROM size,
    stay
JOIN booking USING (booking_id)
JOIN property USING (property_id),
    generate_series(0, 1) AS turn
WHERE n <= messages * 0.6
    AND (turn = 0 OR pg_temp.dice('answers', n) < 0.67)
    AND host_id <> user_id
ORDER BY sent, n, turn;

DO $$
DECLARE each_rule record;
BEGIN
    FOR each_rule IN SELECT * FROM rule ORDER BY conname LOOP
        EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s',
            each_rule.of_table, each_rule.conname, each_rule.definition);
    END LOOP;
END
$$;
