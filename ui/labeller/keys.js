// Keys work wherever the focus is, except where a person writes or another window is open.

function writes(target) {
  return target instanceof Element && (target.isContentEditable || target.closest("input, textarea, select, [role=combobox], [role=listbox], [role=slider]") !== null);
}

// Enter in the field of the name ends the writing there: the next key is for the photos again.
function finished(event, target) {
  return event.key === "Enter" && !event.isComposing && target instanceof HTMLInputElement && target.getAttribute("aria-label") === "You are";
}

function pressed(desk, event) {
  if (!desk.root.isConnected) {
    desk.close();
    return;
  }
  const target = event.composedPath()[0];
  if (finished(event, target)) setTimeout(() => target.blur());
  if (event.defaultPrevented || writes(target) || document.querySelector("[role=dialog][aria-modal=true]")) return;
  const act = (event.ctrlKey || event.metaKey) ? withControl(desk, event) : alone(desk, event, target);
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

function withControl(desk, event) {
  const key = event.key.toLowerCase();
  if (key === "z" && !event.shiftKey) return () => desk.undo();
  if (key === "a" && desk.mode === "grid" && desk.keysOn) return () => desk.chooseAll();
  return null;
}

// Space and Enter press the button that has the focus, unless it is a photo.
function pressesButton(event, target) {
  const button = target instanceof Element && target.closest("button, a, summary, [role=button]");
  return (event.key === " " || event.key === "Enter") && button && !button.classList.contains("tile");
}

function alone(desk, event, target) {
  if (event.altKey || pressesButton(event, target)) return null;
  const walk = walking(desk, event);
  if (walk) return inside(desk, target) || desk.keysOn ? walk : null;
  if (!desk.keysOn) return null;
  const name = desk.classes[Number(event.key) - 1]?.name;
  if (/^[1-9]$/.test(event.key)) return name ? () => desk.decide("label", name) : null;
  return {
    " ": () => desk.decide("mark", "skipped"),
    f: () => desk.decide("mark", "unsure"),
    x: () => desk.decide(desk.inBin ? "restore" : "bin", null),
    u: () => desk.undo(),
    h: () => desk.toggleHelp(),
    enter: () => desk.show(desk.mode === "grid" ? "focus" : "grid"),
    escape: desk.chosen ? () => desk.chooseNone() : null,
  }[event.key.toLowerCase()] ?? null;
}

function inside(desk, target) {
  return target instanceof Node && desk.root.contains(target);
}

function walking(desk, { key, shiftKey }) {
  const grid = desk.mode === "grid";
  if (key === "ArrowLeft") return () => desk.move(-1, grid && shiftKey);
  if (key === "ArrowRight") return () => desk.move(1, grid && shiftKey);
  if (grid && key === "ArrowUp") return () => desk.move(-desk.columns(), shiftKey);
  if (grid && key === "ArrowDown") return () => desk.move(desk.columns(), shiftKey);
  return null;
}
