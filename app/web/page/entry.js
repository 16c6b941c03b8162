// What is to be judged: pasted, chosen or dropped.

import { byId } from "./element.js";
import { counted } from "./words.js";

// More than this makes a text field slow; it is held beside it instead.
const MOST_SHOWN = 100_000;

/** Watch the form; `onWork()` is called when someone wants it judged. */
export function watch(onWork) {
  const { text, file, work, forget } = fields();
  work.addEventListener("submit", (event) => {
    event.preventDefault();
    onWork();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onWork();
  });
  text.addEventListener("paste", (event) => {
    const pasted = event.clipboardData.getData("text/plain");
    if (pasted.length <= MOST_SHOWN) return;
    event.preventDefault();
    hold(new File([pasted], "pasted.txt"), `Pasted text, ${counted(pasted.length, "character")}`);
  });
  file.addEventListener("change", () => file.files[0] && (hold(file.files[0]), onWork()));
  forget.addEventListener("click", () => {
    hold(null);
    text.focus();
  });
  watchDrops(onWork);
}

/** The work as a file, or null where there is none. */
export function given() {
  const { text } = fields();
  if (held) return held;
  return text.value.trim() ? new File([text.value], "pasted.txt") : null;
}

/** What the author declared, as stated in the form. */
export function declared() {
  const chosen = document.querySelectorAll("input[name=warning]:checked");
  return { rating: byId("rating").value, warnings: [...chosen].map((box) => box.value) };
}

/** Begin anew. */
export function clear() {
  hold(null);
  byId("work").reset();
}

let held = null;

const fields = () => Object.fromEntries(["text", "file", "work", "forget"].map((id) => [id, byId(id)]));

function hold(work, name = work?.name) {
  held = work;
  byId("chosen").hidden = !work;
  byId("chosen-name").textContent = name ?? "";
  byId("text").hidden = Boolean(work);
  byId("file").value = "";
}

function watchDrops(onWork) {
  const drop = byId("drop");
  const isOfFiles = (event) => [...event.dataTransfer.types].includes("Files");
  addEventListener("dragover", (event) => {
    if (!isOfFiles(event)) return;
    event.preventDefault();
    drop.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.hidden = true;
  });
  addEventListener("drop", (event) => {
    drop.hidden = true;
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    hold(file);
    onWork();
  });
}
