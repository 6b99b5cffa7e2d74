SELECT booking_id, user_id, end_date
FROM booking
WHERE start_date = '2024-03-15'
