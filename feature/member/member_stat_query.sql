-- let: reached
org_reach r
join member_span s on s.org = r.descendant
where r.ancestor = :scope and r.from_on <= :on_day and (r.to_on is null or r.to_on > :on_day)
	and s.from_on <= :on_day and (s.to_on is null or s.to_on > :on_day)
;

-- name: stat_spans :each
-- Everybody at or below an organisation on a day, organisation by organisation.
-- in: scope int, on_day day
select s.org, s.member, s.state, s.sex, s.birth, s.admitted_on, s.education, s.expertise,
	s.theory, s.occupation
from {reached};

-- name: stat_named :each
-- The same with names, in the order of names.
-- in: scope int, on_day day
-- out: name text
select s.org, s.member, s.state, s.sex, s.birth, s.admitted_on, s.education, s.expertise,
	s.theory, s.occupation, g.short_name as org_name,
	coalesce((select w.name from member_name w where w.member = s.member
		and w.voided_by is null and w.from_on <= :on_day
		and (w.to_on is null or w.to_on > :on_day)), m.name) as name
from org_reach r
join member_span s on s.org = r.descendant and s.from_on <= :on_day
	and (s.to_on is null or s.to_on > :on_day)
join member m on m.id = s.member
left join org_name g on g.org = s.org and g.voided_by is null and g.from_on <= :on_day
	and (g.to_on is null or g.to_on > :on_day)
where r.ancestor = :scope and r.from_on <= :on_day and (r.to_on is null or r.to_on > :on_day)
order by m.sort, m.id;

-- name: stat_states :many
-- The same as figures: how many in which state.
-- in: scope int, on_day day
-- out: n int
select s.state, count(*) as n
from {reached}
group by s.state
order by s.state;

-- name: stat_org_states :many
-- … in each organisation.
-- in: scope int, on_day day
-- out: n int
select s.org, s.state, count(*) as n
from {reached}
group by s.org, s.state
order by s.org, s.state;

-- name: stat_org :one
-- An organisation as it was on a day, if it was there.
-- in: org int, on_day day
select n.org, n.kind, n.name, n.short_name, c.code
from org_reach r
join org_name n on n.org = r.descendant
left join org_code c on c.org = n.org and c.voided_by is null and c.from_on <= :on_day
	and (c.to_on is null or c.to_on > :on_day)
where r.ancestor = :org and r.descendant = :org and r.from_on <= :on_day
	and (r.to_on is null or r.to_on > :on_day)
	and n.voided_by is null and n.from_on <= :on_day and (n.to_on is null or n.to_on > :on_day);

-- name: stat_units :many
-- What stood directly below an organisation on a day, in order.
-- in: scope int, on_day day
-- out: id int
select p.org as id, n.kind, n.name, n.short_name, c.code
from org_place p
join org_name n on n.org = p.org and n.voided_by is null and n.from_on <= :on_day
	and (n.to_on is null or n.to_on > :on_day)
join org o on o.id = p.org
left join org_code c on c.org = p.org and c.voided_by is null and c.from_on <= :on_day
	and (c.to_on is null or c.to_on > :on_day)
where p.parent = :scope and p.voided_by is null and p.from_on <= :on_day
	and (p.to_on is null or p.to_on > :on_day)
order by o.position, o.id;

-- name: stat_unit_of :many
-- Below which unit each organisation stood on a day; the unit itself included.
-- in: scope int, on_day day
-- out: unit int, org int
select p.org as unit, r.descendant as org
from org_place p
join org_reach r on r.ancestor = p.org and r.from_on <= :on_day
	and (r.to_on is null or r.to_on > :on_day)
where p.parent = :scope and p.voided_by is null and p.from_on <= :on_day
	and (p.to_on is null or p.to_on > :on_day)
order by r.descendant;

