"use strict";
/* Candidates by examples as a heat map, and by objectives as a scatter plot. */
(() => {
  const heat = document.getElementById("heat");
  if (!heat) {
    return;
  }
  const front = new Set(heat.dataset.front.split(" ").map(Number));
  const says = document.getElementById("heat-says");
  const order = document.getElementById("order");
  const back = document.getElementById("heat-back");
  const on = document.getElementById("heat-on");
  const shades = 64;
  const margin = 2;
  let table = null;
  let from = 0;
  let size = null;
  let at = null;

  /** A canvas of a size in CSS pixels, as sharp as the screen, and its pen. */
  const paper = (width, height, className) => {
    const canvas = document.createElement("canvas");
    const ratio = Math.min(window.devicePixelRatio || 1, 12000 / Math.max(width, height));
    canvas.className = className;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    pen.textBaseline = "middle";
    return [canvas, pen];
  };

  /** The colours of scores and of marks on them, made once and not for each cell. */
  const colors = (low, high) => {
    const scale = gepa.scoreScale(0, 1);
    const fills = d3.range(shades).map((i) => scale(i / (shades - 1)));
    const marks = fills.map((fill) => (d3.lab(fill).l > 55 ? "#111" : "#fff"));
    const span = high > low ? high - low : 1;
    return (score) => {
      const i = Math.round(((score - low) / span) * (shades - 1));
      return [fills[i], marks[i]];
    };
  };

  const drawCells = (pen, wide, high) => {
    const scores = table.rows.flatMap((row) => row.scores).filter((score) => score !== null);
    const [low, highest] = d3.extent(scores);
    const color = colors(low, highest);
    document.getElementById("heat-low").textContent = gepa.score(low);
    document.getElementById("heat-high").textContent = gepa.score(highest);
    const framed = wide >= 9;
    document.getElementById("heat-best").textContent = `${framed ? "▫" : "▪"} best on the example`;
    // Where all are equal, none is best.
    const told = table.best.map((best, c) => table.rows.some((row) => row.scores[c] !== best));
    table.rows.forEach((row, r) => {
      row.scores.forEach((score, c) => {
        if (score === null) {
          return;
        }
        const x = c * wide;
        const y = r * high;
        const [fill, mark] = color(score);
        pen.fillStyle = fill;
        pen.fillRect(x, y, wide - 1, high - 1);
        if (score === table.best[c] && told[c]) {
          pen.globalAlpha = 0.7;
          if (framed) {
            pen.strokeStyle = mark;
            pen.strokeRect(x + 2, y + 2, wide - 5, high - 5);
          } else {
            pen.fillStyle = mark;
            pen.fillRect(x + (wide - 1) / 2 - 1, y + (high - 1) / 2 - 1, 2, 2);
          }
          pen.globalAlpha = 1;
        }
      });
    });
  };

  const draw = () => {
    const rows = table.rows.length;
    const columns = table.examples.length;
    const left = 30 + 6 * String(d3.max(table.rows, (row) => row.index)).length;
    const top = 22;
    const wide = Math.max(7, Math.min(34, Math.floor((heat.parentElement.clientWidth - left - 48) / columns)));
    const high = Math.max(10, Math.min(22, Math.floor(420 / rows)));
    size = { wide, high };
    const ink = gepa.color("--ink");
    const soft = gepa.color("--ink-soft");

    const [heads, head] = paper(columns * wide + margin, top, "heat-head");
    head.font = "11px Inter, system-ui, sans-serif";
    head.fillStyle = soft;
    const every = Math.ceil(46 / wide);
    table.examples.forEach((label, c) => {
      if (c % every === 0) {
        head.fillText(label.length > 7 ? `${label.slice(0, 6)}…` : label, c * wide + 1, top / 2);
      }
    });

    const [sides, side] = paper(left, rows * high + margin, "heat-side");
    side.font = `${high < 12 ? 9 : 11}px Inter, system-ui, sans-serif`;
    side.textAlign = "right";
    table.rows.forEach((row, r) => {
      const y = r * high + high / 2;
      side.fillStyle = front.has(row.index) ? ink : soft;
      side.fillText(String(row.index), left - 18, y);
      if (front.has(row.index)) {
        side.fillStyle = gepa.color("--accent");
        side.beginPath();
        side.arc(left - 9, y, 3, 0, 2 * Math.PI);
        side.fill();
      }
    });

    const [cells, pen] = paper(columns * wide + margin, rows * high + margin, "heat-cells");
    drawCells(pen, wide, high);
    const corner = gepa.element("span", "heat-corner", "");
    const here = gepa.element("span", "heat-here", "");
    here.hidden = true;
    heat.replaceChildren(corner, heads, sides, cells, here);
    document.getElementById("heat-range").textContent = `${from + 1}–${from + columns} of ${table.totalExamples} examples`;
    back.disabled = from === 0;
    on.disabled = from + columns >= table.totalExamples;
    choose(at);
  };

  const words = ({ r, c }) => {
    const row = table.rows[r];
    return c === -1
      ? `Candidate ${row.index}, mean ${gepa.score(row.valScore)}`
      : `Candidate ${row.index} on ${table.examples[c]}: ${gepa.score(row.scores[c])}`;
  };

  /** Reads a cell out and marks it. */
  const choose = (cell) => {
    at = cell && table.rows[cell.r] && cell.c < table.examples.length ? cell : null;
    const here = heat.querySelector(".heat-here");
    here.hidden = at === null || at.c === -1;
    if (at === null) {
      return;
    }
    const candidate = table.rows[at.r].index;
    const open = gepa.element("a", "", "open the candidate");
    open.href = `${heat.dataset.base}/candidates/${candidate}`;
    says.replaceChildren(`${words(at)} · `, open);
    if (at.c >= 0) {
      const cells = heat.querySelector(".heat-cells");
      here.style.width = `${size.wide + 1}px`;
      here.style.height = `${size.high + 1}px`;
      here.style.left = `${cells.offsetLeft + at.c * size.wide - 1}px`;
      here.style.top = `${cells.offsetTop + at.r * size.high - 1}px`;
      const query = new URLSearchParams({ candidate, example: table.examples[at.c] });
      const rollouts = gepa.element("a", "", "its rollouts there");
      rollouts.href = `${heat.dataset.base}/rollouts?${query}`;
      says.append(" · ", rollouts);
    }
  };

  const pointed = (event) => {
    const side = event.target.className === "heat-side";
    if (!side && event.target.className !== "heat-cells") {
      return null;
    }
    const box = event.target.getBoundingClientRect();
    const r = Math.floor((event.clientY - box.top) / size.high);
    const c = side ? -1 : Math.floor((event.clientX - box.left) / size.wide);
    return table.rows[r] && c < table.examples.length ? { r, c } : null;
  };
  heat.addEventListener("mousemove", (event) => {
    const cell = pointed(event);
    heat.title = cell ? words(cell) : "";
  });
  heat.addEventListener("click", (event) => {
    const cell = pointed(event);
    if (cell) {
      choose(cell);
    }
  });
  heat.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step || !table) {
      return;
    }
    event.preventDefault();
    const clamp = (value, last) => Math.max(0, Math.min(last, value));
    const next = at === null ? { r: 0, c: 0 } : { r: clamp(at.r + step[0], table.rows.length - 1), c: clamp(at.c + step[1], table.examples.length - 1) };
    choose(next);
    heat.querySelector(".heat-here").scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  const load = async () => {
    table = await gepa.data(`${heat.dataset.url}?examples=${from}&order=${order.value}`);
    at = null;
    draw();
  };
  back.addEventListener("click", () => {
    from = Math.max(0, from - 200);
    load();
  });
  on.addEventListener("click", () => {
    from += 200;
    load();
  });
  order.addEventListener("change", load);
  document.addEventListener("theme-changed", () => table && draw());
  let drawnFor = heat.parentElement.clientWidth;
  new ResizeObserver(() => {
    if (table && heat.parentElement.clientWidth !== drawnFor) {
      drawnFor = heat.parentElement.clientWidth;
      draw();
    }
  }).observe(heat.parentElement);
  load();
})();

