const WAIT_MS = 50;
const GIVE_UP_AFTER = 400;

function colours(element) {
  const style = getComputedStyle(element);
  const text = style.getPropertyValue("--st-text-color").trim() || style.color;
  const grid = style.getPropertyValue("--st-border-color").trim() || "rgba(128,128,128,0.3)";
  const ground = style.getPropertyValue("--st-background-color").trim() || "white";
  return { text, grid, ground };
}

function themed(layout, element, height) {
  const { text, grid, ground } = colours(element);
  const axis = { gridcolor: grid, linecolor: grid, zerolinecolor: grid, tickcolor: grid };
  const result = {
    ...layout,
    height,
    autosize: true,
    template: undefined,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: getComputedStyle(element).fontFamily, size: 13, ...layout.font, color: text },
    hoverlabel: { bgcolor: ground, bordercolor: grid, font: { color: text } },
    uirevision: "keep",
  };
  for (const name of Object.keys(layout)) {
    if (/^[xy]axis\d*$/.test(name)) result[name] = { ...axis, ...layout[name] };
  }
  return result;
}

function show(element, data) {
  const { figure, alt, height } = data;
  element.setAttribute("aria-label", alt);
  element.style.height = `${height}px`;
  const config = { displaylogo: false, responsive: true, displayModeBar: false };
  window.Plotly.react(element, figure.data, themed(figure.layout, element, height), config)
    .then(() => { element.dataset.points = String(figure.data[0]?.x?.length ?? 0); });
}

function reveal(element) {
  if (element.revealed) return;
  element.revealed = true;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "center", behavior: calm ? "instant" : "smooth" });
}

function showWhenLoaded(element, data, attempt) {
  if (window.Plotly) {
    show(element, data);
  } else if (attempt < GIVE_UP_AFTER) {
    element.waiting = setTimeout(() => showWhenLoaded(element, data, attempt + 1), WAIT_MS);
  } else {
    element.textContent = "The chart could not be loaded. Reload the page to try again.";
  }
}

export default function ({ data, parentElement }) {
  const element = parentElement.querySelector(".mien-plot");
  if (!data) return;
  clearTimeout(element.waiting);
  showWhenLoaded(element, data, 0);
  if (data.reveal) reveal(element);
  element.themes?.disconnect();
  element.themes = new MutationObserver(() => window.Plotly && show(element, data));
  element.themes.observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] });
  return () => {
    clearTimeout(element.waiting);
    element.themes?.disconnect();
  };
}
