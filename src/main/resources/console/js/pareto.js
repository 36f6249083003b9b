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
  const left = 64;
  const top = 22;
  let table = null;
  let from = 0;
  let size = null;

  const draw = () => {
    const rows = table.rows.length;
    const columns = table.examples.length;
    const wide = Math.max(7, Math.min(34, Math.floor((heat.clientWidth - left - 8) / columns)));
    const high = Math.max(10, Math.min(22, Math.floor(420 / rows)));
    size = { wide, high };
    const canvas = document.createElement("canvas");
    const width = left + columns * wide + 4;
    const height = top + rows * high + 4;
    const ratio = Math.min(window.devicePixelRatio || 1, 12000 / Math.max(width, height));
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const [low, highest] = d3.extent(table.rows.flatMap((row) => row.scores));
    const color = gepa.scoreScale(low, highest);
    document.getElementById("heat-low").textContent = gepa.score(low);
    document.getElementById("heat-high").textContent = gepa.score(highest);
    const ink = gepa.color("--ink");
    const soft = gepa.color("--ink-soft");
    const accent = gepa.color("--accent");
    pen.font = "11px Inter, system-ui, sans-serif";
    pen.textBaseline = "middle";
    pen.fillStyle = soft;
    const every = Math.ceil(46 / wide);
    table.examples.forEach((label, c) => {
      if (c % every === 0) {
        pen.fillText(label.length > 7 ? `${label.slice(0, 6)}…` : label, left + c * wide + 1, top / 2);
      }
    });
    table.rows.forEach((row, r) => {
      const y = top + r * high;
      if (high >= 12 || r % 2 === 0) {
        pen.textAlign = "right";
        pen.fillStyle = front.has(row.index) ? ink : soft;
        pen.fillText(String(row.index), left - 18, y + high / 2);
        pen.textAlign = "left";
      }
      if (front.has(row.index)) {
        pen.fillStyle = accent;
        pen.beginPath();
        pen.arc(left - 9, y + high / 2, 3, 0, 2 * Math.PI);
        pen.fill();
      }
      row.scores.forEach((score, c) => {
        const x = left + c * wide;
        pen.fillStyle = color(score);
        pen.fillRect(x, y, wide - 1, high - 1);
        if (score !== null && score === table.best[c] && wide >= 9) {
          pen.strokeStyle = d3.lab(color(score)).l > 55 ? "#111" : "#fff";
          pen.globalAlpha = 0.7;
          pen.strokeRect(x + 2, y + 2, wide - 5, high - 5);
          pen.globalAlpha = 1;
        }
      });
    });
    heat.replaceChildren(canvas);
    document.getElementById("heat-range").textContent = `${from + 1}–${from + columns} of ${table.totalExamples} examples`;
    back.disabled = from === 0;
    on.disabled = from + columns >= table.totalExamples;
  };

  const cell = (event) => {
    const box = event.target.getBoundingClientRect();
    const row = table.rows[Math.floor((event.clientY - box.top - top) / size.high)];
    const column = Math.floor((event.clientX - box.left - left) / size.wide);
    return row && { row, example: table.examples[column], score: row.scores[column] };
  };
  heat.addEventListener("mousemove", (event) => {
    const at = event.target.tagName === "CANVAS" ? cell(event) : null;
    if (at) {
      says.textContent =
        at.example === undefined
          ? `candidate ${at.row.index}, mean ${gepa.score(at.row.valScore)}`
          : `candidate ${at.row.index} on ${at.example}: ${gepa.score(at.score)}`;
    }
  });
  heat.addEventListener("click", (event) => {
    const at = event.target.tagName === "CANVAS" ? cell(event) : null;
    if (at) {
      location.assign(`${heat.dataset.base}/candidates/${at.row.index}`);
    }
  });

  const load = async () => {
    table = await gepa.data(`${heat.dataset.url}?examples=${from}&order=${order.value}`);
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
  new ResizeObserver(() => table && draw()).observe(heat);
  load();
})();

(() => {
  const frame = document.getElementById("scatter");
  if (!frame) {
    return;
  }
  const across = document.getElementById("x-objective");
  const up = document.getElementById("y-objective");
  const margin = { top: 12, right: 20, bottom: 34, left: 52 };
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
    const width = Math.max(300, frame.clientWidth);
    const height = 320;
    const span = (values) => {
      const [low, high] = d3.extent(values);
      return high > low ? [low, high] : [low - 0.5, high + 0.5];
    };
    const x = d3.scaleLinear(span(points.map((p) => p.x)), [margin.left, width - margin.right]).nice();
    const y = d3.scaleLinear(span(points.map((p) => p.y)), [height - margin.bottom, margin.top]).nice();
    const svg = d3.create("svg").attr("class", "chart").attr("viewBox", [0, 0, width, height]).attr("height", height);
    svg.append("g").attr("class", "axis").attr("transform", `translate(0,${height - margin.bottom})`).call(d3.axisBottom(x).ticks(width / 110));
    svg.append("g").attr("class", "axis").attr("transform", `translate(${margin.left},0)`).call(d3.axisLeft(y).ticks(5));
    svg.append("text").attr("x", width - margin.right).attr("y", height - margin.bottom - 6).attr("text-anchor", "end").text(across.value);
    svg.append("text").attr("x", margin.left + 6).attr("y", margin.top + 4).text(up.value);
    svg
      .append("path")
      .attr("class", "front-line")
      .attr("d", d3.line((p) => x(p.x), (p) => y(p.y)).curve(d3.curveStepAfter)(frontOf(points)));
    const front = new Set(data.front);
    const links = svg
      .append("g")
      .selectAll("a")
      .data(points)
      .join("a")
      .attr("href", (p) => `${frame.dataset.base}/candidates/${p.index}`)
      .attr("aria-label", (p) => `candidate ${p.index}, ${across.value} ${gepa.score(p.x)}, ${up.value} ${gepa.score(p.y)}`);
    links
      .append("circle")
      .attr("class", (p) => (front.has(p.index) ? "candidate front" : "candidate"))
      .attr("r", 4.5)
      .attr("cx", (p) => x(p.x))
      .attr("cy", (p) => y(p.y));
    links.append("title").text((p) => `candidate ${p.index}`);
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
