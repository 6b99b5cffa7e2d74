-- What each city earned, and its share of the whole.
WITH paid AS (
    SELECT booking_id, sum(amount) AS amount
    FROM payment
    GROUP BY booking_id
),
earned AS (
    SELECT p.location, sum(paid.amount) AS amount
    FROM paid
    JOIN booking AS b ON b.booking_id = paid.booking_id
    JOIN property AS p ON p.property_id = b.property_id
    GROUP BY p.location
),
whole AS (
    SELECT sum(amount) AS amount FROM earned
)
SELECT
    earned.location,
    earned.amount,
    round(100 * earned.amount / whole.amount, 1) AS percent
FROM earned
CROSS JOIN whole
ORDER BY earned.amount DESC, earned.location;
