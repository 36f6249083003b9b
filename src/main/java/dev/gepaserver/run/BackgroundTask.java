package dev.gepaserver.run;

import com.github.kagkarlsson.scheduler.task.Task;

/**
 * A task beside the jobs, to be made a bean. Bare {@link Task} beans are the queue of jobs.
 *
 * @param task of any kind; a recurring one is scheduled when the node starts
 */
record BackgroundTask(Task<?> task) {}
