"use strict";
/* The tree of candidates. */
(() => {
  const frame = document.getElementById("lineage");
  if (!frame) {
    return;
  }
  const panel = document.getElementById("panel");
  const page = document.getElementById("lineage-page");
  const says = document.getElementById("panel-says");
  const front = new Set(frame.dataset.front.split(" ").filter(Boolean).map(Number));
  const gap = { across: 34, along: 66 };
  const low = 220;
  const margin = 36;
  let lineage = null;
  let scale = null;

  /** Candidates from the best one back to the roots, by first parents. */
  const wayToBest = (parents, best) => {
    const way = new Set();
    for (let at = best; at !== undefined && !way.has(at); at = parents.get(at)?.[0]) {
      way.add(at);
    }
    return way;
  };

  const draw = () => {
    const parents = d3.rollup(lineage.edges, (edges) => edges.map((e) => e.from), (e) => e.to);
    const best = lineage.nodes.find((n) => n.best)?.index;
    const way = wayToBest(parents, best);
    // Roots of a fork have no parents; a node that is not shown holds them together.
    const root = d3
      .stratify()
      .id((n) => n.index)
      .parentId((n) => (n.index === "roots" ? null : (parents.get(n.index)?.[0] ?? "roots")))([{ index: "roots" }, ...lineage.nodes]);
    d3.tree().nodeSize([gap.across, gap.along])(root);
    const shown = root.descendants().filter((n) => n.depth > 0);
    // A tree that is little more than a chain takes the page's width, and the candidate stands below it.
    const [first, last] = d3.extent(shown, (n) => n.x);
    page.classList.toggle("chain", last - first + 2 * margin < low);
    const steps = d3.max(shown, (n) => n.depth) - 1;
    const along = Math.max(gap.along, Math.min(150, (frame.clientWidth - 2 * margin - 4) / Math.max(1, steps)));
    const at = new Map(shown.map((n) => [n.data.index, n]));
    const width = steps * along + 2 * margin;
    const height = last - first + 2 * margin;
    const x = (n) => (n.depth - 1) * along + margin;
    const y = (n) => n.x - first + margin;

    const [lowest, highest] = d3.extent(lineage.nodes, (n) => n.valScore);
    document.getElementById("score-low").textContent = gepa.score(lowest);
    document.getElementById("score-high").textContent = gepa.score(highest);
    const color = gepa.scoreScale(lowest, highest);
    const bend = d3.linkHorizontal().x((n) => x(n)).y((n) => y(n));

    const svg = d3.create("svg").attr("class", "lineage").attr("viewBox", [0, 0, width, height]);
    const edges = lineage.edges.map((e) => ({
      source: at.get(e.from),
      target: at.get(e.to),
      second: parents.get(e.to)[0] !== e.from,
      toBest: way.has(e.from) && way.has(e.to) && parents.get(e.to)[0] === e.from,
    }));
    svg
      .append("g")
      .selectAll("path")
      .data(edges)
      .join("path")
      .attr("class", (e) => `edge${e.second ? " second" : ""}${e.toBest ? " to-best" : ""}`)
      .attr("d", bend);
    const shape = { merge: d3.symbol(d3.symbolDiamond, 130)(), other: d3.symbol(d3.symbolCircle, 120)() };
    const nodes = svg
      .append("g")
      .selectAll("a")
      .data(shown)
      .join("a")
      .attr("href", (n) => `${frame.dataset.base}/candidates/${n.data.index}`)
      .attr("class", (n) => `${front.has(n.data.index) ? "front" : ""}${n.data.best ? " best" : ""}`)
      .attr("aria-label", (n) => {
        const d = n.data;
        return `candidate ${d.index}, ${d.origin}, score ${gepa.score(d.valScore)}${d.best ? ", the best" : ""}${front.has(d.index) ? ", on the front" : ""}`;
      })
      .attr("transform", (n) => `translate(${x(n)},${y(n)})`);
    nodes.append("circle").attr("class", "halo").attr("r", 10);
    nodes
      .append("path")
      .attr("class", "mark")
      .attr("d", (n) => shape[n.data.origin] ?? shape.other)
      .attr("fill", (n) => color(n.data.valScore));
    nodes
      .append("text")
      .attr("y", -13)
      .text((n) => `${n.data.index}${n.data.best ? " ★" : ""}`);
    nodes.append("title").text((n) => `candidate ${n.data.index} (${n.data.origin}), score ${gepa.score(n.data.valScore)}`);
    frame.replaceChildren(svg.node());
    size(svg.node(), width, height);
    mark(new URL(location).hash.slice(1));
  };

  /** Gives the drawing its size; at first it fits, but does not get too small to be read. */
  const size = (svg, width, height) => {
    const fit = Math.min((frame.clientWidth - 4) / width, 0.7 * window.innerHeight / height);
    scale ??= Math.max(0.75, Math.min(1.15, fit));
    const factor = scale === "fit" ? Math.min(1.15, fit) : scale;
    scale = factor;
    svg.setAttribute("width", width * factor);
    svg.setAttribute("height", height * factor);
    // Numbers stay large enough to be read, as long as they have the room; below that only the best has one.
    svg.style.setProperty("--label", `${Math.max(11.5, Math.min(15, 11 / factor))}px`);
    svg.classList.toggle("far", factor < 0.6);
  };

  const mark = (index) => {
    frame.querySelectorAll("a[aria-current]").forEach((a) => a.removeAttribute("aria-current"));
    frame.querySelector(`a[href$="/candidates/${CSS.escape(index)}"]`)?.setAttribute("aria-current", "true");
  };

  const show = (index) => {
    const node = frame.querySelector(`a[href$="/candidates/${CSS.escape(index)}"]`)?.getBoundingClientRect();
    const box = frame.getBoundingClientRect();
    if (node && (node.left < box.left || node.right > box.right || node.top < box.top || node.bottom > box.bottom)) {
      frame.scrollBy(node.left - box.left - box.width / 2, node.top - box.top - box.height / 2);
    }
  };

  const open = async (href, asked) => {
    const index = href.slice(href.lastIndexOf("/") + 1);
    mark(index);
    show(index);
    history.replaceState(null, "", `#${index}`);
    await htmx.ajax("GET", `${href}/panel`, { target: panel, swap: "innerHTML" });
    if (asked) {
      says.textContent = panel.querySelector("[data-says]")?.dataset.says ?? "";
      if (panel.getBoundingClientRect().top > 0.7 * window.innerHeight) {
        panel.scrollIntoView({ block: "start" });
      }
    }
  };

  frame.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(link.getAttribute("href"), true);
    }
  });
  document.querySelectorAll("[data-zoom]").forEach((button) => {
    button.addEventListener("click", () => {
      scale = button.dataset.zoom === "fit" ? "fit" : scale * Number(button.dataset.zoom);
      draw();
    });
  });
  document.addEventListener("theme-changed", () => lineage && draw());
  let drawnFor = frame.clientWidth;
  new ResizeObserver(() => {
    if (lineage && frame.clientWidth !== drawnFor) {
      drawnFor = frame.clientWidth;
      draw();
    }
  }).observe(frame);

  gepa.data(frame.dataset.url).then((data) => {
    lineage = data;
    draw();
    const wanted = new URL(location).hash.slice(1) || lineage.nodes.find((n) => n.best)?.index;
    if (wanted !== undefined) {
      open(`${frame.dataset.base}/candidates/${Number(wanted)}`, false);
    }
  });
})();
