CREATE TEMPORARY TABLE newest AS
SELECT *
FROM booking
WHERE status <> 'canceled'
ORDER BY end_date DESC, booking_id
LIMIT 1;

UPDATE booking
SET status = 'canceled'
WHERE booking_id = (SELECT booking_id FROM newest);

INSERT INTO booking (property_id, user_id, start_date, end_date, total_price, status)
SELECT property_id, user_id, start_date, end_date, total_price, 'confirmed'
FROM newest
RETURNING start_date, end_date, status;
