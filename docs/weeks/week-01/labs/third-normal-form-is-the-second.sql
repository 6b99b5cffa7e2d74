CREATE TEMPORARY VIEW joined_again AS
SELECT
    booking_ref, guest_name, guest_email, property_name, property_city, city_country,
    host_name, host_email, price_per_night, start, "end"
FROM third_normal_form.booking
JOIN third_normal_form.guest USING (guest_email)
JOIN third_normal_form.property USING (property_name)
JOIN third_normal_form.city USING (property_city)
JOIN third_normal_form.host USING (host_email);

SELECT
    (SELECT count(*) FROM second_normal_form.booking) AS second_form,
    (SELECT count(*) FROM joined_again) AS joined,
    (SELECT count(*) FROM (TABLE second_normal_form.booking EXCEPT TABLE joined_again) AS l)
        AS lost,
    (SELECT count(*) FROM (TABLE joined_again EXCEPT TABLE second_normal_form.booking) AS i)
        AS invented;
