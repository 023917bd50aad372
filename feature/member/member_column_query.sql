-- What the tree of organisations shows of members. The rows of a page come as
-- one text, twenty characters an id.

-- let: rows
row_at as (select 1 as k union all select k + 20 from row_at where k + 20 <= length(:orgs)),
row_of as materialized (select cast(trim(substr(:orgs, k, 20)) as bigint) as org from row_at)
;

-- let: seen
[scope: where x.org in (select c.descendant from org_closure c where c.ancestor = :scope)]
;

-- name: column_states :many
-- How many in which state stand at or below each row on a day. An organisation
-- is counted once, however many rows it stands below.
-- in: orgs text, scope int, day day
-- out: org int, n int
-- scan: the rows that were asked for
with recursive {rows},
pair as materialized (
	select r.ancestor as above, r.descendant as org
	from (select x.org from row_of x {seen}) x
	join org_reach r on r.ancestor = x.org and r.from_on <= :day
		and (r.to_on is null or r.to_on > :day)),
part as materialized (
	select s.org, s.state, count(*) as n
	from member_span s
	where s.org in (select p.org from pair p) and s.from_on <= :day
		and (s.to_on is null or s.to_on > :day)
	group by s.org, s.state)
select p.above as org, t.state, sum(t.n) as n
from part t
join pair p on p.org = t.org
group by p.above, t.state
order by p.above, t.state;

-- name: column_heads :many
-- Who held the offices at each row until a day, the last ones last.
-- in: orgs text, scope int, day day, h1 text, h2 text, h3 text, h4 text
-- out: org int, name text
-- scan: the rows that were asked for
with recursive {rows}
select p.org, p.member, p.to_on,
	coalesce((select n.name from member_name n where n.member = p.member
		and n.voided_by is null and n.from_on <= :day
		and (n.to_on is null or n.to_on > :day)), m.name) as name
from (select x.org from row_of x {seen}) x
join member_post p on p.org = x.org and p.office in (:h1, :h2, :h3, :h4)
	and p.voided_by is null and p.from_on <= :day
join member m on m.id = p.member
order by p.org, p.from_on, p.id;
