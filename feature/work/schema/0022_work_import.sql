-- Annex imports: what was read from a file waits here until a person
-- confirms it; the file's words stay beside what was mended. `choice` is 0
-- while a person has yet to say which of several annexes (`annexes`, one a
-- line) is meant; `columns` has a line "heading TAB meaning TAB example" for
-- each column understood; `notices` are words: "legacy changes hidden:2".
create table annex_import (
	id identity,
	programme bigint not null,
	file bigint not null,
	file_name text not null,
	sha256 text not null,
	choice bigint not null,
	annexes text not null,
	columns text not null,
	notices text not null,
	made_at instant not null,
	made_by bigint not null,
	confirmed_at instant,
	undone_at instant,
	dropped_at instant,
	rev bigint not null,
	constraint annex_import_programme_fk foreign key (programme) references programme (id),
	constraint annex_import_file_fk foreign key (file) references file (id)
);
create index annex_import_programme_ix on annex_import (programme, id);
create index annex_import_sha_ix on annex_import (sha256);
-- `lead` was found by name on reading, `new_lead` was chosen by a person;
-- `lead_names` has one name a line, `with_orgs` ids with commas, `with_left`
-- the cooperating names that no single organisation matches.
create table annex_row (
	id identity,
	import bigint not null,
	n bigint not null,
	sheet_row bigint not null,
	grp text not null,
	number text not null,
	work text not null,
	lead_text text not null,
	lead_names text not null,
	lead bigint,
	with_text text not null,
	with_left text not null,
	deadline_text text not null,
	product text not null,
	note text not null,
	skipped text,
	take bool not null,
	new_work text,
	new_lead bigint,
	new_deadline text,
	new_product text,
	work_ok bool not null,
	product_ok bool not null,
	with_orgs text not null,
	task bigint,
	constraint annex_row_n_uq unique (import, n),
	constraint annex_row_import_fk foreign key (import) references annex_import (id),
	constraint annex_row_task_fk foreign key (task) references task (id)
);
create index annex_row_task_ix on annex_row (task);
create index annex_import_file_ix on annex_import (file);
