-- The schema of sqlc's own test.
create table org (
	id identity,
	name text not null,
	name_fold text not null,
	constraint org_name_uq unique (name)
);
create table task (
	id identity, -- given by the database
	work text not null default 'a;b',
	work_fold text not null,
	org_id bigint,
	due_on day,
	made_at instant not null,
	done bool not null default 0,
	body blob,
	weight real,
	constraint task_org_fk foreign key (org_id) references org (id),
	constraint task_done_ck check (done in (0, 1))
);
create index task_org_ix on task (org_id, due_on);
create index task_made_ix on task (made_at);
insert into org (id, name, name_fold) values (1, 'Ban "Tổ chức"?', 'ban to chuc');
