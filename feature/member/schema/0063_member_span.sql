-- What is counted of a person while none of it changes: organisation, state,
-- and what figures are made of. Made of the dated tables by member_span.c
-- whenever one of their rows changes, so a figure reads one index; `verify`
-- compares the two. It is no truth of its own.
create table member_span (
	member bigint not null,
	from_on day not null,
	to_on day,
	org bigint not null,
	state text not null,
	sex text,
	birth day,
	admitted_on day,
	education text,
	expertise text,
	theory text,
	occupation text,
	constraint member_span_pk primary key (member, from_on),
	constraint member_span_member_fk foreign key (member) references member (id),
	constraint member_span_org_fk foreign key (org) references org (id)
);
-- all that a figure reads stands in the index: the rows of a list of members
-- lie far from each other
create index member_span_org_ix on member_span
	(org, from_on, to_on, state, sex, birth, admitted_on, education, expertise, theory,
	occupation, member);
-- whose rows an event changed
create index member_event_ix on member (event);
create index member_fact_ended_ix on member_fact (ended_by) where ended_by is not null;
create index member_fact_voided_ix on member_fact (voided_by) where voided_by is not null;
-- who went where by decisions that changed organisations
create index member_in_moved_ix on member_in (from_on, member) where decision is not null;
create index org_lineage_day_ix on org_lineage (on_day);
