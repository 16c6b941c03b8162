// The strip chart: a row a label, each passage a bar as high as it is severe. It is a slider over the passages.

import { byId, element } from "./element.js";
import { levelOf, severity } from "./profile.js";
import { percent, spoken } from "./words.js";

const ROW = 32; // CSS pixels, as in verdict.css
const PAGE = 10;
const LEAST_CHAPTER = 8; // CSS pixels: lines closer than this say nothing

// What is scrolled to must not end up under the strip, which stays at the window's upper edge.
function keepClear(strip) {
  document.documentElement.style.scrollPaddingBlockStart = `${strip.offsetHeight + 16}px`;
}

export class Strip {
  #chart = byId("chart");
  #canvas = byId("canvas");
  #rows = byId("rows");
  #profile = null;
  #severities = {};
  #shown = [];
  #seen = null;
  #current = 0;
  #onJump;
  #redraw = 0;

  /** `onJump(index, {focus})` is called when someone goes to a passage. */
  constructor(onJump) {
    this.#onJump = onJump;
    new ResizeObserver(() => this.refresh()).observe(this.#canvas);
    new ResizeObserver(() => keepClear(byId("strip"))).observe(byId("strip"));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.refresh());
    this.#chart.addEventListener("keydown", (event) => this.#onKey(event));
    this.#chart.addEventListener("pointermove", (event) => this.#tell(this.#under(event)));
    this.#chart.addEventListener("pointerleave", () => this.#tell(this.#current));
    this.#chart.addEventListener("click", (event) => this.go(this.#under(event), { focus: true }));
    byId("previous").addEventListener("click", () => this.#step(-1));
    byId("next").addEventListener("click", () => this.#step(1));
  }

  /** Show a work's passages. */
  draw(profile, severities) {
    this.#profile = profile;
    this.#severities = severities;
    this.#current = 0;
    this.#seen = null;
    const strong = this.#strong.length;
    byId("strong").textContent = strong ? `${strong} strong` : "none strong";
    for (const id of ["previous", "next"]) byId(id).disabled = !strong;
    this.#chart.setAttribute("aria-valuemin", 1);
    this.#chart.setAttribute("aria-valuemax", profile.passages.length);
    this.#mark();
  }

  /** Draw these labels only. */
  show(names) {
    if (!this.#profile) return;
    this.#shown = this.#profile.scales.filter((scale) => names.includes(scale.name));
    this.#rows.replaceChildren(
      ...this.#shown.map((scale) =>
        element(
          "li",
          { class: `hue-${scale.hue % 7}` },
          element("span", { class: "name" }, spoken(scale.name)),
          " ",
          element("span", { class: "level" }, this.#severities[scale.name]),
        ),
      ),
    );
    this.#canvas.style.blockSize = `${this.#shown.length * ROW}px`;
    this.refresh();
  }

  /** Mark what can be seen of the text: first and last passage. */
  mark(seen) {
    if (String(seen) === String(this.#seen)) return;
    this.#seen = seen;
    this.refresh();
  }

  /** Draw again, before the next frame. */
  refresh() {
    cancelAnimationFrame(this.#redraw);
    this.#redraw = requestAnimationFrame(() => this.#paint());
  }

  /** Choose a passage and go to it in the text. */
  go(index, how) {
    if (!this.#profile?.passages.length) return;
    this.#current = Math.min(Math.max(index, 0), this.#profile.passages.length - 1);
    this.#mark();
    this.#onJump(this.#current, how);
  }

  get #strong() {
    return this.#profile.passages.filter((passage) => passage.strongest || passage.proofs.length);
  }

  #step(by) {
    const strong = this.#strong.map((passage) => passage.index);
    const later = strong.filter((index) => (by > 0 ? index > this.#current : index < this.#current));
    this.go((by > 0 ? later[0] : later.at(-1)) ?? (by > 0 ? strong[0] : strong.at(-1)), { focus: false });
  }

  #onKey(event) {
    const last = this.#profile.passages.length - 1;
    const to = {
      ArrowRight: this.#current + 1,
      ArrowUp: this.#current + 1,
      ArrowLeft: this.#current - 1,
      ArrowDown: this.#current - 1,
      PageUp: this.#current + PAGE,
      PageDown: this.#current - PAGE,
      Home: 0,
      End: last,
    }[event.key];
    const isGoing = event.key === "Enter" || event.key === " ";
    if (to === undefined && !isGoing) return;
    event.preventDefault();
    this.go(isGoing ? this.#current : to, { focus: isGoing });
  }

  #mark() {
    this.#chart.setAttribute("aria-valuenow", this.#current + 1);
    this.#chart.setAttribute("aria-valuetext", this.#description(this.#current));
    this.#tell(this.#current);
    this.refresh();
  }

  #tell(index) {
    byId("readout").textContent = this.#description(index);
  }

  #description(index) {
    const passage = this.#profile?.passages[index];
    if (!passage) return "";
    const place = `Passage ${index + 1} of ${this.#profile.passages.length}, chapter ${passage.chapter}`;
    if (!passage.judged) return `${place}: not English, not judged`;
    const levels = this.#profile.scales
      .map((scale) => [scale, passage.reached[scale.hue], levelOf(passage.reached[scale.hue])])
      .filter(([, , level]) => level > 0)
      .map(([{ name, levels }, reached, level]) => `${spoken(name)} ${levels[level]} ${percent(reached[level - 1])}`);
    return `${place}: ${levels.join(", ") || "nothing"}`;
  }

  get #length() {
    return this.#profile.passages.at(-1)?.end ?? 1;
  }

  #under(event) {
    const { left, width } = this.#canvas.getBoundingClientRect();
    const place = ((event.clientX - left) / width) * this.#length;
    const found = this.#profile.passages.findIndex((passage) => passage.end > place);
    return found < 0 ? this.#profile.passages.length - 1 : found;
  }

  #paint() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    if (!this.#profile || !width) return;
    const ratio = devicePixelRatio;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    const brush = this.#canvas.getContext("2d");
    const scale = this.#canvas.width / this.#length;
    const ink = getComputedStyle(this.#canvas).color;
    this.#paintChapters(brush, scale, ink);
    this.#shown.forEach((label, row) => this.#paintRow(brush, label, row, scale, ratio, ink));
    this.#paintWindow(brush, scale, ratio, ink);
  }

  #paintRow(brush, label, row, scale, ratio, ink) {
    const base = (row + 1) * ROW * ratio - ratio;
    const high = (ROW - 7) * ratio;
    const columns = new Float32Array(this.#canvas.width);
    for (const passage of this.#profile.passages) {
      const first = Math.floor(passage.start * scale);
      // A pixel between two bars, where there is room for it.
      const wide = Math.floor(passage.end * scale) - first;
      const stop = Math.max(first + 1, first + wide - (wide > 4 * ratio ? ratio : 0));
      const share = severity(passage.reached[label.hue]);
      for (let x = first; x < stop; x++) columns[x] = Math.max(columns[x], share);
    }
    brush.globalAlpha = 0.25;
    brush.fillStyle = ink;
    brush.fillRect(0, base, columns.length, ratio);
    brush.fillStyle = getComputedStyle(this.#rows.children[row]).getPropertyValue("border-inline-start-color");
    columns.forEach((share, x) => {
      // Pale below the middle of the scale, so that what matters stands out.
      brush.globalAlpha = share > 0.5 ? 1 : 0.3 + share * 0.6;
      brush.fillRect(x, base - share * high, 1, share * high);
    });
  }

  #paintChapters(brush, scale, ink) {
    const chapters = new Set(this.#profile.passages.map((passage) => passage.chapter)).size;
    if (this.#canvas.clientWidth / chapters < LEAST_CHAPTER) return;
    brush.fillStyle = ink;
    brush.globalAlpha = 0.18;
    let chapter = this.#profile.passages[0]?.chapter;
    for (const passage of this.#profile.passages) {
      if (passage.chapter !== chapter) brush.fillRect(Math.floor(passage.start * scale), 0, 1, this.#canvas.height);
      chapter = passage.chapter;
    }
  }

  #paintWindow(brush, scale, ratio, ink) {
    const { passages } = this.#profile;
    brush.fillStyle = ink;
    if (this.#seen) {
      const [first, last] = this.#seen.map((index) => passages[index]);
      brush.globalAlpha = 0.09;
      brush.fillRect(first.start * scale, 0, Math.max(2 * ratio, (last.end - first.start) * scale), this.#canvas.height);
    }
    const current = passages[this.#current];
    if (!current) return;
    const middle = Math.round(((current.start + current.end) / 2) * scale);
    brush.globalAlpha = 1;
    brush.fillRect(middle - ratio / 2, 0, ratio, this.#canvas.height);
    brush.beginPath();
    brush.moveTo(middle - 4 * ratio, 0);
    brush.lineTo(middle + 4 * ratio, 0);
    brush.lineTo(middle, 5 * ratio);
    brush.fill();
  }
}
