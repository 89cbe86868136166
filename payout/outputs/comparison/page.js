(function () {
  const words = given.words;
  const columns = given.columns;
  const body = document.querySelector("#people tbody");
  const told = document.getElementById("told");
  const more = document.getElementById("more");
  const STEP = 100;
  let order = given.rows.map((_, place) => place);
  let shown = STEP;
  let sorted = { column: -1, down: false };

  const search = searchBox();

  function value(row, column) {
    const cell = given.rows[row][column];
    return columns[column].words ? columns[column].words[cell] : cell;
  }

  function compare(one, other) {
    const column = sorted.column;
    const a = value(one, column);
    const b = value(other, column);
    let found;
    if (columns[column].number) {
      const x = whole(a);
      const y = whole(b);
      if (x === null || y === null) return x === y ? one - other : x === null ? 1 : -1;
      found = x < y ? -1 : x > y ? 1 : 0;
    } else if (columns[column].words) {
      found = given.rows[one][column] - given.rows[other][column];
    } else {
      found = a < b ? -1 : a > b ? 1 : 0;
    }
    return (sorted.down ? -found : found) || one - other;
  }

  function direction(row) {
    if (given.rows[row][given.a] === null || given.rows[row][given.b] === null) return "alone";
    const moved = whole(given.rows[row][given.difference]);
    return moved > 0n ? "gain" : moved < 0n ? "lose" : "same";
  }

  function wanted(row) {
    const text = search.value.trim().toLowerCase();
    const way = document.getElementById("way").value;
    if (way && direction(row) !== way && !(way !== "alone" && direction(row) === "alone" && sign(row) === way)) return false;
    for (const select of document.querySelectorAll("select[data-column]")) {
      const column = Number(select.dataset.column);
      if (select.value !== "" && given.rows[row][column] !== Number(select.value)) return false;
    }
    if (!text) return true;
    return columns.some((one, column) => !one.number && String(value(row, column)).toLowerCase().includes(text));
  }

  function sign(row) {
    const moved = whole(given.rows[row][given.difference]);
    return moved > 0n ? "gain" : moved < 0n ? "lose" : "same";
  }

  function line(row) {
    const found = made("tr");
    columns.forEach((column, place) => {
      const text = value(row, place);
      const cell = made("td", undefined, column.number ? "number" : "");
      if (place === 0) {
        const who = made("button", text, "who");
        who.type = "button";
        who.setAttribute("aria-expanded", "false");
        who.addEventListener("click", () => toggle(found, who, row));
        cell.append(who);
      } else {
        cell.textContent = column.number ? figure(text) : text;
      }
      found.append(cell);
    });
    return found;
  }

  function toggle(found, who, row) {
    const next = found.nextElementSibling;
    if (next && next.dataset.of === String(row)) {
      next.remove();
      who.setAttribute("aria-expanded", "false");
      return;
    }
    who.setAttribute("aria-expanded", "true");
    const below = made("tr");
    below.dataset.of = String(row);
    const cell = made("td", undefined, "open");
    cell.colSpan = columns.length;
    cell.append(why(row));
    below.append(cell);
    found.after(below);
  }

  /* What differs in both explanations stands on the page for those that move most; of the others the parts alone. */
  function why(row) {
    const place = given.places[row];
    const explained = document.getElementById("move-" + place);
    const box = made("div");
    if (explained) {
      for (const child of explained.children) if (child.tagName !== "SUMMARY") box.append(child.cloneNode(true));
      return box;
    }
    const list = made("ul");
    for (let column = given.difference + 1; column < columns.length; column += 1) {
      list.append(made("li", columns[column].label + ": " + figure(value(row, column))));
    }
    box.append(made("p", words.parts, "soft"), list, made("p", words.unexplained, "soft"));
    return box;
  }

  function draw() {
    const chosen = order.filter(wanted);
    body.replaceChildren(...chosen.slice(0, shown).map(line));
    const sums = [given.a, given.b, given.difference].map((column) => total(chosen, column));
    told.textContent = words.found.replace("{rows}", chosen.length.toLocaleString("en-US"))
      .replace("{a}", sums[0]).replace("{b}", sums[1]).replace("{difference}", sums[2]);
    more.hidden = chosen.length <= shown;
  }

  function total(rows, column) {
    let sum = 0n;
    for (const row of rows) sum += whole(given.rows[row][column]) || 0n;
    const places = columns[column].places;
    const digits = String(sum < 0n ? -sum : sum).padStart(places + 1, "0");
    const text = (sum < 0n ? "-" : "") + digits.slice(0, digits.length - places) + (places ? "." + digits.slice(-places) : "");
    return figure(text);
  }

  document.querySelectorAll("#people th button").forEach((button, column) => {
    button.addEventListener("click", () => {
      const down = sorted.column === column ? !sorted.down : Boolean(columns[column].number);
      sorted = { column, down };
      order = order.slice().sort(compare);
      document.querySelectorAll("#people th").forEach((head, place) => {
        if (place === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      draw();
    });
  });
  document.querySelectorAll(".tools input, .tools select").forEach((tool) => {
    tool.addEventListener("input", () => {
      shown = STEP;
      draw();
    });
  });
  more.addEventListener("click", () => {
    shown += 5 * STEP;
    draw();
  });
  document.getElementById("interactive").hidden = false;
  draw();
})();
