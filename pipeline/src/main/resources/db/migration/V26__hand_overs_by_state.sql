-- Health asks every 5 s what waits for each target: with 250,000 finished cases that read the whole table.
create index delivery_by_state on delivery (state, target, attempts);
