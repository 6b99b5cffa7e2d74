-- The same columns as booking, in one partition for each year of arrival.
CREATE TABLE booking_by_year (
    LIKE booking INCLUDING DEFAULTS,
    PRIMARY KEY (booking_id, start_date)
) PARTITION BY RANGE (start_date);

CREATE TABLE booking_2023 PARTITION OF booking_by_year
    FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE booking_2024 PARTITION OF booking_by_year
    FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE booking_2025 PARTITION OF booking_by_year
    FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

INSERT INTO booking_by_year SELECT * FROM booking;

ANALYZE booking_by_year;
