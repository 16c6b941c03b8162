// The verdict in words: rating, warnings, who dies, what was declared.

import { byId, element } from "./element.js";
import { DECISIONS, FORMATS, counted, percent, spoken } from "./words.js";

/** Write a verdict out. `onJump(start)` is called for a passage that proves a warning. */
export function tell(verdict, profile, filename, onJump) {
  const { document: work, rating, warnings } = verdict;
  const size = [counted(work.chapters, "chapter"), counted(work.words, "word"), FORMATS[work.format] ?? work.format];
  byId("about").textContent = [filename, ...size].filter(Boolean).join(" · ");
  byId("rated").textContent = rating.value ?? (profile.passages.length ? "Not rated" : "Not judged");
  byId("notices").replaceChildren(...work.notices.map((notice) => element("li", {}, `${notice.detail}.`)));
  byId("ratings").replaceChildren(...Object.entries(rating.probabilities).map(([name, p]) => ratingRow(name, p, rating)));
  byId("warnings").replaceChildren(
    ...warnings.map((warning) => warningItem(warning, profile.scales.find((scale) => scale.tag === warning.tag), onJump)),
  );
  if (!warnings.length) byId("warnings").append(element("li", { class: "hint" }, "No verdict, so no warnings."));
  byId("declared").replaceChildren(...comparison(verdict));
  byId("model").textContent = `Judged by ${verdict.model.name} ${verdict.model.version}, ${verdict.model.sha256.slice(0, 12)}`;
}

/** What a screen reader is told when the verdict is there. */
export function summary({ rating, warnings, document: work }) {
  const told = warnings.filter((warning) => warning.decision !== "no");
  const named = told.map((warning) => `${spoken(warning.tag)}: ${DECISIONS[warning.decision]}, ${percent(warning.probability)}`);
  const notices = work.notices.map((notice) => `${notice.detail}.`);
  return [`Rated ${rating.value ?? "not at all"}.`, ...notices, named.length ? `${named.join("; ")}.` : "No warnings."].join(" ");
}

function meter(probability) {
  const bar = element("span", { class: "meter", "aria-hidden": "true" }, element("span", { class: "value" }));
  bar.firstChild.style.inlineSize = `${probability * 100}%`;
  return bar;
}

function ratingRow(name, probability, rating) {
  return element(
    "li",
    { class: name === rating.value ? "is" : "" },
    element("span", { class: "name" }, name),
    meter(probability),
    element("span", { class: "number" }, percent(probability)),
  );
}

function warningItem(warning, scale, onJump) {
  const { decision, characters, evidence } = warning;
  return element(
    "li",
    { class: `warning is-${decision} hue-${(scale?.hue ?? 0) % 7}`, data: { tag: warning.tag } },
    element(
      "p",
      { class: "head" },
      element("span", { class: "name" }, spoken(warning.tag)),
      " ",
      element("span", { class: "decision" }, DECISIONS[decision]),
      " ",
      element("span", { class: "number" }, percent(warning.probability)),
    ),
    meter(warning.probability),
    element("p", { class: "detail" }, [warning.severity, warning.archive_warning].filter(Boolean).join(" · ")),
    characters?.length
      ? element("p", { class: "detail who" }, `Who: ${characters.map((who) => `${who.name} ${percent(who.probability)}`).join(", ")}`)
      : null,
    evidence.length ? element("ol", { class: "evidence" }, evidence.map((proof) => proofItem(proof, onJump))) : null,
  );
}

function proofItem(proof, onJump) {
  const words = proof.terms.map(({ term }) => term).join(", ");
  const said = `Chapter ${proof.chapter}, ${percent(proof.probability)}`;
  const button = element(
    "button",
    { type: "button", on: { click: () => onJump(proof.start) } },
    element("span", { class: "where" }, said),
    " ",
    element("span", { class: "words" }, words || "no one word"),
  );
  return element("li", {}, button);
}

function comparison({ declared, rating, warnings, mismatches }) {
  const isTooLow = mismatches.some((mismatch) => mismatch.kind === "rating_too_low");
  const missing = mismatches.filter((mismatch) => mismatch.kind === "missing_warning").map((mismatch) => mismatch.tag);
  const lacking = warnings.filter((warning) => missing.includes(warning.tag)).map((warning) => warning.archive_warning);
  return [
    element("dt", {}, "Rating"),
    element("dd", {}, declared.rating ?? "nothing stated", isTooLow ? flag(`too low: ${rating.value}`) : null),
    element("dt", {}, "Archive warnings"),
    element(
      "dd",
      {},
      declared.archive_warnings.join(", ") || "nothing stated",
      lacking.map((name) => flag(`missing: ${name}`)),
    ),
  ];
}

const flag = (text) => element("strong", { class: "flag" }, text);
