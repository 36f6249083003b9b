"use strict";
/* Puts a job together, shows what the service says of it, and submits it. */
(() => {
  const $ = (id) => document.getElementById(id);
  const form = $("job");
  const components = $("components");
  const sets = ["trainset", "valset", "testset"];
  const setOf = (name) => form.querySelector(`[data-set="${name}"]`);

  /** Longer files are not shown: to type in them would make the page slow. They can be kept as data sets. */
  const LONGEST_FILE = 512 * 1024;

  /** As much of the job's JSON as is shown; a copy has all of it. */
  const SHOWN_JSON = 20000;

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
    const [names, ...rows] = d3.csvParseRows(text).filter((row) => row.length > 1 || row[0] !== "");
    if (!names) {
      throw new Error("is empty; it must begin with a line of column names");
    }
    const odd = names.find((name, i) => name.trim() === "" || names.indexOf(name) < i);
    if (odd !== undefined) {
      throw new Error(odd.trim() === "" ? "a column of the header has no name" : `two columns of the header are called '${odd}'`);
    }
    return rows.map((row, i) => {
      if (row.length !== names.length) {
        throw new Error(`row ${i + 1} has ${row.length} fields, and the header ${names.length}`);
      }
      return Object.fromEntries(names.map((name, c) => [name, row[c]]));
    });
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
    const names = texts.map((c) => c.querySelector("[data-name]").value);
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined) {
      throw new Unreadable(`/seedCandidate/${twice}`, "stands twice; each component needs a name of its own");
    }
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
    components.append(part);
    pointComponents();
  };

  /** A fault of a component is shown at its name where it is one of the name, else at its text. */
  const pointComponents = () => {
    const seen = new Set();
    components.querySelectorAll("[data-component]").forEach((part) => {
      const name = part.querySelector("[data-name]");
      const good = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(name.value) && !seen.has(name.value);
      seen.add(name.value);
      name.dataset.at = good ? "" : `/seedCandidate/${name.value}`;
      part.querySelector("[data-value]").dataset.at = good ? `/seedCandidate/${name.value}` : "";
    });
    const all = components.querySelectorAll("[data-remove]");
    all.forEach((button) => {
      button.hidden = all.length === 1;
    });
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
      set.querySelectorAll("[data-for]:not([data-import])").forEach((part) => {
        part.hidden = part.dataset.for !== source;
      });
      if (source !== "here") {
        set.querySelector("[data-import]").hidden = true;
      }
    });
    for (const kind of ["system", "evaluator"]) {
      const type = $(`${kind}-type`).value;
      form.querySelectorAll(`[data-${kind}]`).forEach((part) => {
        part.hidden = !part.dataset[kind].split(" ").includes(type);
      });
    }
  };

  const { element } = gepa;

  /** The field that a fault is about: the one whose place in the job is the longest part of the fault's. */
  const fieldOf = (pointer) => {
    const fields = [...form.querySelectorAll("[data-at]")].filter((f) => {
      const { at } = f.dataset;
      return at !== "" && (pointer === at || pointer.startsWith(`${at}/`)) && f.offsetParent !== null;
    });
    return fields.sort((a, b) => b.dataset.at.length - a.dataset.at.length || b.matches("[data-name]") - a.matches("[data-name]"))[0];
  };

  const clearFaults = () => {
    form.querySelectorAll("[aria-invalid]").forEach((field) => {
      field.removeAttribute("aria-invalid");
      const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id !== "" && !id.startsWith("fault-"));
      if (others.length > 0) {
        field.setAttribute("aria-describedby", others.join(" "));
      } else {
        field.removeAttribute("aria-describedby");
      }
    });
    form.querySelectorAll(".fault").forEach((fault) => fault.remove());
  };

  const markFault = (field, detail, i) => {
    const told = element("span", "fault", detail);
    told.id = `fault-${i}`;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), told.id].filter(Boolean).join(" "));
    field.closest(".field").append(told);
  };

  const showFaults = (faults, kind = "bad") => {
    clearFaults();
    const shown = faults.map(({ pointer, detail }, i) => {
      const box = element("div", `notice ${kind}`, "");
      const field = kind === "bad" ? fieldOf(pointer) : null;
      const name = element(field ? "button" : "b", field ? "link mono" : "mono", pointer || "the job");
      if (field) {
        markFault(field, detail, i);
        name.type = "button";
        name.addEventListener("click", () => field.focus());
      }
      box.append(name, element("span", "", detail));
      return box;
    });
    $("faults").replaceChildren(...shown);
    const body = $("check-body");
    // What scrolls has to be reached by keyboard.
    body.tabIndex = body.scrollHeight > body.clientHeight ? 0 : -1;
  };

  /** What was said of an earlier state of the form would be wrong now. */
  const forget = (why) => {
    $("estimate").replaceChildren();
    $("messages").replaceChildren(element("p", "quiet small", why));
  };

  const refuse = (state, faults) => {
    showState(state, "failed");
    forget("Shown as soon as nothing is left to mend.");
    showFaults(faults);
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

  /** What can be seen to be missing here, without asking the service. */
  const missing = () => {
    const faults = [];
    const need = (id, pointer, detail) => {
      const field = $(id);
      if (field.offsetParent !== null && field.value.trim() === "") {
        faults.push({ pointer, detail });
      }
    };
    need("name", "/name", "is missing");
    components.querySelectorAll("[data-component]").forEach((part) => {
      const name = part.querySelector("[data-name]").value;
      if (!/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(name)) {
        faults.push({ pointer: `/seedCandidate/${name}`, detail: "a component's name is a letter, then letters, digits, '_', '.' and '-', at most 64" });
      } else if (part.querySelector("[data-value]").value.trim() === "" && $("objective").value === "") {
        faults.push({ pointer: `/seedCandidate/${name}`, detail: "is blank: give a first text, or an objective to have one written" });
      }
    });
    need("system-model", "/system/model", "is missing: name a model, such as provider/model");
    need("system-url", "/system/url", "is missing");
    need("evaluator-pattern", "/evaluator/pattern", "is missing");
    need("evaluator-model", "/evaluator/model", "is missing: name a model, such as provider/model");
    need("evaluator-rubric", "/evaluator/rubric", "is missing: say what makes an output good");
    need("evaluator-url", "/evaluator/url", "is missing");
    need("reflection-model", "/reflection/model", "is missing: name a model, such as provider/model");
    for (const id of ["max-rollouts", "max-iterations", "max-cost"]) {
      const field = $(id);
      if (!field.validity.valid) {
        faults.push({ pointer: field.dataset.at, detail: field.validationMessage });
      }
    }
    return faults;
  };

  const clipped = (text) => (text.length <= SHOWN_JSON ? text : `${text.slice(0, SHOWN_JSON)}\n… and ${new Intl.NumberFormat("en").format(text.length - SHOWN_JSON)} more characters; Copy copies all of them`);
  const show = (id, text) => {
    $(id).whole = text;
    $(id).textContent = clipped(text);
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
      refuse("not readable", [{ pointer: error.at ?? "", detail: error.message }]);
      return;
    }
    const json = JSON.stringify(made, null, 2);
    show("json", json);
    const begun = made.trainset !== undefined || made.system?.type === "artifact";
    show("curl", `curl -H 'Content-Type: application/json' -d ${quoted(json)} ${location.origin}/api/v1/jobs`);
    if (!begun) {
      clearFaults();
      forget("Shown as soon as the job is complete.");
      $("faults").replaceChildren(element("p", "quiet small", "Give a text and examples: what the job will do then stands here before anything is started."));
      $("state-chip").textContent = "not begun";
      $("state-chip").className = "chip";
      return;
    }
    // A job that the service would refuse for what can be seen here need not be sent to it at every keystroke.
    const more = $("more").value.trim() === "" ? {} : JSON.parse($("more").value);
    const given = (pointer) => pointer.slice(1).split("/").reduce((value, key) => value?.[key], more) !== undefined;
    const seen = missing().filter(({ pointer }) => !given(pointer));
    if (seen.length > 0) {
      refuse(`${seen.length} to mend`, seen);
      return;
    }
    $("state-chip").textContent = "checking";
    $("state-chip").className = "chip";
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
        refuse(`${faults.length} to mend`, faults);
      }
    }
  };
  let timer = null;
  const changed = () => {
    showParts();
    clearTimeout(timer);
    timer = setTimeout(check, 350);
  };

  form.addEventListener("input", (event) => {
    if (event.target.matches("[data-name]")) {
      pointComponents();
    }
    changed();
  });
  /** Reads a file into the field of its set; one that cannot be read is told of there. */
  const take = async (set, file) => {
    const told = set.querySelector("[data-import]");
    const text = set.querySelector("[data-text]");
    told.hidden = true;
    if (file.size > LONGEST_FILE) {
      text.value = "";
      offerImport(set, file);
      return;
    }
    const content = await file.text();
    try {
      text.value = isCsv(file) ? ofCsv(content).map((row) => JSON.stringify(row)).join("\n") : content;
    } catch (error) {
      text.value = "";
      told.className = "notice bad";
      told.replaceChildren(element("b", "", file.name), element("span", "", error.message));
      told.hidden = false;
    }
  };

  const isCsv = (file) => file.name.toLowerCase().endsWith(".csv");

  const offerImport = (set, file) => {
    const told = set.querySelector("[data-import]");
    const keep = element("button", "tiny", "Keep it as a data set");
    keep.type = "button";
    keep.addEventListener("click", async () => {
      keep.disabled = true;
      try {
        choose(set, await importSet(file));
      } catch (error) {
        const faults = error.problem?.errors?.map((f) => `${f.pointer} ${f.detail}`).slice(0, 5) ?? [];
        told.className = "notice bad";
        told.replaceChildren(element("b", "", file.name), element("span", "", [error.message, ...faults].join("; ")));
      }
    });
    const size = new Intl.NumberFormat("en", { maximumFractionDigits: 1 }).format(file.size / 1e6);
    told.className = "notice info";
    told.replaceChildren(element("b", "", file.name), element("span", "", `is ${size} MB, too long to be edited here.`), keep);
    told.hidden = false;
  };

  /** Sends a file as it is: rows by lines and CSV have formats of their own, a JSON list gets a frame. */
  const importSet = async (file) => {
    const name = file.name.replace(/\.[^.]*$/, "").slice(0, 100);
    const start = (await file.slice(0, 200).text()).trimStart();
    if (!isCsv(file) && start.startsWith("[")) {
      return gepa.post("/api/v1/datasets", "application/json", new Blob([`{"name":${JSON.stringify(name)},"items":`, file, "}"]));
    }
    return gepa.post(`/api/v1/datasets?name=${encodeURIComponent(name)}`, isCsv(file) ? "text/csv" : "application/x-ndjson", file);
  };

  /** Takes a data set that was just made for a set. */
  const choose = (set, made) => {
    form.querySelectorAll("[data-dataset]").forEach((select) => {
      if (![...select.options].some((o) => o.value === made.name)) {
        select.add(new Option(made.name));
      }
    });
    form.querySelectorAll("[data-source] option[value=dataset]").forEach((option) => {
      option.disabled = false;
    });
    set.querySelector("[data-source]").value = "dataset";
    set.querySelector("[data-dataset]").value = made.name;
    set.querySelector("[data-import]").hidden = true;
    gepa.tell(`${made.name}: ${made.size} examples are kept`);
    changed();
  };

  form.addEventListener("change", async (event) => {
    if (event.target.matches("[data-file]") && event.target.files.length > 0) {
      await take(event.target.closest("[data-set]"), event.target.files[0]);
    }
    changed();
  });
  form.addEventListener("click", (event) => {
    if (event.target.matches("[data-remove]")) {
      event.target.closest("[data-component]").remove();
      pointComponents();
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
      refuse("refused", error.problem?.errors ?? [{ pointer: "", detail: error.message }]);
      $("submit").disabled = false;
    }
  });
  addComponent("system_prompt", "");
  changed();
})();
