// The desk: takes decisions from keys and buttons, shows them at once, and sees to it that each
// reaches the server. One message is on its way at a time; what comes meanwhile waits in the outbox.

const PATIENCE_MS = 6000;
const SETTLE_MS = 350;
const LARGE_WANTED = 8;
const THUMB_SIDE = 256;
const MOST_AGAIN = 480;
const DONE = { bin: "to the bin", restore: "put back" };

class Desk {
  constructor(root, data, setStateValue) {
    this.root = root;
    this.send = setStateValue;
    this.album = new Album();
    this.outbox = new Outbox(`mien-labeller-${data.dataset}`);
    this.turnOf = Date.now();
    this.sent = null;
    this.selected = new Set();
    this.everything = false;
    this.anchor = null;
    this.mode = data.mode ?? "focus";
    this.keysOn = localStorage.getItem("mien-keys") !== "off";
    this.recent = [];
    this.conflicts = new Map();
    this.refusals = new Map();
    this.again = new Set();
    this.counts = { labelled: 0, total: 0, classes: {}, skipped: 0, unsure: 0 };
    this.classes = data.classes;
    this.savedAt = null;
    this.late = false;
    this.view = new View(root, this);
    this.onKey = (event) => pressed(this, event);
    document.addEventListener("keydown", this.onKey, true);
    this.clock = setInterval(() => this.tick(), 1000);
    window.addEventListener("beforeunload", (event) => { if (this.outbox.size && this.root.isConnected) event.preventDefault(); });
  }

  // What the server says: acknowledged decisions, photos that were asked for, a new set.
  hear(data) {
    const answered = this.sent && data.n >= this.sent.n;
    if (answered) {
      this.sent.again.forEach((id) => this.again.delete(id));
      this.sent = null;
    }
    this.acknowledge(data.answers);
    Object.assign(this, { who: data.who, inBin: data.in_bin });
    this.name(data.classes);
    if (data.set !== this.album.set || (data.fresh && answered)) this.begin(data);
    else if (data.window && data.n === data.window.n && answered) this.album.add(data.window);
    for (const [id, thumb] of Object.entries(data.thumbs)) if (this.album.find(id)) this.album.find(id).thumb = thumb;
    for (const [id, large] of Object.entries(data.large)) if (this.album.find(id)) this.album.find(id).large = large;
    if (data.recent) this.remember(data.recent);
    for (const each of data.standing) if (!this.outbox.holds(each.id)) this.album.update(each);
    this.album.forget();
    this.count(data.counts);
    if (this.redraw !== JSON.stringify([this.classes, this.inBin, this.mode])) {
      this.redraw = JSON.stringify([this.classes, this.inBin, this.mode]);
      this.view.all();
    } else {
      this.view.photo();
      this.view.state();
      this.view.history();
    }
    // The server tells which photo it shows beside this one; a new one knows nothing of our walk.
    if (!this.sent) this.at = data.at ?? null;
    if (this.at !== (this.album.current?.id ?? null)) this.later();
    this.pump();
  }

  // Where a label has another name or is gone, what the photos here have is asked anew.
  name(classes) {
    const now = new Map(classes.map(({ id, name }) => [id, name]));
    if (this.classes.some(({ id, name }) => now.get(id) !== name)) this.again = new Set(this.album.places.keys());
    this.classes = classes;
  }

  begin(data) {
    this.again.clear();
    this.album.reset(data.set, data.total, data.first);
    this.chooseNone();
    if (data.window) this.album.add(data.window);
    this.at = this.album.current?.id;
  }

  remember(recent) {
    const waiting = this.recent.filter((each) => this.outbox.ops.some((op) => op.op === each.op));
    const known = new Map(this.recent.map((each) => [each.op, each]));
    const taken = new Set(this.outbox.ops.filter((op) => op.kind === "undo").map((op) => op.target));
    const settled = recent.map((each) => ({ ...known.get(each.op), ...each, thumb: each.thumb ?? known.get(each.op)?.thumb }));
    const others = this.recent.filter((each) => each.who && each.who !== this.who && !waiting.includes(each));
    const mine = settled.filter((each) => !waiting.some((other) => other.op === each.op) && !taken.has(each.op));
    // What was decided here under another name can be taken back, too; the newest comes first.
    this.recent = [...waiting, ...others, ...mine].sort((one, other) => (other.when ?? 0) - (one.when ?? 0));
  }

