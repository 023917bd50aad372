-- let: reports
-- Grant g lets its person report for its organisation on :today: the role has
-- WORK_REPORT, and of several grants it is the one that role_choose() takes.
g.role = 'secretary' and g.org_id is not null and g.from_on <= :today
	and (g.to_on is null or g.to_on > :today)
	and not exists (select 1 from user_account d
		where d.id = g.user_id and d.disabled_on is not null)
	and (exists (select 1 from org r where r.id = g.org_id and r.parent is null)
		or not exists (select 1 from user_grant h left join org r on r.id = h.org_id
			where h.user_id = g.user_id and h.from_on <= :today
			and (h.to_on is null or h.to_on > :today)
			and (r.parent is null or (h.id < g.id and h.org_id <> g.org_id))))
;

-- let: slot
-- People whose day and hour it is and who want digests (bit 4 of `off`).
u.disabled_on is null
	and coalesce(p.digest_day, :usual_day) in (0, :weekday)
	and coalesce(p.digest_hour, :usual_hour) = :hour
	and ((coalesce(p.off, 0) >> 4) & 1) = 0
;

-- let: open
-- The lead has to do something about the task; of a series about its periods.
not exists (select 1 from task k where k.parent = t.id and k.child = 'period')
	and t.voided_at is null and t.issued_on <= :today and t.done_on is null
	and t.withdrawn_on is null and t.submitted_on is null and t.paused_on is null
;

-- ---- what is told --------------------------------------------------------------

-- name: notice_deed :exec
-- For those who report for the lead, or when it has none, for the nearest
-- organisation above it that has some.
-- in: task int, kind text, mark text, now instant, today day
-- scan: the few people of a lead
insert into notice (user_id, kind, task, mark, at)
select distinct w.user_id, :kind, :task, :mark, :now
from (select g.user_id, c.depth, min(c.depth) over () as nearest
	from task t
	join org_closure c on c.descendant = t.lead
	join user_grant g on g.org_id = c.ancestor
	where t.id = :task and {reports}) w
where w.depth = w.nearest
on conflict (user_id, task, kind, mark) do nothing;

-- name: notice_reminders :many
-- What a person with this hour isn't told yet: overdue tasks, and those due
-- within :first and :last days. A task that was issued within these days is
-- told of on the very day only.
-- in: today day, hour int, usual_hour int, first day, last day, before day
-- out: user_id int, task int, kind text, mark text
-- scan: the few tasks that are due, by their index
with who as materialized (select g.user_id, g.org_id from user_grant g where {reports}),
told as (select g.user_id, t.id as task, c.depth,
		case when t.due_on < :today then 'overdue' else 'due' end as kind,
		case when t.due_on < :today then 'late ' when t.due_on <= :last then 'last '
			else 'first ' end || cast(t.due_on as text) as mark,
		min(c.depth) over (partition by t.id) as nearest
	from task t
	join org_closure c on c.descendant = t.lead
	join who g on g.org_id = c.ancestor
	where {open} and coalesce(t.due_on, '9999-12-31') <= :first
		and (t.due_on < :today or t.due_on = :first or t.due_on = :last
			or (t.due_on <= :last and t.issued_on < :today)
			or (t.due_on > :last and t.issued_on <= :before)))
select w.user_id, w.task, w.kind, w.mark
from told w
left join notice_choice p on p.user_id = w.user_id
where w.depth = w.nearest and coalesce(p.digest_hour, :usual_hour) = :hour
	and not exists (select 1 from notice n where n.user_id = w.user_id
		and n.task = w.task and n.kind = w.kind and n.mark = w.mark)
order by w.task, w.user_id;

-- name: notice_insert :exec
-- in: user_id int, kind text, task int, mark text, now instant
insert into notice (user_id, kind, task, mark, at)
values (:user_id, :kind, :task, :mark, :now)
on conflict (user_id, task, kind, mark) do nothing;

-- ---- the list --------------------------------------------------------------------

