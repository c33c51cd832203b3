const LONGEST = 640;
const IN_FLIGHT = 2;
const BETWEEN_MS = 55;
const LOST_AFTER_MS = 3000; // then another frame may go; an answer that comes later still counts
const REMEMBERED = 200;
const SPOKEN_EVERY_MS = 1500;
const MOST_WORDS = 4; // faces; with more, words would cover the picture

const NOT_SAFE =
  "A browser gives the camera only to a page of this computer or to one that begins with https. "
  + "Open Mien at http://localhost on the computer it runs on, or choose a file instead.";
const TROUBLE = {
  NotAllowedError:
    "The camera is blocked. Click the camera or the lock beside the address, allow the camera, and "
    + "start again; some computers must allow it in their settings as well.",
  NotFoundError: "No camera was found. Connect one and start again, or choose a file instead.",
  NotReadableError:
    "The camera is used by another program. Close that program, and start again.",
  OverconstrainedError: "This camera cannot be used. Choose another one, or a file instead.",
};

function trouble(error) {
  return TROUBLE[error.name] ?? `The camera did not start (${error.name}). Choose a file instead.`;
}

class Webcam {
  constructor(root) {
    this.root = root;
    this.video = root.querySelector("video");
    this.over = root.querySelector(".over");
    this.small = document.createElement("canvas");
    this.sent = new Map();
    this.number = 0;
    this.heard = 0;
    this.lags = [];
    this.front = true;
    this.at("start").onclick = () => this.start();
    this.at("stop").onclick = () => { this.stop(); this.at("start").focus(); };
    this.at("turn").onclick = () => this.turn();
  }

  at(name) {
    return this.root.querySelector(`.${name}`);
  }

  async start() {
    this.tell("");
    if (!navigator.mediaDevices?.getUserMedia) return this.tell(NOT_SAFE);
    this.at("start").disabled = true;
    try {
      const facingMode = this.front ? "user" : "environment";
      const wanted = { width: { ideal: 640 }, height: { ideal: 480 }, facingMode };
      const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
      await this.show(stream);
    } catch (error) {
      const stopped = error.name === "AbortError"; // by Stop, before the first picture
      this.stop();
      if (!stopped) this.tell(trouble(error));
    } finally {
      this.at("start").disabled = false;
    }
  }

  async show(stream) {
    this.stream = stream;
    const [track] = stream.getVideoTracks();
    track.onended = () => { this.stop(); this.tell(TROUBLE.NotFoundError); };
    this.mirrored = track.getSettings().facingMode !== "environment";
    this.video.classList.toggle("mirrored", this.mirrored);
    this.video.srcObject = stream;
    this.root.dataset.live = "yes";
    this.sent.clear();
    this.heard = this.number;
    this.lags = [];
    this.at("words").textContent = "Looking ...";
    this.clock = setInterval(() => this.tick(), BETWEEN_MS / 5);
    await this.video.play();
    const devices = await navigator.mediaDevices.enumerateDevices();
    this.at("turn").hidden = devices.filter((each) => each.kind === "videoinput").length < 2;
    this.at("stop").focus();
  }

  stop() {
    clearInterval(this.clock);
    this.stream?.getTracks().forEach((track) => { track.onended = null; track.stop(); });
    this.stream = null;
    this.video.srcObject = null;
    this.root.dataset.live = "no";
    this.over.getContext("2d").clearRect(0, 0, this.over.width, this.over.height);
    this.at("speed").textContent = "";
    this.at("words").textContent = "";
    this.at("notice").textContent = "";
  }

  turn() {
    this.front = !this.front;
    this.stop();
    this.start();
  }

  tell(sentence) {
    this.at("trouble").textContent = sentence;
    this.at("trouble").hidden = !sentence;
  }

  tick() {
    if (!this.root.isConnected) return this.stop();
    const now = performance.now();
    const waiting = [...this.sent.values()].filter((time) => now - time < LOST_AFTER_MS).length;
    const ready = this.video.readyState >= 2 && this.video.videoWidth && !document.hidden;
    if (!ready || waiting >= IN_FLIGHT || now - (this.last ?? 0) < BETWEEN_MS) return;
    this.last = now;
    this.sent.set(++this.number, now);
    this.send("frame", { number: this.number, picture: this.picture() });
  }