  acknowledge(answers) {
    const settled = new Map(this.outbox.acknowledge(answers).map((op) => [op.op, op]));
    for (const answer of answers) {
      const op = settled.get(answer.op);
      if (!op) continue;
      this.savedAt = new Date();
      this.late = false;
      for (const photo of answer.photos) {
        if (this.outbox.holds(photo.id)) this.album.saved(photo);
        else this.recount(photo.id, () => this.album.update(photo));
      }
      for (const conflict of answer.conflicts) this.clash(op, conflict);
      if (!answer.saved) this.refused(op, answer.words);
      if (op.kind === "undo" && answer.photos.length) this.goTo(answer.photos[0].id);
    }
  }

  find(id, act) {
    const item = this.album.find(id);
    if (item) act(item);
  }

  clash(op, { id, words }) {
    const last = this.outbox.dropLater(id) ?? op;
    this.recent = this.recent.filter((each) => each.op !== op.op && each.op !== last.op);
    if (op.all) return;
    const item = this.album.find(id);
    this.conflicts.set(id, { id, words, kind: last.kind, value: last.value, of: last.class, mine: told(last), name: item?.name ?? "", thumb: item?.thumb });
  }

  settle(id, mine) {
    const { kind, value, of } = this.conflicts.get(id);
    this.conflicts.delete(id);
    const item = this.album.find(id);
    if (mine && item) this.take(kind, value, [item], of);
    this.view.history();
    this.view.photo();
    this.view.focusCurrent();
    this.pump();
  }

  refused(op, words) {
    this.recent = this.recent.filter((each) => each.op !== op.op);
    if (words) this.view.say(words);
    if (op.kind !== "undo") this.refusals.set(words, [...(this.refusals.get(words) ?? []), ...Object.keys(op.photos)]);
  }

  // The next photo that a decision was refused for is shown again.
  revisit(words) {
    const ids = this.refusals.get(words).filter((id) => this.album.find(id));
    const id = ids.shift();
    if (ids.length) this.refusals.set(words, ids);
    else this.refusals.delete(words);
    if (id) this.goTo(id);
    this.view.history();
    this.view.photo();
    this.view.focusCurrent();
    this.pump();
  }

  leave(words) {
    this.refusals.delete(words);
    this.view.history();
    this.view.focusCurrent();
  }

  // A class is known to the server by its number: its name may be another one by now.
  classOf(kind, value) {
    return kind === "label" ? this.classes.find((each) => each.name === value)?.id ?? null : null;
  }

  // A decision about what is chosen, or about the photo that is looked at.
  decide(kind, value) {
    if (this.everything) {
      this.takeAll(kind, value);
    } else if (this.selected.size) {
      const chosen = [...this.selected].map((id) => this.album.find(id)).filter(Boolean);
      this.chooseNone();
      this.take(kind, value, chosen);
    } else if (this.album.current) {
      const item = this.album.current;
      this.take(kind, value, [item]);
      this.step(1);
      this.view.say(`${told({ kind, value })}. Next: ${this.spoken()}`);
    }
    this.view.photo();
    this.view.focusCurrent();
    this.pump();
  }

  take(kind, value, items, of = this.classOf(kind, value)) {
    const op = { op: newId(), kind, value, class: of, photos: Object.fromEntries(items.map((item) => [item.id, item.version])), why: "hand", who: this.who, set: this.album.set };
    const before = items.map(({ id, label, mark, binned }) => ({ id, label, mark, binned }));
    for (const item of items) this.recount(item.id, () => apply(item, kind, value));
    this.outbox.add(op);
    const words = `${items.length === 1 ? items[0].name : photos(items.length)}: ${told(op)}`;
    this.recent.unshift({ op: op.op, words, short: told(op), count: items.length, thumb: items.length === 1 ? items[0].thumb : null, before, who: this.who, when: performance.now() });
    this.recent.length = Math.min(this.recent.length, 40);
    this.view.state();
    this.view.history();
  }

