// Runs the passkey ceremonies of forms that have data-passkey="create" or "get".
"use strict";

async function post(url, token, body) {
  const response = await fetch(url, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-Form-Token": token, Accept: "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) {
    throw new Error([answer.detail, answer.next].filter(Boolean).join(" ") || "The registry refused.");
  }
  return answer;
}

async function ceremony(form) {
  const fields = Object.fromEntries(new FormData(form));
  const token = fields["form-token"];
  delete fields["form-token"];
  const options = await post(form.dataset.start, token, fields);
  const credential =
    form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  const finished = await post(form.dataset.finish, token, { ...fields, response: JSON.stringify(credential.toJSON()) });
  location.assign(finished.next);
}

function explain(error) {
  return error.name === "NotAllowedError" ? "No passkey was used. You can try again." : error.message;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const outcome = form.querySelector(".outcome");
  const button = form.querySelector("button");
  if (typeof PublicKeyCredential !== "function" || !PublicKeyCredential.parseCreationOptionsFromJSON) {
    button.disabled = true;
    outcome.textContent = "This browser does not know passkeys.";
    continue;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    outcome.textContent = "";
    try {
      await ceremony(form);
    } catch (error) {
      outcome.textContent = explain(error);
    } finally {
      button.disabled = false;
    }
  });
}
