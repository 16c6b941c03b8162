// The service that judges: a work out, a verdict back.

const KEY = "forewarn-key";

/** What the service answered instead of a verdict, or that it did not answer. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The API key, which lives as long as this tab. */
export const key = {
  get: () => sessionStorage.getItem(KEY) ?? "",
  set: (value) => (value ? sessionStorage.setItem(KEY, value) : sessionStorage.removeItem(KEY)),
};

/** Ask for a verdict on a `Blob`, with passages and the text that their offsets point into. */
export async function classify(work, { filename, rating, warnings, evidence }) {
  // A form, not an address: what is in an address ends up in logs.
  const form = new FormData();
  form.append("file", work, filename);
  form.append("include", "text,passages");
  form.append("evidence", evidence);
  form.append("rating", rating);
  for (const warning of warnings) form.append("warning", warning);
  return ask("/v1/classify", { method: "POST", body: form });
}

/** The labels that the model judges, in order, each with its levels and the tag that follows from it. */
export const labels = async () => (await ask("/v1/model")).labels;

async function ask(address, request = {}) {
  const headers = key.get() ? { Authorization: `Bearer ${key.get()}` } : {};
  let answer;
  try {
    answer = await fetch(address, { ...request, headers, cache: "no-store", credentials: "omit" });
  } catch {
    throw new Refused(0, "The service can't be reached. Is it running, and the work not too large?");
  }
  if (answer.ok) return answer.json();
  throw new Refused(answer.status, await explained(answer));
}

async function explained(answer) {
  const problem = await answer.json().catch(() => ({}));
  const fields = (problem.errors ?? []).map((error) => `${error.field}: ${error.detail}`);
  const wait = answer.headers.get("Retry-After");
  return [
    `${problem.title ?? `Status ${answer.status}`}.`,
    ...(fields.length ? fields : [problem.detail]),
    wait && `Try again in ${wait} s.`,
  ]
    .filter(Boolean)
    .join(" ");
}