  takeAll(kind, value) {
    const op = { op: newId(), kind, value, class: this.classOf(kind, value), photos: {}, all: true, why: "hand", who: this.who, set: this.album.set };
    this.outbox.add(op);
    this.chooseNone();
    this.view.say(`${photos(this.album.total)}: ${told(op)}`);
    this.view.state();
  }

  undo(target = null) {
    const op = target ?? this.recent[0]?.op ?? null;
    const taken = this.recent.find((each) => each.op === op);
    if (!op) return;
    this.recent = this.recent.filter((each) => each.op !== op);
    for (const was of taken?.before ?? []) this.find(was.id, (item) => this.recount(item.id, () => Object.assign(item, was)));
    const ids = (taken?.before ?? []).map((was) => was.id);
    this.outbox.add({ op: newId(), kind: "undo", value: null, target: op, photos: Object.fromEntries(ids.map((id) => [id, 0])), why: "undo", who: this.who, set: this.album.set });
    if (ids.length) this.goTo(ids[0]);
    this.view.say(`Undone: ${taken?.words ?? ""}`);
    this.view.history();
    this.view.photo();
    this.view.state();
    this.view.focusCurrent();
    this.pump();
  }

  // Counts are the server's, and what is decided here but not saved yet.
  count(counts) {
    this.counts = counts;
    const waiting = new Set(this.outbox.ops.flatMap((op) => Object.keys(op.photos)));
    for (const id of waiting) {
      this.find(id, (item) => {
        this.tally(item.saved, -1);
        this.tally(item, 1);
      });
    }
  }

  recount(id, act) {
    const item = this.album.find(id);
    if (!item) return;
    this.tally(item, -1);
    act();
    this.tally(item, 1);
  }

  tally(item, by) {
    const { counts } = this;
    if (item.binned) return;
    counts.total += by;
    if (item.label) {
      counts.labelled += by;
      counts.classes[item.label] = (counts.classes[item.label] ?? 0) + by;
    }
    if (item.mark) counts[item.mark] += by;
  }

  // Walking.
  step(by) {
    const { album } = this;
    album.index = Math.max(0, Math.min(album.index + by, album.items.length - 1));
    this.later();
  }

  move(by, extend = false) {
    if (extend) this.anchor ??= this.album.current?.id;
    else this.anchor = null;
    this.step(by);
    if (extend) this.chooseRange(this.anchor, this.album.current?.id);
    this.view.photo();
    this.view.focusCurrent();
    this.view.say(this.spoken());
    this.pump();
  }

  turn(by) {
    this.step(by * PAGE);
    this.view.photo();
    this.view.focusCurrent();
    this.pump();
  }

  goTo(id) {
    const place = this.album.places.get(id);
    if (place === undefined) return;
    this.album.index = place;
    this.later();
  }

  open(id) {
    this.goTo(id);
    this.show("focus");
  }

  show(mode) {
    this.mode = mode;
    this.redraw = null;
    this.chooseNone();
    this.view.all();
    this.view.focusCurrent();
    this.pump();
  }

  columns() {
    const tops = [...this.view.tiles.values()].map((tile) => tile.offsetTop);
    return Math.max(1, tops.findIndex((top) => top !== tops[0]) === -1 ? tops.length : tops.findIndex((top) => top !== tops[0]));
  }

  spoken() {
    const item = this.album.current;
    return item ? `${item.name}, ${this.view.words(item)}` : "nothing left";
  }

  // Choosing several.
  get chosen() {
    return this.everything ? this.album.total : this.selected.size;
  }

  isChosen(id) {
    return this.everything || this.selected.has(id);
  }

