-- The words by which people are found.

-- name: member_word_insert :exec
-- in: word text, member int
insert into member_word (word, member) values (:word, :member)
on conflict (word, member) do nothing;

-- name: member_word_drop :exec
-- in: member int
delete from member_word where member = :member;

-- name: member_word_people :many
-- Everybody, so many at a time.
-- in: after int, limit int
select m.id from member m where m.id > :after order by m.id limit :limit;

-- name: member_word_fresh :many
-- Whom an event put, so many at a time.
-- in: event int, after int, limit int
select m.id, m.name_fold
from member m
where m.event = :event and m.id > :after
order by m.id
limit :limit;

-- name: member_word_names :many
-- The names of some people, former ones too.
-- in: first int, last int
select n.member, n.id, n.name, n.name_fold
from member_name n
where n.member >= :first and n.member <= :last and n.voided_by is null
order by n.member, n.id;

-- name: member_word_fold :row
-- in: id int, fold text
update member_name set name_fold = :fold where id = :id;

-- name: member_word_kept :many
-- in: first int, last int
select w.member, w.word
from member_word w
where w.member >= :first and w.member <= :last
order by w.member, w.word;

-- let: person
m.id, m.name, m.name_fold, m.birth, m.birth_part, m.state, o.short_name as org_name,
	t.short_name as away_name
;
-- let: places
left join org o on o.id = m.org
left join org t on t.id = m.away
;

-- name: member_find_words :many
-- Whom a range leads to; of so many rows those that may be seen.
-- in: word text, word_end text, scope int, limit int
select w.word, {person}
from (select x.word, x.member from member_word x
	where x.word >= :word and x.word < :word_end
	order by x.word, x.member limit :limit) w
join member m on m.id = w.member
{places}
[scope: where m.org in (select c.descendant from org_closure c where c.ancestor = :scope)
	or m.away in (select c.descendant from org_closure c where c.ancestor = :scope)]
order by w.word, w.member;

-- name: member_find_longer :one
-- Whether a range has more rows than that.
-- in: word text, word_end text, rows int
select x.member
from member_word x
where x.word >= :word and x.word < :word_end
order by x.word, x.member
limit 1 offset :rows;

-- name: member_find_size :one
-- How many belong to an organisation or below it, up to a limit.
-- in: scope int, limit int
-- out: n int
select count(*) as n
from (select m.id from org_closure c join member m on m.org = c.descendant
	where c.ancestor = :scope limit :limit) x;

-- name: member_find_within :many
-- The same range, of a small organisation: its people are looked through.
-- in: word text, word_end text, scope int, limit int
select w.word, {person}
from org_closure c
join member m on m.org = c.descendant
join member_word w on w.member = m.id and w.word >= :word and w.word < :word_end
{places}
where c.ancestor = :scope
limit :limit;

-- name: member_find_staying :many
-- … and those who stay there for a time.
-- in: word text, word_end text, scope int, limit int
select w.word, {person}
from org_closure c
join member m on m.away = c.descendant
join member_word w on w.member = m.id and w.word >= :word and w.word < :word_end
{places}
where c.ancestor = :scope
limit :limit;

-- name: member_find_fact :many
-- Who has this value of a field now.
-- in: field text, value text, scope int, limit int
select {person}
from member_fact f
join member m on m.id = f.member
{places}
where f.field = :field and f.value = :value and f.to_on is null and f.voided_by is null
[scope: and (m.org in (select c.descendant from org_closure c where c.ancestor = :scope)
	or m.away in (select c.descendant from org_closure c where c.ancestor = :scope))]
order by m.sort, m.id
limit :limit;

-- name: member_find_one :one
-- in: id int
select {person}
from member m
{places}
where m.id = :id;
