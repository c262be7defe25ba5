// Where every host stands. The only part that changes what was typed.

const NEEDS = new Set(["needed", "failed"]);

// One per row: the row as the list gave it, what was typed, and what to make of that.
const posts = DATA.rows.map((row, place) => ({ row, place, entry: emptyEntry(), state: "empty", twins: [] }));

let keeping = canKeep();

function isOpen(post) {
    return NEEDS.has(post.row.state) && post.state !== "complete";
}

function isDone(post) {
    return post.state === "complete" || post.row.state === "confirmed" || post.row.state === "applied";
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

// The same ID cannot belong to two hosts, and the page cannot know to which.
function judge() {
    const holders = new Map();
    for (const post of posts) {
        post.state = judgeAlone(post);
        post.twins = [];
        if (post.state === "complete" || post.state === "wrong") {
            const id = confirmationId(post);
            holders.set(id, [...(holders.get(id) || []), post]);
        }
    }
    for (const same of holders.values()) {
        if (same.length > 1) {
            for (const post of same) {
                post.state = "double";
                post.twins = same.filter((other) => other !== post);
            }
        }
    }
}

function change(post, blocks) {
    post.entry = { ...post.entry, blocks, accepted: false };
    store(post);
}

function accept(post, isAccepted) {
    post.entry = { ...post.entry, accepted: isAccepted };
    store(post);
}

function store(post) {
    keeping = keep(post.row, post.entry) && keeping;
    judge();
}

function complete() {
    return posts.filter((post) => post.state === "complete");
}

function unsaved() {
    return complete().filter((post) => post.entry.saved !== confirmationId(post));
}

function markSaved(saved) {
    for (const post of saved) {
        post.entry = { ...post.entry, saved: confirmationId(post) };
        keeping = keep(post.row, post.entry) && keeping;
    }
}

function forgetAll() {
    for (const post of posts) {
        post.entry = emptyEntry();
        keep(post.row, post.entry);
    }
    judge();
}

function recall(chosen) {
    for (const post of chosen) {
        post.entry = kept(post.row);
    }
    judge();
}
