// Elements are made from text alone: a file name is never read as markup.

function make(tag, options = {}, ...children) {
  const { on = {}, data = {}, text, ...attributes } = options;
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  for (const [name, value] of Object.entries(data)) element.dataset[name] = value;
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  if (text !== undefined) element.textContent = text;
  element.append(...children.filter(Boolean));
  return element;
}

function keyed(words, key, options = {}, shape = null) {
  return make(
    "button",
    { type: "button", ...options },
    shape && make("span", { class: "shape", "aria-hidden": "true", text: shape.shape, style: `color:${shape.colour}` }),
    make("span", { class: "words", text: words }),
    key && make("kbd", { "aria-hidden": "true", text: key }),
  );
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function number(value) {
  return value.toLocaleString("en");
}

function photos(count) {
  return count === 1 ? "1 photo" : `${number(count)} photos`;
}
