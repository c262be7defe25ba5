// Digits as people type and paste them, and the check digit of a block. Pure: no page, no storage.

const LABELS = "ABCDEFGH";
const BLOCKS = 8;
const BLOCK_SIZE = 6;
const WHOLE = BLOCKS * BLOCK_SIZE;
const INSTALLATION_LENGTHS = [54, 63];

// Dashes, connectors, spaces, invisible marks, brackets, and what else only separates; the same as on the controller.
const SEPARATORS = /[\p{Pd}\p{Pc}\p{Z}\p{C}\p{Ps}\p{Pe}\u2212\u30fc\u2043\u2500\u00b7\u2022.,;:=/|]+/gu;
// One letter that is no part of a word; without looking behind, which phones of a few years ago cannot.
const LABEL = /(^|[^A-Z])([A-H])(?![A-Z])/g;

// Upper case, with full-width characters in their ASCII form.
function fold(text) {
    return text.normalize("NFKC").toUpperCase();
}

function bare(text) {
    return fold(text).replace(SEPARATORS, "");
}

function isDigits(text) {
    return /^[0-9]*$/.test(text);
}

function cut(digits, size) {
    const blocks = [];
    for (let start = 0; start < digits.length; start += size) {
        blocks.push(digits.slice(start, start + size));
    }
    return blocks;
}

// Digit sum of the body, even places counted twice, modulo 7 (proven for Installation IDs, inferred for these).
function checkDigit(body) {
    let sum = 0;
    for (let place = 1; place <= body.length; place += 1) {
        sum += Number(body[place - 1]) * (place % 2 === 0 ? 2 : 1);
    }
    return sum % 7;
}

// A short print of an ID (FNV-1a, 32 bits): two IDs can be compared by it, and neither can be made of it.
function printOf(digits) {
    let print = 0x811c9dc5;
    for (const digit of digits) {
        print = Math.imul(print ^ digit.charCodeAt(0), 0x01000193) >>> 0;
    }
    return print.toString(16).padStart(8, "0");
}

// What a box looks like: empty, letters, long, short, wrong or fine.
function markOf(block) {
    if (block === "") {
        return "empty";
    }
    if (!isDigits(block)) {
        return "letters";
    }
    if (block.length !== BLOCK_SIZE) {
        return block.length > BLOCK_SIZE ? "long" : "short";
    }
    return checkDigit(block.slice(0, -1)) === Number(block[BLOCK_SIZE - 1]) ? "fine" : "wrong";
}

// All 48 digits among other words, as a page is copied with its headings; null when they are not there so plainly.
function wholeAmongWords(folded) {
    const runs = folded.match(/[0-9]+/g) || [];
    const isWhole = runs.length === 1 || (runs.length === BLOCKS && runs.every((run) => run.length === BLOCK_SIZE));
    const digits = runs.join("");
    return isWhole && digits.length === WHOLE ? digits : null;
}

// Labels in front of the blocks, or in a row above them, tell where to begin; a stray letter is no label.
function withoutLabels(folded, box) {
    const labels = [...folded.matchAll(LABEL)].map((found) => found[2]).join("");
    const start = LABELS.indexOf(labels);
    return labels && start >= 0 ? { text: folded.replace(LABEL, "$1 "), start } : { text: folded, start: box };
}

// Text put into a box: {start, blocks} where it belongs, or {problem, ...} when nothing may be changed; a notice says
// that less than a whole Confirmation ID came.
function readPasted(pasted, box) {
    const folded = fold(pasted);
    const whole = wholeAmongWords(folded);
    if (whole) {
        return { start: 0, blocks: cut(whole, BLOCK_SIZE) };
    }
    const { text, start } = withoutLabels(folded, box);
    const parts = text.split(SEPARATORS).filter(Boolean);
    const joined = parts.join("");
    if (!isDigits(joined)) {
        return readWithLetters(parts, joined, start);
    }
    if (joined.length >= WHOLE && !(parts.length === BLOCKS && joined.length < WHOLE + BLOCKS)) {
        return readLong(joined);
    }
    return parts.length === BLOCKS ? { start: 0, blocks: parts, notice: joined.length } : readPart(parts, joined, start);
}

// Letters in their own box can be seen and put right; letters somewhere in a long run cannot.
function readWithLetters(parts, joined, start) {
    if (parts.length === BLOCKS && parts.every((part) => part.length <= BLOCK_SIZE)) {
        return { start: 0, blocks: parts };
    }
    if (joined.length <= BLOCK_SIZE) {
        return { start, blocks: [joined] };
    }
    const letters = [...new Set(joined.replace(/[0-9]/g, ""))].slice(0, 5);
    return { problem: "letters", letters: letters.join(" ") };
}

function readLong(digits) {
    if (digits.length === WHOLE) {
        return { start: 0, blocks: cut(digits, BLOCK_SIZE) };
    }
    return { problem: INSTALLATION_LENGTHS.includes(digits.length) ? "iid" : "long", n: digits.length };
}

// One block or several: as they were divided when they were, else six by six.
function readPart(parts, joined, start) {
    const isDivided = parts.length > 1 && parts.some((part) => part.length === BLOCK_SIZE);
    const blocks = isDivided ? parts : cut(joined, BLOCK_SIZE);
    if (start + blocks.length > BLOCKS) {
        return { problem: "overflow", n: joined.length, block: LABELS[start] };
    }
    return { start, blocks, notice: blocks.length > 1 ? joined.length : 0 };
}
