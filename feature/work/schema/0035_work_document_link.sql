-- Documents behind programmes and tasks, tasks carried from one programme into
-- another, and what became of the open tasks of a programme that was closed.

-- Role `main`: the programme was made of it; `basis`: it rests on it, too;
-- `replaces`: it takes the main one's place. In force [from_on, to_on).
create table programme_document (
	id identity,
	programme bigint not null,
	document bigint not null,
	role text not null,
	from_on day not null,
	to_on day,
	made_at instant not null,
	made_by bigint not null,
	constraint programme_document_programme_fk foreign key (programme)
		references programme (id),
	constraint programme_document_document_fk foreign key (document) references document (id)
);
create index programme_document_programme_ix on programme_document (programme, id);
create index programme_document_document_ix on programme_document (document, id);
insert into programme_document (programme, document, role, from_on, made_at, made_by)
select p.id, p.document, 'main', p.from_on, p.made_at, p.made_by
from programme p;
-- a task that was drawn from a document: the conclusion of a meeting, its
-- line and its words
create table task_document (
	task bigint not null,
	document bigint not null,
	line bigint not null,
	said text not null,
	said_fold text not null,
	constraint task_document_pk primary key (task),
	constraint task_document_task_fk foreign key (task) references task (id),
	constraint task_document_document_fk foreign key (document) references document (id)
);
create index task_document_document_ix on task_document (document, line, task);
-- one carrying forward; `made` is true when it made the programme `into`,
-- `closing` when it belongs to the closing of `origin`
create table carry (
	id identity,
	origin bigint not null,
	into_programme bigint not null,
	made bool not null,
	closing bool not null,
	made_at instant not null,
	made_by bigint not null,
	undone_at instant,
	constraint carry_origin_fk foreign key (origin) references programme (id),
	constraint carry_into_fk foreign key (into_programme) references programme (id)
);
create index carry_origin_ix on carry (origin, id);
create index carry_into_ix on carry (into_programme, id);
-- the copy and the task that it was copied from; `act` stands in the history
-- of the latter
create table task_carry (
	task bigint not null,
	origin bigint not null,
	carry bigint not null,
	act bigint not null,
	constraint task_carry_pk primary key (task),
	constraint task_carry_task_fk foreign key (task) references task (id),
	constraint task_carry_origin_fk foreign key (origin) references task (id),
	constraint task_carry_carry_fk foreign key (carry) references carry (id),
	constraint task_carry_act_fk foreign key (act) references task_act (id)
);
create index task_carry_origin_ix on task_carry (origin, task);
create index task_carry_carry_ix on task_carry (carry, task);
create index task_carry_act_ix on task_carry (act);
-- Acts of the closing of a programme: they end the day, so that day's figures
-- are those from before.
alter table task_act add column closing bool;
-- what was decided about each task that was open on the closing day: `carry`
-- (the copy is `into_task`), `end` or `keep`
create table programme_fate (
	task bigint not null,
	programme bigint not null,
	fate text not null,
	into_task bigint,
	reason text not null,
	constraint programme_fate_pk primary key (task),
	constraint programme_fate_task_fk foreign key (task) references task (id),
	constraint programme_fate_into_fk foreign key (into_task) references task (id),
	constraint programme_fate_programme_fk foreign key (programme) references programme (id)
);
create index programme_fate_programme_ix on programme_fate (programme, fate, task);
create index programme_fate_into_ix on programme_fate (into_task);
