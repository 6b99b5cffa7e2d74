SELECT count(*), sum(total_price)
FROM booking
WHERE extract(year FROM start_date) = 2024 AND extract(month FROM start_date) = 3
