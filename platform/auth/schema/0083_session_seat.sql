-- Which seat the person of a session has chosen: whose organisation (with a
-- minus sign: it alone) and for whom they act. None: the first that they have.
alter table session add column seat bigint;
alter table session add column seat_for bigint;
