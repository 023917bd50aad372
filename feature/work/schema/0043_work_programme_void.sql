-- A programme that a carrying made and that was taken back with it, empty. It
-- is nowhere to be seen; the trail keeps it.
alter table programme add column voided_at instant;
