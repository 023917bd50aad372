-- The control database: which realms an installation has and where each is.
-- Nothing of a realm's own data stands here.
create table realm (
	id identity,
	name text not null,
	title text not null,
	-- a folder or a server; empty: the installation's own
	place text not null,
	-- 0 is being made, 1 open, 2 is moving, 3 closed, 4 is being removed
	state bigint not null,
	made_at instant not null,
	changed_at instant not null,
	constraint realm_name_uq unique (name),
	constraint realm_state_ck check (state between 0 and 4)
);
create table realm_host (
	host text not null,
	realm bigint not null,
	constraint realm_host_pk primary key (host),
	constraint realm_host_realm_fk foreign key (realm) references realm (id)
);
create index realm_host_realm_ix on realm_host (realm);
-- What was done to whom, for the installation's owner.
create table realm_event (
	id identity,
	at instant not null,
	kind text not null,
	realm text not null,
	detail text not null
);
-- Changes with every change, so that processes notice.
create table directory_stamp (
	id bigint not null,
	n bigint not null,
	constraint directory_stamp_pk primary key (id)
);
insert into directory_stamp (id, n) values (1, 1);
