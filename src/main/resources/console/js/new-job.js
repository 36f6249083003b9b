"use strict";
/* Puts a job together, shows what the service says of it, and submits it. */
(() => {
  const $ = (id) => document.getElementById(id);
  const form = $("job");
  const components = $("components");
  const sets = ["trainset", "valset", "testset"];
  const setOf = (name) => form.querySelector(`[data-set="${name}"]`);

  class Unreadable extends Error {
    constructor(at, message) {
      super(message);
      this.at = at;
    }
  }

  const parsed = (text, at) => {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new Unreadable(at, `is not JSON: ${error.message}`);
    }
  };

  /** Examples as a JSON list, or one a line. */
  const examples = (text, at) => {
    const trimmed = text.trim();
    if (trimmed === "") {
      return [];
    }
    if (trimmed.startsWith("[")) {
      return parsed(trimmed, at);
    }
    return trimmed
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => parsed(line, at));
  };

  const ofCsv = (text) => {
    // Not d3.csvParse: it compiles code, which the page's policy forbids.
    const [names, ...rows] = d3.csvParseRows(text);
    return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? ""])));
  };

  const readSet = (name, job) => {
    const set = setOf(name);
    const source = set.querySelector("[data-source]").value;
    const count = set.querySelector("[data-count]");
    count.textContent = "none";
    if (source === "here") {
      const read = examples(set.querySelector("[data-text]").value, `/${name}`);
      count.textContent = `${read.length} example${read.length === 1 ? "" : "s"}`;
      if (read.length > 0) {
        job[name] = read;
      }
    } else if (source === "dataset") {
      const limit = set.querySelector("[data-limit]").value;
      job[name] = { dataset: set.querySelector("[data-dataset]").value };
      if (limit !== "") {
        job[name].limit = Number(limit);
      }
      count.textContent = job[name].dataset;
    }
  };

  const system = () => {
    const type = $("system-type").value;
    const model = { prompt: () => ({ model: $("system-model").value }), http: () => ({ url: $("system-url").value }), artifact: () => ({}) };
    return type === "json" ? parsed($("system-json").value, "/system") : { type, ...model[type]() };
  };

  const evaluator = () => {
    const type = $("evaluator-type").value;
    if (type === "json") {
      return parsed($("evaluator-json").value, "/evaluator");
    }
    const fields = {
      regex: () => ({ pattern: $("evaluator-pattern").value }),
      llm_judge: () => ({ model: $("evaluator-model").value, rubric: $("evaluator-rubric").value }),
      http: () => ({ url: $("evaluator-url").value }),
    };
    return { type, ...(fields[type] ?? (() => ({ expected: $("evaluator-expected").value })))() };
  };

  const merged = (into, more) => {
    for (const [name, value] of Object.entries(more)) {
      const both = [into[name], value].every((v) => v !== null && typeof v === "object" && !Array.isArray(v));
      into[name] = both ? merged(into[name], value) : value;
    }
    return into;
  };

  /** The job as the form says it. */
  const job = () => {
    const made = { name: $("name").value };
    if ($("objective").value !== "") {
      made.objective = $("objective").value;
    }
    const texts = [...components.querySelectorAll("[data-component]")];
    if (texts.length > 0) {
      made.seedCandidate = Object.fromEntries(texts.map((c) => [c.querySelector("[data-name]").value, c.querySelector("[data-value]").value]));
    }
    sets.forEach((name) => readSet(name, made));
    made.system = system();
    if ($("evaluator-type").value !== "none") {
      made.evaluator = evaluator();
    }
    made.reflection = { model: $("reflection-model").value };
    made.budget = {};
    for (const [id, name] of [["max-rollouts", "maxRollouts"], ["max-iterations", "maxIterations"], ["max-cost", "maxCostUsd"]]) {
      if ($(id).value !== "") {
        made.budget[name] = Number($(id).value);
      }
    }
    const more = $("more").value.trim();
    return more === "" ? made : merged(made, parsed(more, "/more"));
  };

  const addComponent = (name, text) => {
    const part = $("component-template").content.cloneNode(true);
    part.querySelector("[data-name]").value = name;
    part.querySelector("[data-value]").value = text;
    part.querySelector("[data-value]").dataset.at = `/seedCandidate/${name}`;
    components.append(part);
  };

  /** Takes from a job what the form has fields for; the rest stays as JSON. */
  const fill = (given) => {
    const rest = structuredClone(given);
    const take = (name) => {
      const value = rest[name];
      delete rest[name];
      return value;
    };
    $("name").value = take("name") ?? "";
    $("objective").value = take("objective") ?? "";
    components.replaceChildren();
    Object.entries(take("seedCandidate") ?? {}).forEach(([name, text]) => addComponent(name, text));
    for (const name of sets) {
      const set = setOf(name);
      const value = take(name);
      set.querySelector("[data-source]").value = Array.isArray(value) || name === "trainset" ? "here" : "none";
      set.querySelector("[data-text]").value = Array.isArray(value) ? value.map((e) => JSON.stringify(e)).join("\n") : "";
    }
    const sys = take("system") ?? { type: "prompt" };
    const plain = sys.type === "prompt" && typeof sys.model === "string" && Object.keys(sys).length === 2;
    $("system-type").value = plain ? "prompt" : "json";
    $("system-model").value = plain ? sys.model : "";
    $("system-json").value = JSON.stringify(sys, null, 2);
    const ev = take("evaluator");
    const simple = ev && [...$("evaluator-type").options].some((o) => o.value === ev.type) && Object.keys(ev).every((k) => ["type", "expected"].includes(k));
    $("evaluator-type").value = ev ? (simple ? ev.type : "json") : "none";
    $("evaluator-expected").value = ev?.expected ?? "{{answer}}";
    $("evaluator-json").value = JSON.stringify(ev ?? {}, null, 2);
    if (typeof rest.reflection?.model === "string") {
      $("reflection-model").value = rest.reflection.model;
      delete rest.reflection.model;
    }
    for (const [id, name] of [["max-rollouts", "maxRollouts"], ["max-iterations", "maxIterations"], ["max-cost", "maxCostUsd"]]) {
      $(id).value = rest.budget?.[name] ?? "";
      delete rest.budget?.[name];
    }
    for (const name of ["reflection", "budget"]) {
      if (rest[name] && Object.keys(rest[name]).length === 0) {
        delete rest[name];
      }
    }
    $("more").value = Object.keys(rest).length > 0 ? JSON.stringify(rest, null, 2) : "";
    if ($("more").value !== "") {
      $("more").closest("details").open = true;
    }
    changed();
  };

  const showParts = () => {
    form.querySelectorAll("[data-set]").forEach((set) => {
      const source = set.querySelector("[data-source]").value;
      set.querySelectorAll("[data-for]").forEach((part) => {
        part.hidden = part.dataset.for !== source;
      });
    });
    for (const kind of ["system", "evaluator"]) {
      const type = $(`${kind}-type`).value;
      form.querySelectorAll(`[data-${kind}]`).forEach((part) => {
        part.hidden = !part.dataset[kind].split(" ").includes(type);
      });
    }
  };

  const element = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  };

  const showFaults = (faults, kind = "bad") => {
    form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
    const shown = faults.map(({ pointer, detail }) => {
      const box = element("div", `notice ${kind}`, "");
      box.append(element("b", "mono", pointer || "the job"), element("span", "", detail));
      return box;
    });
    if (kind === "bad") {
      for (const { pointer } of faults) {
        const fields = [...form.querySelectorAll("[data-at]")].filter((f) => pointer.startsWith(f.dataset.at) && f.offsetParent !== null);
        fields.sort((a, b) => b.dataset.at.length - a.dataset.at.length)[0]?.setAttribute("aria-invalid", "true");
      }
    }
    $("faults").replaceChildren(...shown);
  };

  const showState = (text, className) => {
    $("state-chip").textContent = text;
    $("state-chip").className = `chip status ${className}`;
  };

  const showAnswer = (answer) => {
    const number = (n) => (n === null ? "not known beforehand" : new Intl.NumberFormat("en").format(n));
    const cost = answer.estimate.costUsd;
    const facts = [
      ["Model calls", number(answer.estimate.modelCalls)],
      ["Input tokens", number(answer.estimate.inputTokens)],
      ["Output tokens", number(answer.estimate.outputTokens)],
      ["Rewritten texts", number(answer.estimate.proposals)],
      ["Cost", cost === null ? "unknown: a price is missing" : `about $${cost}`],
    ];
    $("estimate").replaceChildren(...facts.flatMap(([name, value]) => [element("dt", "", name), element("dd", "", value)]));
    showFaults(answer.warnings.map((w) => ({ pointer: w.code, detail: w.detail })), "warn");
    const messages = answer.firstMessages.map((m) => {
      const box = element("div", "message", "");
      const text = element("div", "text", m.content);
      text.tabIndex = 0;
      box.append(element("span", "label", m.role), text);
      return box;
    });
    $("messages").replaceChildren(...(messages.length > 0 ? messages : [element("p", "quiet small", "This system calls no model itself.")]));
  };

  const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

  let asked = 0;
  const check = async () => {
    const number = ++asked;
    let made;
    $("submit").disabled = true;
    try {
      made = job();
    } catch (error) {
      showState("not readable", "failed");
      showFaults([{ pointer: error.at ?? "", detail: error.message }]);
      return;
    }
    const json = JSON.stringify(made, null, 2);
    $("json").textContent = json;
    const begun = made.trainset !== undefined || made.system?.type === "artifact";
    $("curl").textContent = `curl -H 'Content-Type: application/json' -d ${quoted(json)} ${location.origin}/api/v1/jobs`;
    if (!begun) {
      return;
    }
    try {
      const answer = await gepa.send("POST", "/api/v1/jobs/validate", made);
      if (number === asked) {
        showState("ready", "completed");
        showAnswer(answer);
        $("submit").disabled = false;
      }
    } catch (error) {
      if (number === asked) {
        const faults = error.problem?.errors ?? [{ pointer: "", detail: error.message }];
        showState(`${faults.length} to mend`, "failed");
        showFaults(faults);
      }
    }
  };
  let timer = null;
  const changed = () => {
    showParts();
    clearTimeout(timer);
    timer = setTimeout(check, 350);
  };

  form.addEventListener("input", changed);
  form.addEventListener("change", async (event) => {
    if (event.target.matches("[data-file]") && event.target.files.length > 0) {
      const file = event.target.files[0];
      const text = await file.text();
      const rows = file.name.endsWith(".csv") ? ofCsv(text).map((row) => JSON.stringify(row)).join("\n") : text;
      event.target.closest("[data-set]").querySelector("[data-text]").value = rows;
    }
    changed();
  });
  form.addEventListener("click", (event) => {
    if (event.target.matches("[data-remove]")) {
      event.target.closest("[data-component]").remove();
      changed();
    }
  });
  $("add-component").addEventListener("click", () => {
    addComponent(`text_${components.children.length + 1}`, "");
    changed();
  });
  $("example").addEventListener("click", async (event) => fill(await gepa.data(event.target.dataset.url)));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    $("submit").disabled = true;
    try {
      const made = await gepa.send("POST", "/api/v1/jobs", job());
      location.assign(`/jobs/${made.id}`);
    } catch (error) {
      gepa.tell(error.message, true);
      $("submit").disabled = false;
    }
  });
  addComponent("system_prompt", "");
  changed();
})();
