package dev.gepaserver.engine.proposal;

import dev.gepaserver.engine.model.PromptOptions;

/**
 * The product's own reflection prompt. It is put together from parts, so that nothing is said about
 * what a job does not have.
 */
public final class DefaultReflectionPrompt {

  private static final String TASK =
      """
      You improve one text that an AI system works with: an instruction, the description of a tool, \
      or another piece that steers what the system does. Below you find the text as it is, and what \
      happened when the system ran with it on some examples. Write a new version of the text with \
      which the system does better, on these examples and on others of their kind that you cannot \
      see.
      """;

  private static final String OBJECTIVE =
      """

      # What the system is for

      <objective>
      """;

  private static final String CURRENT =
      """

      # The text as it is

      <current_text>
      <curr_param>
      </current_text>
      """;

  private static final String EXAMPLES =
      """

      # What happened with it

      Each example shows what went in, what came out, and feedback on that.

      <examples>
      <side_info>
      </examples>

      The scores; higher is better:
      <scores>
      """;

  private static final String REJECTED =
      """

      # What was tried before

      These versions were tried in place of the same text and not kept. Do not propose any of them \
      again; take another way.

      <rejected_texts>
      <rejected>
      </rejected_texts>
      """;

  private static final String METHOD =
      """

      # How to go about it

      1. Diagnose first. Go through the examples one by one: what was asked for, what came out, what \
      does the feedback say? Where it went wrong, name the cause in the current text: something \
      missing, vague, misleading or wrong. Where it went well, name what in the text brought that \
      about.
      2. Find the rule behind the cases. Write instructions that hold for every input of this kind. \
      Do not copy the examples into the text, and do not list their answers: the system will meet \
      inputs that are not among them.
      3. Keep the knowledge. Facts about the domain, names, formats, limits, definitions and ways to \
      a solution that the feedback reveals will not be known to the system unless the text says \
      them: write them down, exactly.
      4. Keep what works. Leave standing what led to good results and every fact that the current \
      text already holds, unless the feedback shows it to be wrong. Change as much as the diagnosis \
      asks for, and no more.
      5. Be concrete. Say what to do, in which order, in which form the answer is to be given, and \
      what to do in doubt. Resolve contradictions rather than adding to them.
      6. Leave placeholders alone. Whatever stands in double braces, such as {{name}}, is filled in \
      by the system later: every placeholder of the current text must stand in the new one, spelled \
      the same, and you must not invent others.
      """;

  private static final String LENGTH =
      """
      7. Be brief enough. The new text must have at most <max_length> characters.
      """;

  private static final String ANSWER =
      """

      # Your answer

      Write the diagnosis first, in a few sentences and without any fenced block. Then give the \
      complete new text, ready to be used as it stands, in one fenced block at the very end, and \
      nothing after it:

      ```
      the complete new text
      ```
      """;

  private DefaultReflectionPrompt() {}

  /** The template for a job with these options; {@link PromptTemplate} lists its placeholders. */
  public static String template(PromptOptions options) {
    StringBuilder template = new StringBuilder(TASK);
    if (options.objective() != null) {
      template.append(OBJECTIVE);
    }
    template.append(CURRENT).append(EXAMPLES);
    if (options.showRejected() > 0) {
      template.append(REJECTED);
    }
    template.append(METHOD);
    if (options.maxTextLength() != null) {
      template.append(LENGTH);
    }
    return template.append(ANSWER).toString();
  }
}
