-- Who asked for an import to be written, and in which seat (as session has it):
-- the job writes it in that one's name. Null: who brought the file, in the first
-- seat.
alter table member_import add column asked_by bigint;
alter table member_import add column seat bigint;
alter table member_import add column seat_for bigint;
