// Questions. The first answer is the harmless one: it has the focus, and is what Escape says.

let answerNo = () => {};

// choices: [name of a text, what to do, what goes into the text] each; the first changes nothing, the last of several may
// be marked.
function ask(title, detail, choices, isDanger = false) {
    put(byId("ask-title"), title);
    put(byId("ask-text"), detail);
    byId("ask-text").hidden = !detail;
    byId("ask-choices").replaceChildren(...choices.map(([name, action, values], place) => {
        const last = place > 0 && place === choices.length - 1;
        const button = element("button", last && isDanger ? "danger" : "", text(name, values));
        button.type = "button";
        button.id = place === 0 ? "ask-no" : last ? "ask-yes" : "ask-other";
        button.addEventListener("click", () => {
            byId("ask").close();
            action();
        });
        return button;
    }));
    answerNo = choices[0][1];
    byId("ask").showModal();
    byId("ask-no").focus();
}

// The first thing about what is typed for a row that nobody should leave behind unseen; null when there is none.
function doubtOf(post) {
    if (!NEEDS.has(post.row.state)) {
        return null;
    }
    const marks = post.entry.blocks.map(markOf);
    const isWrong = (mark) => mark === "letters" || mark === "long" || (mark === "wrong" && !post.entry.accepted);
    const place = marks.findIndex(isWrong);
    if (place >= 0) {
        return { kind: marks[place], place };
    }
    if (!marks.includes("empty") && marks.includes("short")) {
        return { kind: "short", place: marks.indexOf("short") };
    }
    if (post.state === "double" || post.state === "again") {
        return { kind: post.state, place: 0 };
    }
    return post.state === "complete" && awaited(post) ? { kind: "copied", place: 0 } : null;
}

// Asked before one leaves a row by Enter or by the button.
function askDoubt(post, doubt, goOn) {
    const values = {
        row: nameOf(post), block: LABELS[doubt.place], n: post.entry.blocks[doubt.place].length,
        others: joined(post.twins.map(nameOf)), other: copied ? nameOf(copied) : "",
    };
    const choices = [["ask_look", () => focusBox(doubt.place)]];
    if (doubt.kind === "copied") {
        choices.push(["ask_right", () => {
            noteCopied(null);
            goOn();
        }]);
    } else {
        choices.push(["ask_leave", goOn]);
    }
    if (post.state === "wrong") {
        choices.push(["ask_accept", () => {
            accept(post, true);
            goOn();
        }]);
    }
    ask(text(`doubt_${doubt.kind}`, values), text(`doubt_${doubt.kind}_why`, values), choices);
}

// An ID that another row has already: there it stays, or it moves here. What the list has cannot be moved.
function askElsewhere(paste, goOn) {
    const others = paste.isWhole ? holders(paste.id, paste.post) : [];
    if (others.length === 0) {
        goOn(paste);
        return;
    }
    const values = { row: nameOf(paste.post), others: joined(others.map(nameOf)) };
    const choices = [["ask_no_paste", () => focusBox(paste.place)]];
    if (others.every((other) => NEEDS.has(other.row.state))) {
        choices.push(["ask_move", () => goOn({ ...paste, from: others })]);
    }
    ask(text("elsewhere", values), text("elsewhere_why", values), choices);
}

// The answer to the Installation ID that was copied last is likely the answer for that row.
function askCopied(paste, goOn) {
    const other = paste.isWhole ? awaited(paste.post) : null;
    if (!other) {
        goOn(paste);
        return;
    }
    const values = { row: nameOf(paste.post), other: nameOf(other) };
    ask(text("doubt_copied", values), text("copied_why", values), [
        ["ask_no_paste", () => focusBox(paste.place)],
        ["ask_at", () => {
            select(other);
            goOn({ ...paste, post: other });
        }, { row: values.other }],
        ["ask_at", () => {
            noteCopied(null);
            goOn(paste);
        }, { row: values.row }],
    ]);
}

// Several blocks at once over what stands there.
function askReplace(paste, goOn) {
    const differs = (block, offset) => {
        const old = paste.post.entry.blocks[paste.start + offset];
        return old !== "" && old !== block;
    };
    if (paste.blocks.length === 1 || !paste.blocks.some(differs)) {
        goOn(paste);
        return;
    }
    const values = {
        row: nameOf(paste.post),
        old: bare(confirmationId(paste.post)).length, n: paste.blocks.join("").length,
    };
    ask(text("replace", values), text("replace_why", values), [
        ["ask_keep", () => focusBox(paste.place)],
        ["ask_replace", () => goOn(paste)],
    ], true);
}
