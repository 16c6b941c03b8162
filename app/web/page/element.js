// What the page builds is built here: text only ever becomes text.

/** Make an element with properties (`class`, `data`, `on` and attributes) and children; null children are left out. */
export function element(tag, { class: className, data, on, ...attributes } = {}, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  Object.assign(made.dataset, data);
  for (const [event, listener] of Object.entries(on ?? {})) made.addEventListener(event, listener);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** The element with an id. */
export const byId = (id) => document.getElementById(id);
