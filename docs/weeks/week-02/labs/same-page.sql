-- How many rows both ways of turning the page have in common.
SELECT count(*) AS same_rows
FROM (
    SELECT booking_id
    FROM booking
    ORDER BY start_date, booking_id
    LIMIT 50 OFFSET 400000
) AS by_offset
JOIN (
    SELECT booking_id
    FROM booking
    WHERE (start_date, booking_id) >
          ('2025-05-25', '2fb56ef1-6156-e2a9-9a95-97d70d6e1fe4')
    ORDER BY start_date, booking_id
    LIMIT 50
) AS by_keyset USING (booking_id);
