SELECT quantity, count(*)
FROM order_line JOIN product USING (product_id)
WHERE title = 'Lamp no. 3'
GROUP BY quantity
ORDER BY quantity
