-- What the task was a part of, and with which weight, once the act was done: a
-- draft may be attached later, and weights change.
alter table task_act add column is_parent bigint;
alter table task_act add column is_weight bigint;
