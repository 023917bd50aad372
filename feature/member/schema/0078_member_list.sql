-- A page of the list of members, and how many there are, are found in this index
-- alone; persons are read of those that stand on the page.
drop index member_sort_ix;
create index member_sort_ix on member (sort, id, org, away, state, sex);
