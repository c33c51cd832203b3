// What a person sees; it reads the desk and changes nothing in it.

const SHORT = { skipped: "skipped", unsure: "not sure" };
const LARGE_AHEAD = 6;
const MANY_KINDS = 12;  // more than that get a part of the screen that scrolls

const KEYS = [
  ["1 to 9", "give the label with that number"],
  ["Space", "skip: decide later"],
  ["F", "not sure"],
  ["X", "move to the bin"],
  ["U or Ctrl+Z", "undo"],
  ["Left, Right", "previous, next"],
  ["Up, Down", "in the grid: row above, below"],
  ["Enter", "in the grid: one large; with one large: back to the grid"],
  ["Shift+click, Shift+arrows", "choose from here to there"],
  ["Ctrl+click", "add one to the choice"],
  ["Ctrl+A", "choose all"],
  ["Esc", "choose none"],
  ["H", "show or hide this list"],
];

class View {
  constructor(root, desk) {
    this.desk = desk;
    this.tiles = new Map();
    const press = (act) => ({ click: () => act() });
    this.modes = ["grid", "focus"].map((mode) =>
      make("button", { type: "button", text: mode === "grid" ? "Grid" : "One large", "aria-pressed": "false", data: { mode }, on: press(() => desk.show(mode)) }),
    );
    this.place = make("span", { class: "place" });
    this.bar = make("progress", { max: 1, value: 0, "aria-label": "Labelled" });
    this.progress = make("span", { class: "progress-words" });
    this.saved = make("span", { class: "saved", role: "status" });
    this.keysSwitch = make("button", { type: "button", class: "of-keys", on: press(() => desk.switchKeys()) });
    this.help = keyed("All keys", "H", { class: "of-keys", "aria-expanded": "false", "aria-controls": "keys", on: press(() => desk.toggleHelp()) });
    this.list = make("dl", { id: "keys", class: "keys", hidden: true });
    for (const [key, words] of KEYS) this.list.append(make("dt", {}, make("kbd", { text: key })), make("dd", { text: words }));
    this.stage = make("div", { class: "stage", tabindex: "0", role: "group", "aria-label": "The photo" });
    this.caption = make("p", { class: "caption" });
    this.focusBox = make("div", { class: "focus" }, this.caption, this.stage);
    this.grid = make("div", { class: "grid", role: "group", "aria-label": "Photos" });
    this.pager = make("div", { class: "row pager" });
    this.gridBox = make("div", { class: "grid-box" }, this.grid, this.pager);
    this.choice = make("div", { class: "row choice" });
    this.actions = make("div", { class: "row actions", role: "toolbar", "aria-label": "What it is" });
    this.conflicts = make("div", { class: "conflicts", role: "alert" });
    this.recent = make("ol", { class: "recent", "aria-label": "The last ten decisions" });
    this.counts = make("p", { class: "counts" });
    this.live = make("p", { class: "spoken", "aria-live": "polite" });
    root.replaceChildren(
      make("div", { class: "row head" }, make("div", { class: "modes", role: "group", "aria-label": "How photos are shown" }, ...this.modes), this.place, make("span", { class: "space" }), this.keysSwitch, this.help),
      make("div", { class: "row counting" }, this.bar, this.progress, make("span", { class: "space" }), this.saved, this.counts),
      this.list, this.conflicts, this.focusBox, this.gridBox,
      make("div", { class: "hands" }, this.choice, this.actions),
      make("section", { class: "latest", "aria-label": "Latest decisions" }, this.recent), this.live,
    );
  }

  get many() {
    return this.desk.classes.length > MANY_KINDS;
  }

  buttons() {
    const { desk } = this;
    const act = (kind, value) => ({ click: () => desk.decide(kind, value) });
    const hint = (key) => (desk.keysOn ? key : "");
    this.classButtons = desk.classes.map((each, place) =>
      keyed(each.name, place < 9 ? hint(String(place + 1)) : "", { class: "class", data: { name: each.name }, on: act("label", each.name) }, each),
    );
    const bin = desk.inBin ? keyed("Put back", hint("X"), { on: act("restore", null) }) : keyed("Bin", hint("X"), { on: act("bin", null), title: "Move to the bin" });
    this.undo = keyed("Undo", hint("U"), { on: { click: () => desk.undo() } });
    const kinds = make("div", { class: this.many ? "kinds many" : "kinds" }, ...this.classButtons);
    this.actions.replaceChildren(
      keyed("Previous", hint("←"), { class: "walk", on: { click: () => desk.move(-1) } }),
      kinds,
      keyed("Skip", hint("Space"), { on: act("mark", "skipped"), title: "Decide later" }),
      keyed("Not sure", hint("F"), { on: act("mark", "unsure") }),
      bin,
      this.undo,
      keyed("Next", hint("→"), { class: "walk", on: { click: () => desk.move(1) } }),
    );
    setText(this.keysSwitch, desk.keysOn ? "Keys on" : "Keys off");
    this.keysSwitch.setAttribute("aria-pressed", String(desk.keysOn));
  }

