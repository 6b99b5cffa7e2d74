INSERT INTO flat.delivery_sheet VALUES
    ('D1', 'Ama', '0612', '2030-03-01', 'P1,P2'),
    ('D2', 'Ama', '0612', '2030-03-02', 'P3'),
    ('D3', 'Bo', '0745', '2030-03-02', 'P4,P5');

INSERT INTO split.courier SELECT DISTINCT courier, phone FROM flat.delivery_sheet;
INSERT INTO split.delivery SELECT delivery, courier, day FROM flat.delivery_sheet;
