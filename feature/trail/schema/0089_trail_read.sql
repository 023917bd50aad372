-- bearable: indexes, tables of their own, and columns that may be empty.
-- What the pages of the trail read by: newest first, of all, of who did it, of
-- whom it was done for, of a kind.
create index event_at on event (at, id);
create index event_actor on event (actor, at, id);
create index event_behalf on event (on_behalf, at, id) where on_behalf is not null;
create index event_kind on event (kind, at, id);
-- Witnesses that every new checkpoint is sent to. A removed one keeps its row,
-- since its cosignatures stay.
create table trail_witness (
	id identity,
	url text not null,
	vkey text not null,
	added_at instant not null,
	removed_at instant,
	size bigint not null,
	tries bigint not null,
	next_at instant not null,
	signed_at instant,
	answer text
);
-- What they countersigned: the line of a signed note, of the checkpoint `size`.
create table trail_cosignature (
	size bigint not null,
	witness bigint not null,
	at instant not null,
	line text not null,
	constraint trail_cosignature_pk primary key (size, witness)
);
-- Who looked: for which unit and in which position, and, when it was a list,
-- how many it showed.
alter table member_look add column unit text;
alter table member_look add column post text;
alter table member_look add column n bigint;
