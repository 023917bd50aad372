-- How many of each kind stand below an organisation, as changes by day.

-- let: begin
select r.ancestor as org, n.kind as kind,
	case when r.from_on > n.from_on then r.from_on else n.from_on end as on_day, 1 as n
from org_reach r
join org_name n on n.org = r.descendant and n.voided_by is null
where r.depth > 0 and (r.to_on is null or r.to_on > n.from_on)
	and (n.to_on is null or n.to_on > r.from_on)
;
-- let: end
select r.ancestor as org, n.kind as kind,
	case when r.to_on is null or n.to_on < r.to_on then n.to_on else r.to_on end as on_day,
	-1 as n
from org_reach r
join org_name n on n.org = r.descendant and n.voided_by is null
where r.depth > 0 and (r.to_on is null or r.to_on > n.from_on)
	and (n.to_on is null or n.to_on > r.from_on)
	and (r.to_on is not null or n.to_on is not null)
;

-- name: org_tally_drop :exec
-- in: org int
delete from org_tally where org = :org;

-- name: org_tally_make :exec
-- in: org int
insert into org_tally (org, kind, on_day, n)
select x.org, x.kind, x.on_day, sum(x.n)
from ({begin} and r.ancestor = :org
	union all {end} and r.ancestor = :org) x
group by x.org, x.kind, x.on_day
having sum(x.n) <> 0;

-- name: org_tally_leaf :exec
-- A new leaf counts with all that it stands below.
-- in: org int
insert into org_tally (org, kind, on_day, n)
select x.org, x.kind, x.on_day, sum(x.n)
from ({begin} and r.descendant = :org
	union all {end} and r.descendant = :org) x
where true
group by x.org, x.kind, x.on_day
on conflict (org, kind, on_day) do update set n = org_tally.n + excluded.n;

-- name: org_tally_above :many
-- Whoever it stands below on any day.
-- in: org int
select distinct r.ancestor as id
from org_reach r
where r.descendant = :org and r.depth > 0;

-- name: org_tally_drop_all :exec
-- scan: everything anew
delete from org_tally;

-- name: org_tally_make_all :exec
-- scan: everything anew
insert into org_tally (org, kind, on_day, n)
select x.org, x.kind, x.on_day, sum(x.n)
from ({begin} union all {end}) x
group by x.org, x.kind, x.on_day
having sum(x.n) <> 0;

-- name: org_tally_wrong :one
-- How many sums aren't what the dated rows make.
-- scan: everything is compared
-- out: n int
select count(*) as n
from (select y.org, y.kind, y.on_day
	from (select x.org, x.kind, x.on_day, x.n
		from ({begin} union all {end}) x
		union all select t.org, t.kind, t.on_day, -t.n from org_tally t) y
	group by y.org, y.kind, y.on_day
	having sum(y.n) <> 0) z;

-- name: org_word_insert :exec
-- in: word text, org int
insert into org_word (word, org) values (:word, :org) on conflict (word, org) do nothing;

-- name: org_word_drop_all :exec
-- scan: everything anew
delete from org_word;

-- name: org_word_orgs :many
-- All organisations, so many at a time.
-- in: after int, limit int
select o.id from org o where o.id > :after order by o.id limit :limit;

-- name: org_word_names :many
-- in: first int, last int
select n.org, n.name, n.short_name
from org_name n
where n.org >= :first and n.org <= :last and n.voided_by is null
order by n.org, n.id;

-- name: org_word_kept :many
-- in: first int, last int
select w.org, w.word
from org_word w
where w.org >= :first and w.org <= :last
order by w.org, w.word;
