// Shows what a mark of a chart says in a box: under the pointer, under a finger, or by the arrow keys on a chart in focus.
// Without it the browser shows the same words by itself, to a mouse alone.
(() => {
  "use strict";
  const box = document.createElement("output");
  box.className = "says";
  box.hidden = true;
  document.body.append(box);
  let shown = null;

  // A title would also open as the browser's own box.
  for (const title of document.querySelectorAll("figure svg title")) {
    const mark = title.parentNode;
    if (mark.tagName === "svg") mark.setAttribute("aria-label", title.textContent);
    else mark.dataset.says = title.textContent;
    title.remove();
  }

  const hide = () => {
    box.hidden = true;
    if (shown) shown.classList.remove("on");
    shown = null;
  };

  const show = (mark, x, y) => {
    if (mark !== shown) {
      hide();
      shown = mark;
      mark.classList.add("on");
      box.textContent = mark.dataset.says;
      box.hidden = false;
    }
    const over = y + 20 + box.offsetHeight > innerHeight;
    const left = Math.max(8, Math.min(x + 14, document.documentElement.clientWidth - box.offsetWidth - 8));
    const top = over ? Math.max(8, y - box.offsetHeight - 14) : y + 18;
    box.style.left = `${left + scrollX}px`;
    box.style.top = `${top + scrollY}px`;
  };

  // Lines are thin and fingers are not: what lies next to the point counts too.
  const AROUND = [[0, 0], [0, -6], [0, 6], [-6, 0], [6, 0]];
  const near = (x, y) => {
    for (const [dx, dy] of AROUND) {
      const there = document.elementFromPoint(x + dx, y + dy);
      const mark = there && there.closest("figure [data-says]");
      if (mark) return mark;
    }
    return null;
  };

  const pointed = (event) => {
    const mark = near(event.clientX, event.clientY);
    if (mark) show(mark, event.clientX, event.clientY);
    else hide();
  };
  document.addEventListener("pointermove", pointed);
  document.addEventListener("pointerdown", pointed);
  document.documentElement.addEventListener("pointerleave", hide);
  addEventListener("resize", hide);

  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  for (const chart of document.querySelectorAll("figure svg")) {
    const marks = [...chart.querySelectorAll("[data-says]")];
    if (!marks.length) continue;
    chart.tabIndex = 0;
    chart.addEventListener("blur", hide);
    chart.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      const at = marks.indexOf(shown);
      const next = at < 0 && step < 0 ? marks.length - 1 : (at + step + marks.length) % marks.length;
      marks[next].scrollIntoView({ block: "nearest" });
      const area = marks[next].getBoundingClientRect();
      show(marks[next], area.left + area.width / 2, area.bottom - 12);
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  for (const hint of document.querySelectorAll(".hint")) hint.hidden = false;
})();
