-- A job is scheduled once when it is submitted and once with every resume; an execution of an earlier number is no longer
-- meant.
ALTER TABLE job ADD COLUMN execution integer NOT NULL DEFAULT 0;
