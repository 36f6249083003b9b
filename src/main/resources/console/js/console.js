"use strict";
/* What all pages do: talk to the API, open dialogs, switch between versions of a text, copy. */
const gepa = {
  /** Sends JSON to the API; rejects with a problem's words. */
  async send(method, url, body) {
    const headers = { Accept: "application/json" };
    if (body !== undefined) {
      headers["Content-Type"] = "application/json";
    }
    const csrf = document.querySelector("meta[name=csrf]");
    if (csrf) {
      headers[csrf.dataset.header] = csrf.content;
    }
    const response = await fetch(url, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
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

  const act = async (button, method, url, body) => {
    button.disabled = true;
    try {
      return { answer: await gepa.send(method, url, body) };
    } catch (error) {
      gepa.tell(error.message, true);
      return null;
    } finally {
      button.disabled = false;
    }
  };

  const resumed = (form) => {
    const budget = {};
    for (const name of ["maxRollouts", "maxIterations", "maxCostUsd"]) {
      const value = form.elements[name].value;
      if (value !== "") {
        budget[name] = Number(value);
      }
    }
    const body = {};
    if (Object.keys(budget).length > 0) {
      body.budget = budget;
    }
    if (form.elements.discardOpenIteration?.checked) {
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
      document.getElementById(button.dataset.open).showModal();
    } else if (button.hasAttribute("data-close")) {
      button.closest("dialog").close();
    } else if (button.dataset.post) {
      if (await act(button, "POST", button.dataset.post)) {
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
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
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
      gepa.tell(`This is not JSON: ${error.message}`, true);
      return;
    }
    const done = await act(form.querySelector("button"), method, form.dataset.send, body);
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

  let best = document.getElementById("state")?.dataset.best;
  document.addEventListener("htmx:afterSwap", (event) => {
    times(event.target);
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