(() => {
  const frame = document.getElementById("scatter");
  if (!frame) {
    return;
  }
  const across = document.getElementById("x-objective");
  const up = document.getElementById("y-objective");
  const margin = { top: 34, right: 28, bottom: 46, left: 52 };
  let data = null;

  /** Of points sorted by x from high to low those that no other one beats in y. */
  const frontOf = (points) => {
    const line = [];
    let best = -Infinity;
    for (const p of d3.sort(points, (a, b) => d3.descending(a.x, b.x) || d3.descending(a.y, b.y))) {
      if (p.y > best) {
        best = p.y;
        line.push(p);
      }
    }
    return line;
  };

  const draw = () => {
    const points = Object.entries(data.candidates)
      .map(([index, means]) => ({ index: Number(index), x: means[across.value], y: means[up.value] }))
      .filter((p) => Number.isFinite(p.x) && Number.isFinite(p.y));
    if (points.length === 0) {
      frame.replaceChildren(gepa.element("p", "quiet", "No candidate has a number for both."));
      return;
    }
    const width = Math.max(300, frame.clientWidth);
    const height = 320;
    const span = (values) => {
      const [low, high] = d3.extent(values);
      const room = high > low ? (high - low) * 0.04 : 0.05;
      return [low - room, high + room];
    };
    const x = d3.scaleLinear(span(points.map((p) => p.x)), [margin.left, width - margin.right]);
    const y = d3.scaleLinear(span(points.map((p) => p.y)), [height - margin.bottom, margin.top]);
    const svg = d3.create("svg").attr("class", "chart").attr("viewBox", [0, 0, width, height]);
    const bottom = height - margin.bottom;
    svg.append("g").attr("class", "grid").attr("transform", `translate(${margin.left},0)`).call(d3.axisLeft(y).ticks(5).tickSize(-(width - margin.left - margin.right)).tickFormat(""));
    svg.append("g").attr("class", "grid").attr("transform", `translate(0,${bottom})`).call(d3.axisBottom(x).ticks(width / 110).tickSize(-(bottom - margin.top)).tickFormat(""));
    svg.append("g").attr("class", "axis").attr("transform", `translate(0,${bottom})`).call(d3.axisBottom(x).ticks(width / 110).tickSizeOuter(0));
    svg.append("g").attr("class", "axis").attr("transform", `translate(${margin.left},0)`).call(d3.axisLeft(y).ticks(5).tickSizeOuter(0));
    svg.append("text").attr("x", width - margin.right).attr("y", height - 6).attr("text-anchor", "end").text(`${across.value} →`);
    svg.append("text").attr("x", 4).attr("y", 12).text(`↑ ${up.value}`);
    // The line goes on to both axes, so that a front of one point shows too.
    const line = frontOf(points);
    svg
      .append("path")
      .attr("class", "front-line")
      .attr("d", d3.line().curve(d3.curveStepAfter)([
        [x(line[0].x), bottom],
        ...line.map((p) => [x(p.x), y(p.y)]),
        [margin.left, y(line.at(-1).y)],
      ]));
    const front = new Set(data.front);
    // Candidates in the same place share a mark, which leads to the first one on the front.
    const places = d3.groups(points, (p) => `${p.x} ${p.y}`).map(([, there]) => ({
      ...(there.find((p) => front.has(p.index)) ?? there[0]),
      front: there.some((p) => front.has(p.index)),
      names: there.length > 3 ? `${there[0].index}, ${there[1].index} +${there.length - 2}` : there.map((p) => p.index).join(", "),
      all: there.map((p) => p.index).join(", "),
    }));
    const links = svg
      .append("g")
      .selectAll("a")
      .data(d3.sort(places, (p) => p.front))
      .join("a")
      .attr("href", (p) => `${frame.dataset.base}/candidates/${p.index}`)
      .attr("aria-label", (p) => `candidate ${p.all}, ${across.value} ${gepa.score(p.x)}, ${up.value} ${gepa.score(p.y)}${p.front ? ", on the front" : ""}`);
    links
      .append("circle")
      .attr("class", (p) => (p.front ? "candidate front" : "candidate"))
      .attr("r", 4.5)
      .attr("cx", (p) => x(p.x))
      .attr("cy", (p) => y(p.y));
    links
      .filter((p) => p.front || places.length <= 30)
      .append("text")
      .attr("x", (p) => x(p.x))
      .attr("y", (p) => y(p.y) - 9)
      .attr("text-anchor", (p) => (x(p.x) > width - 80 ? "end" : "middle"))
      .text((p) => p.names);
    links.append("title").text((p) => `candidate ${p.all}`);
    frame.replaceChildren(svg.node());
  };

  gepa.data(frame.dataset.url).then((got) => {
    data = got;
    const names = [...new Set(Object.values(data.candidates).flatMap(Object.keys))];
    for (const select of [across, up]) {
      select.replaceChildren(...names.map((name) => new Option(name)));
      select.addEventListener("change", draw);
    }
    up.selectedIndex = Math.min(1, names.length - 1);
    draw();
    new ResizeObserver(draw).observe(frame);
  });
})();
