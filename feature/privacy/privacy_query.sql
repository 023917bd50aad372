-- Personal data: requests, restrictions, erasures, breaches.

-- ---- requests

-- name: request_insert :id
-- in: member int, user_id int, candidate int, kind text, way text, words text, came_on day
-- in: due_on day, made_at instant, made_by int
insert into privacy_request (member, user_id, candidate, kind, way, words, state, came_on, due_on,
	made_at, made_by, answer, rev)
values (:member, :user_id, :candidate, :kind, :way, :words, 'received', :came_on, :due_on,
	:made_at, :made_by, '', 1)
returning id;

-- let: request
r.id, r.member, r.user_id, r.candidate, r.kind, r.way, r.words, r.state, r.came_on, r.due_on,
	r.made_at, r.made_by, r.taken_at, r.taken_by, r.ended_at, r.ended_by, r.answer, r.rev,
	coalesce(m.name, c.name) as member_name, coalesce(r.member, r.candidate) as number,
	u.name as user_name, u.email as user_email, u.lang as user_lang,
	t.name as taken_name, e.name as ended_name
;

-- let: joined
from privacy_request r
left join member m on m.id = r.member
left join candidate c on c.id = r.candidate
left join user_account u on u.id = r.user_id
left join user_account t on t.id = r.taken_by
left join user_account e on e.id = r.ended_by
;

-- name: request_by_id :one
-- in: id int
-- out: member_name text, number int
select {request}
{joined}
where r.id = :id;

-- name: request_list :many
-- scan: the done ones are looked at from the newest
-- in: member int, user_id int, candidate int, limit int, offset int
-- out: member_name text, number int
select {request}
{joined}
where 1 = 1
	[open: and r.ended_at is null]
	[done: and r.ended_at is not null]
	[own: and (r.member = :member or (r.user_id = :user_id and r.candidate is null)
		or r.candidate = :candidate)]
[order due: order by r.due_on, r.id]
[order newest: order by r.id desc]
limit :limit offset :offset;

-- name: request_count :one
-- scan: few
-- in: today day
-- out: waiting int, late int, done int
select coalesce(sum(case when r.ended_at is null then 1 else 0 end), 0) as waiting,
	coalesce(sum(case when r.ended_at is null and r.due_on < :today then 1 else 0 end), 0)
		as late,
	coalesce(sum(case when r.ended_at is not null then 1 else 0 end), 0) as done
from privacy_request r;

-- name: request_take :row
-- in: id int, at instant, by int
update privacy_request set state = 'work', taken_at = :at, taken_by = :by, rev = rev + 1
where id = :id and state = 'received';

-- name: request_end :row
-- in: id int, state text, at instant, by int, answer text
update privacy_request
set state = :state, ended_at = :at, ended_by = :by, answer = :answer, rev = rev + 1
where id = :id and ended_at is null;

-- name: request_open_same :one
-- in: member int, user_id int, candidate int, kind text
select r.id
from privacy_request r
where r.kind = :kind and r.ended_at is null
	[member: and r.member = :member]
	[user: and r.user_id = :user_id and r.candidate is null]
	[candidate: and r.candidate = :candidate]
limit 1;

-- name: request_remind :many
-- in: until day, today day
-- out: member_name text, number int
select {request}
{joined}
where r.ended_at is null and r.due_on <= :until
	and (r.reminded_on is null or r.reminded_on < :today)
order by r.due_on, r.id;

-- name: request_reminded :exec
-- in: id int, today day
update privacy_request set reminded_on = :today where id = :id;

-- name: request_ids :many
-- scan: few
-- in: member int, user_id int, candidate int
select r.id
from privacy_request r
where r.member = :member or (r.user_id = :user_id and r.candidate is null)
	or r.candidate = :candidate
order by r.id;

-- name: request_blank :exec
-- in: id int
update privacy_request set words = '', answer = '' where id = :id;

-- ---- holds

-- name: hold_of :one
-- in: member int
select h.reason, h.at, h.by_user, u.name as by_name
from privacy_hold h
left join user_account u on u.id = h.by_user
where h.member = :member;