  words(item) {
    const parts = [item.label ?? (item.mark ? SHORT[item.mark] : "no label yet")];
    if (item.mark && item.label) parts.push(SHORT[item.mark]);
    if (item.binned) parts.push("in the bin");
    if (item.harm) parts.push(item.harm);
    return parts.join(", ");
  }

  shape(item) {
    return this.desk.classes.find((each) => each.name === item.label);
  }

  labelled(item) {
    const found = this.shape(item);
    return [
      found && make("span", { class: "shape", "aria-hidden": "true", text: found.shape, style: `color:${found.colour}` }),
      make("span", { class: item.label ? "" : "none", text: this.words(item) }),
    ].filter(Boolean);
  }

  all() {
    const { desk } = this;
    this.buttons();
    this.modes.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.mode === desk.mode)));
    this.focusBox.hidden = desk.mode !== "focus";
    this.gridBox.hidden = desk.mode !== "grid";
    this.shown = this.drawn = null;
    this.photo();
    this.state();
    this.history();
  }

  photo() {
    if (this.desk.mode === "focus") this.large();
    else this.page();
    this.whereabouts();
  }

  whereabouts() {
    const { album } = this.desk;
    setText(this.place, album.items.length ? `${number(album.first + album.index + 1)} of ${number(album.total)}` : "no photos");
    const item = album.current;
    for (const button of this.classButtons ?? []) button.setAttribute("aria-pressed", String(item?.label === button.dataset.name && !this.desk.chosen));
  }

  large() {
    const item = this.desk.album.current;
    if (!item) {
      this.stage.replaceChildren(make("p", { text: "Nothing left here. Choose other filters to go on." }));
      this.caption.replaceChildren();
      return;
    }
    const image = picture(item, () => this.desk.album.current === item && this.large());
    if (this.stage.firstChild !== image) this.stage.replaceChildren(image);
    this.stage.dataset.photo = item.id;
    this.caption.replaceChildren(...this.labelled(item), make("span", { class: "name", text: item.name }));
    this.ahead();
  }

  ahead() {
    const { items, index } = this.desk.album;
    for (const near of items.slice(Math.max(0, index - 1), index + LARGE_AHEAD)) picture(near);
  }

  page() {
    const { album } = this.desk;
    const { from, to } = album.page();
    const name = `${album.set}/${album.first + from}/${to - from}`;
    if (this.shown !== name) {
      this.tiles.clear();
      this.grid.replaceChildren(...album.items.slice(from, to).map((item) => this.tile(item)));
      this.shown = name;
    }
    album.items.slice(from, to).forEach((item) => this.refresh(item));
    const pages = Math.ceil(album.total / PAGE);
    const page = Math.floor((album.first + album.index) / PAGE);
    const turn = (by) => ({ click: () => this.desk.turn(by) });
    this.pager.replaceChildren(
      make("button", { type: "button", text: "Page before", disabled: page === 0, on: turn(-1) }),
      make("span", { text: `Page ${number(page + 1)} of ${number(Math.max(1, pages))}` }),
      make("button", { type: "button", text: "Page after", disabled: page >= pages - 1, on: turn(1) }),
    );
    this.choosing();
  }

  tile(item) {
    const button = make("button", { type: "button", class: "tile", data: { photo: item.id }, on: {
      click: (event) => this.desk.click(item.id, event),
      dblclick: () => this.desk.open(item.id),
    } }, make("span", { class: "frame" }), make("span", { class: "under" }));
    this.tiles.set(item.id, button);
    return button;
  }

  refresh(item) {
    const button = this.tiles.get(item.id);
    if (!button) return;
    const { desk } = this;
    const current = desk.album.current === item;
    const chosen = desk.isChosen(item.id);
    button.tabIndex = current ? 0 : -1;
    button.classList.toggle("current", current);
    button.classList.toggle("binned", item.binned);
    button.setAttribute("aria-pressed", String(chosen));
    button.setAttribute("aria-label", `${item.name}, ${this.words(item)}`);
    const [frame, under] = button.children;
    if (item.thumb && !frame.firstChild) frame.append(make("img", { src: item.thumb, alt: "", draggable: "false" }));
    else if (!item.thumb) frame.replaceChildren();
    const words = this.words(item);
    if (under.dataset.words !== words) {
      under.dataset.words = words;
      under.replaceChildren(...this.labelled(item));
    }
  }

  choosing() {
    const { desk } = this;
    const total = desk.album.total;
    const press = (words, act) => make("button", { type: "button", text: words, on: { click: act } });
    this.choice.hidden = desk.mode !== "grid";
    this.choice.replaceChildren(
      ...(desk.chosen
        ? [make("strong", { text: `${photos(desk.chosen)} chosen` }), press("Choose none", () => desk.chooseNone())]
        : [press("Choose this page", () => desk.choosePage())]),
      !desk.everything && total > 1 ? press(`Choose all ${number(total)}`, () => desk.chooseAll()) : "",
    );
  }

  state() {
    const { desk } = this;
    setText(this.saved, desk.saying());
    this.saved.classList.toggle("waiting", desk.late);
    const { labelled, total, skipped, unsure } = desk.counts;
    this.bar.max = Math.max(1, total);
    this.bar.value = labelled;
    setText(this.progress, `${number(labelled)} of ${number(total)} labelled`);
    const rest = [skipped && `${number(skipped)} skipped`, unsure && `${number(unsure)} not sure`];
    const each = this.many
      ? [`${number(desk.classes.length)} labels`]
      : desk.classes.map(({ name, shape }) => `${shape} ${name} ${number(desk.counts.classes[name] ?? 0)}`);
    setText(this.counts, [...each, ...rest].filter(Boolean).join(" · "));
  }

  history() {
    const { desk } = this;
    if (this.undo) this.undo.disabled = !desk.recent.length;
    const drawn = JSON.stringify([desk.recent.slice(0, 10).map((each) => [each.op, each.short, Boolean(each.thumb)]), [...desk.conflicts.keys()], [...desk.refusals]]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.recent.replaceChildren(...desk.recent.slice(0, 10).map((each) =>
      make("li", {}, make("button", { type: "button", title: `Take back: ${each.words}`, "aria-label": `Take back: ${each.words}`, on: { click: () => desk.undo(each.op) } },
        each.thumb ? make("img", { src: each.thumb, alt: "" }) : make("span", { class: "many", text: number(each.count) }),
        make("span", { class: "words", text: each.short }), make("span", { class: "back", "aria-hidden": "true", text: "↶" }))),
    ));
    const refused = [...desk.refusals].map(([words, ids]) =>
      make("div", { class: "conflict" }, make("p", { text: ids.length > 1 ? `${words} (${photos(ids.length)})` : words }),
        make("button", { type: "button", text: "Leave it", on: { click: () => desk.leave(words) } }),
        ids.length ? make("button", { type: "button", class: "mine", text: "Show the photo", on: { click: () => desk.revisit(words) } }) : "",
      ),
    );
    this.conflicts.replaceChildren(...refused, ...[...desk.conflicts.values()].map((each) =>
      make("div", { class: "conflict" }, each.thumb && make("img", { src: each.thumb, alt: each.name }), make("p", { text: `${each.words}.` }),
        make("button", { type: "button", text: "Keep theirs", on: { click: () => desk.settle(each.id, false) } }),
        make("button", { type: "button", class: "mine", text: `Use mine: ${each.mine}`, on: { click: () => desk.settle(each.id, true) } }))),
    );
  }

  say(words) {
    setText(this.live, words);
  }

  focusCurrent() {
    const { desk } = this;
    const target = desk.mode === "focus" ? this.stage : this.tiles.get(desk.album.current?.id);
    target?.focus({ preventScroll: desk.mode === "focus" });
  }
}

// The picture of a photo as fine as it is here; a finer one takes its place once it is decoded.
function picture(item, ready = () => {}) {
  const source = item.large ?? item.thumb;
  if (source && item.source !== source) {
    const first = !item.image;
    const image = make("img", { alt: item.name, draggable: "false", src: source });
    image.classList.toggle("small", Math.max(item.width, item.height) < 320);
    item.source = source;
    if (first) item.image = image;
    image.decode().then(() => { item.image = image; if (!first) ready(); }, () => {});
  }
  return item.image ?? make("span", { class: "coming", text: "The photo is on its way" });
}
