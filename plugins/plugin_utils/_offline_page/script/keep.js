// What was typed, kept by the browser. Each host is an entry of its own, so that two windows do not overwrite each
// other, found by the key of its row, so that a page made anew from a longer list still finds it.

const PREFIX = "licenseops.windows/offline-page/1/";

function placeOf(row) {
    const key = [row.host_uuid, row.activation_id, row.partial_product_key, row.installation_id];
    return PREFIX + key.concat(row.attempt || []).join("/");
}

// Private windows and some browsers with pages from a disk refuse; the page works without.
function canKeep() {
    try {
        window.localStorage.setItem(`${PREFIX}probe`, "1");
        window.localStorage.removeItem(`${PREFIX}probe`);
        return true;
    } catch {
        return false;
    }
}

function keep(row, entry) {
    try {
        if (entry.blocks.some(Boolean) || entry.saved) {
            window.localStorage.setItem(placeOf(row), JSON.stringify(entry));
        } else {
            window.localStorage.removeItem(placeOf(row));
        }
        return true;
    } catch {
        return false;
    }
}

// What was kept, or an empty entry; nothing in the storage is trusted to have the right form.
function kept(row) {
    try {
        return asEntry(JSON.parse(window.localStorage.getItem(placeOf(row))));
    } catch {
        return emptyEntry();
    }
}

// Which row was in hand and whose Installation ID was copied last, for this window alone: a phone drops a page that is
// not in sight, and shows it anew when its user is back from the portal.
function keepPlace(name, row) {
    try {
        if (row) {
            window.sessionStorage.setItem(PREFIX + name, placeOf(row));
        } else {
            window.sessionStorage.removeItem(PREFIX + name);
        }
    } catch {
        // It begins at the first open row then.
    }
}

function keptPlace(name) {
    try {
        return window.sessionStorage.getItem(PREFIX + name);
    } catch {
        return null;
    }
}

// What saved says is the print of the ID that a file has, never the ID: clearing the boxes leaves no digit behind.
function emptyEntry() {
    return { blocks: Array(BLOCKS).fill(""), accepted: false, saved: "" };
}

function asEntry(found) {
    const isEntry = found && Array.isArray(found.blocks) && found.blocks.length === BLOCKS
        && found.blocks.every((block) => typeof block === "string");
    if (!isEntry) {
        return emptyEntry();
    }
    const saved = typeof found.saved === "string" ? found.saved : "";
    // An earlier version kept the whole ID there.
    const isWhole = saved.length === WHOLE;
    return { blocks: found.blocks, accepted: found.accepted === true, saved: isWhole ? printOf(saved) : saved };
}
