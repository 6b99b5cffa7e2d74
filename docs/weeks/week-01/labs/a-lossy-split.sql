-- Split at the city, which is a key of neither half, and joined again.
CREATE TEMPORARY VIEW booked_city AS
SELECT booking_ref, property_city FROM second_normal_form.booking;

CREATE TEMPORARY VIEW offered_in_city AS
SELECT DISTINCT property_city, property_name FROM second_normal_form.booking;

SELECT
    (SELECT count(*) FROM second_normal_form.booking) AS bookings,
    (SELECT count(*) FROM booked_city JOIN offered_in_city USING (property_city)) AS joined;
