INSERT INTO "user" (user_id, first_name, last_name, email, password_hash, role)
VALUES ('00000000-0000-4000-8000-000000000001', 'Kofi', 'Osei', 'kofi@example', 'hash',
        'host');

INSERT INTO property (host_id, name, description, location, pricepernight)
VALUES ('00000000-0000-4000-8000-000000000001', 'River house', 'A house.', 'Accra', 60);

DELETE FROM "user" WHERE first_name = 'Kofi';