-- name: hold_insert :exec
-- in: member int, reason text, at instant, by int, event int
insert into privacy_hold (member, reason, at, by_user, event)
values (:member, :reason, :at, :by, :event);

-- name: hold_delete :row
-- in: member int
delete from privacy_hold where member = :member;

-- ---- erasures

-- name: erased_insert :id
-- in: member int, user_id int, candidate int, origin_event int, origin_hash text, cause text
-- in: at instant, event int, filed bool
insert into privacy_erased (member, user_id, candidate, origin_event, origin_hash, cause, at, event,
	filed)
values (:member, :user_id, :candidate, :origin_event, :origin_hash, :cause, :at, :event, :filed)
returning id;

-- name: erased_list :many
-- Whom a file must name: those it doesn't, or, when it is gone, all.
-- in: after int, limit int
select x.id, x.member, x.user_id, x.candidate, x.origin_event, x.origin_hash, x.at
from privacy_erased x
where x.id > :after
	[unfiled: and x.filed = 0]
order by x.id
limit :limit;

-- name: erased_filed :exec
-- in: id int
update privacy_erased set filed = 1 where id = :id;

-- name: erased_user :one
-- scan: few
-- in: user_id int
select x.id from privacy_erased x where x.user_id = :user_id limit 1;

-- name: erased_count :one
-- scan: few
-- out: n int
select count(*) as n from privacy_erased x;

-- name: event_hash :one
-- in: id int
select e.hash from event e where e.id = :id;

-- ---- records whose time is over

-- name: due_candidates :many
-- People who belong nowhere, and whose state is the same since before a day.
-- scan: all members, at night
-- in: before day, limit int
select m.id, s.state, s.from_on
from member m
join member_state s on s.member = m.id and s.to_on is null and s.voided_by is null
where s.from_on <= :before
	and not exists (select 1 from privacy_due d where d.member = m.id)
	and not exists (select 1 from member_guard g where g.member = m.id
		and g.kind = 'erased')
	and m.org is null and s.state = m.state
order by s.from_on, m.id
limit :limit;

-- name: due_insert :exec
-- in: member int, over_on day, found_at instant
insert into privacy_due (member, over_on, found_at, reason)
values (:member, :over_on, :found_at, '')
on conflict (member) do nothing;

-- name: due_list :many
-- scan: few
-- in: today day, limit int
select d.member, d.over_on, d.keep_until, d.reason, m.name, o.name as org_name, s.from_on, s.state,
	h.reason as hold_reason
from privacy_due d
join member m on m.id = d.member
left join org o on o.id = m.org
left join member_state s on s.member = d.member and s.to_on is null and s.voided_by is null
left join privacy_hold h on h.member = d.member
where d.keep_until is null or d.keep_until <= :today
order by d.over_on, d.member
limit :limit;

-- name: due_count :one
-- scan: few
-- in: today day
-- out: n int
select count(*) as n
from privacy_due d
where d.keep_until is null or d.keep_until <= :today;

-- name: due_of :one
-- in: member int
select d.over_on, d.keep_until from privacy_due d where d.member = :member;

-- name: due_keep :row
-- in: member int, until day, reason text, by int
update privacy_due set keep_until = :until, reason = :reason, decided_by = :by
where member = :member;

-- name: due_delete :exec
-- in: member int
delete from privacy_due where member = :member;

-- name: due_again :exec
-- Who is a member again isn't listed any more.
-- scan: few
delete from privacy_due
where exists (select 1 from member m
	join member_state s on s.member = m.id and s.to_on is null and s.voided_by is null
	where m.id = privacy_due.member and s.from_on > privacy_due.over_on);

-- ---- who saw

-- name: saw_record :many
-- Who looked at a record since a day.
-- in: member int, since day, limit int
select l.user_id, l.user_name, l.at, l.on_day, l.field, l.reason
from member_look l
where l.member = :member and l.on_day >= :since
order by l.id
limit :limit;

-- name: saw_user :many
-- Whose records a user looked at since a day.
-- in: user_id int, since day
select distinct l.member
from member_look l
where l.user_id = :user_id and l.on_day >= :since
order by l.member;

