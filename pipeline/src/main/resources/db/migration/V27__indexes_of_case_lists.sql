-- Lists of cases in a store of 100,000 (docs/benchmarks/queries.md): the order by state sorted all of them; a list of what
-- a model or a target that is gone had was walked from the newest case on, to the oldest.
create index case_by_state_and_id on case_record (state, case_id);
create index delivery_of_target on delivery (target, case_id);
create index case_structure_of_model on case_structure (model_id, case_id);
