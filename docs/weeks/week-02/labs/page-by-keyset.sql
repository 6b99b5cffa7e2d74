-- The pair in the WHERE clause is the last row of the page before.
SELECT start_date, booking_id, total_price
FROM booking
WHERE (start_date, booking_id) >
      ('2025-05-25', '2fb56ef1-6156-e2a9-9a95-97d70d6e1fe4')
ORDER BY start_date, booking_id
LIMIT 50
