// What can be set, kept in the address's fragment: it can be shared, and no server ever sees it.

export const DEFAULTS = { evidence: 5, theme: "auto", hide: [] };
const MOST = 20;
const THEMES = ["auto", "light", "dark"];

/** Read settings from a fragment; what can't be understood is as if it were not there. */
export function read(fragment) {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const evidence = Number(given.get("evidence") ?? NaN);
  return {
    evidence: Number.isInteger(evidence) && evidence >= 0 && evidence <= MOST ? evidence : DEFAULTS.evidence,
    theme: THEMES.includes(given.get("theme")) ? given.get("theme") : DEFAULTS.theme,
    hide: (given.get("hide") ?? "").split(",").filter(Boolean),
  };
}

/** Write settings as a fragment; empty where all are as they begin. */
export function write({ evidence, theme, hide }) {
  const told = new URLSearchParams();
  if (evidence !== DEFAULTS.evidence) told.set("evidence", evidence);
  if (theme !== DEFAULTS.theme) told.set("theme", theme);
  if (hide.length) told.set("hide", hide.join(","));
  return told.size ? `#${told}` : "";
}

/** Whether a fragment says anything about settings; that of a link within the page does not. */
export const isSettings = (fragment) => fragment.includes("=");
