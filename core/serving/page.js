"use strict";
const at = (id) => document.getElementById(id);
const made = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
const SHOWN_SIDE = 1024;
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

async function warn() {
  const known = await asked("about");
  at("good").replaceChildren(...known.good.map((each) => made("p", each)));
  at("not-for").replaceChildren(...known.not_for.map((each) => made("li", each)));
  at("card").textContent = known.card;
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

function shares(face) {
  return Object.entries(face.probabilities)
    .map(([name, value]) => `${name} ${percentWords(value)}`)
    .join(", ");
}

/** Show a photo and forget it where this browser cannot open its kind. */
async function show(photo) {
  at("picture").hidden = true;
  const image = await createImageBitmap(photo).catch(() => null);
  if (!image) return null;
  const factor = Math.min(1, SHOWN_SIDE / Math.max(image.width, image.height));
  at("picture").width = Math.round(image.width * factor);
  at("picture").height = Math.round(image.height * factor);
  at("picture").getContext("2d").drawImage(image, 0, 0, at("picture").width, at("picture").height);
  at("picture").hidden = false;
  return at("picture");
}

/** Outline each face; with a number where there are several, as in the list. */
function outline(canvas, answers) {
  const context = canvas.getContext("2d");
  const thick = Math.max(2, Math.round(canvas.width / 250));
  context.font = `600 ${8 * thick}px system-ui, sans-serif`;
  answers.forEach(({ corners }, place) => {
    if (!corners) return;
    const [first, ...rest] = corners.map(([x, y]) => [x * canvas.width, y * canvas.height]);
    context.beginPath();
    context.moveTo(...first);
    rest.forEach((point) => context.lineTo(...point));
    context.closePath();
    for (const [colour, wide] of [["#000000", 2 * thick], ["#ffffff", thick]]) {
      context.strokeStyle = colour;
      context.lineWidth = wide;
      context.stroke();
    }
    if (answers.length > 1) number(context, place + 1, first, thick);
  });
}

function number(context, label, [left, top], thick) {
  const x = clamp(left, 0, context.canvas.width - 12 * thick);
  const y = clamp(top, 0, context.canvas.height - 10 * thick);
  context.fillStyle = "#000000";
  context.fillRect(x, y, context.measureText(label).width + 5 * thick, 10 * thick);
  context.fillStyle = "#ffffff";
  context.fillText(label, x + 2.5 * thick, y + 8 * thick);
}

async function ask(photo) {
  at("answer").className = "";
  at("answer").textContent = "Looking …";
  at("notice").textContent = "";
  at("faces").replaceChildren();
  const canvas = await show(photo);
  const form = new FormData();
  form.append("photo", photo);
  try {
    const said = await asked("predict", { method: "POST", body: form });
    at("answer").textContent = `${said.says}.`;
    at("notice").textContent = said.notice;
    if (canvas) outline(canvas, said.answers);
    for (const face of said.answers) {
      const line = made("li", `${face.says}. ${face.explanation} `);
      if (face.leans_to !== null) line.append(Object.assign(made("span", shares(face)), { className: "quiet" }));
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
warn().catch((problem) => { at("good").textContent = problem.message; });
describe();
