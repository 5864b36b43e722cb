"use strict";
(() => {
  const root = document.documentElement;
  const { dark: twins, config } = JSON.parse(document.getElementById("look").textContent);
  const [phone, wide, dark] = ["(max-width: 760px)", "(min-width: 1100px)", "(prefers-color-scheme: dark)"].map((query) => matchMedia(query));
  const SHEET = { width: 680, height: 580, scale: 0.7 }; // px, what a figure may take of a printed page; its letters are smaller there
  const pages = [...document.querySelectorAll(".page")];
  const figures = [...document.querySelectorAll("main figure")];
  const title = document.title;
  let current = pages[0];
  let isWhole = false; // everything on one page
  let isPrinting = false;

  // -- plotly.js: packed in, run once a figure is to be seen; its hash stands in the page's Content-Security-Policy --

  let unpacking;
  const unpack = async () => {
    const letters = atob(document.getElementById("plotly").textContent);
    const bytes = new Uint8Array(letters.length);
    for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(plain).text();
    document.head.append(script);
  };
  const unpacked = () => (unpacking ??= unpack());

  // -- figures: light as they come, each colour's twin on a dark screen, what changes on a narrow screen put in --

  const COLOUR = /color(scale|way)?$/i;
  const LABEL = /(<span style="color:)(#[0-9a-f]{6})/g; // a user's own "<" is never one
  const darken = (value, key) => {
    if (Array.isArray(value)) return value.map((each) => darken(each, key));
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, darken(each, name)]));
    if (typeof value !== "string") return value;
    return COLOUR.test(key) ? (twins[value] ?? value) : value.replace(LABEL, (_, start, colour) => start + (twins[colour] ?? colour));
  };
  const put = (layout, path, value) => {
    const keys = path.split(".");
    const last = keys.pop();
    keys.reduce((part, key) => (part[key] ??= {}), layout)[last] = value;
  };

  const drawn = new Map(); // figure → the look it was last drawn with
  const look = () => (isPrinting ? "paper" : (phone.matches ? "narrow " : "broad ") + (dark.matches ? "dark" : "light"));
  const draw = (figure) => {
    if (drawn.get(figure) === look()) return;
    drawn.set(figure, look());
    const plot = figure.querySelector(".plot");
    let { data, layout, narrow } = JSON.parse(figure.querySelector("script").textContent);
    if (!isPrinting && phone.matches) Object.entries(narrow).forEach(([path, value]) => put(layout, path, value));
    if (!isPrinting && dark.matches) [data, layout] = [darken(data, ""), darken(layout, "")];
    layout.height ??= 450;
    layout.font = { ...layout.font, family: getComputedStyle(document.body).fontFamily };
    const scale = isPrinting ? Math.min(SHEET.scale, SHEET.height / layout.height) : 1;
    if (isPrinting) layout.width = Math.floor(SHEET.width / scale);
    plot.style.height = layout.height + "px";
    plot.style.zoom = scale === 1 ? "" : scale;
    return Plotly.react(plot, data, layout, config).then(() => name(plot));
  };

  // What the figure says belongs to the drawing alone once there is one: beside it stands a button.
  const name = (plot) => {
    const [drawing, ...rest] = plot.querySelectorAll("svg.main-svg");
    rest.forEach((layer) => layer.setAttribute("aria-hidden", "true"));
    ["role", "aria-label", "aria-details"].filter((each) => plot.hasAttribute(each)).forEach((each) => {
      drawing.setAttribute(each, plot.getAttribute(each));
      plot.removeAttribute(each);
    });
  };

  let turn = 0;
  const drawAll = async (wanted) => {
    const own = ++turn;
    root.dataset.drawn = "no";
    if (wanted.length && !window.DecompressionStream) return void (root.dataset.drawn = "never");
    if (wanted.length) await unpacked();
    for (const figure of wanted) {
      if (own !== turn) return;
      await draw(figure);
      if (!isPrinting) await new Promise((next) => setTimeout(next));
    }
    if (own === turn) root.dataset.drawn = "yes";
  };

  // -- pages: the address says which one is shown --

  const show = () => {
    const isAll = isWhole || isPrinting;
    const here = isWhole ? "#all" : "#" + current.id;
    root.dataset.shown = isAll ? "all" : "one";
    pages.forEach((page) => page.classList.toggle("shown", page === current));
    document.querySelectorAll(".pages a").forEach((link) => {
      if (link.hash === here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    document.title = isAll || current === pages[0] ? title : current.querySelector("h2").textContent + " – " + title;
    return drawAll(isAll ? figures : figures.filter((figure) => current.contains(figure)));
  };

  const route = (event) => {
    const target = document.getElementById(location.hash.slice(1));
    const page = target?.closest(".page");
    if (!location.hash) [isWhole, current] = [false, pages[0]];
    else if (target?.id === "all") isWhole = true;
    else if (page) [isWhole, current] = [isWhole && page !== target, page];
    show();
    if (!target) return;
    for (let around = target.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    if (event) {
      const reached = target.matches(".page, #all") ? target.querySelector("h2") : target;
      if (!reached.matches("a, [tabindex]")) reached.tabIndex = -1;
      reached.focus({ preventScroll: true });
    }
    target.scrollIntoView();
  };

  // -- paper: every page, every figure, the first rows of long lists, in light colours --

  // A table wider than the sheet is made smaller as a whole, so that no word and no number is parted; where that would
  // make its letters too small, a rate and its counts may stand below each other first.
  const SMALLEST = 0.8;
  const fit = () => {
    const tables = [...document.querySelectorAll("main table")];
    const rooms = () => {
      tables.forEach((table) => (table.style.width = "min-content"));
      const found = tables.map((table) => SHEET.width / table.getBoundingClientRect().width);
      tables.forEach((table) => (table.style.width = ""));
      return found;
    };
    document.querySelectorAll("td.vtr-number").forEach((cell) => (cell.textContent = cell.textContent.replace(/ %/g, "\u00a0%")));
    rooms().forEach((room, at) => tables[at].classList.toggle("tight", room < SMALLEST));
    rooms().forEach((room, at) => (tables[at].style.zoom = room < 1 ? Math.floor(room * 100) / 100 : ""));
  };

  let opened = [];
  const prepare = () => {
    if (!isPrinting) opened = [...document.querySelectorAll("main .long:not([open])")];
    opened.forEach((details) => (details.open = true));
    root.dataset.shown = "all";
    if (isPrinting) return;
    isPrinting = true;
    root.dataset.paper = "yes";
    fit();
  };
  window.vtrPrintable = async () => {
    prepare();
    do await show(); while (root.dataset.drawn === "no"); // a screen that changed meanwhile began another drawing
    return root.dataset.drawn === "yes";
  };
  addEventListener("beforeprint", () => {
    prepare();
    if (window.Plotly) figures.forEach(draw);
  });
  addEventListener("afterprint", () => {
    isPrinting = false;
    opened.forEach((details) => (details.open = false));
    document.querySelectorAll("main table").forEach((table) => (table.style.zoom = ""));
    delete root.dataset.paper;
    show();
  });

  const fold = () => document.querySelectorAll(".contents details").forEach((details) => (details.open = wide.matches));
  const reachable = new ResizeObserver((boxes) => boxes.forEach(({ target }) => (target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1)));

  fold();
  wide.addEventListener("change", fold);
  [phone, dark].forEach((query) => query.addEventListener("change", show));
  document.querySelectorAll(".scroll, pre").forEach((box) => reachable.observe(box));
  addEventListener("hashchange", route);
  route();
  if (figures.length && window.DecompressionStream) (window.requestIdleCallback ?? setTimeout)(unpacked); // for printing
})();
