-- bearable: new tables only
-- What may not be done with a record any more: `restricted`, its words lie
-- aside, sealed with a key of the person's own (event_veil) and out of every
-- list; `erased`, they are gone and only what figures count is left.
create table member_guard (
	member bigint not null,
	kind text not null,
	aside text,
	at instant not null,
	event bigint not null,
	constraint member_guard_pk primary key (member),
	constraint member_guard_member_fk foreign key (member) references member (id),
	constraint member_guard_ck check (kind in ('restricted', 'erased'))
);
-- What people ask about their personal data. Whom it is about is a member, a
-- user or both; what they wrote and what was answered goes with the person.
-- kind: access export correction restriction erasure withdrawal
-- way: page letter visit mail; state: received work answered refused dropped
create table privacy_request (
	id identity,
	member bigint,
	user_id bigint,
	kind text not null,
	way text not null,
	words text not null,
	state text not null,
	came_on day not null,
	due_on day not null,
	made_at instant not null,
	made_by bigint not null,
	taken_at instant,
	taken_by bigint,
	ended_at instant,
	ended_by bigint,
	answer text not null,
	reminded_on day,
	rev bigint not null,
	constraint privacy_request_member_fk foreign key (member) references member (id),
	constraint privacy_request_user_fk foreign key (user_id) references user_account (id),
	constraint privacy_request_who_ck check (member is not null or user_id is not null),
	constraint privacy_request_state_ck check (state in ('received', 'work', 'answered',
		'refused', 'dropped'))
);
create index privacy_request_open_ix on privacy_request (due_on, id) where ended_at is null;
create index privacy_request_member_ix on privacy_request (member, id) where member is not null;
create index privacy_request_user_ix on privacy_request (user_id, id) where user_id is not null;
-- A record that the law forbids to erase for now.
create table privacy_hold (
	member bigint not null,
	reason text not null,
	at instant not null,
	by_user bigint not null,
	event bigint not null,
	constraint privacy_hold_pk primary key (member),
	constraint privacy_hold_member_fk foreign key (member) references member (id)
);
-- Who was erased: ids only. `origin_event` made the record, `origin_hash` is
-- its hash in the trail, so that another person who gets the number in a
-- restored database isn't taken for this one. cause: request | time | replay
create table privacy_erased (
	id identity,
	member bigint,
	user_id bigint,
	origin_event bigint not null,
	origin_hash text not null,
	cause text not null,
	at instant not null,
	event bigint not null,
	filed bool not null
);
create index privacy_erased_filed_ix on privacy_erased (id) where filed = 0;
-- Records whose time is over, found by the job; a person decides. keep_until:
-- kept on, and listed again from that day.
create table privacy_due (
	member bigint not null,
	over_on day not null,
	found_at instant not null,
	keep_until day,
	reason text not null,
	decided_by bigint,
	constraint privacy_due_pk primary key (member),
	constraint privacy_due_member_fk foreign key (member) references member (id)
);
-- Breaches of personal data. due_at: until then the authority is told.
create table privacy_breach (
	id identity,
	title text not null,
	what text not null,
	effect text not null,
	found_at instant not null,
	due_at instant not null,
	made_at instant not null,
	made_by bigint not null,
	told_at instant,
	told_whom text not null,
	people_told_at instant,
	closed_at instant,
	lesson text not null,
	reminded_at instant,
	rev bigint not null
);
create index privacy_breach_open_ix on privacy_breach (due_at, id) where closed_at is null;
create table privacy_breach_step (
	id identity,
	breach bigint not null,
	at instant not null,
	by_user bigint not null,
	words text not null,
	constraint privacy_breach_step_fk foreign key (breach) references privacy_breach (id)
);
create index privacy_breach_step_ix on privacy_breach_step (breach, id);
-- Whose data it touched.
create table privacy_breach_person (
	breach bigint not null,
	member bigint not null,
	added_at instant not null,
	constraint privacy_breach_person_pk primary key (breach, member),
	constraint privacy_breach_person_breach_fk foreign key (breach)
		references privacy_breach (id),
	constraint privacy_breach_person_member_fk foreign key (member) references member (id)
);
create index privacy_breach_person_ix on privacy_breach_person (member);
create index member_look_user_ix on member_look (user_id, on_day, member);
create index member_look_since_ix on member_look (on_day, member);
