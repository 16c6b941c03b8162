// A verdict to take away.

import { spoken } from "./words.js";

/** The verdict as the service answers it without being asked for the text. */
export function asJson({ text: _text, passages: _passages, ...verdict }) {
  return JSON.stringify(verdict, null, 2);
}

/** What is certain, in the words of AO3's form; what is for a moderator to decide is left out. */
export function asTags({ rating, warnings }) {
  const certain = warnings.filter((warning) => warning.decision === "yes");
  const named = certain.flatMap((warning) => warning.archive_warning ?? []);
  const others = certain.filter((warning) => !warning.archive_warning).map((warning) => spoken(warning.tag));
  return [
    rating.value && `Rating: ${rating.value}`,
    named.length && `Archive Warnings: ${named.join(", ")}`,
    others.length && `Additional Tags: ${others.join(", ")}`,
  ]
    .filter(Boolean)
    .join("\n");
}

/** Put a text on the clipboard. */
export async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Browsers have no clipboard for pages that came over plain HTTP.
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  if (!isCopied) throw new Error("The browser did not copy it.");
}
