// The list of rows: grouped as the portal asks, searched, filtered, walked through with the arrows.

const SIGNS = {
    empty: "\u25cb", started: "\u25d0", letters: "!", long: "!", wrong: "!", double: "!", again: "!",
    complete: "\u2713", confirmed: "\u2713", applied: "\u2713", stale: "\u2013",
};

let current = null;

// Whether the summary is in sight instead of a row.
let summing = false;

let filter = "open";
const options = new Map();
const groups = new Map();

function buildList() {
    for (const post of posts) {
        const product = post.row.portal_product;
        if (!groups.has(product)) {
            addGroup(product);
        }
        const option = element("div", "option");
        option.setAttribute("role", "option");
        option.id = `option-${post.place}`;
        option.append(element("span", "sign"), element("span", "name", post.row.host), element("span", "state"));
        // Two rows of one machine are told apart by what they are for.
        if (rowsOfMachine(post).length > 1) {
            option.append(element("span", "which", `${post.row.product_name}, ...${post.row.partial_product_key}`));
        }
        option.firstChild.setAttribute("aria-hidden", "true");
        option.addEventListener("click", () => choose(post));
        groups.get(product).element.append(option);
        groups.get(product).posts.push(post);
        options.set(post, option);
    }
}

function addGroup(product) {
    const group = element("div", "group");
    const title = element("div", "product");
    title.id = `group-${groups.size}`;
    title.append(element("span", "", product), element("span", "tally"));
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", title.id);
    group.append(title);
    byId("list").append(group);
    groups.set(product, { element: group, posts: [], tally: title.lastChild });
}

const haystacks = new Map(posts.map((post) => [post, haystack(post.row)]));

function haystack(row) {
    return fold([row.host, row.host_uuid, row.portal_product, row.product_name, row.partial_product_key].join(" "));
}

function matches(post) {
    return fold(byId("search").value).split(/\s+/).every((word) => haystacks.get(post).includes(word));
}

// The row in hand stays in sight when it has just been completed.
function isShown(post) {
    const fits = { open: isOpen(post) || post === current, done: isDone(post), all: true }[filter];
    return fits && matches(post);
}

function setFilter(name) {
    filter = name;
    document.querySelector(`[name=filter][value=${name}]`).checked = true;
}

function shown() {
    return posts.filter(isShown);
}

function refreshList() {
    for (const [post, option] of options) {
        const isCurrent = post === current;
        option.hidden = !isShown(post);
        option.tabIndex = isCurrent ? 0 : -1;
        option.setAttribute("aria-selected", String(isCurrent));
        option.dataset.state = post.state;
        put(option.children[0], SIGNS[post.state]);
        put(option.children[2], stateWord(post));
        option.children[2].classList.toggle("refused", isRefused(post));
    }
    for (const group of groups.values()) {
        group.element.hidden = !group.posts.some(isShown);
        put(group.tally, text("group", { done: group.posts.filter(isDone).length, all: group.posts.length }));
    }
    refreshNothing();
    refreshCounts();
}

function isRefused(post) {
    return post.row.state === "failed" && post.state === "empty";
}

function stateWord(post) {
    return text(isRefused(post) ? "state_refused" : `state_${post.state}`);
}

function refreshNothing() {
    const visible = shown();
    byId("nothing").hidden = visible.length > 0;
    put(byId("nothing"), text(posts.length ? "nothing" : "no_rows"));
    // With no selected option in sight, the first one takes the tab stop.
    if (visible.length && !visible.includes(current)) {
        options.get(visible[0]).tabIndex = 0;
    }
}

// By rows, and by machines too where these are fewer.
function countText() {
    const found = tally();
    return text(found.rows === found.machines ? "count_machines" : "count_rows", found);
}

function refreshCounts() {
    const { rows, done } = tally();
    const open = posts.filter(isOpen).length;
    byId("bar").max = Math.max(rows, 1);
    byId("bar").value = done;
    byId("bar").setAttribute("aria-valuetext", countText());
    put(byId("count"), countText());
    put(byId("fold"), text("fold", { n: open }));
    put(byId("filter-open"), text("filter_open", { n: open }));
    put(byId("filter-done"), text("filter_done", { n: done }));
    put(byId("filter-all"), text("filter_all", { n: posts.length }));
    put(byId("next"), text(open > 1 || !isFinished() ? "next" : "to_summary"));
    byId("unkept").hidden = keeping;
    refreshSave();
}

// Calm as soon as everything is in a file, until something changes.
function refreshSave() {
    const ready = complete().length;
    const pending = ready ? unsaved().length : 0;
    byId("save").disabled = ready === 0;
    byId("save").classList.toggle("primary", pending > 0);
    put(byId("save"), text(!ready ? "save_none" : pending ? "save" : "save_again", { n: ready }));
    byId("kept").classList.toggle("good", ready > 0 && pending === 0);
    put(byId("kept"), saveState(ready, pending));
}

function saveState(ready, pending) {
    if (!ready) {
        return text("unsaved_start");
    }
    if (pending) {
        return text("unsaved", { n: pending });
    }
    return lastSaved ? text("saved_at", lastSaved) : text("unsaved_none");
}

// The next host in a direction among those in sight; round the corner when only open ones count.
function neighbour(step, isWanted) {
    const place = current ? current.place : -1;
    const others = shown().filter((post) => post !== current && (isWanted ? isWanted(post) : true));
    const ahead = others.filter((post) => (step > 0 ? post.place > place : post.place < place));
    const inOrder = step > 0 ? ahead : ahead.reverse();
    return inOrder[0] || (isWanted && (step > 0 ? others[0] : others[others.length - 1])) || null;
}

function walkList(event) {
    const visible = shown();
    const here = visible.findIndex((post) => options.get(post) === document.activeElement);
    const target = {
        ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: visible.length - 1,
        PageDown: Math.min(here + 10, visible.length - 1), PageUp: Math.max(here - 10, 0),
    }[event.key];
    if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        choose(visible[here] || current);
    } else if (visible[target]) {
        event.preventDefault();
        select(visible[target]);
        options.get(visible[target]).focus();
    }
}

// From the list to the boxes.
function choose(post) {
    if (post) {
        unfold(false);
        select(post);
        focusFirst();
    }
}

function unfold(isOpenNow) {
    byId("fold").setAttribute("aria-expanded", String(isOpenNow));
    byId("finder").classList.toggle("unfolded", isOpenNow);
}

function select(post) {
    current = post;
    summing = false;
    keepPlace("current", post && post.row);
    showHost();
    refreshList();
    if (post) {
        scrollWithin(byId("list"), options.get(post));
    }
}

// scrollIntoView would move the page as well.
function scrollWithin(list, option) {
    const above = option.offsetTop - list.scrollTop;
    if (above < 0 || above + option.offsetHeight > list.clientHeight) {
        list.scrollTop = option.offsetTop - list.clientHeight / 2;
    }
}
