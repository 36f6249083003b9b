"use strict";
/* What all pages do: talk to the API, open dialogs, switch between versions of a text, copy. */
const gepa = {
  /** Sends JSON to the API; rejects with a problem's words. */
  send(method, url, body) {
    return body === undefined ? gepa.call(method, url) : gepa.call(method, url, "application/json", JSON.stringify(body));
  },

  /** Sends a file. */
  post(url, type, file) {
    return gepa.call("POST", url, type, file);
  },

  async call(method, url, type, body) {
    const headers = { Accept: "application/json" };
    if (type !== undefined) {
      headers["Content-Type"] = type;
    }
    const csrf = document.querySelector("meta[name=csrf]");
    if (csrf) {
      headers[csrf.dataset.header] = csrf.content;
    }
    const response = await fetch(url, { method, headers, body });
    const text = await response.text();
    let answer = null;
    try {
      answer = text === "" ? null : JSON.parse(text);
    } catch {
      // Told below where it matters.
    }
    if (!response.ok) {
      const error = new Error(answer?.detail ?? `the service answered ${response.status}`);
      error.problem = answer;
      throw error;
    }
    return answer;
  },

  /** Gets what a chart is drawn from. */
  async data(url) {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    if (!response.ok) {
      throw new Error(`${url} answered ${response.status}`);
    }
    return response.json();
  },

  /** Shows a message for some seconds; one that tells of a failure until it is clicked away. */
  tell(message, bad = false) {
    const toast = document.createElement("div");
    toast.className = bad ? "toast bad" : "toast";
    toast.textContent = message;
    toast.addEventListener("click", () => toast.remove());
    document.getElementById("toasts").append(toast);
    setTimeout(() => toast.remove(), bad ? 15000 : 4000);
  },

  /** A colour of the design system as the browser resolves it, for canvases. */
  color(name) {
    const probe = document.createElement("span");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const color = getComputedStyle(probe).color;
    probe.remove();
    return color;
  },

  /** Colours of scores between a lowest and a highest one. */
  scoreScale(low, high) {
    const stops = [0, 1, 2, 3, 4, 5, 6].map((i) => gepa.color(`--score-${i}`));
    const ramp = d3.piecewise(d3.interpolateRgb, stops);
    const span = high > low ? high - low : 1;
    return (score) => (score === null ? "transparent" : ramp((score - low) / span));
  },

  /** A part of a page made by hand. */
  element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  },

  /** Copies text; where the browser gives its clipboard to safe origins only, by way of a selection. */
  async copy(text) {
    if (navigator.clipboard) {
      return navigator.clipboard.writeText(text);
    }
    const focused = document.activeElement;
    const holder = gepa.element("textarea", "hidden-text", "");
    holder.value = text;
    (document.querySelector("dialog[open]") ?? document.body).append(holder);
    holder.select();
    const done = document.execCommand("copy");
    holder.remove();
    focused?.focus();
    if (!done) {
      throw new Error("not copied");
    }
  },

  score: (score) => (score === null || score === undefined ? "–" : Number(score).toFixed(3)),
};

/* A stream of events. A break that the browser mends by itself is not logged as a fault, but shown if it lasts. */
class LiveStream extends EventSource {
  static patience = 3000;
  static lost = 0;

  constructor(url) {
    super(url);
    const found = () => {
      clearTimeout(LiveStream.lost);
      LiveStream.lost = 0;
      LiveStream.show(false);
    };
    this.addEventListener("open", found);
    this.addEventListener("ended", found);
    this.addEventListener("error", () => {
      LiveStream.lost ||= setTimeout(() => LiveStream.show(true), LiveStream.patience);
    });
  }

  static show(lost) {
    const notice = document.getElementById("lost-touch");
    if (notice) {
      notice.hidden = !lost;
    }
  }

  /** How htmx learns of a break: only of one after which it has to connect anew. */
  set onerror(handler) {
    this.addEventListener("error", (event) => {
      if (this.readyState === EventSource.CLOSED) {
        handler(event);
      }
    });
  }
}
htmx.createEventSource = (url) => new LiveStream(url);

