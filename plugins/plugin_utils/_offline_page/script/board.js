// Where every row stands. The only part that changes what was typed.

const NEEDS = new Set(["needed", "failed"]);

// Whoever has a Confirmation ID in one of these has it by right; one that was refused may belong to another row.
const OWNING = new Set(["confirmed", "applied", "stale"]);

// One per row: the row as the list gave it, what was typed, and what to make of that.
const posts = DATA.rows.map((row, place) => ({ row, place, entry: emptyEntry(), state: "empty", twins: [] }));

// The rows of each machine. A row that is history counts nowhere.
const machines = new Map();
for (const post of posts) {
    machines.set(post.row.host_uuid, [...(machines.get(post.row.host_uuid) || []), post]);
}
const counting = posts.filter(counts);

// The rows whose Confirmation ID is in the list, by its print.
const owners = new Map();
for (const post of posts) {
    if (post.row.print && OWNING.has(post.row.state)) {
        owners.set(post.row.print, [...(owners.get(post.row.print) || []), post]);
    }
}

let keeping = canKeep();

// What the last change that took several blocks at once has replaced: [post, blocks, accepted] of each row.
let undoable = [];

// The row whose Installation ID was copied last and has got no answer yet.
let copied = null;

function counts(post) {
    return post.row.state !== "stale";
}

function isOpen(post) {
    return NEEDS.has(post.row.state) && post.state !== "complete";
}

function isDone(post) {
    return post.state === "complete" || post.row.state === "confirmed" || post.row.state === "applied";
}

// A list of nothing but history is not.
function isFinished() {
    return counting.length > 0 && !posts.some(isOpen);
}

function rowsOfMachine(post) {
    return machines.get(post.row.host_uuid);
}

// Rows and machines, and how many of either are done. A machine is when all its rows are.
function tally() {
    const of = [...machines.values()].map((rows) => rows.filter(counts)).filter((rows) => rows.length > 0);
    return {
        rows: counting.length, done: counting.filter(isDone).length,
        machines: of.length, ready: of.filter((rows) => rows.every(isDone)).length,
    };
}

function confirmationId(post) {
    return post.entry.blocks.join("");
}

function wrongBlocks(post, mark) {
    return [...LABELS].filter((label, place) => markOf(post.entry.blocks[place]) === mark);
}

// Judged alone: empty, started, letters, long, wrong or complete; or as the list says.
function judgeAlone(post) {
    if (!NEEDS.has(post.row.state)) {
        return post.row.state;
    }
    const marks = post.entry.blocks.map(markOf);
    for (const mark of ["letters", "long"]) {
        if (marks.includes(mark)) {
            return mark;
        }
    }
    if (marks.every((mark) => mark === "empty")) {
        return "empty";
    }
    if (marks.includes("empty") || marks.includes("short")) {
        return "started";
    }
    return marks.includes("wrong") && !post.entry.accepted ? "wrong" : "complete";
}

// One product of one machine may have one ID in two rows, of which one is history.
function areKin(one, other) {
    return ["host_uuid", "activation_id", "partial_product_key"].every((name) => one.row[name] === other.row[name]);
}

// Who else has an ID: other rows it was typed at, and rows the list has it for.
function holders(id, post) {
    const typed = posts.filter((other) => NEEDS.has(other.row.state) && confirmationId(other) === id);
    return [...typed, ...(owners.get(printOf(id)) || [])].filter((other) => other !== post && !areKin(other, post));
}

// The same ID cannot belong to two rows, and the page cannot know to which; check digits do not tell.
function judge() {
    const whole = new Map();
    for (const post of posts) {
        post.state = judgeAlone(post);
        post.twins = [];
        if (post.state === "complete" || post.state === "wrong") {
            const id = confirmationId(post);
            whole.set(id, [...(whole.get(id) || []), post]);
        }
    }
    for (const [id, same] of whole) {
        const print = printOf(id);
        for (const post of same) {
            post.twins = [...same, ...(owners.get(print) || [])]
                .filter((other) => other !== post && !areKin(other, post));
            if (post.row.print === print) {
                post.state = "again";
            } else if (post.twins.length) {
                post.state = "double";
            }
        }
    }
}

function change(post, blocks) {
    post.entry = { ...post.entry, blocks, accepted: false };
    store(post);
}

// A change that can be taken back: what is whole now and in the boxes of each of these rows.
function changeAll(changes) {
    undoable = changes.map(([post]) => [post, post.entry.blocks, post.entry.accepted]);
    for (const [post, blocks] of changes) {
        change(post, blocks);
    }
}

function takeBack() {
    for (const [post, blocks, accepted] of undoable) {
        post.entry = { ...post.entry, blocks, accepted };
        store(post);
    }
    undoable = [];
}

function accept(post, isAccepted) {
    post.entry = { ...post.entry, accepted: isAccepted };
    store(post);
}

function store(post) {
    keeping = keep(post.row, post.entry) && keeping;
    judge();
}

function noteCopied(post) {
    copied = post;
    keepPlace("copied", post && post.row);
}

// Another row whose Installation ID went to the portal, and whose answer is still to come.
function awaited(post) {
    return copied && copied !== post && copied.state !== "complete" && NEEDS.has(copied.row.state) ? copied : null;
}

function complete() {
    return posts.filter((post) => post.state === "complete");
}

// What a file would have of a row.
function printToSave(post) {
    return post.state === "complete" ? printOf(confirmationId(post)) : "";
}

// The rows of which the file that was saved last has something else; what is gone from the boxes is one of them.
function unsaved() {
    return posts.filter((post) => post.entry.saved !== printToSave(post));
}

function markSaved() {
    for (const post of unsaved()) {
        post.entry = { ...post.entry, saved: printToSave(post) };
        keeping = keep(post.row, post.entry) && keeping;
    }
}

function forgetAll() {
    for (const post of posts) {
        post.entry = emptyEntry();
        keep(post.row, post.entry);
    }
    undoable = [];
    noteCopied(null);
    keepPlace("current", null);
    judge();
}

function recall(chosen) {
    for (const post of chosen) {
        post.entry = kept(post.row);
    }
    judge();
}
