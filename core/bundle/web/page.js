// The page: photos come in, answers are shown.

const COLOURS = ["#0072B2", "#D55E00", "#009E73", "#9352CC", "#806600", "#007AE6", "#686868"];
const SHAPES = ["●", "■", "▲", "◆", "★", "✚", "▼"];
const SHOWN_SIDE = 1024;

const at = (name) => document.getElementById(name);
const status = at("status");
let live = false;
let starts = 0;
let asked = Promise.resolve();
let files = []; // those whose answers are shown, in the order of the page

function made(tag, text = "", name = "") {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  if (name) element.className = name;
  return element;
}

function say(sentence, wrong = false) {
  status.textContent = sentence;
  status.classList.toggle("wrong", wrong);
}

function inWords(problem) {
  if (problem instanceof Refused) return problem.message;
  console.error(problem);
  return "Something unexpected went wrong. Load the page again; if it stays, try another browser.";
}

/** Return what is told of one face or photo, as a block of the page. */
function answerBlock({ answer, warning }, number) {
  const block = made("article", "", "answer");
  const told = !warning && (answer.verdict === LOOKS || answer.verdict === NOT_SURE);
  if (told) block.style.borderColor = COLOURS[facts.classes.indexOf(likeliest(answer)) % COLOURS.length];
  block.append(made("h3", number ? `${number}. ${headline(answer)}` : headline(answer)));
  block.append(warning ? made("p", warning, "warned") : made("p", explanation(answer)));
  if (told) block.append(shareList(answer.shares));
  block.dataset.verdict = answer.verdict;
  block.dataset.shares = JSON.stringify(Object.fromEntries(answer.shares.map((each) => [each.name, each.value])));
  return block;
}

function shareList(shares) {
  const list = made("dl", "", "shares");
  shares.forEach(({ name, value }, place) => {
    const bar = made("span");
    bar.style.width = `${100 * value}%`;
    bar.style.background = COLOURS[place % COLOURS.length];
    const track = made("dd", "", "track");
    track.setAttribute("aria-hidden", "true");
    track.append(bar);
    list.append(made("dt", `${SHAPES[place % SHAPES.length]} ${name}`), track, made("dd", percentWords(value)));
  });
  return list;
}

/** Draw a numbered outline around each face. */
function markFaces(context, told, width, height) {
  const thick = Math.max(2, Math.round(width / 250));
  context.lineWidth = thick;
  context.font = `600 ${8 * thick}px system-ui, sans-serif`;
  told.forEach(({ corners: points }, place) => {
    if (!points) return;
    const [first, ...rest] = points.map(([x, y]) => [x * width, y * height]);
    context.beginPath();
    context.moveTo(...first);
    rest.forEach((point) => context.lineTo(...point));
    context.closePath();
    for (const [colour, wide] of [["#000000", 2 * thick], ["#ffffff", thick]]) {
      context.strokeStyle = colour;
      context.lineWidth = wide;
      context.stroke();
    }
    if (told.length < 2) return;
    const label = String(place + 1);
    const [x, y] = [clamp(first[0], 0, width - 12 * thick), clamp(first[1], 0, height - 10 * thick)];
    context.fillStyle = "#000000";
    context.fillRect(x, y, context.measureText(label).width + 5 * thick, 10 * thick);
    context.fillStyle = "#ffffff";
    context.fillText(label, x + 2.5 * thick, y + 8 * thick);
  });
}

/** Return a picture for showing, at most 1024 pixels on its longer side. */
function shownPicture(picture, told) {
  const { pixels, width, height } = turned(picture, picture.turn);
  const whole = new OffscreenCanvas(width, height);
  const image = new ImageData(width, height);
  for (let from = 0, to = 0; from < pixels.length; from += 3, to += 4) {
    image.data[to] = pixels[from];
    image.data[to + 1] = pixels[from + 1];
    image.data[to + 2] = pixels[from + 2];
    image.data[to + 3] = 255;
  }
  whole.getContext("2d").putImageData(image, 0, 0);
  const factor = Math.min(1, SHOWN_SIDE / Math.max(width, height));
  const canvas = made("canvas");
  canvas.width = Math.round(width * factor);
  canvas.height = Math.round(height * factor);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(whole, 0, 0, canvas.width, canvas.height);
  markFaces(context, told, canvas.width, canvas.height);
  return canvas;
}

async function bytesOf(file) {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new Refused("The file cannot be read: it is a folder, or was moved meanwhile.");
  }
}

