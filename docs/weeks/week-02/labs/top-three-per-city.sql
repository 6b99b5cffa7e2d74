-- The three properties of each city with the most confirmed bookings.
WITH booked AS (
    SELECT p.property_id, p.location, p.name, count(*) AS bookings
    FROM property AS p
    JOIN booking AS b ON b.property_id = p.property_id
    WHERE b.status = 'confirmed'
    GROUP BY p.property_id
),
placed AS (
    SELECT
        booked.*,
        row_number() OVER (
            PARTITION BY location ORDER BY bookings DESC, property_id
        ) AS place
    FROM booked
)
SELECT location, place, name, bookings
FROM placed
WHERE place <= 3
ORDER BY location, place;
