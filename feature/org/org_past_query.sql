-- Organisations as they were on any day: the dated tables, never today's view.

-- let: here
p.from_on <= :day and (p.to_on is null or p.to_on > :day) and p.voided_by is null
;
-- let: named
n.from_on <= :day and (n.to_on is null or n.to_on > :day) and n.voided_by is null
;
-- let: line
x.id, x.parent, n.kind, n.name, n.short_name, n.from_on as name_from, n.to_on as name_to,
	x.place_from, x.place_to, x.born_on,
	(select m.short_name from org_name m where m.org = x.parent and m.from_on <= :day
		and (m.to_on is null or m.to_on > :day) and m.voided_by is null) as above,
	(select coalesce(sum(t.n), 0) from org_tally t
		where t.org = x.id and t.on_day <= :day) as below,
	(select coalesce(sum(t.n), 0) from org_tally t where t.org = x.id and t.on_day <= :day
		and t.kind in (:c1, :c2, :c3, :c4)) as cells,
	(select coalesce(sum(t.n), 0) from org_tally t where t.org = x.id and t.on_day <= :day
		and t.kind in (:l1, :l2, :l3, :l4)) as level
;

-- name: org_level :many
-- One level on a day, in order. Below: all that stand below each; cells, level:
-- those of up to four kinds.
-- ahead
-- in: parent int, day day, limit int, offset int
-- in: c1 text, c2 text, c3 text, c4 text, l1 text, l2 text, l3 text, l4 text
-- out: above text, below int, cells int, level int
select {line}
from (select p.org as id, p.parent, p.from_on as place_from, p.to_on as place_to,
		o.from_on as born_on,
		o.position
	from org_place p
	join org o on o.id = p.org
	where p.parent = :parent and {here}
	order by o.position, p.org
	limit :limit offset :offset) x
join org_name n on n.org = x.id and {named}
order by x.position, x.id;

-- name: org_line :many
-- One organisation, as org_level tells it; none when it isn't there that day.
-- ahead
-- in: id int, day day
-- in: c1 text, c2 text, c3 text, c4 text, l1 text, l2 text, l3 text, l4 text
-- out: above text, below int, cells int, level int
select {line}
from (select p.org as id, p.parent, p.from_on as place_from, p.to_on as place_to,
		o.from_on as born_on
	from org_place p
	join org o on o.id = p.org
	where p.org = :id and {here}) x
join org_name n on n.org = x.id and {named};

-- name: org_of_kind :many
-- All of a kind on a day, page by page.
-- in: kind text, day day, limit int, offset int
-- in: c1 text, c2 text, c3 text, c4 text, l1 text, l2 text, l3 text, l4 text
-- out: above text, below int, cells int, level int
select {line}
from (select p.org as id, p.parent, p.from_on as place_from, p.to_on as place_to,
		o.from_on as born_on
	from org_name n
	join org_place p on p.org = n.org and {here}
	join org o on o.id = n.org
	where n.kind = :kind and {named}
	order by n.org
	limit :limit offset :offset) x
join org_name n on n.org = x.id and {named}
order by x.id;

-- name: org_level_count :one
-- in: parent int, day day
-- out: n int
select count(*) as n
from org_place p
where p.parent = :parent and {here};

-- name: org_root_on :one
-- ahead
-- in: day day
select p.org as id
from org_place p
where p.parent is null and {here}
order by p.from_on, p.org
limit 1;

-- name: org_first_day :one
-- out: day day
select min(p.from_on) as day
from org_place p
where p.parent is null and p.voided_by is null;

-- name: org_kinds_on :many
-- How many of each kind stand below.
-- ahead
-- in: org int, day day
-- out: n int
select t.kind, sum(t.n) as n
from org_tally t
where t.org = :org and t.on_day <= :day
group by t.kind
having sum(t.n) > 0
order by t.kind;

-- name: org_path_on :many
-- From the root down to the organisation itself.
-- ahead
-- in: id int, day day
select n.org as id, n.name, n.short_name
from org_reach p
join org_name n on n.org = p.ancestor and {named}
where p.descendant = :id and p.from_on <= :day and (p.to_on is null or p.to_on > :day)
order by p.depth desc;

-- name: org_days_around :one
-- The last day before and the first day behind a day on which something changed.
-- ahead
-- in: day day
-- out: before day, behind day
select (select max(x.d) from (
		select max(n.from_on) as d from org_name n
			where n.from_on < :day and n.voided_by is null
		union all select max(p.from_on) from org_place p
			where p.from_on < :day and p.voided_by is null
		union all select max(p.to_on) from org_place p
			where p.to_on < :day and p.to_on is not null and p.voided_by is null
		union all select max(c.from_on) from org_code c
			where c.from_on < :day and c.voided_by is null) x) as before,
	(select min(x.d) from (
		select min(n.from_on) as d from org_name n
			where n.from_on > :day and n.voided_by is null
		union all select min(p.from_on) from org_place p
			where p.from_on > :day and p.voided_by is null
		union all select min(p.to_on) from org_place p
			where p.to_on > :day and p.to_on is not null and p.voided_by is null
		union all select min(c.from_on) from org_code c
			where c.from_on > :day and c.voided_by is null) x) as behind;

-- name: org_decisions_ahead :one
-- Approved, and in force until a day that hasn't come.
-- ahead
-- in: day day
-- out: n int
select count(*) as n
from org_decision d
where d.approved_at is not null and d.applied_at is null and d.undone_at is null
	and d.dropped_at is null and d.effective_on <= :day;

