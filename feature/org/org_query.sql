-- name: org_insert :id
-- in: parent int, kind text, code text, name text, short_name text, name_fold text, sort blob
-- in: position int, from_on day
insert into org (parent, kind, code, name, short_name, name_fold, sort, position, from_on, rev)
values (:parent, :kind, :code, :name, :short_name, :name_fold, :sort, :position, :from_on, 1)
returning id;

-- name: org_name_insert :id
-- in: org int, kind text, name text, short_name text, from_on day, event int
insert into org_name (org, kind, name, short_name, from_on, event)
values (:org, :kind, :name, :short_name, :from_on, :event)
returning id;

-- name: org_name_end :exec
-- The name up to a day, half-open; one that began later never counted.
-- in: org int, on day, event int
update org_name
set to_on = case when from_on < :on then :on else to_on end,
	voided_by = case when from_on < :on then voided_by else :event end
where org = :org and to_on is null and voided_by is null;

-- name: org_rename_row :exec
-- in: id int, name text, short_name text, name_fold text, sort blob
update org
set name = :name, short_name = :short_name, name_fold = :name_fold, sort = :sort, rev = rev + 1
where id = :id;

-- name: org_place_insert :id
-- in: org int, parent int, from_on day, event int
insert into org_place (org, parent, from_on, event)
values (:org, :parent, :from_on, :event)
returning id;

-- name: org_closure_add :exec
-- The new leaf below each of its parent's ancestors.
-- in: org int, parent int
insert into org_closure (ancestor, descendant, depth)
select c.ancestor, :org, c.depth + 1
from org_closure c
where c.descendant = :parent and c.ancestor > 0;

-- name: org_closure_self :exec
-- With those below, and alone.
-- in: org int
insert into org_closure (ancestor, descendant, depth) values (:org, :org, 0), (-:org, :org, 0);

-- name: org_reach_self :exec
-- in: org int, from_on day
insert into org_reach (ancestor, descendant, depth, from_on)
values (:org, :org, 0, :from_on), (-:org, :org, 0, :from_on);

-- name: org_reach_leaf :exec
-- A new leaf below whoever its parent stands below from its first day on.
-- in: org int, parent int, from_on day
insert into org_reach (ancestor, descendant, depth, from_on, to_on)
select r.ancestor, :org, r.depth + 1,
	case when r.from_on < :from_on then :from_on else r.from_on end, r.to_on
from org_reach r
where r.descendant = :parent and r.ancestor > 0 and (r.to_on is null or r.to_on > :from_on);

-- name: org_code_insert :id
-- in: org int, code text, from_on day, event int
insert into org_code (org, code, from_on, event)
values (:org, :code, :from_on, :event)
returning id;

-- name: org_by_id :one
-- in: id int
select o.id, o.parent, o.kind, o.code, o.name, o.short_name, o.position, o.from_on, o.to_on, o.rev
from org o
where o.id = :id;

-- name: org_root :one
-- ahead
select o.id, o.name, o.short_name, o.kind
from org o
where o.parent is null
order by o.id
limit 1;

-- name: org_twin :one
-- A living sister of the same folded name.
-- in: parent int, name_fold text
select o.id
from org o
where o.parent = :parent and o.name_fold = :name_fold and o.to_on is null;

-- name: org_next_position :one
-- in: parent int
-- out: position int
select coalesce(max(o.position), 0) + 1 as position
from org o
where o.parent = :parent;

-- name: org_below :many
-- Everything at or below an organisation that lives on the day.
-- in: scope int, today day
select o.id, o.parent, o.kind, o.code, o.name, o.short_name, o.name_fold, c.depth
from org_closure c
join org o on o.id = c.descendant
where c.ancestor = :scope and (o.to_on is null or o.to_on > :today)
order by c.depth, o.position, o.id;

-- name: org_is_below :one
-- in: above int, org int
select c.depth
from org_closure c
where c.ancestor = :above and c.descendant = :org;

-- name: org_top :many
-- The root and its children, and one more that a page shows already.
-- ahead
-- in: also int, today day
-- out: depth int
select o.id, o.parent, o.kind, o.name, o.short_name, 0 as depth, o.position
from org o
where o.parent is null
union all
select o.id, o.parent, o.kind, o.name, o.short_name, 1 as depth, o.position
from org r
join org o on o.parent = r.id
where r.parent is null and (o.to_on is null or o.to_on > :today)
union all
select o.id, o.parent, o.kind, o.name, o.short_name, 2 as depth, o.position
from org o
where o.id = :also and o.parent not in (select r.id from org r where r.parent is null)
order by 6, 7, 1;

-- ---- putting right what is recorded (org_amend.c) ----------------------------

-- name: org_position_set :row
-- in: id int, position int
update org set position = :position, rev = rev + 1 where id = :id;

-- name: org_code_last :one
-- in: org int
-- out: to_on day
select max(c.to_on) as to_on
from org_code c
where c.org = :org and c.voided_by is null;

-- name: org_event_kind :one
-- in: event int, org int
select e.kind
from event e
where e.id = :event and e.subject_kind = 'org' and e.subject = :org;

-- name: org_amend_upon :one
-- Whether something later stands on what an event did to a name or a code.
-- in: org int, event int
-- out: id int
select x.id
from (select n.id from org_name n where n.org = :org and n.voided_by is null
		and (n.event > :event or n.ended_by > :event)
	union all
	select n.id from org_name n where n.org = :org and n.event <= :event
		and n.voided_by > :event
	union all
	select c.id from org_code c where c.org = :org and c.voided_by is null
		and (c.event > :event or c.ended_by > :event)
	union all
	select c.id from org_code c where c.org = :org and c.event <= :event
		and c.voided_by > :event) x
limit 1;

-- ---- a list that comes back (org_sheet.c) -------------------------------------

-- name: org_sheet_rows :many
-- Those that live today, by id.
-- in: low int, high int, today day
-- out: depth int
select o.id, o.rev, o.kind, o.code, o.name, o.short_name, o.position, o.from_on, a.name as above,
	(select max(c.depth) from org_closure c where c.descendant = o.id) as depth
from org o
left join org a on a.id = o.parent
where o.id >= :low and o.id <= :high and o.from_on <= :today
	and (o.to_on is null or o.to_on > :today)
order by o.id;
