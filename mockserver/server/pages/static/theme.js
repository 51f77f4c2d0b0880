// Applies the chosen colour theme. This file is loaded before the browser draws the page, so that the page never appears in another theme first. "auto" is the theme of the operating system.
const THEMES = ["auto", "light", "dark"];
const chosenTheme = () => localStorage.getItem("mockserver.theme") ?? "auto";

function applyTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

applyTheme(chosenTheme());
addEventListener("DOMContentLoaded", () => {
  const button = document.getElementById("theme");
  if (!button) return;
  const label = () => { button.textContent = `Theme: ${chosenTheme()}`; };
  label();
  button.addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(chosenTheme()) + 1) % THEMES.length];
    localStorage.setItem("mockserver.theme", next);
    applyTheme(next);
    label();
  });
});
