-- A calendar shows what its person saw in the seat that it was made in (as
-- session has them); null: made before this was kept, so the first seat.
alter table calendar_feed add column seat bigint;
alter table calendar_feed add column seat_for bigint;
