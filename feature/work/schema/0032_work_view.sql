-- Lists that people keep, and what was done to many tasks at once.
-- A saved view: conditions, columns, group and order of a list under a name.
-- `list` is 0 for the list of all tasks, else the programme whose list it is.
-- `asks` has one "field=value" a line, as the list's address has them.
-- `sharing`: 'own', 'org' (who acts for `org`), 'all'.
create table work_view (
	id identity,
	list bigint not null,
	owner bigint not null,
	owner_name text not null,
	org bigint not null,
	sharing text not null,
	name text not null,
	name_fold text not null,
	asks text not null,
	made_at instant not null,
	dropped_at instant,
	rev bigint not null
);
create index work_view_list_ix on work_view (list, name_fold, id) where dropped_at is null;
-- the view that a person's list opens with
create table work_view_default (
	person bigint not null,
	list bigint not null,
	view bigint not null,
	constraint work_view_default_pk primary key (person, list),
	constraint work_view_default_view_fk foreign key (view) references work_view (id)
);
create index work_view_default_view_ix on work_view_default (view);
-- one act on many tasks: what was chosen, done and left
create table work_bulk (
	id identity,
	kind text not null,
	at instant not null,
	on_day day not null,
	actor bigint not null,
	actor_name text not null,
	chosen bigint not null,
	done bigint not null,
	body text
);
