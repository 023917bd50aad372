-- What people are told about tasks, each once: in their list, and by letter
-- as they chose. `mark` is the act, or the due day, that it was told for.
create table notice (
	id identity,
	user_id bigint not null,
	kind text not null,
	task bigint not null,
	mark text not null,
	at instant not null,
	read_at instant,
	mailed_at instant,
	constraint notice_once_uq unique (user_id, task, kind, mark),
	constraint notice_user_fk foreign key (user_id) references user_account (id),
	constraint notice_task_fk foreign key (task) references task (id)
);
create index notice_user_ix on notice (user_id, id);
create index notice_unread_ix on notice (user_id, id) where read_at is null;
create index notice_waiting_ix on notice (user_id, id) where mailed_at is null;
create index notice_task_ix on notice (task);
create index notice_at_ix on notice (at);
-- What a person chose; no row: as the profile says. `off` is a set of bits.
create table notice_choice (
	user_id bigint not null,
	off bigint not null,
	digest_day bigint not null,
	digest_hour bigint not null,
	set_at instant not null,
	constraint notice_choice_pk primary key (user_id),
	constraint notice_choice_user_fk foreign key (user_id) references user_account (id)
);
create index notice_choice_hour_ix on notice_choice (digest_hour);
-- Hours of a day whose reminders and digests are done.
create table notice_slot (
	on_day day not null,
	hour bigint not null,
	done_at instant not null,
	constraint notice_slot_pk primary key (on_day, hour)
);
-- Secret addresses of calendars; only the hash of the secret stands here.
-- `query` are the conditions of a list of tasks, as in its address.
create table calendar_feed (
	id identity,
	user_id bigint not null,
	token_hash text not null,
	query text not null,
	made_at instant not null,
	revoked_at instant,
	constraint calendar_feed_token_uq unique (token_hash),
	constraint calendar_feed_user_fk foreign key (user_id) references user_account (id)
);
create index calendar_feed_user_ix on calendar_feed (user_id, id);