-- name: org_lineage_around :many
-- What became of what from a day on, newest first.
-- ahead
-- in: from day, limit int
select l.from_org, l.to_org, l.kind, l.on_day, l.members,
	(select n.short_name from org_name n where n.org = l.from_org and n.voided_by is null
		and n.from_on < l.on_day order by n.from_on desc limit 1) as from_name,
	(select n.short_name from org_name n where n.org = l.to_org and n.voided_by is null
		and n.from_on <= l.on_day order by n.from_on desc limit 1) as to_name, l.other
from org_lineage l
where l.on_day > :from and l.voided_by is null
order by l.on_day desc, l.id
limit :limit;

-- name: org_names_of :many
-- All names and kinds of an organisation, the newest first, with who decided.
-- ahead
-- in: org int
select n.kind, n.name, n.short_name, n.from_on, n.to_on, e.at, e.actor, d.id as decision, d.number,
	d.signer, d.signed_on
from org_name n
left join event e on e.id = n.event
left join org_decision d on d.applied_event = n.event
where n.org = :org and n.voided_by is null
order by n.from_on desc;

-- name: org_places_of :many
-- ahead
-- in: org int
select p.parent, p.from_on, p.to_on,
	(select n.name from org_name n where n.org = p.parent and n.voided_by is null
		and n.from_on <= p.from_on order by n.from_on desc limit 1) as parent_name,
	e.at, e.actor, d.id as decision, d.number, d.signer, d.signed_on,
	f.id as end_decision, f.number as end_number, f.signer as end_signer,
	f.signed_on as end_signed
from org_place p
left join event e on e.id = p.event
left join org_decision d on d.applied_event = p.event
left join org_decision f on f.applied_event = p.ended_by
where p.org = :org and p.voided_by is null
order by p.from_on desc;

-- name: org_codes_of :many
-- ahead
-- in: org int
select c.code, c.from_on, c.to_on, e.at, e.actor, d.id as decision, d.number, d.signer, d.signed_on
from org_code c
left join event e on e.id = c.event
left join org_decision d on d.applied_event = c.event
where c.org = :org and c.voided_by is null
order by c.from_on desc;

-- name: org_lineage_of :many
-- Both ways: what it came from, what became of it.
-- ahead
-- in: org int
select l.from_org, l.to_org, l.other, l.kind, l.share, l.members, l.on_day,
	(select n.name from org_name n where n.org = l.from_org and n.voided_by is null
		and n.from_on <= l.on_day order by n.from_on desc limit 1) as from_name,
	(select n.name from org_name n where n.org = l.to_org and n.voided_by is null
		and n.from_on <= l.on_day order by n.from_on desc limit 1) as to_name,
	d.id as decision, d.number, d.signer, d.signed_on
from org_lineage l
join org_decision d on d.id = l.decision
where l.from_org = :org and l.voided_by is null
union all
select l.from_org, l.to_org, l.other, l.kind, l.share, l.members, l.on_day,
	(select n.name from org_name n where n.org = l.from_org and n.voided_by is null
		and n.from_on <= l.on_day order by n.from_on desc limit 1) as from_name,
	(select n.name from org_name n where n.org = l.to_org and n.voided_by is null
		and n.from_on <= l.on_day order by n.from_on desc limit 1) as to_name,
	d.id as decision, d.number, d.signer, d.signed_on
from org_lineage l
join org_decision d on d.id = l.decision
where l.to_org = :org and l.voided_by is null
order by 7 desc, 1, 2;

-- let: found
n.org as id, n.kind, n.name, n.short_name, n.from_on, n.to_on,
	(select count(*) from org_place p where p.org = n.org and {here}) as alive,
	(select m.short_name from org_place p join org_name m on m.org = p.parent
		and m.from_on <= :day and (m.to_on is null or m.to_on > :day)
		and m.voided_by is null
		where p.org = n.org and {here}) as above,
	(select min(p.from_on) from org_place p
		where p.org = n.org and p.voided_by is null) as born_on,
	(select max(p.to_on) from org_place p
		where p.org = n.org and p.voided_by is null) as ended_on
;

-- name: org_find_words :many
-- Every name of whom the words lead to, the newest first.
-- in: word text, word_end text, day day, limit int
-- out: alive int, above text, born_on day, ended_on day
select w.word, {found}
from (select f.word, f.org from org_word f where f.word >= :word and f.word < :word_end
	order by f.word, f.org limit :limit) w
join org_name n on n.org = w.org and n.voided_by is null
order by w.word, w.org, n.from_on desc;

-- name: org_find_code :many
-- in: code text, code_end text, day day, limit int
-- out: alive int, above text, born_on day, ended_on day
select w.code, w.from_on as code_from, w.to_on as code_to, {found}
from (select c.code, c.org, c.from_on, c.to_on from org_code c
	where c.code >= :code and c.code < :code_end and c.voided_by is null
	order by c.code, c.org limit :limit) w
join org_name n on n.org = w.org and n.voided_by is null
order by w.code, w.org, n.from_on desc;

-- name: org_all_on :many
-- The whole tree of a day, flat.
-- in: day day, root int
select p.org as id, p.parent, r.depth, n.kind, n.name, n.short_name, o.from_on, o.to_on, c.code
from org_reach r
join org_place p on p.org = r.descendant and {here}
join org o on o.id = p.org
join org_name n on n.org = p.org and {named}
left join org_code c on c.org = p.org and c.from_on <= :day
	and (c.to_on is null or c.to_on > :day) and c.voided_by is null
where r.ancestor = :root and r.from_on <= :day and (r.to_on is null or r.to_on > :day)
order by r.depth, o.position, p.org;
