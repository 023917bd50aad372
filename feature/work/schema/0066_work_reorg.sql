-- What a decision about organisations did to tasks, so that it can be taken
-- back exactly.
-- A task as it stood before an event. `is_rev`, `is_act` tell what the event
-- left: whatever is newer was built upon it. `tell` is a set of bits: who has
-- yet to be told (1 the lead, 2 cooperating organisations).
create table task_reorg (
	id identity,
	event bigint not null,
	task bigint not null,
	was_lead bigint,
	was_lead_text text not null,
	was_words bigint,
	was_due_on day,
	was_accepted_on day,
	was_withdrawn_on day,
	was_rev bigint not null,
	was_act bigint not null,
	is_rev bigint,
	is_act bigint,
	tell bigint not null,
	undone_by bigint,
	constraint task_reorg_uq unique (event, task),
	constraint task_reorg_task_fk foreign key (task) references task (id)
);
create index task_reorg_task_ix on task_reorg (task);
create index task_reorg_tell_ix on task_reorg (id) where tell <> 0;
-- Other rows that named an organisation which ended. `kind`: 'with' (ref: a
-- task), 'share', 'asked' (a request that names it as the new lead), 'sheet',
-- 'owner' (of a programme), 'row', 'row_new' (of an annex that waits to be
-- confirmed). `was`, `is_now` are organisations; `is_now` null: none. `was_text`,
-- `was_name`: the answer to a share before it fell away.
create table work_reorg (
	id identity,
	event bigint not null,
	kind text not null,
	ref bigint not null,
	was bigint not null,
	is_now bigint,
	is_rev bigint,
	was_text text,
	was_name text,
	constraint work_reorg_was_fk foreign key (was) references org (id),
	constraint work_reorg_now_fk foreign key (is_now) references org (id)
);
create index work_reorg_event_ix on work_reorg (event, kind, was);
create index work_reorg_was_ix on work_reorg (was);
create index work_reorg_now_ix on work_reorg (is_now);
-- Rows of the ledger that such an event wrote; taken back, they don't count
-- from the day on.
alter table task_adjust add column reorg bigint;
alter table task_adjust add column voided_on day;
create index task_adjust_reorg_ix on task_adjust (reorg) where reorg is not null;
create index annex_row_lead_ix on annex_row (lead);
create index annex_row_new_lead_ix on annex_row (new_lead);
create index share_all_org_ix on share (org);
