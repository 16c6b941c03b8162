// The page: a work goes in, its verdict is shown. Nothing is stored.

import { asJson, asTags, copy } from "./copying.js";
import { byId } from "./element.js";
import * as entry from "./entry.js";
import { Panel } from "./panel.js";
import { profileOf } from "./profile.js";
import { Reader } from "./reader.js";
import { Refused, classify, labels } from "./service.js";
import { Strip } from "./strip.js";
import { summary, tell } from "./verdict.js";

const UNAUTHORIZED = 401;
const SAID_MS = 6000;

const reader = new Reader(byId("reader"));
const strip = new Strip((index, how) => reader.show(index, how));
const panel = new Panel(() => strip.show(panel.shown));
let verdict = null;
let asked = 0;
let said = 0;

async function judge() {
  const work = entry.given();
  if (!work) {
    complain("There is nothing to judge yet: paste a work, or choose a file.");
    byId("text").focus();
    return;
  }
  const number = ++asked;
  busy(true);
  try {
    const told = { filename: work.name, ...entry.declared(), evidence: panel.settings.evidence };
    const [answer, known] = await Promise.all([classify(work, told), labels()]);
    if (number === asked) await show(answer, known, work.name);
  } catch (error) {
    if (number === asked) await refuse(error);
  } finally {
    if (number === asked) busy(false);
  }
}

async function show(answer, known, name) {
  verdict = answer;
  const profile = profileOf(answer, known);
  const jump = (start) => strip.go(answer.passages.findIndex((passage) => passage.start === start), { focus: true });
  panel.offer(profile.scales.map((scale) => scale.name));
  tell(answer, profile, name, jump);
  view("verdict");
  byId("strip").hidden = !profile.passages.length;
  strip.draw(profile, answer.severities);
  strip.show(panel.shown);
  say(summary(answer), { aloud: true });
  scrollTo(0, 0);
  byId("rated").focus({ preventScroll: true });
  byId("reader").dataset.state = "drawing";
  if (await reader.draw(profile)) byId("reader").dataset.state = "whole";
  look();
}

async function refuse(error) {
  if (!(error instanceof Refused)) throw error;
  if (error.status !== UNAUTHORIZED) return complain(error.message);
  complain(error.message);
  busy(false);
  await panel.open({ isKeyNeeded: true });
  byId("judge").focus();
}

function view(name) {
  byId("work").hidden = name !== "work";
  byId("verdict").hidden = name !== "verdict";
  byId("another").hidden = name !== "verdict";
  document.body.dataset.view = name;
}

function busy(is) {
  byId("judge").disabled = is;
  byId("main").setAttribute("aria-busy", is);
  if (is) complain("");
  if (is) say("Reading …");
  else if (byId("problem").textContent) say("");
}

const complain = (text) => (byId("problem").textContent = text);

// What is to be read in the verdict anyway is only said aloud.
function say(text, { aloud = false } = {}) {
  byId("status").textContent = text;
  byId("status").classList.toggle("unseen", aloud);
  clearTimeout(said);
  if (verdict && !aloud) said = setTimeout(() => (byId("status").textContent = ""), SAID_MS);
}

async function take(text, what) {
  await copy(text).then(
    () => say(`Copied ${what}.`),
    () => say("The browser did not let the page copy."),
  );
}

function takeTags() {
  const open = verdict.warnings.filter((warning) => warning.decision === "review").length;
  take(asTags(verdict), open ? `AO3 tags, without ${open} for review` : "AO3 tags");
}

function look() {
  if (byId("verdict").hidden) return;
  strip.mark(reader.seen(Math.max(byId("strip").getBoundingClientRect().bottom, 0) + 8, innerHeight));
}

entry.watch(judge);
byId("another").addEventListener("click", () => {
  entry.clear();
  view("work");
  say("");
  byId("text").focus();
});
byId("copy-json").addEventListener("click", () => take(asJson(verdict), "the verdict as JSON"));
byId("copy-tags").addEventListener("click", takeTags);

let looking = 0;
addEventListener("scroll", () => {
  cancelAnimationFrame(looking);
  looking = requestAnimationFrame(look);
});
document.body.dataset.view = "work";
