-- What a step names of what an earlier step of the same decision makes: such
-- an organisation has no id before the decision takes effect.
create table org_step_ref (
	step bigint not null,
	place text not null,
	made bigint not null,
	constraint org_step_ref_pk primary key (step, place, made),
	constraint org_step_ref_step_fk foreign key (step) references org_step (id),
	constraint org_step_ref_made_fk foreign key (made) references org_step (id),
	constraint org_step_ref_place_ck check (place in ('org', 'heir', 'parent', 'source')),
	constraint org_step_ref_order_ck check (made < step)
);
create index org_step_ref_made_ix on org_step_ref (made);