-- name: notice_list :many
-- Of tasks that the person may (still) see.
-- in: user_id int, scope int, limit int, offset int
select n.id, n.kind, n.task, n.at, n.read_at, t.number, t.work, t.due_on, t.issued_on, t.done_on,
	t.withdrawn_on, a.actor_name, a.body
from notice n
join task t on t.id = n.task
left join task_act a on n.kind = 'returned' and a.id = cast(n.mark as bigint)
where n.user_id = :user_id and t.voided_at is null
[scope: and t.issued_on is not null and (
	t.lead in (select c.descendant from org_closure c where c.ancestor = :scope)
	or t.id in (select x.task from task_org x join org_closure c on c.descendant = x.org
		where c.ancestor = :scope))]
order by n.id desc
limit :limit offset :offset;

-- name: notice_count :one
-- in: user_id int, scope int
-- out: n int, unread int
select count(*) as n,
	coalesce(sum(case when n.read_at is null then 1 else 0 end), 0) as unread
from notice n
join task t on t.id = n.task
where n.user_id = :user_id and t.voided_at is null
[unread: and n.read_at is null]
[scope: and t.issued_on is not null and (
	t.lead in (select c.descendant from org_closure c where c.ancestor = :scope)
	or t.id in (select x.task from task_org x join org_closure c on c.descendant = x.org
		where c.ancestor = :scope))];

-- name: notice_read :exec
-- One of the person's own.
-- in: id int, user_id int, now instant
update notice set read_at = coalesce(read_at, :now) where id = :id and user_id = :user_id;

-- name: notice_read_all :exec
-- What came later than the page isn't read yet.
-- in: user_id int, upto int, now instant
update notice set read_at = :now
where user_id = :user_id and id <= :upto and read_at is null;

-- ---- letters ----------------------------------------------------------------------

-- name: notice_waiting_people :many
-- in: after int, limit int
-- out: n int, newest int
select n.user_id, count(*) as n, max(n.id) as newest
from notice n
where n.mailed_at is null and n.user_id > :after
group by n.user_id
order by n.user_id
limit :limit;

-- name: notice_waiting_now :one
-- The same of one person, to see whether another process was faster.
-- in: user_id int
-- out: n int, newest int
select count(*) as n, max(n.id) as newest
from notice n
where n.mailed_at is null and n.user_id = :user_id;

-- name: notice_waiting :many
-- What people up to :last were told and no letter has said; only what is
-- still so, and still theirs.
-- in: after int, last int, since instant, today day
select n.id, n.user_id, n.kind, n.task, t.number, t.work, t.product, t.due_on, u.email, u.name,
	u.lang, p.off, a.actor_name, a.body
from notice n
join task t on t.id = n.task
join user_account u on u.id = n.user_id
left join notice_choice p on p.user_id = n.user_id
left join task_act a on n.kind = 'returned' and a.id = cast(n.mark as bigint)
where n.mailed_at is null and n.user_id > :after and n.user_id <= :last and n.at > :since
	and u.disabled_on is null and {open}
	and exists (select 1 from org_closure c join user_grant g on g.org_id = c.ancestor
		where c.descendant = t.lead and g.user_id = n.user_id and {reports})
order by n.user_id, n.id;

-- name: notice_mailed :exec
-- What a person was told until then needs no letter any more.
-- in: user_id int, until instant, now instant
update notice set mailed_at = :now
where user_id = :user_id and mailed_at is null and at <= :until;

-- name: notice_mailed_upto :exec
-- in: user_id int, upto int, now instant
update notice set mailed_at = :now
where user_id = :user_id and mailed_at is null and id <= :upto;

-- name: digest_people :many
-- All whose digest is due, by the organisation that they report for.
-- in: weekday int, hour int, usual_day int, usual_hour int, today day
-- out: office int, org int
-- scan: once an hour that somebody chose
select u.id, u.email, u.name, u.lang,
	coalesce((select min(g.org_id) from user_grant g where g.user_id = u.id and {reports}), 0)
		as org,
	case when exists (select 1 from user_grant g left join org r on r.id = g.org_id
		where g.user_id = u.id and g.role = 'office' and r.parent is null
		and g.from_on <= :today and (g.to_on is null or g.to_on > :today))
		then 1 else 0 end as office