(() => {
  const ago = (then) => {
    const seconds = Math.round((Date.now() - then) / 1000);
    const units = [
      ["second", 60],
      ["minute", 60],
      ["hour", 24],
      ["day", 30],
      ["month", 12],
      ["year", Infinity],
    ];
    let value = seconds;
    for (const [unit, size] of units) {
      if (Math.abs(value) < size) {
        return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-Math.round(value), unit);
      }
      value /= size;
    }
    return "";
  };
  const times = (root) => {
    root.querySelectorAll("time[data-ago]").forEach((time) => {
      time.title ||= time.textContent;
      time.textContent = ago(new Date(time.dateTime));
    });
  };

  const act = async (button, method, url, body, failed) => {
    button.disabled = true;
    try {
      return { answer: await gepa.send(method, url, body) };
    } catch (error) {
      failed(error);
      return null;
    } finally {
      button.disabled = false;
    }
  };

  /** Tells in a dialog what is wrong: a message beside it would lie beneath. */
  const refuse = (form, error) => {
    form.querySelector(".refusal")?.remove();
    if (error === null) {
      return;
    }
    const box = gepa.element("div", "notice bad refusal", "");
    box.setAttribute("role", "alert");
    for (const { pointer, detail } of error.problem?.errors ?? [{ pointer: "", detail: error.message }]) {
      const line = gepa.element("p", "", "");
      if (pointer) {
        line.append(gepa.element("b", "mono", pointer), " ");
      }
      line.append(detail);
      box.append(line);
    }
    form.querySelector("h2").after(box);
    box.scrollIntoView({ block: "nearest" });
  };

  const resumed = (form) => {
    const budget = {};
    form.querySelectorAll("input[name]:not([type=checkbox])").forEach(({ name, type, value }) => {
      if (value.trim() !== "") {
        budget[name] = type === "number" ? Number(value) : value.trim();
      }
    });
    const body = {};
    if (Object.keys(budget).length > 0) {
      body.budget = budget;
    }
    const discard = form.elements.discardOpenIteration;
    if (discard.checked && !discard.closest("[data-when]").hidden) {
      body.discardOpenIteration = true;
    }
    return body;
  };
  const forked = (form) => {
    const text = form.elements.overrides.value.trim();
    const body = text === "" ? {} : JSON.parse(text);
    const candidates = form.elements.fromCandidates.value.split(",").map((c) => c.trim());
    if (candidates[0] !== "") {
      body.fromCandidates = candidates.map(Number);
    }
    return body;
  };
  const shapes = {
    resume: (form) => ["POST", resumed(form)],
    fork: (form) => ["POST", forked(form)],
    nothing: () => ["POST", undefined],
    delete: () => ["DELETE", undefined],
  };
  const refresh = () => {
    const now = document.getElementById("now");
    if (now) {
      htmx.trigger(now, "changed");
    }
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) {
      return;
    }
    if (button.dataset.open) {
      const dialog = document.getElementById(button.dataset.open);
      refuse(dialog, null);
      const status = document.querySelector("#head-status .status")?.classList;
      dialog.querySelectorAll("[data-when]").forEach((part) => {
        part.hidden = !status?.contains(part.dataset.when);
      });
      dialog.showModal();
    } else if (button.hasAttribute("data-close")) {
      button.closest("dialog").close();
    } else if (button.dataset.post) {
      if (await act(button, "POST", button.dataset.post, undefined, (error) => gepa.tell(error.message, true))) {
        refresh();
      }
    } else if (button.dataset.version) {
      const parts = button.closest("[data-versions]");
      parts.querySelectorAll("[data-version]").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      parts.querySelectorAll("[data-shows]").forEach((part) => {
        part.hidden = part.dataset.shows !== button.dataset.version;
      });
    } else if (button.dataset.copy) {
      try {
        const source = document.getElementById(button.dataset.copy);
        await gepa.copy(source.whole ?? source.textContent);
        gepa.tell("Copied");
      } catch {
        gepa.tell("The browser did not let the text be copied", true);
      }
    }
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.dataset.send) {
      return;
    }
    event.preventDefault();
    let method;
    let body;
    try {
      [method, body] = shapes[form.dataset.shape](form);
    } catch (error) {
      refuse(form, new Error(`This is not JSON: ${error.message}`));
      return;
    }
    refuse(form, null);
    const done = await act(form.querySelector("button"), method, form.dataset.send, body, (error) => refuse(form, error));
    if (!done) {
      return;
    }
    form.closest("dialog")?.close();
    if (form.dataset.shape === "delete") {
      location.assign("/");
    } else if (form.dataset.shape === "fork") {
      location.assign(`/jobs/${done.answer.id}`);
    } else if (form.dataset.shape === "resume") {
      // The stream of a job that had ended is closed.
      location.assign(`/jobs/${done.answer.id}`);
    } else {
      refresh();
    }
  });

  /** Takes over into the head what the part that was just put in says. */
  const takeOver = () => {
    const state = document.getElementById("state");
    if (!state) {
      return;
    }
    for (const [from, to] of [["new-status", "head-status"], ["new-actions", "actions"]]) {
      const source = document.getElementById(from);
      const target = document.getElementById(to);
      if (source && target && source.innerHTML.trim() !== target.innerHTML.trim()) {
        target.replaceChildren(...source.cloneNode(true).childNodes);
      }
    }
    const announce = document.getElementById("announce");
    if (announce && announce.textContent !== state.dataset.says) {
      announce.textContent = state.dataset.says;
    }
  };

  /* Numbers change between events too. */
  const EVERY = 2000;
  setInterval(() => {
    if (!document.hidden && ["RUNNING", "QUEUED"].includes(document.getElementById("state")?.dataset.status)) {
      refresh();
    }
  }, EVERY);

  /* What did not change stays in place, and with it focus, selection and scroll; what did keeps where it was scrolled to. */
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    const next = fragment.firstElementChild;
    if (next?.innerHTML === target.innerHTML) {
      event.detail.shouldSwap = false;
    }
  });
  let scrolled = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "now" || event.detail.target.id === "list") {
      scrolled = [...document.querySelectorAll(".events[id], .scroll[id]")].map((part) => [part.id, part.scrollTop, part.scrollLeft, part.scrollHeight]);
    }
  });
  const scrollBack = () => {
    for (const [id, top, left, height] of scrolled) {
      const part = document.getElementById(id);
      if (part && (top > 0 || left > 0)) {
        // Newer events stand above those that are being read.
        part.scrollTo({ top: top > 0 ? top + part.scrollHeight - height : 0, left, behavior: "instant" });
      }
    }
    scrolled = [];
  };

  let best = document.getElementById("state")?.dataset.best;
  document.addEventListener("htmx:afterSwap", (event) => {
    times(event.target);
    scrollBack();
    if (event.target.id === "now") {
      takeOver();
      const now = document.getElementById("state").dataset.best;
      if (now !== best) {
        best = now;
        htmx.trigger(document.getElementById("best"), "best-changed");
      }
      document.dispatchEvent(new Event("job-changed"));
    }
  });
  times(document);

  const tab = document.querySelector(".tabs a[aria-current]");
  tab?.parentElement.scrollTo({ left: tab.offsetLeft - tab.parentElement.offsetLeft - 40 });
})();
