-- Organisations. The dated tables are the truth; `org` and `org_closure` are
-- today's view of them, kept in the same transaction.
create table org (
	id identity,
	parent bigint,
	kind text not null,
	code text,
	name text not null,
	short_name text not null,
	name_fold text not null,
	sort blob not null,
	position bigint not null,
	from_on day not null,
	to_on day,
	rev bigint not null,
	constraint org_parent_fk foreign key (parent) references org (id)
);
create index org_parent_ix on org (parent, position);
create index org_fold_ix on org (name_fold);
-- name and kind of an organisation over time, half-open [from_on, to_on)
create table org_name (
	id identity,
	org bigint not null,
	kind text not null,
	name text not null,
	short_name text not null,
	from_on day not null,
	to_on day,
	event bigint not null,
	voided_by bigint,
	constraint org_name_fk foreign key (org) references org (id)
);
create index org_name_ix on org_name (org, from_on);
-- place in the tree over time
create table org_place (
	id identity,
	org bigint not null,
	parent bigint,
	from_on day not null,
	to_on day,
	event bigint not null,
	voided_by bigint,
	constraint org_place_fk foreign key (org) references org (id),
	constraint org_place_parent_fk foreign key (parent) references org (id)
);
create index org_place_ix on org_place (org, from_on);
create index org_place_parent_ix on org_place (parent);
create table org_closure (
	ancestor bigint not null,
	descendant bigint not null,
	depth bigint not null,
	constraint org_closure_pk primary key (ancestor, descendant),
	constraint org_closure_up_fk foreign key (ancestor) references org (id),
	constraint org_closure_down_fk foreign key (descendant) references org (id)
);
create index org_closure_down_ix on org_closure (descendant, ancestor);
