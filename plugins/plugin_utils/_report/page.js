"use strict";

const hosts = [...document.querySelectorAll("details.host[data-name]")];
const search = document.getElementById("search");

// A link to a host leads into what is closed.
function openTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let place = target; place; place = place.parentElement) {
        if (place.tagName === "DETAILS") {
            place.open = true;
        }
    }
    if (target) {
        target.scrollIntoView();
    }
}

function copyOldWay(text) {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const isDone = document.execCommand("copy");
    area.remove();
    return isDone;
}

// Pages from a disk are kept from the clipboard by some browsers.
async function copied(text) {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        return copyOldWay(text);
    }
}

async function copyBlock(button) {
    const block = document.getElementById(button.dataset.copies);
    const isDone = await copied(block.textContent);
    button.focus();
    button.nextElementSibling.textContent = isDone ? button.dataset.done : "";
    if (!isDone) {
        getSelection().selectAllChildren(block);
    }
}

function find() {
    const wanted = search.value.trim().toLowerCase();
    for (const host of hosts) {
        host.hidden = !host.dataset.name.toLowerCase().includes(wanted);
    }
    for (const many of document.querySelectorAll("details.many")) {
        const isEmpty = !many.querySelector("details.host:not([hidden])");
        many.hidden = isEmpty;
        many.open = wanted !== "" && !isEmpty;
    }
}

for (const button of document.querySelectorAll("button[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", () => copyBlock(button));
}
if (search) {
    search.parentElement.hidden = false;
    search.addEventListener("input", find);
}
addEventListener("hashchange", openTarget);
openTarget();
