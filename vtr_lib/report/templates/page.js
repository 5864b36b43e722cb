"use strict";
(() => {
  const phone = matchMedia("(max-width: 760px)");
  const drawn = [];

  // A figure brings what changes on a narrow screen; what it is to go back to stands in its layout.
  const settings = (layout, narrow) =>
    Object.fromEntries(Object.keys(narrow).map((path) => [path, path.split(".").reduce((part, key) => part[key], layout)]));

  const fit = ({ plot, narrow, broad }) => {
    const patch = phone.matches ? narrow : broad;
    if (patch.height) plot.style.height = patch.height + "px";
    return Plotly.relayout(plot, { ...patch });
  };

  document.querySelectorAll("main figure").forEach((figure) => {
    const plot = figure.querySelector(".plot");
    const { data, layout, narrow, config } = JSON.parse(figure.querySelector("script").textContent);
    const broad = settings(layout, narrow);
    layout.font = { ...layout.font, family: getComputedStyle(document.body).fontFamily };
    Plotly.newPlot(plot, data, layout, config);
    drawn.push({ plot, narrow, broad });
  });

  const fitAll = () => drawn.filter(({ narrow }) => Object.keys(narrow).length).forEach(fit);
  if (phone.matches) fitAll();
  phone.addEventListener("change", fitAll);

  addEventListener("beforeprint", () => drawn.forEach(({ plot }) => Plotly.relayout(plot, { width: 680 })));
  addEventListener("afterprint", () => drawn.forEach(({ plot }) => Plotly.relayout(plot, { width: null, autosize: true })));
})();
