-- Of many tasks those of one lead are found by the index alone, in the order
-- of their deadlines.
drop index task_unfinished_ix;
create index task_unfinished_ix on task (coalesce(due_on, '9999-12-31'), id, lead)
	where done_on is null and withdrawn_on is null;
