// @ts-check
/** On the page of a SITREP: issues it when an officer says so. The page is read and printed without this. */

const form = /** @type {HTMLFormElement|null} */ (document.getElementById("issue"));
if (form) {
  form.hidden = false;
  form.onsubmit = issue;
}

/** @param {SubmitEvent} event */
async function issue(event) {
  event.preventDefault();
  if (!form) return;
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name)).value;
  const to = field("to").split(",").map((s) => s.trim()).filter(Boolean);
  const said = /** @type {HTMLOutputElement} */ (form.querySelector("output"));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  button.disabled = true;
  try {
    const body = JSON.stringify({ boat: form.dataset.boat, language: form.dataset.language, role: field("role"), to });
    const answer = await fetch("/api/sitreps", { method: "POST", headers: { "X-Varne": "1" }, body });
    const told = await answer.json();
    if (answer.status === 201) return location.assign(`?serial=${told.serial}`);
    said.textContent = `${told.problem.why}; ${told.problem.mend}`;
  } catch (error) {
    said.textContent = String(error);
  }
  button.disabled = false;
}
