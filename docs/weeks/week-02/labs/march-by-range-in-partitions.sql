SELECT count(*), sum(total_price)
FROM booking_by_year
WHERE start_date >= '2024-03-01' AND start_date < '2024-04-01'
