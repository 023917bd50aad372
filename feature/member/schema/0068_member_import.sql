-- Registers that are imported. What was read waits here, sealed with a key of
-- its own (lock_key, itself sealed with the realm's, kept outside), until a
-- person confirms it; then only who came of it stays known, by `event`.
-- `wish` is what a job writes just now: all | good.
create table member_import (
	id identity,
	file_name text not null,
	sha256 text not null,
	as_at day,
	decision bigint,
	org bigint not null,
	people bigint not null,
	errors bigint not null,
	lock_key blob,
	made_at instant not null,
	made_by bigint not null,
	made_name text not null,
	wish text,
	wished_at instant,
	failed_why text,
	confirmed_at instant,
	event bigint,
	taken bigint,
	changed bigint,
	left_out bigint,
	undone_at instant,
	kept bigint,
	dropped_at instant,
	rev bigint not null,
	constraint member_import_org_fk foreign key (org) references org (id),
	constraint member_import_decision_fk foreign key (decision) references org_decision (id)
);
create index member_import_sha_ix on member_import (sha256);
create index member_import_org_ix on member_import (org, id);
create index member_import_decision_ix on member_import (decision) where decision is not null;
create index member_import_event_ix on member_import (event) where event is not null;
-- The document as it was read, in pieces.
create table member_import_part (
	import bigint not null,
	n bigint not null,
	sealed blob not null,
	constraint member_import_part_pk primary key (import, n),
	constraint member_import_part_fk foreign key (import) references member_import (id)
);
-- Cells that a person wrote anew.
create table member_import_mend (
	import bigint not null,
	sheet_row bigint not null,
	field text not null,
	sealed blob not null,
	constraint member_import_mend_pk primary key (import, sheet_row, field),
	constraint member_import_mend_fk foreign key (import) references member_import (id)
);
-- What a unit's or cell's name means: org (that one) | unit (the unit itself) |
-- leave (its rows aren't taken).
create table member_import_name (
	import bigint not null,
	unit text not null,
	cell text not null,
	choice text not null,
	org bigint,
	constraint member_import_name_pk primary key (import, unit, cell),
	constraint member_import_name_fk foreign key (import) references member_import (id),
	constraint member_import_name_org_fk foreign key (org) references org (id),
	constraint member_import_name_ck check (choice in ('org', 'unit', 'leave'))
);
create index member_import_name_org_ix on member_import_name (org) where org is not null;
-- Facts of people who were there already: whether they are to change, and by
-- which event they did.
create table member_import_change (
	import bigint not null,
	sheet_row bigint not null,
	field text not null,
	member bigint not null,
	event bigint,
	constraint member_import_change_pk primary key (import, sheet_row, field),
	constraint member_import_change_fk foreign key (import) references member_import (id),
	constraint member_import_change_member_fk foreign key (member) references member (id)
);
create index member_import_change_member_ix on member_import_change (member);
