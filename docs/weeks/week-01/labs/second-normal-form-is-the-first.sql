CREATE TEMPORARY VIEW joined AS
SELECT
    booking_ref, payment_no, guest_name, guest_email, property_name, property_city, city_country,
    host_name, host_email, price_per_night, start, "end", pay_method, amount
FROM second_normal_form.booking
JOIN second_normal_form.payment USING (booking_ref);

SELECT
    (SELECT count(*) FROM first_normal_form.booking_sheet) AS first_form,
    (SELECT count(*) FROM joined) AS joined,
    (SELECT count(*) FROM (TABLE first_normal_form.booking_sheet EXCEPT TABLE joined) AS l)
        AS lost,
    (SELECT count(*) FROM (TABLE joined EXCEPT TABLE first_normal_form.booking_sheet) AS i)
        AS invented;
