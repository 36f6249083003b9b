"use strict";
// Runs before the page is painted, so that it does not flash in the other theme.
(() => {
  const kept = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null;
    }
  };
  const apply = (theme) => {
    if (theme === "light" || theme === "dark") {
      document.documentElement.dataset.theme = theme;
    } else {
      delete document.documentElement.dataset.theme;
    }
  };
  const changed = () => document.dispatchEvent(new Event("theme-changed"));
  apply(kept());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  document.addEventListener("DOMContentLoaded", () => {
    const name = document.querySelector("[data-theme-name]");
    const show = () => {
      name.textContent = document.documentElement.dataset.theme ?? "system";
    };
    document.querySelector("[data-theme-switch]").addEventListener("click", () => {
      const order = ["system", "light", "dark"];
      const next = order[(order.indexOf(name.textContent) + 1) % order.length];
      apply(next);
      try {
        localStorage.setItem("theme", next);
      } catch {
        // Kept for this page only.
      }
      show();
      changed();
    });
    show();
  });
})();
