-- The trail: one row an act, never changed, never removed.
create table event (
	id identity,
	at instant not null,
	actor bigint not null,
	on_behalf bigint,
	kind text not null,
	subject_kind text not null,
	subject bigint,
	before text,
	after text,
	reason text,
	key text,
	session bigint,
	hash text not null
);
create unique index event_key on event (actor, key) where key is not null;
create index event_subject on event (subject_kind, subject, id);
-- The end of the chain: gives the next id without a gap, and shows when
-- events were cut off behind it.
create table event_head (
	id identity,
	last bigint not null,
	hash text not null
);
insert into event_head (id, last, hash) values (1, 0, '');
