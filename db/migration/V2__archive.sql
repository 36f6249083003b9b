-- What a job did. Bulk tables carry no foreign keys: every insert would lock the job's row, and only the fenced writer inserts.
-- Text that is rendered or walked is json or text, never jsonb, which sorts keys.

create table job_lease (
    job_id   uuid primary key references job (id) on delete cascade,
    epoch    bigint      not null,
    node     text        not null,
    taken_at timestamptz not null
);
comment on table job_lease is 'Who may write for a job: the run that holds the newest epoch.';

create table model_call (
    job_id           uuid        not null,
    iteration        int         not null,
    stage            text        not null,
    task             int         not null,
    position         int         not null,
    call             text        not null,
    seq              bigint      not null,
    hash             text        not null,
    role             text        not null,
    provider         text        not null,
    model            text        not null,
    messages         json        not null,
    reply            text,
    finish_reason    text,
    input_tokens     bigint      not null,
    cached_tokens    bigint      not null,
    reasoning_tokens bigint      not null,
    output_tokens    bigint      not null,
    cost_nanos       bigint,
    latency_ms       bigint      not null,
    attempts         int         not null,
    attempt_errors   json        not null,
    error_code       text,
    error_detail     text,
    at               timestamptz not null,
    primary key (job_id, iteration, stage, task, position, call)
);
create unique index model_call_by_seq on model_call (job_id, seq);
comment on table model_call is 'The ledger and the journal of model calls; cost_nanos is null where the price is unknown.';

create table tool_call (
    job_id       uuid        not null,
    iteration    int         not null,
    stage        text        not null,
    task         int         not null,
    position     int         not null,
    call         text        not null,
    seq          bigint      not null,
    hash         text        not null,
    kind         text        not null,
    target       text        not null,
    answer       json,
    cost_nanos   bigint      not null,
    latency_ms   bigint      not null,
    attempts     int         not null,
    error_code   text,
    error_detail text,
    at           timestamptz not null,
    primary key (job_id, iteration, stage, task, position, call)
);
create unique index tool_call_by_seq on tool_call (job_id, seq);
comment on table tool_call is 'The journal of webhook and tool calls, one row for one candidate and one example.';

create table rollout (
    job_id       uuid             not null,
    iteration    int              not null,
    stage        text             not null,
    task         int              not null,
    position     int              not null,
    seq          bigint           not null,
    hash         text             not null,
    candidate    int,
    example      int              not null,
    split        text             not null,
    score        double precision not null,
    objectives   json             not null,
    output       json,
    feedback     json             not null,
    records      json             not null,
    trace        json,
    error_code   text,
    error_detail text,
    latency_ms   bigint           not null,
    attempts     int              not null,
    at           timestamptz      not null,
    primary key (job_id, iteration, stage, task, position)
);
create unique index rollout_by_seq on rollout (job_id, seq);
create index rollout_by_candidate on rollout (job_id, candidate, seq);
create index rollout_by_example on rollout (job_id, split, example, seq);
create index rollout_by_stage on rollout (job_id, stage, seq);
comment on column rollout.hash is 'Of the candidate''s texts and the example, so that a resumed run sees whether it asks the same.';

create table iteration (
    job_id          uuid        not null,
    iteration       int         not null,
    kind            text        not null,
    rollouts_before bigint      not null,
    rollouts_after  bigint      not null,
    at              timestamptz not null,
    primary key (job_id, iteration)
);

create table proposal (
    job_id        uuid               not null,
    iteration     int                not null,
    task          int                not null,
    parents       int[]              not null,
    minibatch     int[]              not null,
    components    json               not null,
    status        text               not null,
    reason        text,
    new_texts     json               not null,
    scores_before double precision[] not null,
    scores_after  double precision[] not null,
    candidate     int,
    primary key (job_id, iteration, task)
);

create table reflection (
    job_id    uuid   not null,
    iteration int    not null,
    task      int    not null,
    position  int    not null,
    attempt   int    not null,
    seq       bigint not null,
    component text   not null,
    status    text   not null,
    reason    text,
    new_text  text,
    primary key (job_id, iteration, task, position, attempt)
);
create unique index reflection_by_seq on reflection (job_id, seq);
comment on table reflection is 'How each attempt of a reflection was judged; prompt and reply are the model_call of the same key, stage reflection.';

create table candidate (
    job_id         uuid               not null,
    index          int                not null,
    components     json               not null,
    parents        int[]              not null,
    origin         text               not null,
    iteration      int                not null,
    discovered_at  bigint             not null,
    val_score      double precision   not null,
    val_scores     double precision[] not null,
    val_objectives json               not null,
    cursor         int                not null,
    primary key (job_id, index)
);
comment on column candidate.val_scores is 'By the place of the validation example.';
comment on column candidate.val_objectives is 'Empty list, or one map of objective to score for each validation example.';
comment on column candidate.cursor is 'Round robin: the component this candidate as a parent rewrites next.';

create table front_change (
    job_id    uuid             not null,
    seq       bigint           not null,
    iteration int              not null,
    example   int,
    objective text,
    score     double precision not null,
    candidate int              not null,
    replaces  boolean          not null,
    primary key (job_id, seq)
);
create index front_change_by_iteration on front_change (job_id, iteration, seq);

create table merge_attempt (
    job_id    uuid   not null,
    seq       bigint not null,
    iteration int    not null,
    first     int    not null,
    second    int    not null,
    ancestor  int    not null,
    owners    int[]  not null,
    primary key (job_id, seq)
);

create table sampler_order (
    job_id   uuid   not null,
    epoch    bigint not null,
    examples int[]  not null,
    primary key (job_id, epoch)
);

create table checkpoint (
    job_id    uuid primary key,
    iteration int  not null,
    state     json not null
);
comment on table checkpoint is 'The small part of a search''s state that is overwritten: generator words, counters, flags.';

create table event (
    job_id    uuid        not null,
    seq       bigint      not null,
    type      text        not null,
    at        timestamptz not null,
    iteration int         not null,
    data      json        not null,
    primary key (job_id, seq)
);

create table event_head (
    job_id   uuid primary key,
    last_seq bigint not null
);
comment on table event_head is 'The last event''s number; its row lock makes numbers become visible in their order, without gaps.';
