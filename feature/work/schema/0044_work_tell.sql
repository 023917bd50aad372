-- News that come in the digest unless a person wants them at once.
-- kinds that are wanted at once, a set of bits; null: none
alter table notice_choice add column soon bigint;
-- 1: waits for the digest
alter table notice add column later bigint;
