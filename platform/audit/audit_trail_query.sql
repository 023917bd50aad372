-- name: trail_hashes :many
-- Hashes of events in order.
-- in: after int, limit int
select e.id, e.hash
from event e
where e.id > :after
order by e.id
limit :limit;

-- name: trail_nodes :many
-- in: level int, from int, limit int
select n.place, n.hash
from trail_node n
where n.level = :level and n.place >= :from
order by n.place
limit :limit;

-- name: trail_node_last :one
-- How far a level is filled.
-- in: level int
select n.place
from trail_node n
where n.level = :level
order by n.place desc
limit 1;

-- name: trail_node_put :exec
-- in: level int, place int, hash text
insert into trail_node (level, place, hash) values (:level, :place, :hash);

-- name: trail_checkpoint_put :exec
-- in: size int, at instant, note text
insert into trail_checkpoint (size, at, note) values (:size, :at, :note);

-- name: trail_checkpoint_last :one
select c.size, c.at, c.note
from trail_checkpoint c
where c.size > 0
order by c.size desc
limit 1;

-- name: trail_checkpoint_from :one
-- The first that covers so many events.
-- in: size int
select c.size, c.at, c.note
from trail_checkpoint c
where c.size >= :size
order by c.size
limit 1;

-- name: trail_checkpoint_list :many
-- in: after int, limit int
select c.size, c.at, c.note
from trail_checkpoint c
where c.size > :after
order by c.size
limit :limit;
