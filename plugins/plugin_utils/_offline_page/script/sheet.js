// The work sheet on paper: the rows in sight, for a room where nothing with a screen may go.

function sheetBlocks(className, labels, blocks) {
    const line = element("div", className);
    labels.forEach((label, place) => {
        const cell = element("span", "cell");
        cell.append(element("small", "", label), element("b", "", blocks[place] || ""));
        line.append(cell);
    });
    return line;
}

function sheetHost(post) {
    const { row } = post;
    const digits = row.installation_id;
    const host = element("section", "sheet-host");
    const code = element("div", "qr");
    if (row.qr) {
        drawCode(code, row.qr);
    }
    const words = element("div", "words");
    words.append(
        element("h2", "", row.host),
        element("p", "for", row.portal_product),
        element("p", "", text("product", { product: row.product_name, key: row.partial_product_key })),
        element("p", "what", text("sheet_iid")),
        sheetBlocks("sheet-iid", [..."123456789"], cut(digits, Math.ceil(digits.length / 9) || 1)),
        element("p", "what", text("sheet_cid")),
        sheetBlocks("sheet-cid", [...LABELS], post.entry.blocks),
    );
    host.append(words, code);
    return host;
}

function buildSheet() {
    const chosen = shown().filter((post) => NEEDS.has(post.row.state));
    byId("sheet").replaceChildren(
        element("h1", "", text("sheet_title", { n: chosen.length, m: new Set(chosen.map((post) => post.row.host_uuid)).size })),
        element("p", "", text("sheet_note", { portal: DATA.portal })),
        ...chosen.map(sheetHost),
    );
}

function dropSheet() {
    byId("sheet").replaceChildren();
}
