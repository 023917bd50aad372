-- let: on
<= :on_day
;

-- let: scope
org_reach r
join member_span s on s.org = r.descendant and s.from_on {on}
	and (s.to_on is null or s.to_on > :on_day)
join member m on m.id = s.member
join org_name g on g.org = s.org and g.voided_by is null and g.from_on {on}
	and (g.to_on is null or g.to_on > :on_day)
;

-- let: name
coalesce((select w.name from member_name w where w.member = s.member and w.voided_by is null
	and w.from_on {on} and (w.to_on is null or w.to_on > :on_day)), m.name) as name
;

-- let: within
r.ancestor = :scope and r.from_on {on} and (r.to_on is null or r.to_on > :on_day)
;

-- name: due_probation :many
-- Who is in a state of probation that began on a day or earlier, longest first.
-- in: scope int, on_day day, state text, latest day
-- out: name text
select s.member, {name}, g.short_name as org_name, p.from_on
from {scope}
join member_state p on p.member = s.member and p.voided_by is null and p.from_on {on}
	and (p.to_on is null or p.to_on > :on_day)
where {within} and s.state = :state and p.from_on <= :latest
order by p.from_on, s.member;

-- name: due_emblem :many
-- Who was admitted on a day or earlier, longest first.
-- in: scope int, on_day day, latest day
-- out: name text
select s.member, {name}, g.short_name as org_name, s.state, s.admitted_on
from {scope}
where {within} and s.admitted_on <= :latest
order by s.admitted_on, s.member;

-- name: due_cells :many
-- Organisations of some kinds on a day, and what stood at or below each.
-- in: scope int, on_day day, kind1 text, kind2 text, kind3 text, kind4 text
-- out: org int
select g.org as cell, g.name, g.kind, c.code, d.descendant as org
from org_reach r
join org_name g on g.org = r.descendant and g.voided_by is null and g.from_on {on}
	and (g.to_on is null or g.to_on > :on_day)
join org_reach d on d.ancestor = r.descendant and d.from_on {on}
	and (d.to_on is null or d.to_on > :on_day)
left join org_code c on c.org = g.org and c.voided_by is null and c.from_on {on}
	and (c.to_on is null or c.to_on > :on_day)
where {within} and g.kind in (:kind1, :kind2, :kind3, :kind4)
order by g.org, d.descendant;

-- name: due_away :many
-- How many of each organisation and state were elsewhere for a time.
-- in: scope int, on_day day
-- out: n int
select s.org, s.state, count(*) as n
from org_reach r
join member_span s on s.org = r.descendant and s.from_on {on}
	and (s.to_on is null or s.to_on > :on_day)
join member_in t on t.member = s.member and t.temporary = 1 and t.voided_by is null
	and t.from_on {on} and (t.to_on is null or t.to_on > :on_day)
where {within}
group by s.org, s.state
order by s.org, s.state;

-- name: due_voters :many
-- Everybody of a cell, and whether they were elsewhere for a time.
-- in: scope int, on_day day
-- out: name text, away int
select s.member, {name}, g.short_name as org_name, s.state,
	(select count(*) from member_in t where t.member = s.member and t.temporary = 1
		and t.voided_by is null and t.from_on {on}
		and (t.to_on is null or t.to_on > :on_day)) as away
from {scope}
where {within}
order by m.sort, s.member;

-- name: due_stays :many
-- Temporary stays that began on a day or earlier and went on, longest first.
-- in: scope int, on_day day, latest day
-- out: name text
select s.member, {name}, g.short_name as org_name, h.short_name as host, s.state, t.from_on
from {scope}
join member_in t on t.member = s.member and t.temporary = 1 and t.voided_by is null
	and t.from_on {on} and (t.to_on is null or t.to_on > :on_day)
join org_name h on h.org = t.org and h.voided_by is null and h.from_on {on}
	and (h.to_on is null or h.to_on > :on_day)
where {within} and t.from_on <= :latest
order by t.from_on, s.member;

-- name: due_transfers :many
-- Who was sent elsewhere and is still here, or came since a day.
-- in: scope int, on_day day, since day
-- out: name text
select s.member, {name}, g.short_name as org_name, s.state, i.from_on, i.sent_on
from {scope}
join member_in i on i.member = s.member and i.temporary = 0 and i.voided_by is null
	and i.from_on {on} and (i.to_on is null or i.to_on > :on_day)
where {within} and i.sent_on is not null and i.sent_on {on}
	and (i.sent_on > i.from_on or i.from_on > :since)
order by i.sent_on, s.member;