  picture() {
    const { videoWidth, videoHeight } = this.video;
    const scale = Math.min(1, LONGEST / Math.max(videoWidth, videoHeight));
    this.small.width = Math.round(videoWidth * scale);
    this.small.height = Math.round(videoHeight * scale);
    this.small.getContext("2d").drawImage(this.video, 0, 0, this.small.width, this.small.height);
    return this.small.toDataURL("image/jpeg", 0.8);
  }

  hear(reply) {
    const taken = this.sent.get(reply.number);
    if (taken === undefined || reply.number <= this.heard || !this.stream) return;
    this.heard = reply.number;
    for (const number of [...this.sent.keys()]) if (number <= reply.number) this.sent.delete(number);
    if (reply.trouble) {
      this.stop();
      return this.tell(reply.trouble);
    }
    this.draw(reply.faces);
    this.say(reply);
    this.at("notice").textContent = reply.notice;
    requestAnimationFrame(() => this.measure(taken));
  }

  draw(faces) {
    const { clientWidth, clientHeight } = this.video;
    const sharp = window.devicePixelRatio || 1;
    this.over.width = clientWidth * sharp;
    this.over.height = clientHeight * sharp;
    const pen = this.over.getContext("2d");
    pen.scale(sharp, sharp);
    const numbered = faces.length > MOST_WORDS;
    faces.forEach((face, at) => {
      const number = faces.length > 1 ? `${at + 1} ` : "";
      const label = numbered ? String(at + 1) : `${number}${face.label}`;
      this.outline(pen, { ...face, label }, clientWidth, clientHeight);
    });
  }

  outline(pen, face, width, height) {
    const points = face.corners.map(([x, y]) => [(this.mirrored ? 1 - x : x) * width, y * height]);
    const trace = (line, colour) => {
      pen.lineWidth = line;
      pen.strokeStyle = colour;
      pen.beginPath();
      points.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.closePath();
      pen.stroke();
    };
    trace(5, "rgba(0, 0, 0, 0.65)");
    trace(2.5, "#fff");
    this.label(pen, face.label, points, width);
  }

  label(pen, words, points, width) {
    pen.font = `600 15px ${getComputedStyle(this.root).fontFamily}`;
    const wide = pen.measureText(words).width + 14;
    const left = Math.max(0, Math.min(Math.min(...points.map(([x]) => x)), width - wide));
    const top = Math.max(0, Math.min(...points.map(([, y]) => y)) - 28);
    pen.fillStyle = "rgba(0, 0, 0, 0.78)";
    pen.fillRect(left, top, wide, 26);
    pen.fillStyle = "#fff";
    pen.fillText(words, left + 7, top + 18);
  }

  say(reply) {
    const now = performance.now();
    const element = this.at("words");
    if (this.lags.length && now - (this.spoken ?? 0) < SPOKEN_EVERY_MS) return;
    if (element.textContent !== reply.words) element.textContent = reply.words;
    this.spoken = now;
  }

  measure(taken) {
    if (!this.stream) return;
    const now = performance.now();
    this.lags.push({ now, lag: now - taken });
    if (this.lags.length > REMEMBERED) this.lags.shift();
    const recent = this.lags.filter((each) => now - each.now < 2000);
    const behind = recent.map((each) => each.lag).sort((a, b) => a - b)[recent.length >> 1];
    const rate = Math.max(1, Math.round(recent.length / 2));
    this.at("speed").textContent =
      `${rate} ${rate === 1 ? "picture" : "pictures"} a second, ${(behind / 1000).toFixed(1)} s behind`;
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".webcam");
  if (!root) return;
  root.webcam ??= new Webcam(root);
  root.webcam.send = setTriggerValue;
  if (data?.number) root.webcam.hear(data);
  return () => setTimeout(() => { if (!root.isConnected) root.webcam.stop(); }, 200);
}
