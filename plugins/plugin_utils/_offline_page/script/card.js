// The host in hand: its Installation ID to copy, and eight boxes for its Confirmation ID.

const boxes = [...LABELS].map((label) => byId(`cid-${label}`));
const copyButtons = [...document.querySelectorAll("[data-block]")];

function showHost() {
    const isThere = current !== null;
    byId("card").hidden = !isThere;
    if (!isThere) {
        return;
    }
    const { row } = current;
    put(byId("host"), row.host);
    put(byId("product"), text("product", { product: row.product_name, key: row.partial_product_key }));
    put(byId("place"), text("place", { n: current.place + 1, all: posts.length }));
    put(byId("choice"), row.portal_product);
    put(byId("fact-product"), row.product_name);
    put(byId("fact-key"), row.partial_product_key);
    put(byId("fact-uuid"), row.host_uuid);
    put(byId("fact-activation"), row.activation_id);
    byId("previous").disabled = !neighbour(-1);
    byId("following").disabled = !neighbour(1);
    showNotice();
    showInstallationId();
    showBoxes();
}

function showNotice() {
    const { state, reason } = current.row;
    const notice = byId("notice");
    notice.hidden = state === "needed";
    notice.className = `notice ${{ failed: "bad", stale: "bad" }[state] || "good"}`;
    put(notice, state === "needed" ? "" : text(`notice_${state}`, { reason }).replace(/ {2,}/g, " "));
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
        hosts: joined(current.twins.map((post) => post.row.host)),
    };
    verdict.dataset.state = state;
    put(verdict, NEEDS.has(current.row.state) ? text(`verdict_${name}`, values) : "");
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
    if (current.state !== before && ["complete", "wrong", "double"].includes(current.state)) {
        announce(byId("verdict").textContent);
    }
}

function pasteInto(place, pasted) {
    const found = readPasted(pasted, place);
    if (found.problem) {
        showBoxes();
        say(text(`paste_${found.problem}`, found));
        return;
    }
    const blocks = [...current.entry.blocks];
    found.blocks.forEach((block, offset) => {
        blocks[found.start + offset] = block;
    });
    if (found.blocks.some(Boolean)) {
        const isWhole = found.blocks.join("").length === WHOLE;
        say(found.notice ? text("paste_short", { n: found.notice }) : isWhole ? text("paste_whole") : "");
        update(blocks);
        focusBox(Math.min(found.start + found.blocks.length, BLOCKS - 1));
    }
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

// On to the next open host; when there is none, saving is what is left to do.
function goOpen(step) {
    if (go(step, isOpen)) {
        focusFirst();
        byId("card").scrollIntoView({ block: "nearest" });
    } else if (!posts.some(isOpen)) {
        say(text("all_done"));
        byId("save").focus();
    }
}

function moveFrom(event, place) {
    const box = boxes[place];
    const isStart = box.selectionStart === 0 && box.selectionEnd === 0;
    const isAll = box.selectionStart === 0 && box.selectionEnd === box.value.length;
    const isEnd = box.selectionStart === box.value.length;
    const moves = {
        Enter: () => goOpen(event.shiftKey ? -1 : 1),
        ArrowDown: () => go(1) && focusBox(place),
        ArrowUp: () => go(-1) && focusBox(place),
        ArrowLeft: (isStart || isAll) && place > 0 && (() => focusBox(place - 1)),
        ArrowRight: isEnd && place < BLOCKS - 1 && (() => focusBox(place + 1)),
        Backspace: box.value === "" && place > 0 && (() => focusBox(place - 1)),
    };
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
    const isCopied = await copy(button.children[1].textContent);
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
