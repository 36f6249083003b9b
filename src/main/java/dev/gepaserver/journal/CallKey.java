package dev.gepaserver.journal;

/**
 * Which call of a job this is; the same call has the same key in every run of the job.
 *
 * @param iteration as the API numbers it, from 1; 0 for the seed's rollouts
 * @param stage wire name of the stage ({@code seed}, {@code parent}, …), {@code reflection} for
 *     reflections
 * @param task the task within the iteration; the first of those sharing an evaluation
 * @param position place in the batch, for reflections the component's place
 * @param call path within: {@code answer}, {@code try-2}, {@code evaluator}, {@code turn-3/tool-1}
 */
public record CallKey(int iteration, String stage, int task, int position, String call) {}
