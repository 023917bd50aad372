-- bearable: a new table; older programs write events without it
-- What events say of a person stands under a veil: sealed with a key of that
-- subject's own. Who drops the key erases the words, and the chain still holds.
create table event_veil (
	subject_kind text not null,
	subject bigint not null,
	key blob not null,
	constraint event_veil_pk primary key (subject_kind, subject)
);
