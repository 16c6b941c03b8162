// How the service's words are said to people.

const number = new Intl.NumberFormat("en");

/** `major_character_death` as people write it. */
export function spoken(name) {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A probability as a percentage that never claims to be certain. */
export function percent(probability) {
  const rounded = Math.round(probability * 100);
  if (rounded >= 100) return "> 99 %";
  return rounded <= 0 ? "< 1 %" : `${rounded} %`;
}

/** "1 chapter", "2,000 words". */
export const counted = (count, noun) => `${number.format(count)} ${noun}${count === 1 ? "" : "s"}`;

/** What a decision asks of a moderator. */
export const DECISIONS = { yes: "warn", review: "review", no: "no" };

export const FORMATS = {
  "text/plain": "plain text",
  "text/markdown": "Markdown",
  "text/html": "HTML",
  "application/epub+zip": "EPUB",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
};
