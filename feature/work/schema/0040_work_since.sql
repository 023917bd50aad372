-- What changed since a day: acts and new words by their days.
create index task_act_day_ix on task_act (on_day, task);
create index task_words_day_ix on task_words (from_on, task);
