// Everything is connected here, and the page begins.

function on(id, happening, action) {
    byId(id).addEventListener(happening, action);
}

function connectBoxes() {
    boxes.forEach((box, place) => {
        box.addEventListener("input", (event) => {
            // An input method is still at work on full-width digits; it says when it is done.
            if (!event.isComposing) {
                typedInto(place);
            }
        });
        box.addEventListener("compositionend", () => typedInto(place));
        box.addEventListener("paste", (event) => {
            event.preventDefault();
            pasteInto(place, event.clipboardData.getData("text"));
        });
        box.addEventListener("keydown", (event) => moveFrom(event, place));
        box.addEventListener("focus", () => box.select());
    });
}

function connectCard() {
    copyButtons.forEach((button, place) => button.addEventListener("click", () => copyBlock(place)));
    on("copy-all", "click", copyAll);
    on("previous", "click", () => go(-1));
    on("following", "click", () => go(1));
    on("next", "click", () => goOpen(1));
    on("clear", "click", () => {
        changeAll([[current, Array(BLOCKS).fill("")]]);
        showChanged();
        focusBox(0);
    });
    on("undo", "click", undo);
    on("accepted", "change", () => {
        accept(current, byId("accepted").checked);
        showMarks();
        refreshList();
    });
}

function connectList() {
    on("list", "keydown", walkList);
    on("fold", "click", () => unfold(byId("fold").getAttribute("aria-expanded") !== "true"));
    on("search", "input", refreshList);
    on("search", "keydown", (event) => {
        if (event.key === "Escape") {
            byId("search").value = "";
            refreshList();
        } else if (event.key === "Enter" || event.key === "ArrowDown") {
            event.preventDefault();
            const first = shown().find(matches);
            if (first && event.key === "Enter") {
                choose(first);
            } else if (first) {
                select(first);
                options.get(first).focus();
            }
        }
    });
    for (const radio of document.querySelectorAll("[name=filter]")) {
        radio.addEventListener("change", () => {
            filter = radio.value;
            refreshList();
        });
    }
}

function connectFiles() {
    on("save", "click", save);
    on("copy-text", "click", copyText);
    on("load", "click", () => byId("file").click());
    on("file", "change", async () => {
        await loadAll([...byId("file").files]);
        byId("file").value = "";
    });
    on("print", "click", () => window.print());
    on("forget", "click", askForget);
    on("ask", "cancel", () => window.setTimeout(() => answerNo()));
    on("shown-close", "click", () => byId("shown").close());
}

function connectWindow() {
    for (const button of document.querySelectorAll("[data-language]")) {
        button.addEventListener("click", () => {
            language = button.dataset.language;
            keepLanguage();
            showAll();
        });
    }
    document.addEventListener("keydown", (event) => {
        const isTyping = event.target.closest("input, textarea, dialog");
        if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
            event.preventDefault();
            unfold(true);
            byId("search").focus();
        }
    });
    window.addEventListener("beforeprint", buildSheet);
    window.addEventListener("afterprint", dropSheet);
    // Another window with the same page typed something.
    window.addEventListener("storage", (event) => {
        hear(posts.filter((post) => event.key === null || event.key === placeOf(post.row)));
    });
    // Some browsers let windows of pages from a disk share what is kept without telling them.
    window.addEventListener("focus", () => hear(posts));
    window.addEventListener("beforeunload", (event) => {
        if (!keeping && posts.some((post) => confirmationId(post) && post.entry.saved !== printOf(confirmationId(post)))) {
            event.preventDefault();
        }
    });
}

// Reads again what may have changed; in memory there is nothing newer as long as the browser keeps things.
function hear(changed) {
    if (keeping && changed.length) {
        recall(changed);
        showChanged();
        if (summing) {
            showFinish();
        }
    }
}

function showAll() {
    showWords();
    showHost();
    refreshList();
    if (summing) {
        showFinish();
    }
}

function atPlace(name) {
    const place = keptPlace(name);
    return place && posts.find((post) => placeOf(post.row) === place);
}

function start() {
    recall(posts);
    buildList();
    connectBoxes();
    connectCard();
    connectList();
    connectFiles();
    connectWindow();
    byId("portal").href = DATA.portal;
    byId("portal").textContent = DATA.portal;
    drawCode(byId("qr-portal"), DATA.portal_qr);
    byId("codes").open = window.matchMedia("(min-width: 60em)").matches;
    byId("screen").hidden = false;
    showWords();
    copied = atPlace("copied") || null;
    select(atPlace("current") || posts.find(isOpen) || posts[0] || null);
    if (isFinished()) {
        sumUp();
    }
}

start();
