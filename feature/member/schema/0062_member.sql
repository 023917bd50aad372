-- Members. One id for life; `member` holds what a list of today shows, the
-- dated tables are the truth. Every dated row is half-open [from_on, to_on),
-- made by an event, ended in place by another (ended_by) or declared never to
-- have counted (voided_by): a change ends a row and adds one, a correction
-- voids a row and adds one.
create table member (
	id identity,
	name text not null,
	name_fold text not null,
	sort blob not null,
	sex text,
	birth day,
	birth_part text,
	org bigint,
	away bigint,
	state text not null,
	admitted_on day,
	official_on day,
	lock_key blob,
	event bigint not null,
	rev bigint not null,
	constraint member_org_fk foreign key (org) references org (id),
	constraint member_away_fk foreign key (away) references org (id),
	constraint member_sex_ck check (sex is null or sex in ('m', 'f')),
	constraint member_birth_ck check (birth_part is null or birth_part in ('year', 'month'))
);
create index member_org_ix on member (org, sort, id);
create index member_away_ix on member (away) where away is not null;
create index member_sort_ix on member (sort, id);
create index member_fold_ix on member (name_fold, id);
create table member_name (
	id identity,
	member bigint not null,
	name text not null,
	from_on day not null,
	to_on day,
	event bigint not null,
	ended_by bigint,
	voided_by bigint,
	constraint member_name_fk foreign key (member) references member (id),
	constraint member_name_span_ck check (to_on is null or to_on > from_on)
);
create index member_name_ix on member_name (member, from_on);
create unique index member_name_open_ix on member_name (member)
	where to_on is null and voided_by is null;
-- Which organisation a person belongs to. `how` and `ended_how` are codes of
-- the profile (moves.csv): admitted, in, within, out, died, reorganised ...
-- A temporary stay stands beside the home (temporary = 1).
create table member_in (
	id identity,
	member bigint not null,
	org bigint not null,
	temporary bool not null,
	from_on day not null,
	to_on day,
	how text not null,
	ended_how text,
	basis text,
	sent_on day,
	decision bigint,
	event bigint not null,
	ended_by bigint,
	voided_by bigint,
	constraint member_in_member_fk foreign key (member) references member (id),
	constraint member_in_org_fk foreign key (org) references org (id),
	constraint member_in_decision_fk foreign key (decision) references org_decision (id),
	constraint member_in_span_ck check (to_on is null or to_on > from_on)
);
create index member_in_ix on member_in (member, from_on);
create index member_in_org_ix on member_in (org, from_on);
create unique index member_in_open_ix on member_in (member, temporary)
	where to_on is null and voided_by is null;
create unique index member_in_from_ix on member_in (member, temporary, from_on)
	where voided_by is null;
create index member_in_event_ix on member_in (event);
create index member_in_ended_ix on member_in (ended_by) where ended_by is not null;
create index member_in_voided_ix on member_in (voided_by) where voided_by is not null;
-- The state of a person over time: codes of the profile (states.csv).
create table member_state (
	id identity,
	member bigint not null,
	state text not null,
	from_on day not null,
	to_on day,
	how text not null,
	basis text,
	event bigint not null,
	ended_by bigint,
	voided_by bigint,
	constraint member_state_fk foreign key (member) references member (id),
	constraint member_state_span_ck check (to_on is null or to_on > from_on)
);
create index member_state_ix on member_state (member, from_on);
create unique index member_state_open_ix on member_state (member)
	where to_on is null and voided_by is null;
create unique index member_state_from_ix on member_state (member, from_on)
	where voided_by is null;
