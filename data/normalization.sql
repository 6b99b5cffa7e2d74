-- The flat booking sheet, written by hand, and each later stage taken from the one before.

INSERT INTO unnormalized.booking_sheet
    (booking_ref, guest_name, guest_email, guest_phones, property_name, property_city,
     city_country, host_name, host_email, price_per_night, start, "end", pay_methods, amounts)
VALUES
    ('B01', 'Ana Costa', 'ana@example.org', '0612,0699', 'Harbour loft', 'Lisbon',
     'Portugal', 'Kofi Osei', 'kofi@example.org', 80.00, '2025-03-01', '2025-03-04',
     'stripe,paypal', '140.00,100.00'),
    ('B02', 'Mei Tanaka', 'mei@example.org', '0745', 'Harbour loft', 'Lisbon',
     'Portugal', 'Kofi Osei', 'kofi@example.org', 80.00, '2025-03-04', '2025-03-06',
     'credit_card', '160.00'),
    ('B03', 'Ana Costa', 'ana@example.org', '0612,0699', 'Garden flat', 'Lisbon',
     'Portugal', 'Kofi Osei', 'kofi@example.org', 65.50, '2025-05-10', '2025-05-12',
     'paypal', '131.00'),
    ('B04', 'Omar Haddad', 'omar@example.org', NULL, 'Hill cabin', 'Oslo',
     'Norway', 'Greta Larsen', 'greta@example.org', 120.00, '2025-06-20', '2025-06-23',
     'stripe,stripe', '120.00,240.00'),
    ('B05', 'Mei Tanaka', 'mei@example.org', '0745', 'Hill cabin', 'Oslo',
     'Norway', 'Greta Larsen', 'greta@example.org', 120.00, '2025-07-01', '2025-07-02',
     'credit_card', '120.00'),
    ('B06', 'Priya Silva', 'priya@example.org', '0745,0788', 'Market studio', 'Accra',
     'Ghana', 'Abena Mbeki', 'abena@example.org', 45.90, '2025-07-05', '2025-07-07',
     'stripe', '91.80'),
    ('B07', 'Omar Haddad', 'omar@example.org', NULL, 'Harbour loft', 'Lisbon',
     'Portugal', 'Kofi Osei', 'kofi@example.org', 80.00, '2025-08-14', '2025-08-17',
     'paypal,credit_card', '40.00,200.00');

-- A list in a cell becomes rows. Its order is kept as the number of the payment.
INSERT INTO first_normal_form.booking_sheet
    (booking_ref, payment_no, guest_name, guest_email, property_name, property_city,
     city_country, host_name, host_email, price_per_night, start, "end", pay_method, amount)
SELECT
    booking_ref, payment_no, guest_name, guest_email, property_name, property_city,
    city_country, host_name, host_email, price_per_night, start, "end", pay_method, amount::numeric
FROM unnormalized.booking_sheet,
    unnest(string_to_array(pay_methods, ','), string_to_array(amounts, ','))
        WITH ORDINALITY AS payment (pay_method, amount, payment_no);

INSERT INTO first_normal_form.guest_phone (guest_email, guest_phone)
SELECT DISTINCT guest_email, guest_phone
FROM unnormalized.booking_sheet, unnest(string_to_array(guest_phones, ',')) AS guest_phone;

-- What depends on the booking alone is written once for each booking.
INSERT INTO second_normal_form.booking
    (booking_ref, guest_name, guest_email, property_name, property_city, city_country,
     host_name, host_email, price_per_night, start, "end")
SELECT DISTINCT
    booking_ref, guest_name, guest_email, property_name, property_city, city_country,
    host_name, host_email, price_per_night, start, "end"
FROM first_normal_form.booking_sheet;

INSERT INTO second_normal_form.payment (booking_ref, payment_no, pay_method, amount)
SELECT booking_ref, payment_no, pay_method, amount
FROM first_normal_form.booking_sheet;

INSERT INTO second_normal_form.guest_phone (guest_email, guest_phone)
SELECT guest_email, guest_phone
FROM first_normal_form.guest_phone;

-- A fact about a guest, a property, a city or a host is written once for each of them.
INSERT INTO third_normal_form.city (property_city, city_country)
SELECT DISTINCT property_city, city_country
FROM second_normal_form.booking;

INSERT INTO third_normal_form.host (host_email, host_name)
SELECT DISTINCT host_email, host_name
FROM second_normal_form.booking;

INSERT INTO third_normal_form.property (property_name, property_city, host_email, price_per_night)
SELECT DISTINCT property_name, property_city, host_email, price_per_night
FROM second_normal_form.booking;

INSERT INTO third_normal_form.guest (guest_email, guest_name)
SELECT DISTINCT guest_email, guest_name
FROM second_normal_form.booking;

INSERT INTO third_normal_form.guest_phone (guest_email, guest_phone)
SELECT guest_email, guest_phone
FROM second_normal_form.guest_phone;

INSERT INTO third_normal_form.booking (booking_ref, guest_email, property_name, start, "end")
SELECT booking_ref, guest_email, property_name, start, "end"
FROM second_normal_form.booking;

INSERT INTO third_normal_form.payment (booking_ref, payment_no, pay_method, amount)
SELECT booking_ref, payment_no, pay_method, amount
FROM second_normal_form.payment;
