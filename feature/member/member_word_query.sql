-- The words by which people are found.

-- name: member_word_insert :exec
-- in: word text, member int
insert into member_word (word, member) values (:word, :member)
on conflict (word, member) do nothing;

-- name: member_word_drop :exec
-- in: member int
delete from member_word where member = :member;

-- let: former
case when exists (select 1 from member_name n
	where n.member = member.id and n.to_on is not null and n.voided_by is null) then 1 end
;

-- name: member_word_former :exec
-- Marks whether they had other names before.
-- in: member int
update member set former_names = {former} where id = :member;

-- name: member_word_unmarked :one
-- How many are marked wrongly.
-- scan: everybody
-- out: n int
select count(*) as n
from member
where coalesce(former_names, 0) <> coalesce({former}, 0);

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
m.id, m.name, m.name_fold, m.birth, m.birth_part, m.state,
	(select o.short_name from org o where o.id = m.org) as org_name,
	(select t.short_name from org t where t.id = m.away) as away_name
;

-- name: member_find_words :many
-- Whom a range leads to; of so many rows those that may be seen.
-- in: word text, word_end text, scope int, limit int
-- out: org_name text, away_name text
select w.word, {person}
from (select x.word, x.member from member_word x
	where x.word >= :word and x.word < :word_end
	order by x.word, x.member limit :limit) w
join member m on m.id = w.member
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

-- let: has_word
(select count(*) from member_word w
	where w.member = x.id and w.word >= :word and w.word < :word_end) > 0
;
-- let: has_turn
(select count(*) from member_word w
	where w.member = x.id and w.word >= :turn and w.word < :turn_end) > 0
;

-- name: member_find_within :many
-- Of an organisation: its people are looked through, in the index. Words that
-- stand in a row of a name written twice are words of one of its turns; `turn`:
-- the typed words turned, that either is found in one go; `part`: the longest
-- of them, which most names don't hold. (Of an `exists` a server would read
-- the whole range once.)
-- in: part text, word text, word_end text, turn text, turn_end text
-- in: scope int, limit int
-- out: org_name text, away_name text
select {person}
from (select x.id
	from org_closure c
	join member x on x.org = c.descendant
	where c.ancestor = :scope and (
		(x.name_fold like '%' || :part || '%' and length(x.name_fold) >= length(:word)
		and (' ' || x.name_fold || ' ' || x.name_fold like '% ' || :word || '%'
		[turn: or ' ' || x.name_fold || ' ' || x.name_fold like '% ' || :turn || '%']))
		or (x.former_names is not null and {has_word})
		[turn: or (x.former_names is not null and {has_turn})])
	limit :limit) f
join member m on m.id = f.id;

-- name: member_find_staying :many
-- … and those who stay there for a time.
-- in: word text, word_end text, turn text, turn_end text, scope int, limit int
-- out: org_name text, away_name text
select {person}
from (select x.id
	from org_closure c
	join member x on x.away = c.descendant
	where c.ancestor = :scope and ({has_word} [turn: or {has_turn}])
	limit :limit) f
join member m on m.id = f.id;

-- name: member_find_fact :many
-- Who has this value of a field now.
-- in: field text, value text, scope int, limit int
-- out: org_name text, away_name text
select {person}
from member_fact f
join member m on m.id = f.member
where f.field = :field and f.value = :value and f.to_on is null and f.voided_by is null
[scope: and (m.org in (select c.descendant from org_closure c where c.ancestor = :scope)
	or m.away in (select c.descendant from org_closure c where c.ancestor = :scope))]
order by m.sort, m.id
limit :limit;

-- name: member_find_one :one
-- in: id int
-- out: org_name text, away_name text
select {person}
from member m
where m.id = :id;
