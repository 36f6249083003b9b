"use strict";
/* Best score and every candidate over rollouts. */
(() => {
  const frame = document.getElementById("progress");
  const margin = { top: 12, right: 28, bottom: 42, left: 48 };
  const state = () => document.getElementById("state").dataset;
  let data = null;
  let known = null;

  const steps = (candidates, end) => {
    const points = [];
    let best = -Infinity;
    for (const c of candidates) {
      if (c.score !== null && c.score > best) {
        best = c.score;
        points.push([c.rollouts, best]);
      }
    }
    if (points.length > 0) {
      points.push([end, best]);
    }
    return points;
  };

  const draw = () => {
    if (!data || data.candidates.length === 0) {
      return;
    }
    const focused = document.activeElement?.getAttribute("href");
    const width = Math.max(300, frame.clientWidth);
    const height = width < 500 ? 240 : 320;
    const scored = data.candidates.filter((c) => c.score !== null);
    const rejected = data.rejected.filter((r) => r.score !== null);
    const end = Math.max(1, Number(state().rollouts), d3.max([...scored, ...rejected], (p) => p.rollouts) ?? 0);
    const [low, high] = d3.extent([...scored, ...rejected], (p) => p.score);
    const x = d3.scaleLinear([0, end], [margin.left, width - margin.right]);
    const y = d3.scaleLinear(high > low ? [low, high] : [low - 0.05, high + 0.05], [height - margin.bottom, margin.top]).nice(5);
    const ticks = x.ticks(width / 110).filter(Number.isInteger);

    const svg = d3.create("svg").attr("class", "chart").attr("viewBox", [0, 0, width, height]);
    svg
      .append("g")
      .attr("class", "grid")
      .attr("transform", `translate(${margin.left},0)`)
      .call(d3.axisLeft(y).ticks(5).tickSize(-(width - margin.left - margin.right)).tickFormat(""));
    svg
      .append("g")
      .attr("class", "axis")
      .attr("transform", `translate(0,${height - margin.bottom})`)
      .call(d3.axisBottom(x).tickValues(ticks).tickFormat(d3.format(",d")).tickSizeOuter(0));
    svg.append("g").attr("class", "axis").attr("transform", `translate(${margin.left},0)`).call(d3.axisLeft(y).ticks(5));
    svg
      .append("text")
      .attr("x", width - margin.right)
      .attr("y", height - 4)
      .attr("text-anchor", "end")
      .text("rollouts");

    const cross = "M-3-3l6 6M3-3l-6 6";
    svg
      .append("g")
      .selectAll("path")
      .data(rejected)
      .join("path")
      .attr("class", "rejected")
      .attr("d", cross)
      .attr("transform", (r) => `translate(${x(r.rollouts)},${y(r.score)})`);

    const line = steps(scored, end);
    const curve = d3.curveStepAfter;
    svg.append("path").attr("class", "best-area").attr("d", d3.area((p) => x(p[0]), y(y.domain()[0]), (p) => y(p[1])).curve(curve)(line));
    svg.append("path").attr("class", "best-line").attr("d", d3.line((p) => x(p[0]), (p) => y(p[1])).curve(curve)(line));

    const many = scored.length > 120;
    const area = many ? 16 : 48;
    const shapes = { merge: d3.symbol(d3.symbolDiamond, 1.25 * area)(), other: d3.symbol(d3.symbolCircle, area)() };
    const links = svg
      .append("g")
      .attr("class", many ? "many" : null)
      .selectAll("a")
      .data(scored)
      .join("a")
      .attr("href", (c) => `${frame.dataset.base}/candidates/${c.index}`)
      .attr("aria-label", (c) => `candidate ${c.index}, score ${gepa.score(c.score)}, after ${c.rollouts} rollouts`);
    links
      .append("path")
      .attr("class", (c) => `candidate ${c.origin}`)
      .attr("d", (c) => shapes[c.origin] ?? shapes.other)
      .attr("transform", (c) => `translate(${x(c.rollouts)},${y(c.score)})`);
    links.append("title").text((c) => `candidate ${c.index} (${c.origin})\nscore ${gepa.score(c.score)}\nafter ${c.rollouts} rollouts`);
    frame.replaceChildren(svg.node());
    if (focused) {
      frame.querySelector(`a[href="${focused}"]`)?.focus();
    }
  };

  const load = async () => {
    const { iteration, candidates, status } = state();
    const now = [iteration, candidates, status].join();
    if (now !== known) {
      data = await gepa.data(frame.dataset.url);
      known = now;
    }
    draw();
  };
  document.addEventListener("job-changed", load);
  new ResizeObserver(draw).observe(frame);
  load();
})();
