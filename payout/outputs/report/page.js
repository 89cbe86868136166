(function () {
  const words = given.words;
  const levels = given.levels;
  const STEP = 20;
  const MOST_BELOW = 20;
  const NOTHING = new Set([null, "0", "0.00", "否", "no"]);
  const table = document.querySelector("#people table");
  const head = table.tHead.rows[0];
  const body = table.tBodies[0];
  const told = document.getElementById("told");
  const more = document.getElementById("more");
  const select = document.getElementById("level");
  let shown = STEP;
  let level = levels[given.first];
  let order = [];
  let sorted = { column: -1, down: false };

  if (!level) return;

  function value(of, column, row) {
    const held = of.columns[column];
    const cell = held.values[row];
    return held.said ? held.said[cell] : cell;
  }

  function cellText(of, column, row) {
    const text = value(of, column, row);
    return of.columns[column].number ? figure(text) : text === null ? "—" : text;
  }

  /* Texts put in where a pattern names them; each once, so that no text of the input is taken for a pattern. */
  function put(pattern, texts) {
    return pattern.replace(/\{(\w+)\}/g, (_, name) => texts[name]);
  }

  function keyOf(of, row) {
    return of.key.map((column) => value(of, column, row) ?? "").join("/");
  }

  function calledOf(of, row) {
    return of.called.filter((column) => !of.key.includes(column)).map((column) => value(of, column, row) ?? "").join(" ");
  }

  function nameOf(of, row) {
    return [keyOf(of, row) || put(words.row, { row: row + 1 }), calledOf(of, row)].filter(Boolean).join("  ");
  }

  function parents(of) {
    return Object.keys(of.links).filter((name) => levels[name].rows > 1);
  }

  /* As the program masks: a full name finds whom its masked form fits. */
  function masked(text) {
    const signs = Array.from(text);
    const hidden = signs.length < 2 ? 0 : signs.length < 8 ? 1 : 2;
    const end = signs.length < 8 ? 0 : 2;
    return signs.map((sign, at) => (at < hidden || at >= signs.length - end ? sign : "*")).join("");
  }

  function textsOf(of, row) {
    const own = of.listed.filter((column) => !of.columns[column].number).map((column) => value(of, column, row) ?? "");
    const above = parents(of).map((name) => [levels[name], of.links[name][row]])
      .filter(([, place]) => place >= 0).flatMap(([parent, place]) => [keyOf(parent, place), calledOf(parent, place)]);
    return [keyOf(of, row), calledOf(of, row), ...own, ...above];
  }

  function wanted(row, text, hidden) {
    if (!text) return true;
    return textsOf(level, row).some((one) => one.toLowerCase().includes(text)) || (level.masked && calledOf(level, row) === hidden);
  }

  /* Decimals as whole numbers of one unit, so that they compare exactly. */
  function scaled(text) {
    const parts = text.split(".");
    return BigInt(parts[0] + (parts[1] || "").padEnd(12, "0"));
  }

  const sign = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

  function compare(one, other) {
    const column = sorted.column;
    const read = (row) => (column < 0 ? nameOf(level, row) : value(level, column, row));
    const a = read(one);
    const b = read(other);
    if (a === null || b === null) return a === b ? one - other : a === null ? 1 : -1;
    const found = column >= 0 && level.columns[column].number ? sign(scaled(a), scaled(b)) : sign(a, b);
    return (sorted.down ? -found : found) || one - other;
  }

  function heads() {
    const above = parents(level).map((name) => made("th", levels[name].label));
    const figures = level.listed.map((column) => {
      const held = level.columns[column];
      const cell = made("th", undefined, held.number ? "number" : "");
      const button = made("button", held.label);
      button.type = "button";
      button.addEventListener("click", () => sortBy(column, cell, Boolean(held.number)));
      cell.append(button);
      return cell;
    });
    const named = level.called.some((column) => !level.key.includes(column)) ? [made("th", words.called)] : [];
    head.replaceChildren(made("th", words.key), ...named, ...above, ...figures);
    for (const cell of head.cells) cell.scope = "col";
  }

  function sortBy(column, cell, number) {
    sorted = { column, down: sorted.column === column ? !sorted.down : number };
    for (const one of head.cells) one.removeAttribute("aria-sort");
    cell.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
    order.sort(compare);
    draw();
  }

  function line(row) {
    const found = made("tr");
    const who = made("button", keyOf(level, row) || put(words.row, { row: row + 1 }), "who");
    who.type = "button";
    who.setAttribute("aria-expanded", "false");
    who.addEventListener("click", () => toggle(found, who, row));
    const first = made("td");
    first.append(who);
    found.append(first);
    if (level.called.some((column) => !level.key.includes(column))) found.append(made("td", calledOf(level, row)));
    for (const name of parents(level)) {
      const place = level.links[name][row];
      found.append(made("td", place < 0 ? "—" : nameOf(levels[name], place)));
    }
    for (const column of level.listed) {
      found.append(made("td", cellText(level, column, row), level.columns[column].number ? "number" : ""));
    }
    return found;
  }

  function toggle(found, who, row) {
    const next = found.nextElementSibling;
    const open = next && next.classList.contains("below");
    who.setAttribute("aria-expanded", open ? "false" : "true");
    found.classList.toggle("opened", !open);
    if (open) {
      next.remove();
      return;
    }
    const below = made("tr", undefined, "below");
    const cell = made("td", undefined, "open");
    cell.colSpan = head.cells.length;
    cell.append(...story(level, row));
    below.append(cell);
    found.after(below);
  }

  /* How a row came about: its own steps in the order of the text, those of the rows above it, and the rows that belong to it. */
  function story(of, row) {
    const parts = [made("h4", `${of.label} ${nameOf(of, row)}`), ...steps(of, row)];
    for (const [name, place] of above(of, row)) {
      const parent = levels[name];
      const title = parent.rows > 1 ? put(words.belongs, { level: parent.label, name: nameOf(parent, place) }) : parent.label;
      parts.push(fold(title, () => steps(parent, place)));
    }
    for (const child of Object.values(levels)) {
      const key = child.links[of.name];
      const rows = key ? [...key.keys()].filter((place) => key[place] === row) : [];
      if (rows.length) parts.push(fold(put(words.below, { level: child.label, rows: rows.length }), () => rowsOf(child, rows, of.name)));
    }
    parts.push(command(of, row));
    return parts;
  }

  function above(of, row, seen = new Set()) {
    const found = [];
    for (const name of Object.keys(of.links)) {
      const place = of.links[name][row];
      if (place < 0 || seen.has(name)) continue;
      seen.add(name);
      found.push([name, place], ...above(levels[name], place, seen));
    }
    return found;
  }

  function fold(title, make) {
    const details = made("details");
    details.append(made("summary", title));
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) details.append(...make());
    });
    return details;
  }

  function steps(of, row) {
    const named = new Set([...of.key, ...of.called]);
    const columns = [...of.columns.keys()].filter((column) => !named.has(column));
    const telling = columns.filter((column) => !NOTHING.has(value(of, column, row)));
    const silent = columns.filter((column) => !telling.includes(column));
    const parts = [stepTable(of, row, telling)];
    if (silent.length) parts.push(fold(put(words.rest, { rows: silent.length }), () => [stepTable(of, row, silent)]));
    return parts;
  }

  function stepTable(of, row, columns) {
    const made_ = made("table", undefined, "steps");
    const top = made_.createTHead().insertRow();
    for (const [word, look] of [[words.figure, ""], [words.value, "number"], [words.clause, ""], [words.rule, ""]]) top.append(made("th", word, look));
    const rows = made_.createTBody();
    for (const column of columns) {
      const held = of.columns[column];
      const cells = rows.insertRow();
      cells.append(
        made("td", held.label),
        made("td", cellText(of, column, row), "number"),
        made("td", held.clause || ""),
        made("td", held.words || (held.rule ? "" : words.given), held.rule ? "" : "soft")
      );
    }
    const box = made("div", undefined, "scroll");
    box.append(made_);
    return box;
  }

  function rowsOf(child, rows, parent) {
    const few = rows.slice(0, MOST_BELOW);
    const all = [...child.columns.keys()].filter((column) => few.some((row) => !NOTHING.has(value(child, column, row))));
    const columns = child.listed.length ? all.filter((column) => child.key.includes(column) || child.called.includes(column) || child.listed.includes(column)) : all;
    const others = Object.keys(child.links).filter((name) => name !== parent && levels[name].rows > 1);
    const made_ = made("table");
    const top = made_.createTHead().insertRow();
    top.append(...others.map((name) => made("th", levels[name].label)), ...columns.map((column) => made("th", child.columns[column].label)));
    const inside = made_.createTBody();
    for (const row of few) {
      const cells = inside.insertRow();
      for (const name of others) {
        const place = child.links[name][row];
        cells.append(made("td", place < 0 ? "—" : nameOf(levels[name], place)));
      }
      for (const column of columns) cells.append(made("td", cellText(child, column, row), child.columns[column].number ? "number" : ""));
    }
    const box = made("div", undefined, "scroll");
    box.append(made_);
    const rest = rows.length - few.length;
    return rest ? [box, made("p", put(words.more, { rows: rest }), "soft")] : [box];
  }

  function command(of, row) {
    const key = keyOf(of, row);
    if (!key || /[*\s"'\\$`!]/.test(key)) return made("p");
    const line_ = `payout explain ${words.out} ${key}${of.name === given.first ? "" : " --level " + of.name}`;
    return made("p", put(of.whole ? words.command : words.part, { command: line_ }), "soft");
  }

  const search = searchBox();

  function draw() {
    const text = search.value.trim().toLowerCase();
    const hidden = masked(search.value.trim());
    const chosen = order.filter((row) => wanted(row, text, hidden));
    body.replaceChildren(...chosen.slice(0, shown).map(line));
    const cut = chosen.length > shown ? put(words.shown, { shown }) : "";
    told.textContent = put(words.found, { rows: chosen.length.toLocaleString("en-US") }) + cut;
    more.hidden = chosen.length <= shown;
  }

  function take(name) {
    level = levels[name];
    order = [...Array(level.rows).keys()];
    sorted = { column: -1, down: false };
    shown = STEP;
    heads();
    draw();
  }

  select.addEventListener("input", () => take(select.value));
  search.addEventListener("input", () => {
    shown = STEP;
    draw();
  });
  more.addEventListener("click", () => {
    shown += 10 * STEP;
    draw();
  });
  take(given.first);
  document.getElementById("interactive").hidden = false;
})();
