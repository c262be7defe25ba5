"use strict";
{
// The rows of a list that is in the page at a time; ten thousand would make every browser slow.
const PAGE = 100;

const data = JSON.parse(document.getElementById("data").textContent);
const texts = data.texts;
const section = document.getElementById("hosts");
const body = document.querySelector("#list tbody");
const count = document.getElementById("count");
const chips = document.getElementById("chips");
const places = new Map(data.facets.map((facet, place) => [facet, place]));
const numbers = data.values.map((values) => new Map(values.map(([value], place) => [value, place])));
const [PRODUCTS, RELEASES] = [data.facets.length + 1, data.facets.length + 2];
const selects = new Map();

let filters = new Map();
let wanted = "";
let found = [];
let first = 0;

function element(name, text = "", className = "") {
    const made = document.createElement(name);
    if (text) {
        made.textContent = text;
    }
    if (className) {
        made.className = className;
    }
    return made;
}

function filled(text, facts) {
    return text.replace(/\{(\w+)\}/g, (whole, name) => String(facts[name] ?? whole));
}

// The words for the values that a host has of a facet.
function words(row, facet) {
    const place = places.get(facet);
    return row[place + 1].map((value) => data.values[place][value][1]);
}

function values(row, facet) {
    const place = places.get(facet);
    return row[place + 1].map((value) => data.values[place][value][0]);
}

// What a host is found by: made once, when somebody searches.
const haystacks = [];

function haystack(number) {
    if (haystacks[number] === undefined) {
        const row = data.rows[number];
        const parts = ["group", "edition", "kms", "cause", "unread", "clone"].flatMap((facet) => words(row, facet));
        haystacks[number] = [row[0], ...row[PRODUCTS], ...row[RELEASES], ...parts].join("\n").toLowerCase();
    }
    return haystacks[number];
}

function fits(number) {
    const row = data.rows[number];
    for (const [facet, value] of filters) {
        const place = places.get(facet);
        if (!row[place + 1].includes(numbers[place].get(value))) {
            return false;
        }
    }
    return wanted === "" || wanted.split(/\s+/).every((word) => haystack(number).includes(word));
}

function paragraphs(cell, lines, className = "") {
    for (const line of lines) {
        cell.append(element("p", line, className));
    }
}

function rowOf(row) {
    const line = element("tr");
    const name = element("th", row[0]);
    name.scope = "row";
    paragraphs(name, [words(row, "group").join(" · ")], "small soft");
    const state = element("td");
    const standing = element("p", words(row, "standing")[0], `badge ${values(row, "standing")[0]}`);
    state.append(standing);
    paragraphs(state, [...words(row, "cause"), ...words(row, "unread")], "small");
    const licences = element("td");
    paragraphs(licences, row[PRODUCTS]);
    const way = values(row, "way")[0] === "none" ? [] : words(row, "way");
    if (row[PRODUCTS].length) {
        paragraphs(licences, [[...way, ...words(row, "kms")].join(" · ")], "small soft");
    }
    const windows = element("td");
    if (values(row, "edition")[0] !== "unread") {
        paragraphs(windows, row[RELEASES].length ? row[RELEASES] : words(row, "edition"));
        const about = row[RELEASES].length ? [...words(row, "edition"), ...words(row, "support")] : words(row, "support");
        paragraphs(windows, [about.join(" · ")], "small soft");
    }
    line.append(name, state, licences, windows);
    return line;
}

function pager() {
    const pages = document.getElementById("pages");
    const last = Math.min(first + PAGE, found.length);
    const range = element("span", filled(texts.range, {first: first + 1, last}));
    const step = (text, by, isOff) => {
        const button = element("button", text);
        button.type = "button";
        button.disabled = isOff;
        button.addEventListener("click", () => {
            first += by;
            list();
            document.getElementById("hosts-title").focus();
        });
        return button;
    };
    pages.replaceChildren(step(texts.previous, -PAGE, first === 0), range, step(texts.next, PAGE, last === found.length));
    pages.hidden = found.length <= PAGE;
}

function list() {
    body.replaceChildren(...found.slice(first, first + PAGE).map((number) => rowOf(data.rows[number])));
    document.getElementById("list").hidden = !found.length;
    document.getElementById("nothing").hidden = found.length > 0;
    pager();
}

// The address that shows what is chosen.
function address() {
    const parts = new URLSearchParams([...filters]);
    if (wanted) {
        parts.set("q", wanted);
    }
    return `#${parts}`;
}

function choose(facet, value) {
    if (value === null) {
        filters.delete(facet);
    } else {
        filters.set(facet, value);
    }
    history.replaceState(null, "", address());
    show();
}

function chip(text, label, act) {
    const item = element("li");
    const button = element("button", text, label ? "" : "all");
    button.type = "button";
    if (label) {
        button.setAttribute("aria-label", label);
    }
    button.addEventListener("click", () => {
        act();
        (chips.querySelector("button") ?? document.getElementById("search")).focus();
    });
    item.append(button);
    return item;
}

function showChips() {
    const items = [...filters].map(([facet, value]) => {
        const place = places.get(facet);
        const at = numbers[place].get(value);
        const text = `${texts[`facet_${facet}`]}: ${at === undefined ? value : data.values[place][at][1]}`;
        return chip(text, filled(texts.remove, {name: text}), () => choose(facet, null));
    });
    if (items.length > 1 || (items.length && wanted)) {
        items.push(chip(texts.reset, "", () => {
            filters.clear();
            wanted = "";
            history.replaceState(null, "", "#");
            show();
        }));
    }
    chips.replaceChildren(...items);
}

function show() {
    found = [...data.rows.keys()].filter(fits);
    first = 0;
    count.textContent = filled(texts.count, {count: found.length.toLocaleString("en"), total: texts.total});
    for (const [facet, select] of selects) {
        select.value = filters.get(facet) ?? "";
        select.parentElement.classList.toggle("set", filters.has(facet));
    }
    const search = document.getElementById("search");
    if (search.value.trim().toLowerCase() !== wanted) {
        search.value = wanted;
    }
    showChips();
    list();
}

// What the address asks for; nothing that no host can have.
function read() {
    const parts = new URLSearchParams(location.hash.slice(1));
    filters = new Map([...parts].filter(([facet]) => places.has(facet)));
    wanted = (parts.get("q") ?? "").trim().toLowerCase();
    show();
    return filters.size > 0 || wanted !== "";
}

function lead() {
    if (read()) {
        section.scrollIntoView();
        document.getElementById("hosts-title").focus({preventScroll: true});
    }
}

function tool(text, control) {
    const place = element("div");
    const label = element("label", text);
    label.htmlFor = control.id;
    place.append(label, control);
    return place;
}

function tools() {
    const place = document.getElementById("tools");
    const search = element("input");
    Object.assign(search, {type: "search", id: "search", autocomplete: "off", spellcheck: false});
    search.addEventListener("input", () => {
        wanted = search.value.trim().toLowerCase();
        history.replaceState(null, "", address());
        show();
    });
    place.append(tool(texts.find, search));
    for (const facet of data.chosen) {
        const select = element("select");
        select.id = `choose-${facet}`;
        select.append(new Option(texts.any, ""));
        for (const [value, word] of data.values[places.get(facet)]) {
            select.append(new Option(word, value));
        }
        select.addEventListener("change", () => choose(facet, select.value || null));
        selects.set(facet, select);
        place.append(tool(texts[`facet_${facet}`], select));
    }
}

if (section) {
    document.getElementById("hosts-title").textContent = texts.hosts;
    document.getElementById("nothing").textContent = texts.none;
    document.getElementById("pages").setAttribute("aria-label", texts.pages);
    for (const name of [texts.host, texts.state, texts.licences, texts.windows]) {
        const head = element("th", name);
        head.scope = "col";
        document.querySelector("#list thead tr").append(head);
    }
    tools();
    section.hidden = false;
    addEventListener("hashchange", lead);
    // A second click on one link changes no address.
    document.addEventListener("click", (event) => {
        const link = event.target.closest("a[href^='#']");
        if (link && link.hash === location.hash) {
            lead();
        }
    });
    lead();
}
}
