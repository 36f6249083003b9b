-- A job's life. JSON that is shown or walked is json, not jsonb, since jsonb sorts keys.

CREATE TABLE job (
  id           uuid PRIMARY KEY,
  version      bigint NOT NULL,
  name         text NOT NULL,
  labels       json NOT NULL,
  status       text NOT NULL
    CHECK (status IN ('QUEUED', 'RUNNING', 'PAUSED', 'COMPLETED', 'FAILED', 'CANCELLED')),
  requested    text CHECK (requested IN ('PAUSE', 'CANCEL')),
  stop_reason  text,
  pause_reason text,
  error_code   text,
  error_detail text,
  simulated    boolean NOT NULL,
  created_at   timestamptz NOT NULL,
  started_at   timestamptz,
  finished_at  timestamptz
);

-- Lists go newest first by id (UUIDv7), which the primary key gives; filters narrow that.
CREATE INDEX job_by_status ON job (status, id DESC);
CREATE INDEX job_by_label ON job USING gin ((labels::jsonb) jsonb_path_ops);

-- What was submitted, defaults filled in, without the examples. Apart from job, so that lists and transitions never read it.
CREATE TABLE job_spec (
  job_id       uuid PRIMARY KEY REFERENCES job ON DELETE CASCADE,
  spec         json NOT NULL,
  -- What lists and views show of it, so that they need not parse it.
  max_rollouts bigint GENERATED ALWAYS AS ((spec #>> '{budget,maxRollouts}')::bigint) STORED,
  frontier     text GENERATED ALWAYS AS (spec #>> '{search,frontier}') STORED
);

CREATE TABLE job_example (
  job_id   uuid NOT NULL REFERENCES job ON DELETE CASCADE,
  split    text NOT NULL CHECK (split IN ('train', 'val', 'test')),
  position integer NOT NULL,
  label    text NOT NULL,
  data     json NOT NULL,
  PRIMARY KEY (job_id, split, position)
);

-- The first submission under a key wins. It is noted before its job is inserted, in the same transaction.
CREATE TABLE job_idempotency (
  key       text PRIMARY KEY,
  job_id    uuid NOT NULL UNIQUE REFERENCES job ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  body_hash text NOT NULL
);

-- Counters, updated often; apart from job, so that a transition never waits for them. Costs are nano-dollars; *_unpriced: calls
-- of models whose price is unknown.
CREATE TABLE job_progress (
  job_id                      uuid PRIMARY KEY REFERENCES job ON DELETE CASCADE,
  iteration                   integer NOT NULL DEFAULT 0,
  rollouts                    bigint NOT NULL DEFAULT 0,
  candidates                  integer NOT NULL DEFAULT 0,
  best_candidate              integer,
  best_score                  double precision,
  seed_score                  double precision,
  running_ms                  bigint NOT NULL DEFAULT 0,
  task_calls                  bigint NOT NULL DEFAULT 0,
  task_input_tokens           bigint NOT NULL DEFAULT 0,
  task_cached_tokens          bigint NOT NULL DEFAULT 0,
  task_reasoning_tokens       bigint NOT NULL DEFAULT 0,
  task_output_tokens          bigint NOT NULL DEFAULT 0,
  task_cost_nanos             bigint NOT NULL DEFAULT 0,
  task_unpriced               bigint NOT NULL DEFAULT 0,
  reflection_calls            bigint NOT NULL DEFAULT 0,
  reflection_input_tokens     bigint NOT NULL DEFAULT 0,
  reflection_cached_tokens    bigint NOT NULL DEFAULT 0,
  reflection_reasoning_tokens bigint NOT NULL DEFAULT 0,
  reflection_output_tokens    bigint NOT NULL DEFAULT 0,
  reflection_cost_nanos       bigint NOT NULL DEFAULT 0,
  reflection_unpriced         bigint NOT NULL DEFAULT 0,
  judge_calls                 bigint NOT NULL DEFAULT 0,
  judge_input_tokens          bigint NOT NULL DEFAULT 0,
  judge_cached_tokens         bigint NOT NULL DEFAULT 0,
  judge_reasoning_tokens      bigint NOT NULL DEFAULT 0,
  judge_output_tokens         bigint NOT NULL DEFAULT 0,
  judge_cost_nanos            bigint NOT NULL DEFAULT 0,
  judge_unpriced              bigint NOT NULL DEFAULT 0,
  webhook_calls               bigint NOT NULL DEFAULT 0,
  webhook_cost_nanos          bigint NOT NULL DEFAULT 0,
  in_doubt_calls              bigint NOT NULL DEFAULT 0,
  test_seed_score             double precision,
  test_best_score             double precision
) WITH (fillfactor = 50);
