"use strict";
const given = JSON.parse(document.getElementById("data").textContent);

function made(tag, text, look) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (look) element.className = look;
  return element;
}

/* The field to search with: without a script there is none. */
function searchBox() {
  const box = document.getElementById("box");
  const search = made("input");
  search.type = "search";
  search.autocomplete = "off";
  search.placeholder = box.dataset.label;
  search.setAttribute("aria-label", box.dataset.label);
  box.append(search);
  return search;
}

/* Decimals of one column have equally many places: without the point they are whole numbers, and compared as such. */
function whole(text) {
  return text === null ? null : BigInt(text.replace(".", ""));
}

function figure(text) {
  if (text === null) return "—";
  const parts = text.split(".");
  parts[0] = parts[0].replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  if (parts[1]) parts[1] = parts[1].replace(/^(\d\d\d*?)0+$/, "$1");
  return parts.join(".");
}

