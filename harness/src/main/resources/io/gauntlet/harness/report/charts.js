/* The charts themselves, by uPlot; what is drawn over them is in marks.js. */
const BACKEND_COLOURS = 8;
const AXIS_WIDTH = 46;
const RIGHT_GAP = 12;
const PRINTED_WIDTH = 660;
/* About what charts take, so that an address with a check's id still leads there when those above are drawn. */
const UNDRAWN_HEIGHT = "36rem";
const charts = [];

const rounded = (value) => (value >= 100 ? Math.round(value) : Math.round(value * 10) / 10);

/* A value holds from its second to the next one, so a step is drawn, and the last one needs an end. */
const closed = (values) => [...values, values[values.length - 1]];

/* The step under the pointer, not the nearest beginning of one. */
const stepAt = (u, series, closest, x) => {
  const index = u.data[0][closest] > x ? closest - 1 : closest;
  return Math.max(0, Math.min(index, u.data[0].length - 2));
};

const legend = (values, unit) => (u, plotted, series, index) => {
  if (index == null) return "";
  const value = values[Math.min(index, values.length - 1)];
  return value == null ? "none" : rounded(value) + unit;
};

const second = (data) => (u, plotted, series, index) => {
  if (index == null) return "";
  const from = data.at[Math.min(index, data.at.length - 1)];
  return `${from} to ${from + data.step}`;
};

/* uPlot's own steps begin a gap one step too early. */
const steps = (u, series, from, to) => {
  const stroke = new Path2D();
  const fill = new Path2D();
  const [xs, ys] = [u.data[0], u.data[series]];
  const ground = u.bbox.top + u.bbox.height;
  const pixel = (x) => Math.round(u.valToPos(x, "x", true));
  let joined = false;
  for (let i = Math.max(0, from - 1); i <= to && i < xs.length - 1; i++) {
    if (ys[i] == null) {
      joined = false;
      continue;
    }
    const [left, right, y] = [pixel(xs[i]), pixel(xs[i + 1]), u.valToPos(ys[i], "y", true)];
    if (joined) stroke.lineTo(left, y);
    else stroke.moveTo(left, y);
    stroke.lineTo(right, y);
    fill.rect(left, y, right - left, ground - y);
    joined = true;
  }
  return { stroke, fill, clip: null, band: null, gaps: null, flags: 0 };
};

const noPoints = { show: false };

const rates = (data) => ({
  title: "Requests per second",
  height: 165,
  columns: [data.offered, data.achieved, data.failed],
  series: [
    { label: "offered", stroke: colour("offered"), width: 1.5, dash: [5, 3], value: legend(data.offered, "/s") },
    { label: "achieved", stroke: colour("achieved"), width: 2, value: legend(data.achieved, "/s") },
    { label: "failed", fill: colour("failed-area"), marker: colour("failed"), width: 0, value: legend(data.failed, "/s") },
  ],
  range: (u, min, max) => [0, Math.max(1, max * 1.08)],
  draw: [failureFeet(data)],
});

const latency = (data) => {
  const known = (values) => values.filter((value) => value != null && value > 0);
  const least = Math.min(...known(data.p50));
  const most = Math.max(...known(data.p99));
  const wide = most / least > 100;
  return {
    title: "Latency from the intended start, ms" + (wide ? " (logarithmic)" : ""),
    height: 165,
    columns: [data.p50, data.p95, data.p99],
    series: [
      { label: "p50", stroke: colour("p50"), width: 2, value: legend(data.p50, " ms") },
      { label: "p95", stroke: colour("p95"), width: 1.5, dash: [6, 3], value: legend(data.p95, " ms") },
      { label: "p99", stroke: colour("p99"), width: 1.5, dash: [2, 2], value: legend(data.p99, " ms") },
    ],
    scale: wide ? { distr: 3 } : {},
    range: wide
      ? () => [10 ** Math.floor(Math.log10(least)), 10 ** Math.ceil(Math.log10(most))]
      : (u, min, max) => [0, Math.max(1, (max || 0) * 1.08)],
    draw: [],
  };
};

/* Areas on top of each other, each painted from its top to the ground, so the uppermost comes first. */
const shares = (data) => {
  const stacked = data.shares.map((own, i) =>
    own.map((share, at) => (share == null ? null : data.shares.slice(i).reduce((sum, other) => sum + other[at], 0))));
  return {
    title: "Share of good answers by backend, %",
    height: 150,
    stacked: true,
    columns: stacked,
    series: data.backends.map((backend, i) => ({
      label: backend,
      stroke: colour("ground"),
      fill: colour("b" + (i % BACKEND_COLOURS)),
      width: 1,
      value: legend(data.shares[i], " %"),
    })),
    range: () => [0, 100],
    draw: [bandNames(data, stacked)],
  };
};

