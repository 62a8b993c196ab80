-- Asked five times a second, or at each renewal of the leases: with 250,000 finished cases each read the whole table.
create index case_by_report on case_record (report, created_at, case_id);
create index case_by_owner on case_record (owner);
create index delivery_by_owner on delivery (owner);
