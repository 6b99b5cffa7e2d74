-- How many nights a property stands empty between one stay and the next.
SELECT
    p.name,
    b.start_date,
    b.end_date,
    b.start_date - lag(b.end_date) OVER (
        PARTITION BY b.property_id ORDER BY b.start_date
    ) AS empty_nights,
    b.start_date - lag(b.end_date) OVER (
        ORDER BY b.start_date, b.booking_id
    ) AS wrong
FROM booking AS b
JOIN property AS p ON p.property_id = b.property_id
WHERE b.status <> 'canceled' AND p.location = 'Montreal'
ORDER BY b.start_date, b.booking_id;
