// The finished list: that it is, what was done and for whom, and whether it is in a file.

function sumUp() {
    summing = true;
    // Nothing is open, and an empty list would tell nobody what was done.
    setFilter("all");
    showHost();
    showFinish();
    refreshList();
}

// A row of it: machine, product with the end of its key, and where it stands.
function finishRow(post) {
    const { row } = post;
    const line = element("tr");
    const name = element("th", "", row.host);
    name.scope = "row";
    const product = element("td", "", row.portal_product);
    product.append(element("small", "", text("product", { product: row.product_name, key: row.partial_product_key })));
    const state = element("td", "state", finishState(post));
    line.dataset.state = post.state === "complete" && post.entry.saved !== printToSave(post) ? "due" : post.state;
    if (post.state === "complete") {
        state.append(element("small", "", text("finish_block", { block: post.entry.blocks[BLOCKS - 1] })));
    }
    line.append(name, product, state);
    return line;
}

function finishState(post) {
    if (post.state !== "complete") {
        return stateWord(post);
    }
    return text(post.entry.saved === printToSave(post) ? "finish_saved" : "finish_unsaved");
}

function showFinish() {
    const found = tally();
    const ready = complete().length;
    const pending = ready ? unsaved().length : 0;
    const stale = posts.length - counting.length;
    put(byId("finish-count"), text(found.rows === found.machines ? "finish_machines" : "finish_rows", found));
    byId("finish-stale").hidden = stale === 0;
    put(byId("finish-stale"), text("finish_stale", { n: stale }));
    byId("finish-kept").hidden = ready === 0;
    byId("finish-kept").className = `notice ${pending ? "due" : "good"}`;
    put(byId("finish-kept"), pending ? text("finish_pending", { n: pending }) : saveState(ready, pending));
    byId("finish-next").hidden = ready === 0 || pending > 0;
    byId("finish-rows").replaceChildren(...posts.map(finishRow));
}