create index member_state_day_ix on member_state (state, from_on);
create index member_state_event_ix on member_state (event);
create index member_state_ended_ix on member_state (ended_by) where ended_by is not null;
create index member_state_voided_ix on member_state (voided_by) where voided_by is not null;
-- Offices held: codes of the profile (offices.csv) in an organisation.
create table member_post (
	id identity,
	member bigint not null,
	org bigint not null,
	office text not null,
	from_on day not null,
	to_on day,
	basis text,
	event bigint not null,
	ended_by bigint,
	voided_by bigint,
	constraint member_post_member_fk foreign key (member) references member (id),
	constraint member_post_org_fk foreign key (org) references org (id),
	constraint member_post_span_ck check (to_on is null or to_on > from_on)
);
create index member_post_ix on member_post (member, from_on);
create index member_post_org_ix on member_post (org, office, from_on);
create index member_post_event_ix on member_post (event);
create index member_post_ended_ix on member_post (ended_by) where ended_by is not null;
create index member_post_voided_ix on member_post (voided_by) where voided_by is not null;
-- What else is held of a person: fields of the profile (fields.csv) with open
-- text: contact, education, theory, work, card.
create table member_fact (
	id identity,
	member bigint not null,
	field text not null,
	value text not null,
	from_on day not null,
	to_on day,
	event bigint not null,
	ended_by bigint,
	voided_by bigint,
	constraint member_fact_fk foreign key (member) references member (id),
	constraint member_fact_span_ck check (to_on is null or to_on > from_on)
);
create index member_fact_ix on member_fact (member, field, from_on);
create unique index member_fact_open_ix on member_fact (member, field)
	where to_on is null and voided_by is null;
create index member_fact_value_ix on member_fact (field, value, member);
create index member_fact_event_ix on member_fact (event);
-- Protected fields, sealed with the person's own key (member.lock_key), which
-- is itself sealed with the realm's, kept outside of the database. `mark` is a
-- keyed hash that finds the same value again; `tail` is what a mask shows.
create table member_secret (
	id identity,
	member bigint not null,
	field text not null,
	sealed blob not null,
	mark blob,
	tail text not null,
	from_on day not null,
	to_on day,
	event bigint not null,
	ended_by bigint,
	voided_by bigint,
	constraint member_secret_fk foreign key (member) references member (id),
	constraint member_secret_span_ck check (to_on is null or to_on > from_on)
);
create unique index member_secret_open_ix on member_secret (member, field)
	where to_on is null and voided_by is null;
create index member_secret_ix on member_secret (member, field, from_on);
create unique index member_secret_mark_ix on member_secret (field, mark)
	where to_on is null and voided_by is null and mark is not null;
create index member_secret_event_ix on member_secret (event);
-- Which papers of the profile's list (papers.csv) a person's file holds.
create table member_paper (
	id identity,
	member bigint not null,
	paper text not null,
	present bool not null,
	place text not null,
	from_on day not null,
	to_on day,
	event bigint not null,
	ended_by bigint,
	voided_by bigint,
	constraint member_paper_fk foreign key (member) references member (id),
	constraint member_paper_span_ck check (to_on is null or to_on > from_on)
);
create unique index member_paper_open_ix on member_paper (member, paper)
	where to_on is null and voided_by is null;
create index member_paper_ix on member_paper (member, paper, from_on);
-- Who looked at a record, and why; protected fields with their name.
create table member_look (
	id identity,
	member bigint not null,
	user_id bigint not null,
	user_name text not null,
	at instant not null,
	on_day day not null,
	field text not null,
	reason text not null,
	constraint member_look_fk foreign key (member) references member (id)
);
create index member_look_ix on member_look (member, id);
create unique index member_look_day_ix on member_look (member, user_id, on_day, field, reason);
-- Asked by a member: please correct this.
create table member_ask (
	id identity,
	member bigint not null,
	field text not null,
	was text not null,
	want text not null,
	note text not null,
	asked_at instant not null,
	asked_by bigint not null,
	decided_at instant,
	decided_by bigint,
	accepted bool,
	answer text,
	event bigint,
	constraint member_ask_fk foreign key (member) references member (id)
);
create index member_ask_open_ix on member_ask (asked_at, id) where decided_at is null;
create index member_ask_ix on member_ask (member, id);
-- A person who signs in and is a member.
create table member_user (
	member bigint not null,
	user_id bigint not null,
	constraint member_user_pk primary key (user_id),
	constraint member_user_member unique (member),
	constraint member_user_member_fk foreign key (member) references member (id)
);
-- Whom a split names by person: they go to the part that the step makes.
create table member_step (
	step bigint not null,
	member bigint not null,
	constraint member_step_pk primary key (step, member),
	constraint member_step_step_fk foreign key (step) references org_step (id),
	constraint member_step_member_fk foreign key (member) references member (id)
);
create index member_step_member_ix on member_step (member);
