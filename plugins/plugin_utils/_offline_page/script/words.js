// Texts in two languages, and the small things every part of the page needs.

const TEXTS = JSON.parse(document.getElementById("texts").textContent);
const DATA = JSON.parse(document.getElementById("data").textContent);
const LANGUAGE_PLACE = `${PREFIX}language`;

let language = firstLanguage();

function byId(id) {
    return document.getElementById(id);
}

// What a person chose here, else what the page was made in, else what the browser prefers.
function firstLanguage() {
    let chosen = null;
    try {
        chosen = window.localStorage.getItem(LANGUAGE_PLACE);
    } catch {
        // Nothing is kept; the page says so elsewhere.
    }
    const wanted = [chosen, DATA.language, ...(navigator.languages || [navigator.language])];
    return wanted.map((name) => String(name).slice(0, 2).toLowerCase()).find((name) => name in TEXTS) || "en";
}

function keepLanguage() {
    try {
        window.localStorage.setItem(LANGUAGE_PLACE, language);
    } catch {
        // The same.
    }
}

// A text with {names} filled in, and of {name|word|words} the one that goes with the number. Values are put in once and
// never read again for names.
function text(name, values = {}) {
    return TEXTS[language][name].replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, key, one, other) => {
        if (!(key in values)) {
            return whole;
        }
        return one === undefined ? String(values[key]) : Number(values[key]) === 1 ? one : other;
    });
}

// What a row is called where only one line is there for it.
function nameOf(post) {
    return text("row_name", { host: post.row.host, product: post.row.portal_product, key: post.row.partial_product_key });
}

function joined(names) {
    return names.join(language === "ja" ? "、" : ", ");
}

function blockNames(names) {
    return text(names.length === 1 ? "blocks_one" : "blocks_many", { names: joined(names) });
}

function element(name, className, content) {
    const made = document.createElement(name);
    if (className) {
        made.className = className;
    }
    if (content !== undefined) {
        made.textContent = content;
    }
    return made;
}

// Replaces a text only when it differs, so that screen readers do not read it twice.
function put(target, content) {
    if (target.textContent !== content) {
        target.textContent = content;
    }
}

let saying = 0;

// A word for the person, seen for a while and read aloud.
function say(content) {
    const said = byId("said");
    window.clearTimeout(saying);
    said.textContent = content;
    saying = window.setTimeout(() => {
        said.textContent = "";
    }, 5000);
}

// For screen readers alone: what others see beside the box.
function announce(content) {
    byId("announced").textContent = content;
}

function showWords() {
    document.documentElement.lang = language;
    document.title = text("title");
    for (const place of document.querySelectorAll("[data-text]")) {
        put(place, text(place.dataset.text));
    }
    for (const place of document.querySelectorAll("[data-label]")) {
        place.setAttribute("aria-label", text(place.dataset.label));
    }
    for (const button of document.querySelectorAll("[data-language]")) {
        button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
}

// A QR code out of its bits, row by row from the top left, as one path.
function drawCode(target, bits) {
    const bytes = Array.from(window.atob(bits), (char) => char.charCodeAt(0));
    const side = Math.floor(Math.sqrt(bytes.length * 8));
    let path = "";
    for (let place = 0; place < side * side; place += 1) {
        if (bytes[place >> 3] & (128 >> (place & 7))) {
            path += `M${place % side} ${Math.floor(place / side)}h1v1h-1z`;
        }
    }
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", `-4 -4 ${side + 8} ${side + 8}`);
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("shape-rendering", "crispEdges");
    const drawn = document.createElementNS(space, "path");
    drawn.setAttribute("d", path);
    svg.append(drawn);
    target.replaceChildren(svg);
}