/** Return a file with its answers, as a part of the page. */
async function fileBlock(file) {
  const block = made("section", "", "photo");
  block.append(made("h2", file.name));
  try {
    const picture = await readPicture(await bytesOf(file));
    const told = await tell(picture, at("cut").checked);
    const frame = made("div", "", "picture");
    const canvas = shownPicture(picture, told);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `The photo ${file.name}`);
    frame.append(canvas);
    const answers = made("div", "", "answers");
    answers.append(...told.map((each, place) => answerBlock(each, told.length > 1 ? place + 1 : 0)));
    block.append(frame, answers);
  } catch (problem) {
    block.append(made("p", inWords(problem), "refused"));
  }
  return block;
}

/** Show the answers to files as they come, in their order, above those of before. */
async function showFiles(list) {
  const results = at("results");
  const before = results.firstElementChild;
  files = [...list, ...files];
  for (const [place, file] of list.entries()) {
    say(list.length > 1 ? `Looking at photo ${place + 1} of ${list.length} …` : "Looking …");
    await new Promise((resume) => setTimeout(resume)); // the sentence is drawn first
    results.insertBefore(await fileBlock(file), before);
    at("clearing").hidden = false;
  }
  say("");
}

/** Ask about the files shown once more. */
async function askAgain() {
  const again = files;
  clear();
  await showFiles(again);
}

function clear() {
  files = [];
  at("results").replaceChildren();
  at("clearing").hidden = true;
}

/** Do what comes next only once everything before is answered: the runtime does one at a time. */
function next(work) {
  if (live) toggleCamera();
  asked = asked.then(work).catch((problem) => say(inWords(problem), true));
}

async function watch(wanted) {
  const video = at("video");
  const marks = at("marks");
  while (wanted()) {
    const picture = seenNow(video);
    const told = await tell(picture, false); // faces are found in what the camera sees
    if (!wanted()) break;
    marks.width = picture.width;
    marks.height = picture.height;
    markFaces(marks.getContext("2d"), told, picture.width, picture.height);
    at("live-answers").replaceChildren(...told.map((each, place) => answerBlock(each, told.length > 1 ? place + 1 : 0)));
    await new Promise((resume) => requestAnimationFrame(resume));
  }
}

async function toggleCamera() {
  live = !live;
  at("camera").textContent = live ? "Stop the camera" : "Use the camera";
  at("live").hidden = !live;
  if (!live) at("camera-hint").hidden = true;
  if (!live) {
    stopCamera(at("video"));
    at("live-answers").replaceChildren();
    return;
  }
  const start = ++starts;
  const wanted = () => live && start === starts; // nobody stopped it while permission was asked for
  try {
    if (!(await startCamera(at("video"), wanted))) return;
    say("");
    at("camera-hint").hidden = false;
    const watching = asked.then(() => watch(wanted));
    asked = watching.catch(() => {}); // told below; what comes next is answered all the same
    await watching;
  } catch (problem) {
    if (!wanted()) return; // whoever stopped the camera is told nothing about it
    say(inWords(problem), true);
    await toggleCamera();
  }
}

function listen() {
  const drop = at("drop");
  at("files").addEventListener("change", (event) => {
    const chosen = [...event.target.files];
    next(() => showFiles(chosen));
    event.target.value = "";
  });
  at("camera").addEventListener("click", toggleCamera);
  at("cut").addEventListener("change", () => next(askAgain));
  at("clear").addEventListener("click", () => next(clear));
  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const dropped = [...event.dataTransfer.files];
    next(() => showFiles(dropped));
  });
}

function tells(classes) {
  const last = classes[classes.length - 1];
  return classes.length === 2
    ? `tells ${classes[0]} from ${last}`
    : `tells ${classes.slice(0, -1).join(", ")} and ${last} apart`;
}

async function start() {
  at("lead").textContent = `“${facts.run.name}” ${tells(facts.classes)}. Give it a photo, and read what it says.`;
  at("promise").textContent = facts.promise;
  document.body.dataset.state = "loading";
  await load();
  listen();
  const onFaces = facts.input.framing === "faces";
  at("blind").hidden = !onFaces || Boolean(finder);
  at("camera").hidden = onFaces && !finder;
  at("cutting").hidden = !onFaces;
  say("");
  document.body.dataset.state = "ready";
}

start().catch((problem) => {
  say(inWords(problem), true);
  document.body.dataset.state = "failed";
});
