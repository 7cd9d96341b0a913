(() => {
  "use strict";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const form = document.querySelector(".filters");
  const detail = document.querySelector(".detail");
  const boxes = all("input", form);
  const parts = all("[data-p],[data-a],[data-w]");
  const marks = all("a.m[data-s]").filter((mark) => !mark.classList.contains("held"));
  const count = (some) => some.reduce((sum, mark) => sum + mark.dataset.s.split(" ").length, 0);
  const total = count(marks);

  const filter = () => {
    const chosen = { p: new Set(), a: new Set(), w: new Set() };
    for (const box of boxes) if (box.checked) chosen[box.name].add(box.value);
    const asked = new Set(boxes.map((box) => box.name));
    const fits = (part, key, how) =>
      !asked.has(key) || part.dataset[key] === undefined || part.dataset[key].split(" ")[how]((one) => chosen[key].has(one));
    for (const part of parts) {
      part.classList.toggle("off", !(fits(part, "p", "every") && fits(part, "a", "some") && fits(part, "w", "some")));
    }
    const some = boxes.some((box) => !box.checked);
    document.body.classList.toggle("filtered", boxes.some((box) => box.name !== "p" && !box.checked));
    const shown = marks.filter((mark) => !mark.closest(".off"));
    form.querySelector("output").textContent = some ? count(shown) + " of " + total + " steps shown" : "";
  };
  form.hidden = false;
  form.addEventListener("change", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();

  const close = () => {
    detail.hidden = true;
    for (const mark of all(".chosen")) mark.classList.remove("chosen");
  };
  const show = (mark) => {
    close();
    const target = document.getElementById(mark.getAttribute("href").slice(1));
    const step = target && target.closest("li");
    if (!step) return false;
    const copy = step.cloneNode(true);
    for (const one of [copy, ...all("[id]", copy)]) one.removeAttribute("id");
    const rule = step.closest("article");
    const pane = detail.querySelector("div");
    pane.replaceChildren();
    if (rule) {
      const link = document.createElement("a");
      link.href = "#" + rule.id;
      link.textContent = rule.querySelector("h3").textContent;
      pane.append(link);
    }
    pane.append(...copy.childNodes);
    mark.classList.add("chosen");
    detail.hidden = false;
    return true;
  };
  for (const mark of all(".drawing a")) {
    mark.addEventListener("click", (event) => {
      if (show(mark)) event.preventDefault();
    });
  }
  detail.querySelector("button").addEventListener("click", () => {
    const mark = document.querySelector(".chosen");
    close();
    if (mark) mark.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open])");
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
  });
})();
