-- Papers of a file, as they are and as they were.

-- name: candidate_papers :many
-- in: candidate int
select p.id, p.paper, p.present, p.place, p.from_on
from candidate_paper p
where p.candidate = :candidate and p.to_on is null and p.voided_by is null
order by p.paper;

-- name: candidate_paper_insert :exec
-- in: candidate int, paper text, present bool, place text, from_on day, event int
insert into candidate_paper (candidate, paper, present, place, from_on, event)
values (:candidate, :paper, :present, :place, :from_on, :event);

-- name: candidate_paper_end :row
-- What began today never counted.
-- in: id int, on day, event int
update candidate_paper
set to_on = case when from_on < :on then :on else to_on end,
	ended_by = case when from_on < :on then :event else ended_by end,
	voided_by = case when from_on < :on then voided_by else :event end
where id = :id and to_on is null and voided_by is null;
