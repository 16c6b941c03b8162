// The panel of settings, and the address that carries them.

import { copy } from "./copying.js";
import { byId, element } from "./element.js";
import { key } from "./service.js";
import { isSettings, read, write } from "./settings.js";
import { spoken } from "./words.js";

export class Panel {
  #panel = byId("settings");
  #onChange;
  #known = [];

  /** `onChange(settings)` is called whenever something was set. */
  constructor(onChange) {
    this.#onChange = onChange;
    this.settings = read(location.hash);
    this.#dress();
    byId("open-settings").addEventListener("click", () => this.open());
    byId("copy-link").addEventListener("click", () => this.#copyLink());
    // Enter and the button close the form; Escape leaves what was chosen as well: nothing here needs undoing.
    this.#panel.addEventListener("close", () => this.#keep());
    addEventListener("hashchange", () => {
      if (isSettings(location.hash) || !location.hash) this.#set(read(location.hash));
    });
  }

  /** Open it; resolves when it is closed. */
  open({ isKeyNeeded = false } = {}) {
    const { evidence, theme } = this.settings;
    byId("key").value = key.get();
    byId("key-needed").hidden = !isKeyNeeded;
    byId("evidence").value = evidence;
    byId("theme").value = theme;
    byId("link-copied").textContent = "";
    for (const box of this.#boxes) box.checked = !this.settings.hide.includes(box.value);
    this.#panel.showModal();
    if (isKeyNeeded) byId("key").focus();
    return new Promise((resolve) => this.#panel.addEventListener("close", resolve, { once: true }));
  }

  /** Offer the labels that the model judges. */
  offer(names) {
    this.#known = names;
    const labels = byId("labels");
    labels.hidden = !names.length;
    labels.replaceChildren(
      labels.firstElementChild,
      ...names.map((name) => element("label", {}, element("input", { type: "checkbox", value: name }), ` ${spoken(name)}`)),
    );
  }

  /** The labels that are to be drawn. */
  get shown() {
    return this.#known.filter((name) => !this.settings.hide.includes(name));
  }

  get #boxes() {
    return [...byId("labels").querySelectorAll("input")];
  }

  #chosen() {
    const evidence = byId("evidence");
    // Labels of another model stay hidden, though this one does not have them.
    const hide = this.settings.hide.filter((name) => !this.#known.includes(name));
    return {
      evidence: evidence.checkValidity() ? evidence.valueAsNumber : this.settings.evidence,
      theme: byId("theme").value,
      hide: [...hide, ...this.#boxes.filter((box) => !box.checked).map((box) => box.value)],
    };
  }

  #keep() {
    key.set(byId("key").value.trim());
    this.#set(this.#chosen());
    history.replaceState(null, "", location.pathname + write(this.settings));
  }

  #set(settings) {
    this.settings = settings;
    this.#dress();
    this.#onChange(settings);
  }

  #dress() {
    document.documentElement.dataset.theme = this.settings.theme;
  }

  async #copyLink() {
    const link = location.origin + location.pathname + write(this.#chosen());
    await copy(link).then(
      () => (byId("link-copied").textContent = `Copied: ${link}`),
      () => (byId("link-copied").textContent = link),
    );
  }
}
