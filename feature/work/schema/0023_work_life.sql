-- The whole life of a task: parts and periods below it, adjustments, and
-- every state that it ever had.
drop index task_ask_ix;
-- reports write last_ask and reported_on: only who asks for help costs an entry
create index task_ask_ix on task (programme, reported_on, id) where last_ask = 'help';
-- a part that the lead gave to an organisation below, or a period (an
-- occurrence) of a recurring task; both count with the task above
alter table task add column parent bigint;
alter table task add column child text;
-- of a part: its share in the roll-up
alter table task add column weight bigint;
-- of a period: the day that the rule names; due_on may be a working day beside it
alter table task add column rule_on day;
-- the day of the event or request that a relative deadline waited for
alter table task add column event_on day;
-- first issue: its day, and the deadline then; never changed again
alter table task add column base_on day;
alter table task add column base_due_on day;
-- approved extensions
alter table task add column extensions bigint;
-- the newest row of task_words
alter table task add column words bigint;
create index task_parent_ix on task (parent, child, rule_on, id) where parent is not null;
-- The words of a task over time: a row when they are first written and one
-- for each change, never changed.
create table task_words (
	id identity,
	task bigint not null,
	from_on day not null,
	section bigint,
	number text not null,
	work text not null,
	lead bigint,
	lead_text text not null,
	with_text text not null,
	deadline_text text not null,
	deadline_kind text not null,
	due_on day,
	start_on day,
	product text not null,
	quantity bigint,
	missing bigint not null,
	constraint task_words_task_fk foreign key (task) references task (id)
);
create index task_words_task_ix on task_words (task, id);
-- What the task was once the act was done: any day shows its newest act
-- until then. Null in acts that are older than these columns.
alter table task_act add column is_words bigint;
alter table task_act add column is_due_on day;
alter table task_act add column is_issued_on day;
alter table task_act add column is_accepted_on day;
alter table task_act add column is_submitted_on day;
alter table task_act add column is_done_on day;
alter table task_act add column is_closed_on day;
alter table task_act add column is_paused_on day;
alter table task_act add column is_withdrawn_on day;
alter table task_act add column is_percent bigint;
-- the request that the act asks for or decides
alter table task_act add column adjust bigint;
-- Requests to change an issued task and what was decided. The old words stay
-- beside the new ones; of those that aren't asked for both are null.
create table task_adjust (
	id identity,
	task bigint not null,
	kind text not null,
	cause text not null,
	body text not null,
	file bigint,
	file_name text,
	was_deadline text,
	was_due_on day,
	new_deadline text,
	new_due_on day,
	was_work text,
	new_work text,
	was_lead bigint,
	new_lead bigint,
	was_product text,
	new_product text,
	asked_at instant not null,
	asked_on day not null,
	asked_by bigint not null,
	asked_name text not null,
	verdict text,
	answer text,
	decided_at instant,
	decided_on day,
	decided_by bigint,
	decided_name text,
	constraint task_adjust_task_fk foreign key (task) references task (id),
	constraint task_adjust_file_fk foreign key (file) references file (id),
	constraint task_adjust_was_fk foreign key (was_lead) references org (id),
	constraint task_adjust_new_fk foreign key (new_lead) references org (id)
);
create index task_adjust_task_ix on task_adjust (task, id);
create index task_adjust_open_ix on task_adjust (asked_on, id) where verdict is null;
create index task_adjust_file_ix on task_adjust (file);
create index task_adjust_new_ix on task_adjust (new_lead);
create index task_adjust_was_ix on task_adjust (was_lead);
-- what older data knows: its present words and states, its first issue
insert into task_words (task, from_on, section, number, work, lead, lead_text, with_text,
	deadline_text, deadline_kind, due_on, start_on, product, quantity, missing)
select t.id, coalesce(t.issued_on, p.from_on), t.section, t.number, t.work, t.lead, t.lead_text,
	t.with_text, t.deadline_text, t.deadline_kind, t.due_on, t.start_on, t.product, t.quantity,
	t.missing
from task t
join programme p on p.id = t.programme;
update task set words = (select max(w.id) from task_words w where w.task = task.id),
	base_on = issued_on,
	base_due_on = case when issued_on is null then null else due_on end,
	extensions = 0;
update task_act set
	is_words = (select max(w.id) from task_words w where w.task = task_act.task),
	is_due_on = (select t.due_on from task t where t.id = task_act.task),
	is_issued_on = (select t.issued_on from task t where t.id = task_act.task),
	is_accepted_on = (select t.accepted_on from task t where t.id = task_act.task),
	is_submitted_on = (select t.submitted_on from task t where t.id = task_act.task),
	is_done_on = (select t.done_on from task t where t.id = task_act.task),
	is_closed_on = (select t.closed_on from task t where t.id = task_act.task),
	is_paused_on = (select t.paused_on from task t where t.id = task_act.task),
	is_withdrawn_on = (select t.withdrawn_on from task t where t.id = task_act.task),
	is_percent = (select t.percent from task t where t.id = task_act.task)
where id in (select max(a.id) from task_act a group by a.task);