const labelRows = (data, end, width) => {
  const ratio = devicePixelRatio;
  const from = AXIS_WIDTH * ratio;
  const to = (width - RIGHT_GAP) * ratio;
  const position = (x) => from + ((x - data.at[0]) / (end - data.at[0])) * (to - from);
  const context = document.createElement("canvas").getContext("2d");
  return 1 + Math.max(-1, ...placed(context, data.actions, position, from, to).map((label) => label.row));
};

const options = (chart, data, key, width, last) => {
  const axis = { stroke: colour("quiet"), font: font(11 / devicePixelRatio), ticks: { show: false }, grid: { stroke: colour("grid"), width: 1 } };
  const end = data.at[data.at.length - 1] + data.step;
  const head = LABEL_HEIGHT * labelRows(data, end, width) + 6;
  return {
    width,
    height: chart.height + head + (last ? 18 : 0),
    padding: [head, RIGHT_GAP, 0, 0],
    cursor: { y: false, points: noPoints, dataIdx: stepAt, drag: { x: true, y: false }, sync: { key, setSeries: false } },
    legend: { markers: { width: 0, fill: (u, i) => chart.series[i - 1].marker || chart.series[i - 1].fill || chart.series[i - 1].stroke } },
    scales: {
      x: { time: false, range: (u, min, max) => (min == null ? [data.at[0], end] : [min, max]) },
      y: { range: chart.range, ...chart.scale },
    },
    axes: [
      { ...axis, size: last ? 30 : 26, label: last ? "seconds since the workload's start" : null, labelSize: 18, labelFont: axis.font, labelGap: 0, incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600] },
      { ...axis, size: AXIS_WIDTH, space: 28 },
    ],
    series: [{ label: "second", value: second(data) }, ...chart.series.map((series) => ({ paths: steps, points: noPoints, ...series }))],
    hooks: { draw: [...chart.draw, marks(data)] },
  };
};

const figure = (holder, chart, name) => {
  const element = document.createElement("figure");
  element.className = chart.stacked ? "stacked" : "";
  const caption = element.appendChild(document.createElement("figcaption"));
  caption.appendChild(document.createElement("strong")).textContent = chart.title;
  const plot = element.appendChild(document.createElement("div"));
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", `${name}: ${chart.title}, over time. The figures stand in the table below.`);
  holder.appendChild(element);
  return { caption, plot };
};

const chartsOf = (holder) => {
  const data = JSON.parse(holder.querySelector("script").textContent);
  const name = holder.dataset.check;
  let plots = [];
  let width = 0;
  const clear = () => {
    plots.forEach((plot) => plot.destroy());
    plots = [];
    holder.querySelectorAll("figure, .noscript").forEach((element) => element.remove());
  };
  const draw = () => {
    clear();
    holder.style.minHeight = "";
    width = root.classList.contains("paper") ? Math.min(PRINTED_WIDTH, holder.clientWidth) : holder.clientWidth;
    const kinds = [rates(data), latency(data)];
    if (data.backends.length > 0) kinds.push(shares(data));
    plots = kinds.map((chart, place) => {
      const { caption, plot } = figure(holder, chart, name);
      if (place === 0) {
        const hint = caption.appendChild(document.createElement("span"));
        hint.className = "hint";
        const tail = data.over != null && data.over < data.at[data.at.length - 1] + data.step;
        hint.textContent = (tail ? "faded: after the last arrival; " : "") + "drag to zoom, double-click to see all";
      }
      const columns = [[...data.at, data.at[data.at.length - 1] + data.step], ...chart.columns.map(closed)];
      return new uPlot(options(chart, data, name, width, place === kinds.length - 1), columns, plot);
    });
  };
  const fit = () => {
    if (plots.length > 0 && holder.clientWidth !== width) draw();
  };
  return { holder, draw, fit, drawn: () => plots.length > 0 };
};

/* Drawn when scrolled to: a long report has more charts than a browser likes to draw at once. */
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    seen.unobserve(entry.target);
    const chart = charts.find((one) => one.holder === entry.target);
    if (!chart.drawn()) chart.draw();
  }
}, { rootMargin: "600px" });

for (const holder of document.querySelectorAll(".charts")) {
  holder.style.minHeight = UNDRAWN_HEIGHT;
  charts.push(chartsOf(holder));
  seen.observe(holder);
}

const again = () => charts.filter((chart) => chart.drawn()).forEach((chart) => chart.draw());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
addEventListener("resize", () => requestAnimationFrame(() => charts.forEach((chart) => chart.fit())));
addEventListener("beforeprint", () => {
  root.classList.add("paper");
  charts.forEach((chart) => chart.draw());
});
addEventListener("afterprint", () => {
  root.classList.remove("paper");
  charts.forEach((chart) => chart.draw());
});
