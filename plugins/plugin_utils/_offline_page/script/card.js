// The row in hand: its Installation ID to copy, and eight boxes for its Confirmation ID.

const boxes = [...LABELS].map((label) => byId(`cid-${label}`));
const copyButtons = [...document.querySelectorAll("[data-block]")];

function showHost() {
    const isThere = current !== null;
    byId("card").hidden = !isThere || summing;
    byId("finish").hidden = !summing;
    if (!isThere) {
        return;
    }
    const { row } = current;
    put(byId("host"), row.host);
    put(byId("what"), row.portal_product);
    put(byId("product"), text("product", { product: row.product_name, key: row.partial_product_key }));
    put(byId("place"), text("place", { n: current.place + 1, all: posts.length }));
    put(byId("iid-title"), text("iid_title", { host: row.host }));
    put(byId("cid-for"), text("cid_for", { host: row.host, product: row.portal_product }));
    put(byId("choice"), row.portal_product);
    put(byId("fact-product"), row.product_name);
    put(byId("fact-key"), row.partial_product_key);
    put(byId("fact-uuid"), row.host_uuid);
    put(byId("fact-activation"), row.activation_id);
    byId("previous").disabled = !neighbour(-1);
    byId("following").disabled = !neighbour(1);
    showMachine();
    showNotice();
    showInstallationId();
    showBoxes();
}

// The other rows of the machine, each with its product and where it stands.
function showMachine() {
    const rows = rowsOfMachine(current);
    byId("machine").hidden = rows.length === 1;
    put(byId("machine-text"), text("machine", { n: rows.length }));
    byId("machine-rows").replaceChildren(...rows.map((post) => {
        const { portal_product: product, partial_product_key: key } = post.row;
        const button = element("button", "", text("machine_row", { product, key, state: stateWord(post) }));
        button.type = "button";
        button.dataset.state = post.state;
        button.setAttribute("aria-current", String(post === current));
        button.addEventListener("click", () => choose(post));
        const item = element("li");
        item.append(button);
        return item;
    }));
}

// What to do about the row, and why it is in its state.
function showNotice() {
    const { state } = current.row;
    const reason = current.row.reason[language];
    const notice = byId("notice");
    notice.hidden = state === "needed" && !reason;
    notice.className = `notice ${{ failed: "bad", stale: "bad", needed: "" }[state] ?? "good"}`;
    put(byId("notice-text"), text(`notice_${state}`));
    put(byId("reason"), reason);
    byId("step-portal").hidden = !NEEDS.has(state);
    byId("step-cid").hidden = !NEEDS.has(state);
}

function showInstallationId() {
    const digits = current.row.installation_id;
    const blocks = cut(digits, Math.ceil(digits.length / copyButtons.length) || 1);
    copyButtons.forEach((button, place) => {
        const block = blocks[place] || "";
        put(button.children[1], block);
        button.hidden = !block;
        button.classList.remove("copied");
        put(button.children[2], "");
        button.setAttribute("aria-label", text("block", { n: place + 1, digits: block }));
    });
    byId("qr-iid").replaceChildren();
    if (current.row.qr) {
        drawCode(byId("qr-iid"), current.row.qr);
    }
}

function showBoxes() {
    boxes.forEach((box, place) => {
        if (box.value !== current.entry.blocks[place]) {
            box.value = current.entry.blocks[place];
        }
    });
    showMarks();
}

function showMarks() {
    boxes.forEach((box, place) => {
        const block = current.entry.blocks[place];
        const found = markOf(block);
        const mark = found === "wrong" && current.entry.accepted ? "accepted" : found;
        box.closest(".box").dataset.mark = mark;
        box.setAttribute("aria-invalid", String(["letters", "long", "wrong"].includes(mark)));
        put(byId(`mark-${LABELS[place]}`), mark === "empty" ? "" : text(`mark_${mark}`, { n: block.length }));
    });
    showVerdict();
}

function showVerdict() {
    const { state, entry } = current;
    const differing = wrongBlocks(current, "wrong");
    const name = state === "complete" && differing.length ? "accepted" : state;
    const verdict = byId("verdict");
    const values = {
        n: bare(confirmationId(current)).length,
        blocks: blockNames(wrongBlocks(current, state === "complete" ? "wrong" : state)),
        others: joined(current.twins.map(nameOf)), row: nameOf(current),
    };
    verdict.dataset.state = state;
    put(verdict, NEEDS.has(current.row.state) ? text(`verdict_${name}`, values) : "");
    byId("undo").hidden = !undoable.some(([post]) => post === current);
    byId("accept").hidden = !(state === "wrong" || (entry.accepted && differing.length));
    byId("accepted").checked = entry.accepted;
    put(byId("accept-text"), text("accept", { blocks: blockNames(differing) }));
}

function typedInto(place) {
    const box = boxes[place];
    const plain = bare(box.value);
    // Some keyboards paste without saying so.
    if (plain.length > BLOCK_SIZE + 1) {
        pasteInto(place, box.value);
        return;
    }
    const wasAtEnd = box.selectionStart === box.value.length;
    const grew = plain.length > current.entry.blocks[place].length;
    const blocks = [...current.entry.blocks];
    blocks[place] = plain;
    update(blocks);
    if (grew && wasAtEnd && plain.length === BLOCK_SIZE && isDigits(plain)) {
        if (markOf(plain) === "wrong") {
            announce(text("say_wrong", { block: LABELS[place] }));
        }
        focusBox(place + 1);
    }
}