from user_account u
left join notice_choice p on p.user_id = u.id
where {slot}
order by 5, u.id;

-- name: digest_tasks :many
-- What an organisation has to do: overdue, due soon, newly issued, returned.
-- in: org int, today day, soon day, since day
-- out: returned int
select t.id as task, t.number, t.work, t.product, t.due_on, t.issued_on,
	case when (select a.kind from task_act a where a.id = (
		select max(b.id) from task_act b
		where b.task = t.id and b.kind in ('return', 'submit'))) = 'return'
		then 1 else 0 end as returned
from org_closure c
join task t on t.lead = c.descendant
where c.ancestor = :org and {open}
	and (t.due_on <= :soon or t.issued_on >= :since or exists (
		select 1 from task_act a where a.id = (
			select max(b.id) from task_act b
			where b.task = t.id and b.kind in ('return', 'submit'))
		and a.kind = 'return'))
order by coalesce(t.due_on, '9999-12-31'), t.id;

-- name: digest_waiting :many
-- For the office: what waits to be verified, longest first.
-- in: limit int
-- scan: the unfinished tasks, once an hour
-- out: total int
select t.id as task, t.number, t.work, o.short_name as lead_name, t.submitted_on,
	count(*) over () as total
from task t
left join org o on o.id = t.lead
where t.voided_at is null and t.submitted_on is not null and t.done_on is null
	and t.withdrawn_on is null
order by t.submitted_on, t.id
limit :limit;

-- ---- slots ----------------------------------------------------------------------------

-- name: slot_list :many
-- in: day day
select s.hour from notice_slot s where s.on_day = :day order by s.hour;

-- name: slot_wanted :one
-- Whether anybody chose this hour.
-- in: hour int
-- out: wanted int
select exists (select 1 from notice_choice p where p.digest_hour = :hour) as wanted;

-- name: slot_insert :exec
-- in: day day, hour int, now instant
insert into notice_slot (on_day, hour, done_at) values (:day, :hour, :now)
on conflict (on_day, hour) do nothing;

-- name: slot_sweep :exec
-- in: before day
delete from notice_slot where on_day < :before;

-- name: notice_read_before :exec
-- in: before instant, now instant
-- scan: once, for the demo
update notice set read_at = :now, mailed_at = :now where at < :before;

-- name: notice_sweep :exec
-- in: before instant
delete from notice where at < :before;

-- ---- choices ----------------------------------------------------------------------------

-- name: choice_by_user :one
-- in: user_id int
select p.off, p.digest_day, p.digest_hour from notice_choice p where p.user_id = :user_id;

-- name: choice_write :exec
-- in: user_id int, off int, digest_day int, digest_hour int, now instant
insert into notice_choice (user_id, off, digest_day, digest_hour, set_at)
values (:user_id, :off, :digest_day, :digest_hour, :now)
on conflict (user_id) do update set off = excluded.off, digest_day = excluded.digest_day,
	digest_hour = excluded.digest_hour, set_at = excluded.set_at;

-- name: reader_by_id :one
-- Who a link is about.
-- in: id int
select u.id, u.email, u.lang, u.disabled_on from user_account u where u.id = :id;

-- ---- calendars ----------------------------------------------------------------------------

-- name: feed_insert :id
-- in: user_id int, token_hash text, query text, now instant
insert into calendar_feed (user_id, token_hash, query, made_at)
values (:user_id, :token_hash, :query, :now)
returning id;

-- name: feed_by_token :one
-- in: token_hash text
select f.id, f.user_id, f.query, f.revoked_at
from calendar_feed f
where f.token_hash = :token_hash;

-- name: feed_list :many
-- in: user_id int
select f.id, f.query, f.made_at
from calendar_feed f
where f.user_id = :user_id and f.revoked_at is null
order by f.id;

-- name: feed_revoke :exec
-- in: id int, user_id int, now instant
update calendar_feed set revoked_at = :now
where id = :id and user_id = :user_id and revoked_at is null;
