package dev.gepaserver.common;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An input was refused; carries every fault found. Shown to clients as a problem with code {@code
 * validation-failed} (400).
 */
public class InvalidInputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  /** Refuses an input for the given faults, at least one. */
  public InvalidInputException(List<Fault> faults) {
    super(
        faults.stream()
            .map(f -> f.pointer() + ": " + f.detail())
            .collect(Collectors.joining("; ")));
    this.faults = List.copyOf(faults);
  }

  /** Refuses an input for one fault. */
  public InvalidInputException(String pointer, String detail) {
    this(List.of(new Fault(pointer, detail)));
  }

  /** Everything that was wrong, in reading order. */
  public List<Fault> faults() {
    return faults;
  }
}
