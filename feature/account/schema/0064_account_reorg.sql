-- What a decision about organisations did to roles: the event that gave or
-- ended one. One that was taken back never counted.
alter table user_grant add column event bigint;
alter table user_grant add column ended_by bigint;
alter table user_grant add column voided_by bigint;
create index user_grant_event_ix on user_grant (event) where event is not null;
create index user_grant_ended_ix on user_grant (ended_by) where ended_by is not null;
