"use strict";
// Run in the page just before it is printed, as an expression: every figure drawn for paper, and all of it as lines.
(async () => {
  const SVG = "http://www.w3.org/2000/svg";
  const plots = [...document.querySelectorAll(".plot")];
  if (typeof vtrPrintable !== "function") dispatchEvent(new Event("beforeprint"));
  else if ((await vtrPrintable()) === false) throw new Error("vtrPrintable");
  while (!plots.every((plot) => plot.classList.contains("js-plotly-plot"))) await new Promise((later) => setTimeout(later, 20));
  await document.fonts.ready;

  const make = (name, attributes, ...children) => {
    const element = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => value != null && element.setAttribute(key, value));
    element.append(...children);
    return element;
  };
  const channels = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number);
  const over = (paint, ground, share) => {
    const [above, below] = [channels(paint), channels(ground)];
    return `rgb(${above.map((value, at) => Math.round(value * share + below[at] * (1 - share)))})`;
  };

  // A pattern would be printed as a picture: its strokes are laid over the shapes instead, and cut along them.
  const hatch = (shapes, pattern, number) => {
    const ground = pattern.querySelector("rect").getAttribute("fill");
    const ink = pattern.querySelector("path, circle");
    const scale = Number(/scale\(([\d.]+)/.exec(pattern.getAttribute("patternTransform") ?? "")?.[1] ?? 1);
    const [wide, high] = ["width", "height"].map((side) => parseFloat(pattern.getAttribute(side)));
    const dot = (ink.getAttribute("r") ?? "").replace(/.+/, (r) => `m-${r},0a${r},${r} 0 1,0 ${2 * r},0a${r},${r} 0 1,0 -${2 * r},0`);
    const drawn = ink.getAttribute("d") ?? `M${ink.getAttribute("cx")},${ink.getAttribute("cy")}${dot}`;
    const tile = (left, top) =>
      drawn.replace(/([ML])(-?[\d.e-]+),(-?[\d.e-]+)/g, (_, letter, x, y) => `${letter}${(+x + left).toFixed(2)},${(+y + top).toFixed(2)}`);
    const tiles = new Set();
    for (const shape of shapes) {
      const { x, y, width, height } = shape.getBBox();
      for (let column = Math.floor(x / scale / wide); column * wide * scale < x + width; column++)
        for (let row = Math.floor(y / scale / high); row * high * scale < y + height; row++) tiles.add(`${column} ${row}`);
      shape.style.fill = ground;
    }
    const [first] = shapes;
    const paint = ink.getAttribute("stroke") ?? ink.getAttribute("fill");
    const colour = over(paint, ground, Number(ink.getAttribute("opacity") ?? 1));
    const strokes = make("path", {
      d: [...tiles].map((at) => at.split(" ")).map(([column, row]) => tile(column * wide, row * high)).join(""),
      transform: `scale(${scale})`,
      style: ink.hasAttribute("stroke")
        ? `fill:none;stroke:${colour};stroke-width:${ink.getAttribute("stroke-width")}`
        : `stroke:none;fill:${colour}`,
    });
    const cut = make("clipPath", { id: `cut-${number}` }, make("path", { d: shapes.map((shape) => shape.getAttribute("d")).join("") }));
    const laid = make("g", { "clip-path": first.getAttribute("clip-path"), transform: first.getAttribute("transform") },
      cut, make("g", { "clip-path": `url(#${cut.id})` }, strokes));
    (first.closest(".points") ?? first.parentNode).append(laid);
  };
  const hatched = new Map();
  for (const shape of document.querySelectorAll('.plot path[style*="url("]')) {
    const id = /fill:\s*url\("?#([^")]+)/.exec(shape.getAttribute("style"))?.[1];
    const pattern = id && document.getElementById(id);
    if (pattern?.tagName !== "pattern") continue;
    const group = shape.closest(".points") ?? shape;
    const kinds = hatched.get(group) ?? hatched.set(group, new Map()).get(group);
    kinds.set(pattern, [...(kinds.get(pattern) ?? []), shape]);
  }
  let number = 0;
  hatched.forEach((kinds) => kinds.forEach((shapes, pattern) => hatch(shapes, pattern, number++)));

  // So would the cells of a heat map: each run of one colour becomes a rectangle.
  for (const image of document.querySelectorAll(".plot image")) {
    const picture = new Image();
    picture.src = image.href.baseVal;
    await picture.decode();
    const { naturalWidth: width, naturalHeight: height } = picture;
    const canvas = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
    canvas.drawImage(picture, 0, 0);
    const points = new Uint32Array(canvas.getImageData(0, 0, width, height).data.buffer);
    const rows = Array.from({ length: height }, (_, row) => points.subarray(row * width, (row + 1) * width));
    const colours = new Map();
    for (let top = 0, bottom; top < height; top = bottom) {
      for (bottom = top + 1; bottom < height && rows[bottom].every((point, at) => point === rows[top][at]); ) bottom++;
      for (let left = 0, right; left < width; left = right) {
        for (right = left + 1; right < width && rows[top][right] === rows[top][left]; ) right++;
        const run = `M${left},${top}H${right}V${bottom}H${left}Z`;
        colours.set(rows[top][left], (colours.get(rows[top][left]) ?? "") + run);
      }
    }
    const [x, y, wide, high] = ["x", "y", "width", "height"].map((name) => Number(image.getAttribute(name)));
    const cells = [...colours].filter(([point]) => point >>> 24).map(([point, d]) =>
      make("path", { d, style: `fill:rgb(${point & 255},${(point >> 8) & 255},${(point >> 16) & 255});stroke:none` }));
    const transform = `translate(${x},${y}) scale(${wide / width},${high / height})`;
    image.replaceWith(make("g", { transform, "clip-path": null }, ...cells));
  }

  // Each figure is one picture with its sentence to whoever hears the page; its strokes would be thousands of tags.
  plots.forEach((plot) => [...plot.children].forEach((child) => child.setAttribute("aria-hidden", "true")));

  // What the page does when it is printed or changes its width is done by now, and would draw over it.
  ["beforeprint", "afterprint", "resize"].forEach((name) => addEventListener(name, (event) => event.stopImmediatePropagation(), true));
  ["newPlot", "react", "redraw", "relayout"].forEach((name) => window.Plotly && (Plotly[name] = async () => {}));
  document.querySelectorAll(".modebar-container").forEach((buttons) => buttons.remove());
  document.querySelectorAll("a[href]:not([href^='#'])").forEach((link) => link.removeAttribute("href")); // paths of this machine
})()
