-- name: mail_insert :exec
-- in: once text, kind text, address text, name text, sender text, subject text, body text
-- in: html text, stop text, token text, now instant
insert into mail (once, kind, address, name, sender, subject, body, html, stop, token, made_at,
	not_before, attempt)
values (:once, :kind, :address, :name, :sender, :subject, :body, :html, :stop, :token, :now,
	:now, 0)
on conflict (once) do nothing;

-- name: mail_due :many
-- Letters that wait and that nobody has leased, the oldest first.
-- in: now instant, limit int
select m.id, m.attempt
from mail m
where m.sent_at is null and m.gave_up_at is null and m.not_before <= :now
	and (m.leased_until is null or m.leased_until <= :now)
order by m.not_before, m.id
limit :limit;

-- name: mail_lease :exec
-- Only if nobody was faster: the attempt is still the one that was seen.
-- in: id int, attempt int, until instant
update mail set leased_until = :until, attempt = attempt + 1
where id = :id and attempt = :attempt and sent_at is null and gave_up_at is null;

-- name: mail_by_id :one
-- in: id int
select m.id, m.kind, m.address, m.name, m.sender, m.subject, m.body, m.html, m.stop, m.token,
	m.made_at, m.attempt, m.sent_at, m.gave_up_at
from mail m
where m.id = :id;

-- name: mail_sent :exec
-- in: id int, attempt int, now instant, answer text
update mail set sent_at = :now, leased_until = null, answer = :answer, body = null, html = null,
	stop = null
where id = :id and attempt = :attempt;

-- name: mail_retry :exec
-- in: id int, attempt int, at instant, answer text
update mail set not_before = :at, leased_until = null, answer = :answer
where id = :id and attempt = :attempt and sent_at is null;

-- name: mail_give_up :exec
-- in: id int, attempt int, now instant, answer text
update mail set gave_up_at = :now, leased_until = null, answer = :answer
where id = :id and attempt = :attempt and sent_at is null;

-- name: mail_hold :exec
-- The server was away: everything that is due has been tried in vain. The
-- back-off is the one of job_back_off().
-- in: now instant, most int, answer text
update mail set attempt = attempt + 1, answer = :answer,
	not_before = :now + case when attempt >= 9 then 21600000
		else 60000 * (1 << cast(attempt as integer)) end,
	gave_up_at = case when attempt + 1 >= :most then :now else null end
where sent_at is null and gave_up_at is null and not_before <= :now
	and (leased_until is null or leased_until <= :now);

-- name: mail_again_set :exec
-- in: id int, now instant
update mail set not_before = :now, gave_up_at = null, attempt = 0
where id = :id and sent_at is null and leased_until is null;

-- name: mail_list :many
-- The log, the newest first.
-- scan: a page of the newest
-- in: limit int, offset int
select m.id, m.kind, m.address, m.subject, m.made_at, m.not_before, m.attempt, m.sent_at,
	m.gave_up_at, m.answer
from mail m
[failed: where m.sent_at is null and m.answer is not null]
order by m.id desc
limit :limit offset :offset;

-- name: mail_count :one
-- scan: the log is swept after some months
-- out: n int, waiting int, failed int
select count(*) as n,
	coalesce(sum(case when m.sent_at is null and m.gave_up_at is null then 1 else 0 end), 0)
		as waiting,
	coalesce(sum(case when m.sent_at is null and m.answer is not null then 1 else 0 end), 0)
		as failed
from mail m;

-- name: mail_sweep :exec
-- in: before instant
delete from mail where made_at < :before;

-- name: mail_forget_to :exec
-- scan: the log is swept after some months
-- in: address text, name text, now instant
update mail
set address = 'erased@invalid', name = :name, subject = '', body = null, html = null,
	stop = null, once = null,
	gave_up_at = case when sent_at is null then coalesce(gave_up_at, :now)
		else gave_up_at end
where address = :address;
