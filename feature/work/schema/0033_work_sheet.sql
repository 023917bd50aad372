-- Lists that came back as workbooks: what was typed into each waits here
-- until a person confirms it. `lang` is that of the file's words, `org` the
-- organisation that sent it, `notices` has a line "note TAB row TAB words"
-- for each row of which nothing is taken.
create table work_sheet (
	id identity,
	file bigint not null,
	file_name text not null,
	sha256 text not null,
	lang text not null,
	list text not null,
	exported_on day,
	lines bigint not null,
	notices text not null,
	org bigint not null,
	made_at instant not null,
	made_by bigint not null,
	made_name text not null,
	confirmed_at instant,
	undone_at instant,
	dropped_at instant,
	rev bigint not null,
	constraint work_sheet_file_fk foreign key (file) references file (id),
	constraint work_sheet_org_fk foreign key (org) references org (id)
);
create index work_sheet_sha_ix on work_sheet (sha256);
create index work_sheet_org_ix on work_sheet (org, id);
create index work_sheet_file_ix on work_sheet (file);
-- A task with changed cells. `is_rev` is its revision once they were taken
-- (null: nothing was); `was_words` its words before (task_words), `was_ok`
-- 1 | 2: its work, its product had been confirmed to be clear.
create table work_sheet_task (
	id identity,
	sheet bigint not null,
	n bigint not null,
	sheet_row bigint not null,
	task bigint not null,
	is_rev bigint,
	was_words bigint,
	was_ok bigint,
	constraint work_sheet_task_uq unique (sheet, n),
	constraint work_sheet_task_sheet_fk foreign key (sheet) references work_sheet (id),
	constraint work_sheet_task_task_fk foreign key (task) references task (id)
);
create index work_sheet_task_task_ix on work_sheet_task (task);
-- `base` is a digest of the cell as it went out; `seen` one of what the task
-- said when a person accepted the cell (null: nobody decided, empty:
-- rejected); `was` is what it replaced.
create table work_sheet_cell (
	id identity,
	sheet bigint not null,
	n bigint not null,
	col text not null,
	value text not null,
	base text not null,
	fault text not null,
	seen text,
	was text,
	constraint work_sheet_cell_uq unique (sheet, n, col),
	constraint work_sheet_cell_sheet_fk foreign key (sheet) references work_sheet (id)
);
