package dev.gepaserver.job;

import dev.gepaserver.common.Fields;
import dev.gepaserver.engine.model.Defaults;
import dev.gepaserver.engine.model.PromptOptions;
import dev.gepaserver.engine.spi.ReflectionDialogue;
import dev.gepaserver.llm.ModelRef;
import dev.gepaserver.llm.Models;
import org.jspecify.annotations.Nullable;

/**
 * How long rewritten texts and the prompts for them may be, where a job does not say it: prompts as
 * long as the model's context allows, and under a hard limit of cost both short enough for the
 * worst case to stay near what is usual.
 *
 * @param models knows the contexts
 * @param model the reflection model
 * @param costIsHard whether cost has a hard limit
 */
record PromptLengths(Models models, ModelRef model, boolean costIsHard) {

  private static final long MAX_TEXT = 1_000_000;
  private static final long MAX_PROMPT = 10_000_000;

  /** Characters of a text under a hard limit of cost, unless the seed is long. */
  private static final int TEXT_AT_HARD_COST = 8_000;

  private static final int PROMPT_AT_HARD_COST = 40_000;
  private static final int SHORTEST_DEFAULT = 10_000;
  private static final int CHARS_A_TOKEN_OF_TEXT = 4;

  /** Fewer than a token usually has, so that a prompt of this length fits in all likelihood. */
  private static final long CHARS_A_TOKEN_OF_PROMPT = 3;

  /** Where a reply has no bound, it is given a quarter of the context, and no more than this. */
  private static final int USUAL_REPLY = 16_000;

  /**
   * Reads {@code maxTextLength}; null for any length, which a hard limit of cost does not go with.
   *
   * @param longestSeed characters of the seed's longest text
   */
  @Nullable Integer text(Fields fields, int longestSeed) {
    Long given = fields.whole("maxTextLength", 1L, MAX_TEXT);
    if (given != null) {
      return given.intValue();
    }
    if (!costIsHard || !fields.faults().mindSettings()) {
      return null;
    }
    return derivedText(longestSeed);
  }

  /** What {@link #text} gives where nothing else is said, under a hard limit of cost. */
  int derivedText(int longestSeed) {
    Integer maxTokens = model.maxTokens();
    long fits =
        maxTokens == null
            ? TEXT_AT_HARD_COST
            : Math.min(TEXT_AT_HARD_COST, (long) CHARS_A_TOKEN_OF_TEXT * maxTokens);
    return (int) Math.min(MAX_TEXT, Math.max(fits, 2L * longestSeed));
  }

  /** Reads {@code maxPromptLength}. */
  int prompt(Fields fields, int attempts) {
    Long given = fields.whole("maxPromptLength", PromptOptions.SHORTEST_PROMPT, MAX_PROMPT);
    if (given != null) {
      return given.intValue();
    }
    if (!fields.faults().mindSettings()) {
      return Defaults.MAX_PROMPT_LENGTH;
    }
    return derivedPrompt(attempts);
  }

  /** What {@link #prompt} gives where nothing else is said. */
  int derivedPrompt(int attempts) {
    Integer context = models.contextTokens(model);
    long fits = context == null ? Defaults.MAX_PROMPT_LENGTH : inContext(context, attempts);
    return (int) Math.min(fits, costIsHard ? PROMPT_AT_HARD_COST : MAX_PROMPT);
  }

  private long inContext(int context, int attempts) {
    Integer maxTokens = model.maxTokens();
    long reply = maxTokens == null ? Math.min(USUAL_REPLY, context / 4) : maxTokens;
    long grows = (attempts - 1L) * ReflectionDialogue.MOST_ADDED;
    return Math.max(SHORTEST_DEFAULT, (context - reply) * CHARS_A_TOKEN_OF_PROMPT - grows);
  }
}
