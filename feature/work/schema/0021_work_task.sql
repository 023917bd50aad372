-- Tasks. The acts (task_act) are the truth about a task's life; the days in
-- `task` repeat the newest of each for lists and are written in the same
-- transaction. No status is stored: it is derived from days on a day.
create table task (
	id identity,
	programme bigint not null,
	section bigint,
	position bigint not null,
	number text not null,
	work text not null,
	work_fold text not null,
	work_confirmed bool not null,
	lead bigint,
	lead_text text not null,
	with_text text not null,
	deadline_text text not null,
	deadline_kind text not null,
	due_on day,
	start_on day,
	product text not null,
	product_confirmed bool not null,
	quantity bigint,
	missing bigint not null,
	import bigint,
	import_row bigint,
	issued_on day,
	accepted_on day,
	submitted_on day,
	done_on day,
	closed_on day,
	paused_on day,
	withdrawn_on day,
	voided_at instant,
	percent bigint not null,
	reported_on day,
	last_text text,
	last_difficulty text,
	last_cause text,
	last_ask text,
	made_at instant not null,
	rev bigint not null,
	constraint task_programme_fk foreign key (programme) references programme (id),
	constraint task_section_fk foreign key (section) references section (id),
	constraint task_lead_fk foreign key (lead) references org (id)
);
create index task_programme_ix on task (programme, position, id);
create index task_programme_due_ix on task (programme, coalesce(due_on, '9999-12-31'), id);
-- the part of task_due_ix that lists look at, however much was done before
create index task_unfinished_ix on task (coalesce(due_on, '9999-12-31'), id)
	where done_on is null and withdrawn_on is null;
create index task_due_ix on task (coalesce(due_on, '9999-12-31'), id);
create index task_lead_ix on task (lead, due_on, id);
create index task_section_ix on task (section);
create index task_import_ix on task (import);
create index task_open_ix on task (programme, done_on, submitted_on, coalesce(due_on,
	'9999-12-31'), id);
create index task_ask_ix on task (programme, last_ask, done_on, submitted_on, reported_on, id);
-- cooperating organisations
create table task_org (
	task bigint not null,
	org bigint not null,
	constraint task_org_pk primary key (task, org),
	constraint task_org_task_fk foreign key (task) references task (id),
	constraint task_org_org_fk foreign key (org) references org (id)
);
create index task_org_org_ix on task_org (org, task);
-- everything that happened to a task; nothing here is ever changed
create table task_act (
	id identity,
	task bigint not null,
	kind text not null,
	at instant not null,
	on_day day not null,
	actor bigint not null,
	actor_name text not null,
	percent bigint,
	body text,
	difficulty text,
	cause text,
	ask text,
	event bigint not null,
	constraint task_act_task_fk foreign key (task) references task (id)
);
create index task_act_task_ix on task_act (task, id);
create table evidence (
	id identity,
	task bigint not null,
	act bigint not null,
	file bigint not null,
	name text not null,
	version bigint not null,
	at instant not null,
	actor bigint not null,
	actor_name text not null,
	checked_on day,
	checked_by text,
	checked_ok bool,
	constraint evidence_task_fk foreign key (task) references task (id),
	constraint evidence_act_fk foreign key (act) references task_act (id),
	constraint evidence_file_fk foreign key (file) references file (id)
);
create index evidence_task_ix on evidence (task, id);
create index evidence_act_ix on evidence (act);
create index evidence_file_ix on evidence (file);
