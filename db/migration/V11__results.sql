-- What the held-out test has found, beside the two averages; null where it was done by an earlier version.
alter table job_progress
    add column test_better    int,
    add column test_worse     int,
    add column test_equal     int,
    add column test_low       double precision,
    add column test_high      double precision,
    add column test_resamples int;
comment on column job_progress.test_low is 'With test_high the 95% interval of the mean difference, best minus seed.';

-- Jobs that score one candidate and search nothing; lists of jobs leave them out.
create table job_evaluation (
    job_id    uuid primary key references job on delete cascade,
    source_id uuid,
    candidate int,
    check ((source_id is null) = (candidate is null))
);
comment on column job_evaluation.source_id is 'The job whose candidate it is, which may be gone; null where the candidate was given.';
