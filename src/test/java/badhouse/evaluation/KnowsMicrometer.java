package badhouse.evaluation;

import io.micrometer.core.instrument.Counter;

public class KnowsMicrometer {
  Counter counter;
}