  click(id, event) {
    const before = this.album.current?.id;
    this.goTo(id);
    this.everything = false;
    if (event.shiftKey) {
      this.anchor ??= before;
      this.chooseRange(this.anchor, id);
    } else {
      this.anchor = id;
      const several = event.ctrlKey || event.metaKey || event.pointerType === "touch";
      const held = this.selected.has(id) && (several || this.selected.size === 1);
      if (!several) this.selected.clear();
      if (held) this.selected.delete(id);
      else this.selected.add(id);
    }
    this.view.photo();
  }

  chooseRange(from, to) {
    const places = [this.album.places.get(from), this.album.places.get(to)].sort((a, b) => a - b);
    if (places.includes(undefined)) return;
    this.everything = false;
    this.selected = new Set(this.album.items.slice(places[0], places[1] + 1).map((item) => item.id));
  }

  choosePage() {
    const { from, to } = this.album.page();
    this.selected = new Set(this.album.items.slice(from, to).map((item) => item.id));
    this.view.photo();
  }

  chooseAll() {
    this.everything = true;
    this.selected.clear();
    this.view.photo();
    this.view.say(`${photos(this.album.total)} chosen`);
  }

  chooseNone() {
    this.everything = false;
    this.selected.clear();
    this.anchor = null;
    if (this.mode === "grid") this.view.photo();
  }

  switchKeys() {
    this.keysOn = !this.keysOn;
    localStorage.setItem("mien-keys", this.keysOn ? "on" : "off");
    this.view.all();
  }

  toggleHelp() {
    const { list, help } = this.view;
    list.hidden = !list.hidden;
    help.setAttribute("aria-expanded", String(!list.hidden));
  }

  // Talking to the server.
  later() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.pump(true), SETTLE_MS);
  }

  largeWanted() {
    if (this.mode !== "focus") return [];
    const { items, index } = this.album;
    const near = items.slice(index, index + LARGE_WANTED);
    const missing = near.filter((item) => !item.large && Math.max(item.width, item.height) > THUMB_SIDE);
    return missing.includes(items[index]) || missing.length > LARGE_WANTED / 2 ? missing.map((item) => item.id) : [];
  }

  pump(settled = false) {
    if (this.sent || !this.root.isConnected) return;
    const at = settled ? this.album.current?.id ?? null : this.at;
    const again = [...this.again].slice(0, MOST_AGAIN);
    const message = { again, ops: this.outbox.sendable(), want: this.album.missing(), thumbs: this.album.thumbsWanted(), large: this.largeWanted(), at };
    const nothing = !message.ops.length && !again.length && !message.want && !message.thumbs.length && !message.large.length && at === this.at;
    if (nothing) return;
    this.at = at;
    this.turnOf += 1;
    this.sent = { n: this.turnOf, again, when: performance.now() };
    this.send("say", { n: this.turnOf, set: this.album.set, ...message });
    this.view.state();
  }

  tick() {
    if (!this.root.isConnected) {
      this.close();
    } else if (this.sent && performance.now() - this.sent.when > PATIENCE_MS) {
      this.late = this.outbox.size > 0;
      this.sent = null;
      this.at = null;
      this.pump(true);
      this.view.state();
    } else if (this.outbox.size) {
      this.pump();
    }
  }

  close() {
    clearInterval(this.clock);
    document.removeEventListener("keydown", this.onKey, true);
  }

  saying() {
    if (this.late) return `Not saved yet: ${photos(this.outbox.size)}. Trying again`;
    if (this.outbox.size) return `Saving ${number(this.outbox.size)}`;
    if (!this.savedAt) return "Everything is saved";
    return `Saved ${this.savedAt.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`;
  }
}

function told({ kind, value }) {
  if (kind === "mark") return SHORT[value] ?? "no longer marked";
  return DONE[kind] ?? value ?? "label removed";
}

function apply(item, kind, value) {
  if (kind === "label") Object.assign(item, { label: value, mark: null });
  else if (kind === "mark") item.mark = value;
  else item.binned = kind === "bin";
}
