-- A job is scheduled once when it is submitted and once with every resume; an execution of an earlier number is no longer
-- meant.
ALTER TABLE job ADD COLUMN execution integer NOT NULL DEFAULT 0;

-- Rows that were taken back had running numbers, which lists page by: they are not given again.
ALTER TABLE event_head ADD COLUMN taken_back bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN event_head.taken_back IS 'The greatest running number of a rollout or reflection that was taken back.';
