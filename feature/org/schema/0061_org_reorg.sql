-- Organisations as they were on any day, and the decisions that change them.
-- A dated row ends in place (ended_by) or never counted (voided_by), each by
-- an event; so what one event did can be taken back exactly.
alter table org_name add column ended_by bigint;
alter table org_place add column ended_by bigint;
-- the code of the register over time: it tells the position, so it changes
create table org_code (
	id identity,
	org bigint not null,
	code text not null,
	from_on day not null,
	to_on day,
	event bigint not null,
	ended_by bigint,
	voided_by bigint,
	constraint org_code_fk foreign key (org) references org (id),
	constraint org_code_span_ck check (to_on is null or to_on > from_on)
);
create index org_code_ix on org_code (org, from_on);
create unique index org_code_open_ix on org_code (org) where to_on is null and voided_by is null;
create unique index org_code_taken_ix on org_code (code) where to_on is null and voided_by is null;
insert into org_code (org, code, from_on, event)
select o.id, o.code, o.from_on, n.event
from org o
join org_name n on n.org = o.id
where o.code is not null and n.id = (select min(m.id) from org_name m where m.org = o.id);
-- One open row of a fact for each organisation, and one that begins on a day.
create unique index org_name_open_ix on org_name (org) where to_on is null and voided_by is null;
create unique index org_name_from_ix on org_name (org, from_on) where voided_by is null;
create unique index org_place_open_ix on org_place (org) where to_on is null and voided_by is null;
create unique index org_place_from_ix on org_place (org, from_on) where voided_by is null;
-- one organisation stands above all others
create unique index org_place_root_ix on org_place ((parent is null))
	where parent is null and to_on is null and voided_by is null;
create index org_place_event_ix on org_place (event);
create index org_place_ended_ix on org_place (ended_by) where ended_by is not null;
create index org_place_voided_ix on org_place (voided_by) where voided_by is not null;
create index org_name_event_ix on org_name (event);
create index org_name_ended_ix on org_name (ended_by) where ended_by is not null;
create index org_name_voided_ix on org_name (voided_by) where voided_by is not null;
create index org_code_event_ix on org_code (event);
create index org_code_ended_ix on org_code (ended_by) where ended_by is not null;
create index org_code_voided_ix on org_code (voided_by) where voided_by is not null;
-- Who stands below whom from when to when, itself included (depth 0): made
-- from org_place whenever that changes. `org_closure` is its view of today.
create table org_reach (
	ancestor bigint not null,
	descendant bigint not null,
	depth bigint not null,
	from_on day not null,
	to_on day,
	constraint org_reach_pk primary key (ancestor, descendant, from_on),
	constraint org_reach_up_fk foreign key (ancestor) references org (id),
	constraint org_reach_down_fk foreign key (descendant) references org (id),
	constraint org_reach_span_ck check (to_on is null or to_on > from_on),
	constraint org_reach_loop_ck check (ancestor <> descendant or depth = 0)
);
create index org_reach_down_ix on org_reach (descendant, ancestor, from_on);
insert into org_reach (ancestor, descendant, depth, from_on)
select c.ancestor, c.descendant, c.depth,
	(select max(m.from_on) from org_closure a join org_closure b on b.ancestor = a.descendant
		join org m on m.id = a.descendant
		where a.ancestor = c.ancestor and b.descendant = c.descendant)
from org_closure c;
-- A decision that changes organisations: first a draft, then approved; it
-- takes effect on its day. All its steps count or none.
create table org_decision (
	id identity,
	number text not null,
	title text not null,
	signer text not null,
	signed_on day,
	effective_on day,
	file bigint,
	note text not null,
	made_at instant not null,
	made_by bigint not null,
	approved_at instant,
	approved_by bigint,
	applied_at instant,
	applied_event bigint,
	undone_at instant,
	undone_by bigint,
	undone_event bigint,
	undone_why text,
	failed_why text,
	dropped_at instant,
	rev bigint not null
);
create index org_decision_due_ix on org_decision (effective_on, id)
	where approved_at is not null and applied_at is null and undone_at is null
		and dropped_at is null;
create index org_decision_day_ix on org_decision (effective_on, id);
create index org_decision_applied_ix on org_decision (applied_event)
	where applied_event is not null;
create table org_step (
	id identity,
	decision bigint not null,
	position bigint not null,
	kind text not null,
	org bigint,
	heir bigint,
	parent bigint,
	org_kind text,
	name text,
	short_name text,
	code text,
	body text,
	ends bool not null,
	made bigint,
	constraint org_step_decision_fk foreign key (decision) references org_decision (id),
	constraint org_step_org_fk foreign key (org) references org (id),
	constraint org_step_heir_fk foreign key (heir) references org (id),
	constraint org_step_parent_fk foreign key (parent) references org (id),
	constraint org_step_made_fk foreign key (made) references org (id),
	constraint org_step_self_ck check (org is null or ((parent is null or org <> parent)
		and (heir is null or org <> heir))),
	constraint org_step_kind_ck check (kind in ('establish', 'merge_new', 'merge_into', 'split',
		'dissolve', 'hand_over', 'receive', 'change_kind', 'rename', 'move'))
);
create unique index org_step_ix on org_step (decision, position);
create index org_step_org_ix on org_step (org);
create index org_step_made_ix on org_step (made);
create index org_step_parent_ix on org_step (parent);
create index org_step_heir_ix on org_step (heir);
-- further organisations of a step: the sources of a merger
create table org_step_source (
	step bigint not null,
	org bigint not null,
	constraint org_step_source_pk primary key (step, org),
	constraint org_step_source_step_fk foreign key (step) references org_step (id),
	constraint org_step_source_org_fk foreign key (org) references org (id)
);
create index org_step_source_org_ix on org_step_source (org);
-- What a person decided where a decision leaves a choice: by key of who asks.
create table org_choice (
	decision bigint not null,
	ask text not null,
	answer text not null,
	constraint org_choice_pk primary key (decision, ask),
	constraint org_choice_decision_fk foreign key (decision) references org_decision (id)
);
-- What became of an organisation: share in thousandths of its members.
create table org_lineage (
	id identity,
	from_org bigint,
	to_org bigint,
	other text,
	kind text not null,
	share bigint not null,
	members bigint,
	on_day day not null,
	decision bigint not null,
	event bigint not null,
	voided_by bigint,
	constraint org_lineage_from_fk foreign key (from_org) references org (id),
	constraint org_lineage_to_fk foreign key (to_org) references org (id),
	constraint org_lineage_decision_fk foreign key (decision) references org_decision (id),
	constraint org_lineage_self_ck check (from_org is null or to_org is null
		or from_org <> to_org),
	constraint org_lineage_share_ck check (share > 0 and share <= 1000)
);
create index org_lineage_from_ix on org_lineage (from_org, on_day);
create index org_lineage_to_ix on org_lineage (to_org, on_day);
create index org_lineage_decision_ix on org_lineage (decision);
create index org_lineage_event_ix on org_lineage (event);