function update(blocks) {
    const before = current.state;
    change(current, blocks);
    showBoxes();
    refreshList();
    if (current.state !== before && ["complete", "wrong", "double", "again"].includes(current.state)) {
        announce(byId("verdict").textContent);
    }
}

// Whatever was changed, in whichever row: shown as it is now.
function showChanged() {
    showBoxes();
    showMachine();
    refreshList();
}

function undo() {
    const post = undoable.length ? undoable[0][0] : null;
    if (post) {
        takeBack();
        select(post);
        say(text("undone"));
        focusFirst();
    }
}

function pasteInto(place, pasted) {
    const found = readPasted(pasted, place);
    if (found.problem) {
        showBoxes();
        say(text(`paste_${found.problem}`, found));
        return;
    }
    // What an input put into the box by itself goes out again, whatever is answered now.
    showBoxes();
    if (found.blocks.some(Boolean)) {
        const id = found.blocks.join("");
        const isWhole = id.length === WHOLE && isDigits(id);
        const paste = { ...found, post: current, place, id, isWhole, from: [] };
        askElsewhere(paste, (second) => askCopied(second, (third) => askReplace(third, putIn)));
    }
}

function putIn(paste) {
    const blocks = [...paste.post.entry.blocks];
    paste.blocks.forEach((block, offset) => {
        blocks[paste.start + offset] = block;
    });
    const before = paste.post.state;
    const moved = paste.from.map((post) => [post, Array(BLOCKS).fill("")]);
    changeAll([[paste.post, blocks], ...moved]);
    const values = { n: paste.notice, row: nameOf(paste.post) };
    say(paste.notice ? text("paste_short", values) : paste.isWhole ? text("paste_whole", values) : "");
    showChanged();
    if (paste.post.state !== before) {
        announce(byId("verdict").textContent);
    }
    focusBox(Math.min(paste.start + paste.blocks.length, BLOCKS - 1));
}

function focusBox(place) {
    if (boxes[place]) {
        boxes[place].focus();
        boxes[place].select();
    }
}

// The first box that still needs something, else the first.
function focusFirst() {
    if (!NEEDS.has(current.row.state)) {
        byId("card").focus();
        return;
    }
    const place = current.entry.blocks.findIndex((block) => markOf(block) !== "fine");
    focusBox(Math.max(place, 0));
}

function go(step, isWanted) {
    const target = neighbour(step, isWanted);
    if (target) {
        select(target);
    }
    return target;
}

// On to the next open row, unless something is to be looked at first.
function goOpen(step) {
    const doubt = doubtOf(current);
    if (doubt) {
        askDoubt(current, doubt, () => goOn(step));
    } else {
        goOn(step);
    }
}

// When no row is open, saving is what is left to do.
function goOn(step) {
    if (go(step, isOpen)) {
        focusFirst();
        byId("card").scrollIntoView({ block: "nearest" });
    } else if (isFinished()) {
        sumUp();
        say(text(unsaved().length ? "all_done" : "all_saved"));
        byId("finish").scrollIntoView({ block: "nearest" });
        byId(unsaved().length ? "save" : "finish").focus();
    } else {
        refreshList();
        showBoxes();
    }
}

function moveFrom(event, place) {
    const box = boxes[place];
    const isStart = box.selectionStart === 0 && box.selectionEnd === 0;
    const isAll = box.selectionStart === 0 && box.selectionEnd === box.value.length;
    const isEnd = box.selectionStart === box.value.length;
    const moves = {
        // A key that is held down would leave one row after the other.
        Enter: () => event.repeat || goOpen(event.shiftKey ? -1 : 1),
        ArrowDown: () => go(1) && focusBox(place),
        ArrowUp: () => go(-1) && focusBox(place),
        ArrowLeft: (isStart || isAll) && place > 0 && (() => focusBox(place - 1)),
        ArrowRight: isEnd && place < BLOCKS - 1 && (() => focusBox(place + 1)),
        Backspace: box.value === "" && place > 0 && (() => focusBox(place - 1)),
    };
    if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && undoable.length) {
        event.preventDefault();
        undo();
        return;
    }
    if (moves[event.key] && !event.isComposing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        moves[event.key]();
    }
}

async function copy(content) {
    try {
        await navigator.clipboard.writeText(content);
        return true;
    } catch {
        return copyOldWay(content);
    }
}

// For pages from a disk in browsers that keep the clipboard from them.
function copyOldWay(content) {
    const focused = document.activeElement;
    const area = element("textarea", "unseen", content);
    document.body.append(area);
    area.select();
    let isDone = false;
    try {
        isDone = document.execCommand("copy");
    } catch {
        isDone = false;
    }
    area.remove();
    if (focused) {
        focused.focus();
    }
    return isDone;
}

async function copyBlock(place) {
    const button = copyButtons[place];
    const post = current;
    const isCopied = await copy(button.children[1].textContent);
    noteCopied(post);
    if (post !== current) {
        return;
    }
    if (!isCopied) {
        showText(button.children[1].textContent);
        return;
    }
    button.classList.add("copied");
    put(button.children[2], "\u2713");
    say(text("copied_block", { n: place + 1 }));
    // Ready for the next press after a look at the portal.
    (copyButtons[place + 1] || boxes[0]).focus();
}

async function copyAll() {
    noteCopied(current);
    const isCopied = await copy(current.row.installation_id);
    if (isCopied) {
        say(text("copied_all"));
    } else {
        showText(current.row.installation_id);
    }
}

function showText(content) {
    byId("shown-text").value = content;
    byId("shown").showModal();
    byId("shown-text").select();
}
