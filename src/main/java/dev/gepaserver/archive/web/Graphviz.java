package dev.gepaserver.archive.web;

import dev.gepaserver.archive.Views.LineageView;
import java.util.Locale;

/**
 * A lineage in the DOT language; made of numbers and names of ours only, so that nothing needs
 * quoting.
 */
final class Graphviz {

  private Graphviz() {}

  static String of(LineageView lineage) {
    StringBuilder dot = new StringBuilder("digraph lineage {\n  node [shape=ellipse];\n");
    lineage
        .nodes()
        .forEach(node ->
            dot.append(
                String.format(
                    Locale.ROOT,
                    "  %d [label=\"%d\\n%.4f\"%s%s];\n",
                    node.index(),
                    node.index(),
                    node.valScore(),
                    node.onFrontier() ? ", style=filled, fillcolor=lightblue" : "",
                    node.best() ? ", penwidth=3" : "")));
    lineage.edges().forEach(edge -> dot.append("  %d -> %d;\n".formatted(edge.from(), edge.to())));
    return dot.append("}\n").toString();
  }
}
