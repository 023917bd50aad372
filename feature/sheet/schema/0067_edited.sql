-- Lists that came back as workbooks, of whatever kind: what was typed into
-- each waits here until a person confirms it. `lang` is that of the file's
-- words, `org` the organisation that sent it, `from_on` the day from which
-- changes count (null: they are corrections); `notices` has a line
-- "note TAB row TAB words" for each row of which nothing is taken.
create table edited_list (
	id identity,
	subject text not null,
	file bigint not null,
	file_name text not null,
	sha256 text not null,
	lang text not null,
	list text not null,
	exported_on day,
	lines bigint not null,
	notices text not null,
	from_on day,
	reason text not null,
	org bigint not null,
	made_at instant not null,
	made_by bigint not null,
	made_name text not null,
	confirmed_at instant,
	undone_at instant,
	dropped_at instant,
	constraint edited_list_file_fk foreign key (file) references file (id),
	constraint edited_list_org_fk foreign key (org) references org (id)
);
create index edited_list_org_ix on edited_list (org, subject, id);
create index edited_list_file_ix on edited_list (file);
-- A row with changed cells; `row_id` is the subject's own, `is_rev` its
-- revision once they were taken (null: nothing was).
create table edited_row (
	list bigint not null,
	n bigint not null,
	sheet_row bigint not null,
	row_id bigint not null,
	is_rev bigint,
	constraint edited_row_pk primary key (list, n),
	constraint edited_row_list_fk foreign key (list) references edited_list (id)
);
-- `base` is a digest of the cell as it went out; `seen` one of what stood
-- there when a person accepted the cell (null: nobody decided, empty:
-- rejected); `was` and `event` are what it replaced and by which act.
create table edited_cell (
	list bigint not null,
	n bigint not null,
	col text not null,
	value text not null,
	base text not null,
	fault text not null,
	seen text,
	was text,
	event bigint,
	constraint edited_cell_pk primary key (list, n, col),
	constraint edited_cell_list_fk foreign key (list) references edited_list (id)
);
