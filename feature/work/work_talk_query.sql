-- Comments on tasks, and the people whom they mention.

-- name: talk_list :many
-- Newest first; `mention` is one of the reader's own that is not seen yet.
-- in: task int, person int, until instant, limit int, offset int
select k.id, k.at, k.actor, k.actor_name, k.org_name, k.body, k.edited_at, k.removed_at,
	k.removed_name, m.id as mention
from talk k
left join mention m on m.talk = k.id and m.person = :person and m.seen_at is null
where k.task = :task and k.at < :until
order by k.id desc
limit :limit offset :offset;

-- name: talk_count :one
-- in: task int, until instant
-- out: n int
select count(*) as n from talk k where k.task = :task and k.at < :until;

-- name: talk_by_id :one
-- in: id int
select k.id, k.task, k.at, k.actor, k.actor_name, k.org_name, k.body, k.edited_at, k.removed_at,
	k.removed_name, k.rev
from talk k
where k.id = :id;

-- name: talk_old_list :many
-- What a comment said before, newest first.
-- in: talk int
select o.body, o.from_at, o.to_at from talk_old o where o.talk = :talk order by o.id desc;

-- name: talk_insert :id
-- in: task int, at instant, actor int, actor_name text, org_name text, body text
insert into talk (task, at, actor, actor_name, org_name, body, rev)
values (:task, :at, :actor, :actor_name, :org_name, :body, 1)
returning id;

-- name: talk_old_insert :exec
-- in: talk int, body text, from_at instant, to_at instant
insert into talk_old (talk, body, from_at, to_at) values (:talk, :body, :from_at, :to_at);

-- name: talk_edit :row
-- in: id int, rev int, body text, at instant
update talk set body = :body, edited_at = :at, rev = rev + 1
where id = :id and rev = :rev and removed_at is null;

-- name: talk_remove :exec
-- in: id int, at instant, who int, name text
update talk set removed_at = :at, removed_by = :who, removed_name = :name, rev = rev + 1
where id = :id and removed_at is null;

-- ---- mentions ----------------------------------------------------------------

-- name: talk_person_list :many
-- People with a role today at the root, or where they could see the task: at
-- its lead, at a cooperating organisation or above one of these (a scope below
-- zero is an organisation without those below it). Whether they do see it is
-- asked of each.
-- in: task int, today day, limit int
select distinct u.id, u.name, u.post, u.name_sort
from user_grant g
join user_account u on u.id = g.user_id
where (g.org_id is null or g.scope in (
	select o.id from org o where o.parent is null
	union all
	select c.ancestor from org_closure c
	where c.descendant = (select t.lead from task t where t.id = :task)
	union all
	select -t.lead from task t where t.id = :task
	union all
	select -x.org from task_org x where x.task = :task
	union all
	select c.ancestor from task_org x join org_closure c on c.descendant = x.org
	where x.task = :task))
	and g.from_on <= :today and (g.to_on is null or g.to_on > :today)
	and u.disabled_on is null
order by u.name_sort, u.id
limit :limit;

-- name: mention_insert :exec
-- in: talk int, task int, person int, at instant
insert into mention (talk, task, person, at) values (:talk, :task, :person, :at)
on conflict (talk, person) do nothing;

-- name: mention_pass :exec
-- What names one person waits for another, too.
-- in: from int, to int
insert into mention (talk, task, person, at)
select m.talk, m.task, :to, m.at
from mention m
where m.person = :from and m.seen_at is null
on conflict (talk, person) do nothing;

-- name: mention_list :many
-- Mentions that were not seen yet, newest first: of everybody behind the
-- mention `after`, or of one person; `scope`: as far as that person's
-- organisation still sees the task.
-- in: after int, person int, scope int, limit int
select m.id, m.person, m.at, m.talk, m.task, k.actor_name, k.body, t.number, t.work
from mention m
join talk k on k.id = m.talk
join task t on t.id = m.task
where m.seen_at is null and k.removed_at is null and t.voided_at is null and m.id > :after
[person: and m.person = :person]
[scope: and t.issued_on is not null and (
	t.lead in (select c.descendant from org_closure c where c.ancestor = :scope)
	or t.id in (select x.task from task_org x join org_closure c on c.descendant = x.org
		where c.ancestor = :scope))]
order by m.id desc
limit :limit;

-- name: mention_by_id :one
-- in: id int
select m.id, m.talk, m.task, m.person, m.seen_at from mention m where m.id = :id;

-- name: mention_seen :exec
-- in: id int, at instant
update mention set seen_at = :at where id = :id and seen_at is null;

-- name: mention_answered :exec
-- Who writes on a task has seen where it named him.
-- in: task int, person int, at instant
update mention set seen_at = :at where task = :task and person = :person and seen_at is null;
