-- The flat sheet, put together from the tables of the third normal form.
CREATE TEMPORARY VIEW sheet_again AS
SELECT
    b.booking_ref,
    g.guest_name,
    guest_email,
    (
        SELECT string_agg(guest_phone, ',' ORDER BY guest_phone)
        FROM third_normal_form.guest_phone AS p
        WHERE p.guest_email = b.guest_email
    ) AS guest_phones,
    property_name, property_city, city_country, host_name, host_email, price_per_night,
    b.start,
    b."end",
    paid.pay_methods,
    paid.amounts
FROM third_normal_form.booking AS b
JOIN third_normal_form.guest AS g USING (guest_email)
JOIN third_normal_form.property USING (property_name)
JOIN third_normal_form.city USING (property_city)
JOIN third_normal_form.host USING (host_email)
JOIN (
    SELECT
        booking_ref,
        string_agg(pay_method, ',' ORDER BY payment_no) AS pay_methods,
        string_agg(amount::text, ',' ORDER BY payment_no) AS amounts
    FROM third_normal_form.payment
    GROUP BY booking_ref
) AS paid USING (booking_ref);

SELECT
    (SELECT count(*) FROM unnormalized.booking_sheet) AS sheet,
    (SELECT count(*) FROM sheet_again) AS joined,
    (SELECT count(*) FROM (TABLE unnormalized.booking_sheet EXCEPT TABLE sheet_again) AS l)
        AS lost,
    (SELECT count(*) FROM (TABLE sheet_again EXCEPT TABLE unnormalized.booking_sheet) AS i)
        AS invented;
