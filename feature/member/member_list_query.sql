-- Lists of members: today by the columns of `member`, a past day by the spans
-- that the dated tables make (member_span.c). Who may see whom is always asked of today.

-- let: seen
[scope: and (m.org in (select c.descendant from org_closure c where c.ancestor = :scope)
	or m.away in (select c.descendant from org_closure c where c.ancestor = :scope))]
;

-- let: names
left join org o on o.id = m.org
left join org t on t.id = m.away
;

-- let: today
where m.id > 0
{seen}
[current: and m.org is not null]
[org: and m.org in (select c.descendant from org_closure c where c.ancestor = :org)]
[q: and m.id in (select w.member from member_word w
	where (w.word >= :q and w.word < :q_end) or (w.word >= :turn and w.word < :turn_end))]
[state: and m.state = :state]
[sex: and m.sex = :sex]
;

-- let: on_day
p.from_on <= :as_at and (p.to_on is null or p.to_on > :as_at)
;

-- let: then
from member m
join member_span p on p.member = m.id and {on_day}
;

-- let: names_then
join member_name n on n.member = m.id and n.voided_by is null
	and n.from_on <= :as_at and (n.to_on is null or n.to_on > :as_at)
left join org_name o on o.org = p.org and o.voided_by is null
	and o.from_on <= :as_at and (o.to_on is null or o.to_on > :as_at)
;

-- let: called_then
-- By the name of that day, from any word of it on; who has one name is found
-- by that.
and exists (select 1 from member_name x where x.member = p.member and x.voided_by is null
	and x.from_on <= :as_at and (x.to_on is null or x.to_on > :as_at)
	and (x.name_fold is null
		or replace(' ' || x.name_fold || ' ' || x.name_fold, ' ' || :q, '')
			<> ' ' || x.name_fold || ' ' || x.name_fold
		or replace(' ' || x.name_fold || ' ' || x.name_fold, ' ' || :turn, '')
			<> ' ' || x.name_fold || ' ' || x.name_fold))
;

-- let: past_org
[org: and p.org in (select r.descendant from org_reach r where r.ancestor = :org
	and r.from_on <= :as_at and (r.to_on is null or r.to_on > :as_at))]
;

-- let: past_of
{seen}
{past_org}
[q: and m.id in (select w.member from member_word w
	where (w.word >= :q and w.word < :q_end) or (w.word >= :turn and w.word < :turn_end))
	{called_then}]
[state: and p.state = :state]
[sex: and m.sex = :sex]
;

-- let: past
where m.id > 0
{past_of}
;

-- name: member_list :many
-- Who stands on a page is found in the index of names; persons are read of it only.
-- scan: by the sort key
-- in: scope int, org int, q text, q_end text, turn text, turn_end text
-- in: state text, sex text, limit int, offset int
select m.id, m.name, m.sex, m.birth, m.birth_part, m.state, m.admitted_on, m.official_on,
	m.org, o.name as org_name, t.name as away_name
from (select m.id from member m
	{today}
	order by m.sort, m.id
	limit :limit offset :offset) f
join member m on m.id = f.id
{names}
order by m.sort, m.id;

-- name: member_count :one
-- scan: all are counted
-- in: scope int, org int, q text, q_end text, turn text, turn_end text
-- in: state text, sex text
-- out: n int
select count(*) as n
from member m
{today};

-- name: member_dump :each
-- scan: by the sort key
-- in: scope int, org int, q text, q_end text, turn text, turn_end text
-- in: state text, sex text
select m.id, m.name, m.sex, m.birth, m.birth_part, m.state, m.admitted_on, m.official_on,
	m.org, o.name as org_name, t.name as away_name
from member m
{names}
{today}
order by m.sort, m.id;

