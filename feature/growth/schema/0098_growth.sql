-- People on their way to admission. `candidate` holds what a list of today
-- shows, the dated tables are the truth: made by an event, ended in place by
-- another, or declared never to have counted (voided_by). `state`: open,
-- admitted (member names the record that began), left, erased. `course_on`:
-- the certificate's day, of whoever has one.
create table candidate (
	id identity,
	name text not null,
	name_fold text not null,
	sort blob not null,
	sex text,
	birth day,
	birth_part text,
	work text,
	org bigint not null,
	source text not null,
	proposer text not null,
	consent_on day not null,
	state text not null,
	stage text not null,
	stage_on day not null,
	course_on day,
	left_on day,
	member bigint,
	lock_key blob,
	event bigint not null,
	rev bigint not null,
	constraint candidate_org_fk foreign key (org) references org (id),
	constraint candidate_member_fk foreign key (member) references member (id),
	constraint candidate_sex_ck check (sex is null or sex in ('m', 'f')),
	constraint candidate_birth_ck check (birth_part is null or birth_part in ('year', 'month')),
	constraint candidate_state_ck check (state in ('open', 'admitted', 'left', 'erased'))
);
create index candidate_org_ix on candidate (org, state, stage, sort, id);
create index candidate_sort_ix on candidate (sort, id);
create index candidate_fold_ix on candidate (name_fold, id);
create index candidate_event_ix on candidate (event);
create index candidate_state_ix on candidate (state, left_on);
create unique index candidate_member_ix on candidate (member) where member is not null;
-- what is due is looked for by these: see growth_due.h
create index candidate_stage_ix on candidate (stage, stage_on, id) where state = 'open';
create index candidate_course_ix on candidate (state, course_on, id);
create index candidate_birth_ix on candidate (state, birth, id);
-- Which organisation has the person in its pipeline.
create table candidate_in (
	id identity,
	candidate bigint not null,
	org bigint not null,
	from_on day not null,
	to_on day,
	basis text,
	decision bigint,
	event bigint not null,
	ended_by bigint,
	voided_by bigint,
	constraint candidate_in_candidate_fk foreign key (candidate) references candidate (id),
	constraint candidate_in_org_fk foreign key (org) references org (id),
	constraint candidate_in_span_ck check (to_on is null or to_on > from_on)
);
create unique index candidate_in_open_ix on candidate_in (candidate)
	where to_on is null and voided_by is null;
create index candidate_in_ix on candidate_in (candidate, from_on);
create index candidate_in_org_ix on candidate_in (org, from_on);
create index candidate_in_event_ix on candidate_in (event);
create index candidate_in_ended_ix on candidate_in (ended_by) where ended_by is not null;
create index candidate_in_voided_ix on candidate_in (voided_by) where voided_by is not null;
-- The day on which each stage of the profile was reached, and by what paper.
create table candidate_step (
	id identity,
	candidate bigint not null,
	stage text not null,
	on_day day not null,
	basis text,
	base bigint,
	yes bigint,
	event bigint not null,
	voided_by bigint,
	constraint candidate_step_fk foreign key (candidate) references candidate (id),
	constraint candidate_step_vote_ck check (base is null
		or (base > 0 and yes between 0 and base))
);
create unique index candidate_step_stage_ix on candidate_step (candidate, stage)
	where voided_by is null;
create index candidate_step_ix on candidate_step (candidate, on_day);
create index candidate_step_day_ix on candidate_step (stage, on_day);
create index candidate_step_event_ix on candidate_step (event);
-- Left the pipeline, with the class of the reason; who comes back ends it.
create table candidate_exit (
	id identity,
	candidate bigint not null,
	cause text not null,
	note text,
	on_day day not null,
	back_on day,
	event bigint not null,
	ended_by bigint,
	voided_by bigint,
	constraint candidate_exit_fk foreign key (candidate) references candidate (id),
	constraint candidate_exit_span_ck check (back_on is null or back_on >= on_day)
);
create unique index candidate_exit_open_ix on candidate_exit (candidate)
	where back_on is null and voided_by is null;
create index candidate_exit_ix on candidate_exit (candidate, on_day);
create index candidate_exit_event_ix on candidate_exit (event);
create index candidate_exit_voided_ix on candidate_exit (voided_by) where voided_by is not null;
-- Which papers of the profile's list the file holds.
create table candidate_paper (
	id identity,
	candidate bigint not null,
	paper text not null,
	present bool not null,
	place text not null,
	from_on day not null,
	to_on day,
	event bigint not null,
	ended_by bigint,
	voided_by bigint,
	constraint candidate_paper_fk foreign key (candidate) references candidate (id)
);
create unique index candidate_paper_open_ix on candidate_paper (candidate, paper)
	where to_on is null and voided_by is null;
create index candidate_paper_ix on candidate_paper (candidate, from_on);
-- The identification number, sealed with the person's own key like a member's.
create table candidate_secret (
	id identity,
	candidate bigint not null,
	field text not null,
	sealed blob not null,
	mark blob,
	tail text not null,
	event bigint not null,
	voided_by bigint,
	constraint candidate_secret_fk foreign key (candidate) references candidate (id)
);
create unique index candidate_secret_ix on candidate_secret (candidate, field)
	where voided_by is null;
create index candidate_secret_candidate_ix on candidate_secret (candidate, id);
create unique index candidate_secret_mark_ix on candidate_secret (field, mark)
	where voided_by is null and mark is not null;
-- Records of people who left the pipeline and whose time is over, found by the
-- job; a person decides. keep_until: kept on, and listed again from that day.
create table candidate_due (
	candidate bigint not null,
	over_on day not null,
	found_at instant not null,
	keep_until day,
	reason text not null,
	decided_by bigint,
	constraint candidate_due_pk primary key (candidate),
	constraint candidate_due_fk foreign key (candidate) references candidate (id)
);
-- A request about data may come from somebody in the pipeline, who has neither
-- record nor account: then `user_id` is who wrote it down.
alter table privacy_request add column candidate bigint;
create index privacy_request_candidate_ix on privacy_request (candidate, id)
	where candidate is not null;
alter table privacy_erased add column candidate bigint;
-- Whoever is on probation today, longest first.
create index member_state_now_ix on member_state (state, from_on, member)
	where to_on is null and voided_by is null;
