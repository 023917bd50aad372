-- What people say about a task, and what cooperating organisations owe it.
-- A comment; `body` is its newest text. A removed one stays, unseen.
create table talk (
	id identity,
	task bigint not null,
	at instant not null,
	actor bigint not null,
	actor_name text not null,
	org_name text not null,
	body text not null,
	edited_at instant,
	removed_at instant,
	removed_by bigint,
	removed_name text,
	rev bigint not null,
	constraint talk_task_fk foreign key (task) references task (id)
);
create index talk_task_ix on talk (task, id);
-- what a comment said before it was edited; never changed
create table talk_old (
	id identity,
	talk bigint not null,
	body text not null,
	from_at instant not null,
	to_at instant not null,
	constraint talk_old_talk_fk foreign key (talk) references talk (id)
);
create index talk_old_talk_ix on talk_old (talk, id);
-- A person whom a comment names; "My work" shows it until it is seen.
create table mention (
	id identity,
	talk bigint not null,
	task bigint not null,
	person bigint not null,
	at instant not null,
	seen_at instant,
	constraint mention_person_uq unique (talk, person),
	constraint mention_talk_fk foreign key (talk) references talk (id),
	constraint mention_task_fk foreign key (task) references task (id),
	constraint mention_person_fk foreign key (person) references user_account (id)
);
create index mention_open_ix on mention (person, id) where seen_at is null;
create index mention_task_ix on mention (task, person);
-- The share of a cooperating organisation in a task. Its steps are the truth
-- about it; the days and texts here repeat the newest of each.
create table share (
	id identity,
	task bigint not null,
	org bigint not null,
	work text not null,
	due_on day,
	asked_on day not null,
	asked_name text not null,
	delivered_on day,
	delivered_name text,
	delivered_text text,
	returned_on day,
	taken_on day,
	dropped_on day,
	answer text,
	answer_name text,
	rev bigint not null,
	constraint share_task_fk foreign key (task) references task (id),
	constraint share_org_fk foreign key (org) references org (id)
);
create index share_task_ix on share (task, id);
-- what somebody has to do about it
create index share_org_ix on share (org, id) where taken_on is null and dropped_on is null;
create index share_wait_ix on share (task) where delivered_on is not null
	and returned_on is null and taken_on is null and dropped_on is null;
-- never changed; `act` is the same step in the task's history
create table share_step (
	id identity,
	share bigint not null,
	task bigint not null,
	act bigint not null,
	kind text not null,
	on_day day not null,
	name text not null,
	body text not null,
	constraint share_step_share_fk foreign key (share) references share (id),
	constraint share_step_task_fk foreign key (task) references task (id),
	constraint share_step_act_fk foreign key (act) references task_act (id)
);
create index share_step_share_ix on share_step (share, id);
create index share_step_task_ix on share_step (task, id);
create index share_step_act_ix on share_step (act);
-- An attachment is evidence that a cooperating organisation delivers with its
-- share; in the lead's own evidence these are null.
alter table evidence add column kind text;
alter table evidence add column org bigint;
alter table evidence add column share bigint;
create index evidence_share_ix on evidence (share) where share is not null;
