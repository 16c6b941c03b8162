// The work itself, with its passages marked. A long one is drawn a slice at a time, and laid out only where it is seen.

import { element } from "./element.js";
import { percent, spoken } from "./words.js";

const CHUNK = 16; // passages that the browser lays out together
const SLICE_MS = 10;
const LINE = 68; // characters

export class Reader {
  #at;
  #passages = [];
  #running = 0;

  constructor(at) {
    this.#at = at;
  }

  /** Draw a work; resolves when all of it is there, or another has been begun. */
  async draw(profile) {
    const running = ++this.#running;
    this.#passages = [];
    this.#at.replaceChildren();
    const paragraphs = profile.passages.length && isHardWrapped(profile.text) ? /\n\s*\n/ : /\n+/;
    let until = performance.now() + SLICE_MS;
    let from = 0;
    for (let first = 0; first < profile.passages.length || first === 0; first += CHUNK) {
      const passages = profile.passages.slice(first, first + CHUNK);
      const isLast = first + CHUNK >= profile.passages.length;
      const to = isLast ? profile.text.length : passages.at(-1).end;
      this.#at.append(this.#chunk(profile.text, passages, from, to, paragraphs));
      from = to;
      if (performance.now() > until) {
        await new Promise((resolve) => setTimeout(resolve));
        if (running !== this.#running) return false;
        until = performance.now() + SLICE_MS;
      }
    }
    return true;
  }

  /** Go to a passage and put the focus on it. */
  show(index, { focus = true } = {}) {
    const passage = this.#passages[index];
    if (!passage) return;
    this.#at.querySelector(".passage.current")?.classList.remove("current");
    passage.classList.add("current");
    // What is not laid out yet has a guessed height: once it is, the place has moved.
    const scroll = () => passage.scrollIntoView({ block: "start", behavior: "instant" });
    scroll();
    requestAnimationFrame(scroll);
    if (focus) passage.focus({ preventScroll: true });
  }

  /** The first and the last passage between two heights of the window. */
  seen(top, bottom) {
    const { left, width } = this.#at.getBoundingClientRect();
    const x = left + width / 2;
    const found = [];
    for (let y = top; y < bottom; y += 24) {
      const passage = document.elementFromPoint(x, y)?.closest(".passage");
      if (passage) found.push(Number(passage.dataset.index));
    }
    return found.length ? [Math.min(...found), Math.max(...found)] : null;
  }

  #chunk(text, passages, from, to, paragraphs) {
    const chunk = element("div", { class: "chunk" });
    const lines = Math.ceil((to - from) / LINE) + passages.length;
    chunk.style.containIntrinsicBlockSize = `auto ${lines * 1.7}rem`;
    for (const passage of passages) {
      chunk.append(...aside(text.slice(from, passage.start)), this.#passage(text, passage, from, paragraphs));
      from = passage.end;
    }
    chunk.append(...aside(text.slice(from, to)));
    return chunk;
  }

  #passage(text, passage, from, paragraphs) {
    const drawn = element("div", { class: classOf(passage), data: { index: passage.index }, tabindex: "-1" });
    const terms = termsOf(passage);
    for (const paragraph of text.slice(passage.start, passage.end).split(paragraphs)) {
      if (paragraph.trim()) drawn.append(element("p", {}, marked(paragraph, terms)));
    }
    if (from > 0 && !text.slice(from, passage.start).includes("\n")) drawn.classList.add("goes-on");
    if (passage.proofs.length) drawn.prepend(element("p", { class: "proof" }, passage.proofs.map(told).join(" · ")));
    this.#passages[passage.index] = drawn;
    return drawn;
  }
}

const told = (proof) => `${spoken(proof.tag)} ${percent(proof.probability)}`;

function classOf(passage) {
  const scale = passage.proofs[0]?.scale ?? passage.strongest;
  return ["passage", scale && `strong hue-${scale.hue % 7}`, passage.proofs.length && "proves", !passage.judged && "unjudged"]
    .filter(Boolean)
    .join(" ");
}

function termsOf(passage) {
  const terms = new Map();
  for (const proof of passage.proofs) {
    for (const { term, weight } of proof.terms) terms.set(term, Math.max(weight, terms.get(term) ?? 0));
  }
  return terms;
}

function marked(text, terms) {
  if (!terms.size) return [text];
  // The longest first: "f" is no word of "f*ck".
  const words = [...terms.keys()].sort((a, b) => b.length - a.length).map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const ofWord = "[\\p{L}\\p{N}\\p{M}\\p{Cf}]";
  const mask = "[*∗＊✱✲✳✶●█■▓#@$€]"; // Hides a letter, or sets a word *off*.
  const before = `(?<!${ofWord}${mask}*)`;
  const after = `(?!${mask}*${ofWord}|(?<=${mask})${mask})`;
  const pattern = new RegExp(`${before}(${words.join("|")})${after}`, "giu");
  return text.split(pattern).map((part, number) => {
    if (number % 2 === 0) return part;
    const weight = terms.get(part.toLowerCase());
    return element("mark", { title: weight && `weighs ${weight.toFixed(1)}` }, part);
  });
}

// What is not story: headings, notes, scene breaks, front matter.
function aside(text) {
  return text
    .split(/\n\s*\n/)
    .filter((part) => part.trim())
    .map((part) => element("p", { class: part.trim().length < 100 ? "aside short" : "aside" }, part.trim()));
}

// Whether lines are broken at a fixed width, as in old text files; then a line's end means nothing.
function isHardWrapped(text) {
  const lines = text.slice(0, 20000).split("\n").filter((line) => line.trim());
  const full = lines.filter((line) => line.length > 45 && line.length < 90);
  return lines.length > 5 && full.length > lines.length / 2;
}
