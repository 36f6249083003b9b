package dev.gepaserver.llm.simulated;

/** Something that the simulated reflector changes in a text because feedback asks for it. */
sealed interface Lesson permits Rule, Instruction, Edit {

  /** The lesson in words. */
  String told();

  /** Whether a text has it already, or has no use for it. */
  boolean heededIn(String text);

  /** Whether both would stand in each other's way. */
  boolean aboutTheSameAs(Lesson other);

  /** The text with the lesson in it. */
  String in(String text);
}
