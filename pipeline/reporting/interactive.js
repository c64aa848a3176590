// Draws the charts of an interactive report over their pictures, which stay where no script runs.
for (const place of document.querySelectorAll("[data-chart]")) {
  const spec = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const options = {
    actions: false,
    // Expressions are interpreted, not compiled: the report's policy forbids making code.
    ast: true,
    defaultStyle: false,
    renderer: "svg",
    tooltip: { disableDefaultStyle: true },
  };
  const drawn = document.createElement("div");
  vegaEmbed(drawn, spec, options).then(() => place.replaceChildren(drawn));
}
