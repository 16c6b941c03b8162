// A verdict made ready to be drawn: each passage with its levels and what it proves.

import { placesIn } from "./offsets.js";

const LIKELY = 0.5;

/** Put a verdict and the model's labels together; `start` and `end` become places in JavaScript's string. */
export function profileOf(verdict, labels) {
  const place = placesIn(verdict.text);
  const scales = labels
    .filter((label) => label.name in verdict.severities)
    .map((label, hue) => ({ name: label.name, tag: label.tag, levels: label.levels, hue }));
  const passages = verdict.passages.map((passage, index) => ({
    index,
    chapter: passage.chapter,
    start: place(passage.start),
    end: place(passage.end),
    judged: Object.keys(passage.reached).length > 0,
    reached: scales.map((scale) => passage.reached[scale.name] ?? []),
    proofs: [],
  }));
  for (const [index, passage] of passages.entries()) {
    passage.strongest = strongest(passage, scales);
    takePunctuation(verdict.text, passages[index - 1], passage);
  }
  takePunctuation(verdict.text, passages.at(-1), null);
  const starting = new Map(verdict.passages.map((passage, index) => [passage.start, passages[index]]));
  for (const warning of verdict.warnings) {
    const scale = scales.find((each) => each.tag === warning.tag);
    for (const proof of warning.evidence) starting.get(proof.start)?.proofs.push({ ...proof, tag: warning.tag, scale });
  }
  return { text: verdict.text, scales, passages };
}

/** The highest level that a passage likelier than not reaches. */
export const levelOf = (reached) => reached.filter((probability) => probability >= LIKELY).length;

/** How severe a passage is, 0 to 1: the level that is to be expected, as a share of the scale. */
export const severity = (reached) => reached.reduce((sum, probability) => sum + probability, 0) / (reached.length || 1);

// The service's passages end with their last word: a full stop belongs to what it ends, a quotation mark to what it opens.
function takePunctuation(text, before, after) {
  const between = text.slice(before?.end ?? 0, after?.start ?? text.length);
  const closing = before ? between.match(/^\S*/)[0].length : 0;
  if (before) before.end += closing;
  if (after) after.start -= between.slice(closing).match(/\S*$/)[0].length;
}

// The scale on which a passage stands highest, if it is in the upper half of it.
function strongest(passage, scales) {
  let found = null;
  let height = 0.5;
  for (const scale of scales) {
    const reached = passage.reached[scale.hue];
    const share = levelOf(reached) / (reached.length || 1);
    if (share > height) [found, height] = [scale, share];
  }
  return found;
}