-- name: stat_alive :many
-- What stood at or below an organisation on a day.
-- in: scope int, on_day day
select r.descendant
from org_reach r
where r.ancestor = :scope and r.from_on <= :on_day and (r.to_on is null or r.to_on > :on_day)
order by r.descendant;

-- name: stat_lineage :many
-- What became of organisations in (on_day, until], the largest share first.
-- in: on_day day, until day
select l.from_org, l.to_org, l.share
from org_lineage l
where l.on_day > :on_day and l.on_day <= :until and l.voided_by is null
	and l.from_org is not null
order by l.from_org, l.share desc, l.to_org nulls first;

-- name: stat_moved :many
-- Homes behind a day of all whom a decision moved until another day.
-- in: on_day day, until day
select i.member, i.org, i.from_on, i.to_on, i.decision
from (select distinct d.member from member_in d
	where d.decision is not null and d.from_on > :on_day and d.from_on <= :until) m
join member_in i on i.member = m.member
where i.temporary = 0 and i.voided_by is null and i.from_on <= :until
	and (i.to_on is null or i.to_on > :on_day)
order by i.member, i.from_on;

-- name: stat_path :many
-- From the root down to an organisation, as it was on a day.
-- in: org int, on_day day
-- out: id int
select r.ancestor as id, n.name, n.short_name
from org_reach r
join org_name n on n.org = r.ancestor and n.voided_by is null and n.from_on <= :on_day
	and (n.to_on is null or n.to_on > :on_day)
where r.descendant = :org and r.from_on <= :on_day and (r.to_on is null or r.to_on > :on_day)
order by r.depth desc, r.ancestor;

-- let: homes
org_reach r
	join member_in i on i.org = r.descendant and i.temporary = 0 and i.voided_by is null
;

-- let: during
r.ancestor = :scope and r.from_on <= :until and (r.to_on is null or r.to_on > :after)
;

-- name: move_steps :many
-- What changed of anybody who was at or below an organisation in (after,
-- until]: the homes and states before and behind each day of change.
-- in: scope int, after day, until day
-- out: member int, on_day day, was_id int, was_org int, is_id int, is_org int
-- out: was_state text, is_state text, ended_how text, how text, state_how text
select c.member, c.on_day, b.id as was_id, b.org as was_org, n.id as is_id, n.org as is_org,
	p.state as was_state, q.state as is_state,
	case when b.to_on = c.on_day then b.ended_how end as ended_how,
	case when n.from_on = c.on_day then n.how end as how,
	case when q.from_on = c.on_day then q.how end as state_how
from (
	select i.member, i.from_on as on_day
	from {homes}
	where {during} and i.from_on > :after and i.from_on <= :until
	union
	select i.member, i.to_on
	from {homes}
	where {during} and i.to_on > :after and i.to_on <= :until
	union
	select s.member, s.from_on
	from {homes}
	join member_state s on s.member = i.member
	where {during} and i.from_on <= :until
		and (i.to_on is null or i.to_on >= :after)
		and s.voided_by is null and s.from_on > :after and s.from_on <= :until
	union
	select s.member, s.to_on
	from {homes}
	join member_state s on s.member = i.member
	where {during} and i.from_on <= :until
		and (i.to_on is null or i.to_on >= :after)
		and s.voided_by is null and s.to_on > :after and s.to_on <= :until
) c
left join member_in b on b.member = c.member and b.temporary = 0 and b.voided_by is null
	and b.from_on < c.on_day and (b.to_on is null or b.to_on >= c.on_day)
left join member_in n on n.member = c.member and n.temporary = 0 and n.voided_by is null
	and n.from_on <= c.on_day and (n.to_on is null or n.to_on > c.on_day)
left join member_state p on p.member = c.member and p.voided_by is null
	and p.from_on < c.on_day and (p.to_on is null or p.to_on >= c.on_day)
left join member_state q on q.member = c.member and q.voided_by is null
	and q.from_on <= c.on_day and (q.to_on is null or q.to_on > c.on_day)