-- name: member_past_list :many
-- The same. `walk`: most of all people fit, so they are walked through by name
-- (SQLite keeps the order of a cross join) and nothing is sorted; `back`: from
-- the last one, for a page behind the middle.
-- scan: by the sort key
-- in: scope int, org int, q text, q_end text, turn text, turn_end text
-- in: state text, sex text, as_at day, limit int, offset int
select m.id, n.name, m.sex, m.birth, m.birth_part, p.state, m.admitted_on, m.official_on,
	p.org, o.name as org_name
from (select m.id, p.from_on
	from member m [walk: cross] join member_span p [!walk: on p.member = m.id]
	where p.member = m.id and {on_day}
	{past_of}
	[order fore: order by m.sort, m.id]
	[order back: order by m.sort desc, m.id desc]
	limit :limit offset :offset) f
join member m on m.id = f.id
join member_span p on p.member = f.id and p.from_on = f.from_on
{names_then}
order by m.sort, m.id;

-- name: member_past_count :one
-- The same people; all that is asked stands in an index of spans.
-- scan: all are counted
-- in: scope int, org int, q text, q_end text, turn text, turn_end text
-- in: state text, sex text, as_at day
-- out: n int
select count(*) as n
from member_span p
where {on_day}
[scope: and exists (select 1 from member m where m.id = p.member
	and (m.org in (select c.descendant from org_closure c where c.ancestor = :scope)
	or m.away in (select c.descendant from org_closure c where c.ancestor = :scope)))]
{past_org}
[q: and p.member in (select w.member from member_word w
	where (w.word >= :q and w.word < :q_end) or (w.word >= :turn and w.word < :turn_end))
	{called_then}]
[state: and p.state = :state]
[sex: and p.sex = :sex];

-- name: member_past_dump :each
-- scan: by the sort key
-- in: scope int, org int, q text, q_end text, turn text, turn_end text
-- in: state text, sex text, as_at day
select m.id, n.name, m.sex, m.birth, m.birth_part, p.state, m.admitted_on, m.official_on,
	p.org, o.name as org_name
{then}
{names_then}
{past}
order by m.sort, m.id;

-- name: member_orgs :many
-- Organisations of today at or below one, for choosing from.
-- in: scope int, today day, limit int
select o.id, o.parent, o.kind, o.name, o.short_name, c.depth
from org_closure c
join org o on o.id = c.descendant
where c.ancestor = :scope and (o.to_on is null or o.to_on > :today)
order by c.depth, o.position, o.id
limit :limit;

-- name: member_root :one
select o.id, o.name
from org o
where o.parent is null
order by o.id
limit 1;

-- name: member_org_count :one
-- in: org int
-- out: n int
select count(*) as n
from org_closure c
join member m on m.org = c.descendant
where c.ancestor = :org;

-- name: member_org_posts :many
-- Who holds an office there now.
-- in: org int, today day
select p.id, p.office, p.member, m.name, p.from_on
from member_post p
join member m on m.id = p.member
where p.org = :org and p.voided_by is null and p.from_on <= :today
	and (p.to_on is null or p.to_on > :today)
order by p.office, m.sort, p.id;

-- name: member_org_left :many
-- Since when an office stood vacant, if it stands vacant.
-- in: org int, today day
-- out: to_on day
select p.office, max(p.to_on) as to_on
from member_post p
where p.org = :org and p.voided_by is null and p.to_on is not null and p.to_on <= :today
group by p.office;

-- name: member_users :many
-- People who sign in and are nobody yet, for choosing from; who works outside
-- of a part isn't that part's.
-- scan: a page
-- in: member int, limit int, scope int
select a.id, a.name, a.email
from user_account a
left join member_user u on u.user_id = a.id
where a.disabled_on is null and (u.member is null or u.member = :member)
[scope: and not exists (select 1 from user_grant g where g.user_id = a.id and g.to_on is null
	and not exists (select 1 from org_closure c where c.ancestor = :scope
		and c.descendant = g.org_id))]
order by a.name_sort, a.id
limit :limit;
