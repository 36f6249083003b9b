-- What the held-out test has found, as the job's view shows it beside the scores; null where it was done by an earlier version.
alter table job_progress
    add column test_details json;
comment on column job_progress.test_details is 'Costs, lengths of texts, and the first of the examples that got worse.';