order by c.on_day, c.member;

-- name: move_units :many
-- What stood directly below an organisation on some day of [after, until].
-- in: scope int, after day, until day
-- out: id int
select distinct p.org as id, o.position
from org_place p
join org o on o.id = p.org
where p.parent = :scope and p.voided_by is null and p.from_on <= :until
	and (p.to_on is null or p.to_on > :after)
order by o.position, p.org;

-- name: move_names :many
-- What an organisation was called, newest first, up to a day.
-- in: org int, until day
select n.kind, n.name, n.short_name
from org_name n
where n.org = :org and n.voided_by is null and n.from_on <= :until
order by n.from_on desc, n.id desc
limit 1;

-- name: move_codes_of :many
-- in: org int, until day
select c.code
from org_code c
where c.org = :org and c.voided_by is null and c.from_on <= :until
order by c.from_on desc, c.id desc
limit 1;

-- name: move_reach :many
-- Who stood below an organisation, from when to when, in [after, until].
-- in: scope int, after day, until day
select r.descendant, r.from_on, r.to_on
from org_reach r
where r.ancestor = :scope and r.from_on <= :until and (r.to_on is null or r.to_on > :after)
order by r.descendant, r.from_on;

-- name: move_places :many
-- When an organisation stood directly below another, in [after, until].
-- in: org int, parent int, after day, until day
select p.from_on, p.to_on
from org_place p
where p.org = :org and p.parent = :parent and p.voided_by is null and p.from_on <= :until
	and (p.to_on is null or p.to_on > :after)
order by p.from_on;

-- name: move_stayed :many
-- Who stayed in an organisation over a day, with the state before and from then on.
-- in: org int, on_day day
-- out: was_state text, is_state text
select i.member, p.state as was_state, q.state as is_state
from member_in i
join member_state p on p.member = i.member and p.voided_by is null
	and p.from_on < :on_day and (p.to_on is null or p.to_on >= :on_day)
join member_state q on q.member = i.member and q.voided_by is null
	and q.from_on <= :on_day and (q.to_on is null or q.to_on > :on_day)
where i.org = :org and i.temporary = 0 and i.voided_by is null and i.from_on < :on_day
	and (i.to_on is null or i.to_on > :on_day)
order by i.member;

-- name: move_person :one
-- A person's name and those of two homes, as they were.
-- in: member int, was int, is int, on_day day, before day
-- out: name text, was_name text, is_name text
select coalesce((select w.name from member_name w where w.member = m.id and w.voided_by is null
		and w.from_on <= :on_day and (w.to_on is null or w.to_on > :on_day)),
		m.name) as name,
	(select a.short_name from org_name a where a.org = :was and a.voided_by is null
		and a.from_on <= :before and (a.to_on is null or a.to_on > :before)) as was_name,
	(select b.short_name from org_name b where b.org = :is and b.voided_by is null
		and b.from_on <= :on_day and (b.to_on is null or b.to_on > :on_day)) as is_name
from member m
where m.id = :member;

-- name: move_stays :many
-- Temporary stays that began or ended, with the home of that day.
-- in: scope int, after day, until day
-- out: member int, on_day day, org int, how text
select i.member as member, t.from_on as on_day, i.org as org, t.how as how
from {homes}
join member_in t on t.member = i.member
where {during} and t.temporary = 1 and t.voided_by is null
	and t.from_on > :after and t.from_on <= :until
	and i.from_on <= t.from_on and (i.to_on is null or i.to_on > t.from_on)
union
select i.member, t.to_on, i.org, t.ended_how
from {homes}
join member_in t on t.member = i.member
where {during} and t.temporary = 1 and t.voided_by is null
	and t.to_on > :after and t.to_on <= :until
	and i.from_on <= t.to_on and (i.to_on is null or i.to_on > t.to_on)
order by on_day, member, how;
