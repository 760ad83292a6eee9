// The examples of a request: remember the language, and show production or a mock as the server.
"use strict";
(() => {
  const { choices } = window;
  const tabs = document.querySelectorAll(".tabs[data-remember]");
  const servers = document.querySelectorAll(".server");

  // Choose a tab in every group that has it.
  function choose(name, value) {
    for (const input of document.querySelectorAll(`.tabs[data-remember="${name}"] input`)) if (input.value === value) input.checked = true;
  }

  for (const group of tabs) {
    const name = group.dataset.remember;
    choose(name, choices.get(name));
    group.addEventListener("change", (event) => {
      choices.set(name, event.target.value);
      choose(name, event.target.value);
    });
  }

  // Characters that could end a quoted text in the code are encoded.
  function quotable(url) {
    return url.replace(/\/+$/, "").replace(/[\s'"`\\$<>]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
  }

  // The URL of the mock, or an empty text for production.
  function mockUrl() {
    return choices.get("server") === "mock" ? choices.get("mock-url") || document.querySelector(".server input[type=url]").value : "";
  }

  function show() {
    const url = mockUrl();
    for (const part of document.querySelectorAll(".base")) {
      part.textContent = url ? part.dataset.mock.replace("{}", quotable(url)) : part.dataset.production;
    }
    for (const server of servers) {
      for (const input of server.querySelectorAll("input[type=radio]")) input.checked = (input.value === "mock") === Boolean(url);
      server.querySelector(".mock").hidden = !url;
    }
    for (const part of document.querySelectorAll(".try")) part.hidden = !url;
  }

  for (const server of servers) {
    const field = server.querySelector("input[type=url]");
    field.value = choices.get("mock-url") || field.value;
    server.hidden = false;
    server.addEventListener("change", (event) => {
      choices.set(...(event.target === field ? ["mock-url", field.value.trim()] : ["server", event.target.value]));
      show();
    });
  }
  window.mockUrl = () => quotable(mockUrl());
  if (servers.length) show();
})();
