package badhouse.evaluation;

import org.springframework.ai.chat.prompt.Prompt;

public class KnowsSpringAi {
  Prompt prompt = new Prompt("");
}
