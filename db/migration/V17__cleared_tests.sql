-- What held-out tests have cost whose calls are no longer kept: they are outside of a budget, also of a job that is extended later.
alter table job_progress add column cleared_test_nanos bigint not null default 0;
alter table job_progress add column cleared_test_unpriced bigint not null default 0;
