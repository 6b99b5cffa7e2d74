-- The lists are put together again from their rows, and compared with the sheet both ways.
CREATE TEMPORARY VIEW rebuilt AS
SELECT
    booking_ref,
    guest_name,
    guest_email,
    (
        SELECT string_agg(guest_phone, ',' ORDER BY guest_phone)
        FROM first_normal_form.guest_phone AS p
        WHERE p.guest_email = s.guest_email
    ) AS guest_phones,
    property_name, property_city, city_country, host_name, host_email, price_per_night,
    start, "end",
    string_agg(pay_method, ',' ORDER BY payment_no) AS pay_methods,
    string_agg(amount::text, ',' ORDER BY payment_no) AS amounts
FROM first_normal_form.booking_sheet AS s
GROUP BY
    booking_ref, guest_name, guest_email, property_name, property_city, city_country,
    host_name, host_email, price_per_night, start, "end";

SELECT
    (SELECT count(*) FROM unnormalized.booking_sheet) AS sheet,
    (SELECT count(*) FROM rebuilt) AS rebuilt,
    (SELECT count(*) FROM (TABLE unnormalized.booking_sheet EXCEPT TABLE rebuilt) AS l)
        AS lost,
    (SELECT count(*) FROM (TABLE rebuilt EXCEPT TABLE unnormalized.booking_sheet) AS i)
        AS invented;
