// Decisions the server has not acknowledged yet, in the order they were taken. They outlive a
// reload of the page: the tab's own storage keeps them until they are acknowledged.

const MOST_AT_ONCE = 60;

class Outbox {
  constructor(name) {
    this.name = name;
    this.ops = [];
    try {
      this.ops = JSON.parse(sessionStorage.getItem(name) ?? "[]");
    } catch {
      sessionStorage.removeItem(name);
    }
  }

  keep() {
    try {
      sessionStorage.setItem(this.name, JSON.stringify(this.ops));
    } catch {
      // A full or forbidden storage costs only the safety net of a reload.
    }
  }

  add(op) {
    this.ops.push(op);
    this.keep();
  }

  get size() {
    return this.ops.length;
  }

  holds(id) {
    return this.ops.some((op) => id in op.photos);
  }

  // The next decisions that may travel together: of each photo only its first, because the second
  // has to say which version it was made on, and that one is known once the first is saved.
  sendable() {
    const [first] = this.ops;
    if (first && (first.all || first.kind === "undo")) return [first];
    const touched = new Set();
    const chosen = [];
    for (const op of this.ops) {
      const ids = Object.keys(op.photos);
      if (chosen.length === MOST_AT_ONCE || op.all || op.kind === "undo") break;
      if (ids.some((id) => touched.has(id))) break;
      ids.forEach((id) => touched.add(id));
      chosen.push(op);
    }
    return chosen;
  }

  acknowledge(answers) {
    const done = new Map(answers.map((answer) => [answer.op, answer]));
    const settled = this.ops.filter((op) => done.has(op.op));
    this.ops = this.ops.filter((op) => !done.has(op.op));
    for (const answer of answers) {
      for (const { id, version } of answer.photos) {
        for (const op of this.ops) if (id in op.photos) op.photos[id] = version;
      }
    }
    if (settled.length) this.keep();
    return settled;
  }

  // What was decided about a photo after a decision that met somebody else's.
  dropLater(id) {
    const later = this.ops.filter((op) => id in op.photos && Object.keys(op.photos).length === 1);
    this.ops = this.ops.filter((op) => !later.includes(op));
    if (later.length) this.keep();
    return later.at(-1);
  }
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `b-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
