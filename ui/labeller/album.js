// The photos that the filters describe, as far as they were brought here, in a fixed order: what
// is decided changes a photo in its place, so nothing moves under the hand.

const PAGE = 48;
const AHEAD = 24;
const KEPT_THUMBS = 1200;

class Album {
  constructor() {
    this.reset("", 0, 0);
  }

  reset(set, total, first) {
    Object.assign(this, { set, total, first, items: [], places: new Map(), ended: false, index: 0 });
  }

  get current() {
    return this.items[this.index];
  }

  find(id) {
    return this.items[this.places.get(id)];
  }

  add({ direction, items, end }) {
    const fresh = items.filter((item) => !this.places.has(item.id));
    for (const item of fresh) item.saved = { label: item.label, mark: item.mark, binned: item.binned };
    if (direction === "before") {
      this.items.unshift(...fresh);
      this.first = Math.max(0, this.first - fresh.length);
      if (end) this.first = 0;
      this.index += fresh.length;
      this.items.forEach((item, place) => this.places.set(item.id, place));
    } else {
      for (const item of fresh) this.places.set(item.id, this.items.push(item) - 1);
      this.ended = end;
    }
    this.total = Math.max(this.total, this.first + this.items.length);
    if (this.ended) this.total = this.first + this.items.length;
  }

  update(changed) {
    const item = this.find(changed.id);
    if (item) Object.assign(item, { label: changed.label, mark: changed.mark, binned: changed.binned });
    this.saved(changed);
  }

  // What the server has, where the person has decided on already.
  saved({ id, label, mark, binned, version }) {
    const item = this.find(id);
    if (item) Object.assign(item, { version, saved: { label, mark, binned } });
  }

  // The places of the page that the current photo is on.
  page() {
    const from = Math.floor((this.first + this.index) / PAGE) * PAGE - this.first;
    return { from: Math.max(0, from), to: Math.min(from + PAGE, this.items.length), whole: from + PAGE };
  }

  // What has to be brought next so that the person never waits for it.
  missing() {
    const { from, whole } = this.page();
    const last = this.items.at(-1)?.id ?? null;
    if (!this.items.length) return this.ended ? null : { direction: "after", edge: null };
    if (!this.ended && this.items.length < Math.max(whole, this.index) + AHEAD) return { direction: "after", edge: last };
    if (this.first > 0 && this.index - AHEAD < 0) return { direction: "before", edge: this.items[0].id };
    return from < 0 ? { direction: "before", edge: this.items[0].id } : null;
  }

  thumbsWanted() {
    const { from, to } = this.page();
    return this.items.slice(from, to).filter((item) => !item.thumb).map((item) => item.id);
  }

  // Photos far away give their thumbnails back; they are brought again when they are near.
  forget() {
    if (this.items.length <= KEPT_THUMBS) return;
    this.items.forEach((item, place) => {
      if (Math.abs(place - this.index) > KEPT_THUMBS / 2) item.thumb = item.large = item.image = null;
    });
  }
}
