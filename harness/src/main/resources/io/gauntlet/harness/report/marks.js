/* What is drawn over a chart: actions, failures, names. Shares a scope with charts.js, and comes first. */
const root = document.documentElement;
const NAMED_WIDTH = 480;
const MAX_LABEL_ROWS = 3;
const LABEL_HEIGHT = 15;

const colour = (name) => getComputedStyle(root).getPropertyValue("--" + name).trim();
const font = (size) => `${Math.round(size * devicePixelRatio)}px ${getComputedStyle(document.body).fontFamily}`;

/*
 * Where the labels of actions go: rows above the plot, filled from the plot upwards, a number for each and its name
 * where there is room. Returns what is to be drawn; the highest row tells how much room it takes.
 */
const placed = (ctx, actions, position, from, to) => {
  const ratio = devicePixelRatio;
  const gap = 4 * ratio;
  const ends = new Array(MAX_LABEL_ROWS).fill(-Infinity);
  ctx.font = font(11);
  const labels = [];
  actions.forEach((action, place) => {
    const at = position(action.from);
    if (at < from || at > to) return;
    const number = String(place + 1);
    const box = Math.max(14 * ratio, ctx.measureText(number).width + 6 * ratio);
    const fit = (text) => {
      const width = box + (text ? ctx.measureText(text).width + 2 * gap : 0);
      const left = Math.min(at, to - width);
      return { at, number, box, text, left, width, row: ends.findIndex((end) => left > end + gap) };
    };
    const named = to - from > NAMED_WIDTH * ratio ? fit(action.label) : fit("");
    const label = named.row < 0 ? fit("") : named;
    label.row = Math.max(0, label.row);
    ends[label.row] = label.left + label.width;
    labels.push(label);
  });
  return labels;
};

const drawLabels = (u, actions) => {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  const height = LABEL_HEIGHT * ratio;
  for (const label of placed(ctx, actions, (x) => u.valToPos(x, "x", true), bbox.left, bbox.left + bbox.width)) {
    const top = bbox.top - (label.row + 1) * height - ratio;
    line(ctx, label.at, top, bbox.top + bbox.height, [3 * ratio, 3 * ratio]);
    ctx.fillStyle = colour("mark");
    ctx.fillRect(label.left, top, label.box, height - 2 * ratio);
    ctx.textAlign = "left";
    ctx.fillText(label.text, label.left + label.box + 4 * ratio, top + height / 2 - ratio / 2);
    ctx.textAlign = "center";
    ctx.fillStyle = colour("ground");
    ctx.fillText(label.number, label.left + label.box / 2, top + height / 2 - ratio / 2);
  }
};

const line = (ctx, x, top, bottom, dash) => {
  ctx.beginPath();
  ctx.setLineDash(dash);
  ctx.strokeStyle = colour("mark");
  ctx.lineWidth = devicePixelRatio;
  ctx.moveTo(x, top);
  ctx.lineTo(x, bottom);
  ctx.stroke();
  ctx.setLineDash([]);
};

/* From asked to in force: a band with a line at its end. */
const drawBands = (u, actions) => {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const action of actions) {
    if (action.to == null) continue;
    const from = u.valToPos(action.from, "x", true);
    const to = u.valToPos(action.to, "x", true);
    ctx.fillStyle = colour("band");
    ctx.fillRect(from, bbox.top, Math.max(to - from, 2 * devicePixelRatio), bbox.height);
    line(ctx, to, bbox.top, bbox.top + bbox.height, []);
  }
  ctx.restore();
};

/* Once all has been sent, rates and shares of the few last answers mean little, so they fade. */
const fade = (u, over) => {
  const { ctx, bbox } = u;
  const from = Math.max(bbox.left, u.valToPos(over, "x", true));
  if (from >= bbox.left + bbox.width) return;
  ctx.save();
  ctx.globalAlpha = 0.7;
  ctx.fillStyle = colour("ground");
  ctx.fillRect(from, bbox.top - devicePixelRatio, bbox.left + bbox.width - from, bbox.height + 2 * devicePixelRatio);
  ctx.restore();
};

const marks = (data) => (u) => {
  const { ctx } = u;
  if (data.over != null) fade(u, data.over);
  drawBands(u, data.actions);
  ctx.save();
  ctx.textBaseline = "middle";
  drawLabels(u, data.actions);
  ctx.restore();
};

/* One failure among thousands is less than a pixel high: a red foot tells that there is one. */
const failureFeet = (data) => (u) => {
  const { ctx, bbox } = u;
  const foot = 5 * devicePixelRatio;
  ctx.save();
  ctx.fillStyle = colour("failed");
  data.failed.forEach((failed, place) => {
    if (failed <= 0) return;
    const clamp = (x) => Math.max(bbox.left, Math.min(bbox.left + bbox.width, u.valToPos(x, "x", true)));
    const from = clamp(data.at[place]);
    ctx.fillRect(from, bbox.top + bbox.height - foot, clamp(data.at[place] + data.step) - from, foot);
  });
  ctx.restore();
};

const bandNames = (data, stacked) => (u) => {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.font = font(11);
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  ctx.fillStyle = colour("ink");
  const place = data.at.findIndex((at, i) => stacked[0][i] != null && at >= u.scales.x.min);
  data.backends.forEach((backend, i) => {
    if (place < 0) return;
    const top = u.valToPos(stacked[i][place], "y", true);
    const bottom = i + 1 < stacked.length ? u.valToPos(stacked[i + 1][place], "y", true) : bbox.top + bbox.height;
    if (bottom - top < 14 * devicePixelRatio) return;
    const left = Math.max(bbox.left, u.valToPos(data.at[place], "x", true));
    ctx.fillText(backend, left + 5 * devicePixelRatio, (top + bottom) / 2);
  });
  ctx.restore();
};