-- name: saw_all :many
-- Whose records anybody looked at since a day.
-- in: since day
select distinct l.member
from member_look l
where l.on_day >= :since
order by l.member;

-- ---- breaches

-- name: breach_insert :id
-- in: title text, what text, effect text, found_at instant, due_at instant, made_at instant
-- in: made_by int
insert into privacy_breach (title, what, effect, found_at, due_at, made_at, made_by, told_whom,
	lesson, rev)
values (:title, :what, :effect, :found_at, :due_at, :made_at, :made_by, '', '', 1)
returning id;

-- name: breach_by_id :one
-- in: id int
select b.id, b.title, b.what, b.effect, b.found_at, b.due_at, b.made_at, b.made_by, b.told_at,
	b.told_whom, b.people_told_at, b.closed_at, b.lesson, b.rev, u.name as made_name
from privacy_breach b
left join user_account u on u.id = b.made_by
where b.id = :id;

-- name: breach_list :many
-- scan: few
-- in: limit int, offset int
-- out: people int
select b.id, b.title, b.found_at, b.due_at, b.told_at, b.people_told_at, b.closed_at,
	(select count(*) from privacy_breach_person p where p.breach = b.id) as people
from privacy_breach b
order by b.id desc
limit :limit offset :offset;

-- name: breach_count :one
-- scan: few
-- in: now instant
-- out: n int, waiting int, late int
select count(*) as n,
	coalesce(sum(case when b.told_at is null and b.closed_at is null then 1 else 0 end), 0)
		as waiting,
	coalesce(sum(case when b.told_at is null and b.closed_at is null and b.due_at < :now
		then 1 else 0 end), 0) as late
from privacy_breach b;

-- name: breach_told :row
-- in: id int, at instant, whom text
update privacy_breach set told_at = :at, told_whom = :whom, rev = rev + 1
where id = :id and told_at is null and closed_at is null;

-- name: breach_people_told :row
-- in: id int, at instant
update privacy_breach set people_told_at = :at, rev = rev + 1
where id = :id and people_told_at is null and closed_at is null;

-- name: breach_close :row
-- in: id int, at instant, lesson text
update privacy_breach set closed_at = :at, lesson = :lesson, rev = rev + 1
where id = :id and closed_at is null;

-- name: breach_remind :many
-- in: until instant, before instant
select b.id, b.title, b.due_at
from privacy_breach b
where b.closed_at is null and b.told_at is null and b.due_at <= :until
	and (b.reminded_at is null or b.reminded_at <= :before)
order by b.due_at, b.id;

-- name: breach_reminded :exec
-- in: id int, at instant
update privacy_breach set reminded_at = :at where id = :id;

-- name: breach_step_insert :id
-- in: breach int, at instant, by int, words text
insert into privacy_breach_step (breach, at, by_user, words)
values (:breach, :at, :by, :words)
returning id;

-- name: breach_steps :many
-- in: breach int
select s.at, s.by_user, s.words, u.name as by_name
from privacy_breach_step s
left join user_account u on u.id = s.by_user
where s.breach = :breach
order by s.id;

-- name: breach_person_insert :exec
-- in: breach int, member int, at instant
insert into privacy_breach_person (breach, member, added_at)
values (:breach, :member, :at)
on conflict (breach, member) do nothing;

-- name: breach_person_drop :exec
-- in: breach int, member int
delete from privacy_breach_person where breach = :breach and member = :member;

-- name: breach_people :many
-- in: breach int, limit int
select p.member, m.name, o.name as org_name
from privacy_breach_person p
join member m on m.id = p.member
left join org o on o.id = m.org
where p.breach = :breach
order by p.member
limit :limit;

-- name: breach_people_count :one
-- in: breach int
-- out: n int
select count(*) as n from privacy_breach_person p where p.breach = :breach;

-- name: breaches_of :many
-- in: member int
select b.id, b.title, b.found_at, b.people_told_at
from privacy_breach_person p
join privacy_breach b on b.id = p.breach
where p.member = :member
order by b.id;

-- name: member_exists :one
-- in: id int
select m.id from member m where m.id = :id;

-- name: user_by_address :one
-- in: email text
select u.id, u.name from user_account u where u.email = :email;
