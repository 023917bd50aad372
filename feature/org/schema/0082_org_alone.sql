-- A scope is an organisation with all below it, or, written with a minus sign,
-- the organisation alone: who has a role without those below sees as much. So
-- the closures know -5 above 5 and nothing else; they refer to no organisation
-- above any more, and are made anew for that.
create table org_closure_was (
	ancestor bigint not null,
	descendant bigint not null,
	depth bigint not null,
	constraint org_closure_was_pk primary key (ancestor, descendant)
);
insert into org_closure_was (ancestor, descendant, depth)
select c.ancestor, c.descendant, c.depth from org_closure c;
drop table org_closure;
create table org_closure (
	ancestor bigint not null,
	descendant bigint not null,
	depth bigint not null,
	constraint org_closure_pk primary key (ancestor, descendant),
	constraint org_closure_down_fk foreign key (descendant) references org (id)
);
create index org_closure_down_ix on org_closure (descendant, ancestor);
insert into org_closure (ancestor, descendant, depth)
select w.ancestor, w.descendant, w.depth from org_closure_was w;
insert into org_closure (ancestor, descendant, depth)
select -w.ancestor, w.descendant, 0 from org_closure_was w where w.depth = 0;
drop table org_closure_was;
-- what ended counts with its heir, also when that stands alone; heirs of heirs
insert into org_closure (ancestor, descendant, depth)
select distinct n.ancestor, l.from_org, 1
from org_closure n
join org_lineage l on l.to_org = n.descendant and l.from_org <> l.to_org and l.voided_by is null
where n.ancestor < 0
	and exists (select 1 from org_closure c where c.ancestor = -n.ancestor
		and c.descendant = l.from_org)
	and not exists (select 1 from org_closure x where x.ancestor = n.ancestor
		and x.descendant = l.from_org);
insert into org_closure (ancestor, descendant, depth)
select distinct n.ancestor, l.from_org, 1
from org_closure n
join org_lineage l on l.to_org = n.descendant and l.from_org <> l.to_org and l.voided_by is null
where n.ancestor < 0
	and exists (select 1 from org_closure c where c.ancestor = -n.ancestor
		and c.descendant = l.from_org)
	and not exists (select 1 from org_closure x where x.ancestor = n.ancestor
		and x.descendant = l.from_org);
insert into org_closure (ancestor, descendant, depth)
select distinct n.ancestor, l.from_org, 1
from org_closure n
join org_lineage l on l.to_org = n.descendant and l.from_org <> l.to_org and l.voided_by is null
where n.ancestor < 0
	and exists (select 1 from org_closure c where c.ancestor = -n.ancestor
		and c.descendant = l.from_org)
	and not exists (select 1 from org_closure x where x.ancestor = n.ancestor
		and x.descendant = l.from_org);
insert into org_closure (ancestor, descendant, depth)
select distinct n.ancestor, l.from_org, 1
from org_closure n
join org_lineage l on l.to_org = n.descendant and l.from_org <> l.to_org and l.voided_by is null
where n.ancestor < 0
	and exists (select 1 from org_closure c where c.ancestor = -n.ancestor
		and c.descendant = l.from_org)
	and not exists (select 1 from org_closure x where x.ancestor = n.ancestor
		and x.descendant = l.from_org);
create table org_reach_was (
	ancestor bigint not null,
	descendant bigint not null,
	depth bigint not null,
	from_on day not null,
	to_on day,
	constraint org_reach_was_pk primary key (ancestor, descendant, from_on)
);
insert into org_reach_was (ancestor, descendant, depth, from_on, to_on)
select r.ancestor, r.descendant, r.depth, r.from_on, r.to_on from org_reach r;
drop table org_reach;
create table org_reach (
	ancestor bigint not null,
	descendant bigint not null,
	depth bigint not null,
	from_on day not null,
	to_on day,
	constraint org_reach_pk primary key (ancestor, descendant, from_on),
	constraint org_reach_down_fk foreign key (descendant) references org (id),
	constraint org_reach_span_ck check (to_on is null or to_on > from_on),
	constraint org_reach_loop_ck check (ancestor <> descendant or depth = 0)
);
create index org_reach_down_ix on org_reach (descendant, ancestor, from_on);
insert into org_reach (ancestor, descendant, depth, from_on, to_on)
select w.ancestor, w.descendant, w.depth, w.from_on, w.to_on from org_reach_was w;
insert into org_reach (ancestor, descendant, depth, from_on, to_on)
select -w.ancestor, w.descendant, 0, w.from_on, w.to_on from org_reach_was w where w.depth = 0;
drop table org_reach_was;
