// Out as a file or as text, back in from a file that was saved before.

const EXPORT_FORMAT = "licenseops.windows/confirmations";
const EXPORT_VERSION = 1;

// The file this window has saved last.
let lastSaved = null;

function timeNow() {
    const now = new Date();
    return `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
}

function stampNow() {
    return `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function exported(chosen) {
    return JSON.stringify({
        format: EXPORT_FORMAT,
        version: EXPORT_VERSION,
        list: DATA.list,
        exported_at: stampNow(),
        confirmations: chosen.map((post) => ({
            host: post.row.host,
            host_uuid: post.row.host_uuid,
            activation_id: post.row.activation_id,
            partial_product_key: post.row.partial_product_key,
            installation_id: post.row.installation_id,
            confirmation_id: confirmationId(post),
            ...(isTicked(post) && { check_digits_accepted: true }),
        })),
    }, null, 2);
}

// A person has looked at a block whose check digit differs, and says that the portal shows it so.
function isTicked(post) {
    return post.entry.accepted && post.entry.blocks.some((block) => markOf(block) === "wrong");
}

function save() {
    const chosen = complete();
    const address = URL.createObjectURL(new Blob([exported(chosen), "\n"], { type: "application/json" }));
    const link = element("a");
    link.href = address;
    link.download = `confirmations-${DATA.list}-${stampNow().slice(0, 16).replace(" ", "-").replace(":", "")}.json`;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(address), 60000);
    markSaved();
    lastSaved = { file: link.download, at: timeNow() };
    refreshList();
    if (summing) {
        showFinish();
    }
    say(text("saved", { n: chosen.length }));
}

async function copyText() {
    const chosen = complete();
    const isCopied = await copy(exported(chosen));
    if (isCopied) {
        say(text("copied_text", { n: chosen.length }));
    } else {
        showText(exported(chosen));
    }
}

// The confirmations in a file; null when it is another kind of file.
function readExport(content) {
    try {
        const found = JSON.parse(content);
        const isOurs = found.format === EXPORT_FORMAT && found.version === EXPORT_VERSION;
        return isOurs && Array.isArray(found.confirmations) ? found.confirmations : null;
    } catch {
        return null;
    }
}

function isOf(row, found) {
    return ["host_uuid", "activation_id", "partial_product_key", "installation_id"]
        .every((name) => bareKey(row[name]) === bareKey(found[name]));
}

function bareKey(value) {
    return String(value).toUpperCase();
}

// Takes one confirmation and returns the name of a sentence when it cannot.
function take(found) {
    const post = posts.find((candidate) => isOf(candidate.row, found));
    if (!post) {
        return "unknown";
    }
    if (!NEEDS.has(post.row.state)) {
        return "listed";
    }
    const digits = bare(String(found.confirmation_id));
    if (!isDigits(digits) || digits.length !== WHOLE) {
        return "bad";
    }
    if (post.entry.blocks.some(Boolean) && confirmationId(post) !== digits) {
        return "differs";
    }
    const blocks = cut(digits, BLOCK_SIZE);
    // It was accepted when it was saved.
    post.entry = { blocks, accepted: blocks.some((block) => markOf(block) === "wrong"), saved: printOf(digits) };
    keeping = keep(post.row, post.entry) && keeping;
    return "";
}

async function load(file) {
    const found = readExport(await file.text());
    if (found === null) {
        return [text("load_format", { file: file.name })];
    }
    const outcomes = found.map((item) => ({ host: String(item && item.host), name: item ? take(item) : "bad" }));
    const taken = outcomes.filter((outcome) => outcome.name === "").length;
    const problems = outcomes.filter((outcome) => outcome.name !== "");
    return [
        text("load_taken", { file: file.name, n: taken }),
        ...problems.map((outcome) => text(`load_${outcome.name}`, { file: file.name, host: outcome.host })),
    ];
}

async function loadAll(files) {
    const sentences = [];
    for (const file of files) {
        sentences.push(...await load(file));
    }
    undoable = [];
    judge();
    showHost();
    refreshList();
    byId("loaded").hidden = sentences.length === 0;
    byId("loaded").replaceChildren(...sentences.map((sentence) => element("li", "", sentence)));
    say(sentences.length === 1 ? sentences[0] : "");
}

function askForget() {
    const typed = posts.filter((post) => post.entry.blocks.some(Boolean)).length;
    const left = complete().length && unsaved().length ? "forget_unsaved" : "forget_why";
    ask(text("forget_ask", { n: typed }), text(left), [["keep", () => {}], ["forget_now", forget]], true);
}

function forget() {
    forgetAll();
    summing = false;
    lastSaved = null;
    setFilter("open");
    byId("loaded").hidden = true;
    showHost();
    refreshList();
    say(text("forgotten"));
}
