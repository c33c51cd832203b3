"use strict";
const at = (id) => document.getElementById(id);
const made = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
const here = location.origin;
document.querySelectorAll(".here").forEach((each) => { each.textContent = here; });

async function asked(path, options) {
  const answer = await fetch(path, options);
  const document = await answer.json();
  if (!answer.ok) throw new Error(document.error);
  return document;
}

async function introduce() {
  const model = await asked("health");
  at("model").textContent = `${model.name} tells apart: ${model.classes.join(", ")}.`;
}

async function describe() {
  const { paths } = await asked("openapi.json");
  for (const [path, ways] of Object.entries(paths)) {
    for (const [way, what] of Object.entries(ways)) {
      const table = document.createElement("table");
      for (const [status, answer] of Object.entries(what.responses)) {
        const row = table.insertRow();
        row.append(made("td", status), made("td", answer.description));
      }
      at("paths").append(made("h3", `${way.toUpperCase()} ${path}`), made("p", what.description), table);
    }
  }
}

function share(face) {
  const known = Object.entries(face.probabilities).map(([name, value]) => `${name} ${value.toFixed(3)}`);
  return known.join(", ");
}

async function ask(photo) {
  at("answer").className = "";
  at("answer").textContent = "Looking …";
  at("notice").textContent = "";
  at("faces").replaceChildren();
  at("picture").src = URL.createObjectURL(photo);
  at("shown").hidden = false;
  const form = new FormData();
  form.append("photo", photo);
  try {
    const said = await asked("predict", { method: "POST", body: form });
    at("answer").textContent = `${said.says}.`;
    at("notice").textContent = said.notice;
    for (const face of said.answers) {
      const line = made("li", `${face.says}. ${face.explanation} `);
      if (face.leans_to !== null) line.append(Object.assign(made("span", share(face)), { className: "quiet" }));
      at("faces").append(line);
    }
  } catch (problem) {
    at("answer").className = "wrong";
    at("answer").textContent = problem.message;
  }
}

at("photo").addEventListener("change", (event) => {
  const [photo] = event.target.files;
  if (photo) ask(photo);
});
introduce().catch((problem) => { at("model").textContent = problem.message; });
describe();
