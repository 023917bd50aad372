-- A list that came back from a place without those below it is seen from such a
-- place only, and one from a place with them only from there. Null: with them.
alter table edited_list add column alone bool;
