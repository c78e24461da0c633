// SPDX-License-Identifier: MIT
import { squarify } from './squarify.ts';

/**
 * The page's script: draws the treemap, goes in and out of it, shows chains, filters tables. What it shows stands in the
 * page as JSON (`#data`). It is plain JavaScript for any browser of today, and asks for nothing over the network.
 */
export const SCRIPT = `'use strict';
${squarify.toString()}
const { tree, reasons } = JSON.parse(document.getElementById('data').textContent);
const map = document.getElementById('map');
const crumbs = document.getElementById('crumbs');
const why = document.getElementById('why');
const HEADER = 20;
let path = [tree];

const grouped = (count) => String(count).replace(/\\B(?=(\\d{3})+$)/g, ',');
const element = (tag, text, name) => {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (name !== undefined) made.className = name;
  return made;
};
/* A hue of its own for each component: the golden angle keeps neighbours apart. */
const hueOf = (node) => {
  const index = tree.children.indexOf(node);
  return index < 0 ? 0 : Math.round(index * 137.508) % 360;
};
const place = (made, box) => {
  made.style.left = box.x + 'px';
  made.style.top = box.y + 'px';
  made.style.width = box.width + 'px';
  made.style.height = box.height + 'px';
};
/* Files by their last name, where the way in says the rest. */
const shown = (node) => (path.length > 1 && node.children ? node.name.split('/').pop() : node.name);
const weightsOf = (node) => node.children.map((child) => child.bytes);

function drawCells(parent, node, box) {
  if (!node.children || box.width < 24 || box.height < HEADER + 16) return;
  const inner = { x: 2, y: HEADER, width: box.width - 6, height: box.height - HEADER - 4 };
  squarify(weightsOf(node), inner).forEach((each, index) => {
    if (each.width < 2 || each.height < 2) return;
    const cell = element('span', undefined, 'cell');
    place(cell, each);
    if (each.width > 44 && each.height > 15)
      cell.append(element('span', node.children[index].name.split('/').pop(), 'label'));
    parent.append(cell);
  });
}

function draw() {
  const node = path[path.length - 1];
  map.replaceChildren();
  const area = { x: 0, y: 0, width: map.clientWidth, height: map.clientHeight };
  squarify(weightsOf(node), area).forEach((box, index) => {
    const child = node.children[index];
    const made = element('button', undefined, 'box');
    made.type = 'button';
    const hue = path.length > 1 ? hueOf(path[1]) : hueOf(child);
    made.style.setProperty('--hue', hue);
    const component = path[1] || child;
    if (component.name.startsWith('(')) made.classList.add('none');
    made.dataset.bytes = child.bytes;
    made.dataset.name = child.name;
    made.title = child.name + ', ' + grouped(child.bytes) + ' bytes';
    made.setAttribute('aria-label', made.title);
    /* One stop for the Tab key: the arrow keys go on from there. */
    made.tabIndex = index === 0 ? 0 : -1;
    place(made, box);
    if (box.width > 24 && box.height > 16) {
      const label = element('span', undefined, 'label');
      label.append(element('b', shown(child)), ' ' + grouped(child.bytes));
      made.append(label);
    }
    drawCells(made, child, box);
    made.addEventListener('click', () => choose(child));
    map.append(made);
  });
  crumbs.replaceChildren();
  path.forEach((each, depth) => {
    if (depth > 0) crumbs.append(' / ');
    const isLast = depth === path.length - 1;
    const part = element(isLast ? 'strong' : 'button', each.name);
    if (isLast) part.setAttribute('aria-current', 'location');
    else part.addEventListener('click', () => go(path.slice(0, depth + 1)));
    crumbs.append(part);
  });
  crumbs.append(element('span', ' ' + grouped(node.bytes) + ' bytes', 'soft'));
}

function go(to) {
  const from = path[to.length];
  path = to;
  draw();
  const boxes = [...map.children];
  const back = from && boxes.find((box) => box.dataset.name === from.name);
  (back || boxes[0] || map).focus();
}

function choose(node) {
  if (node.children) {
    go([...path, node]);
    showGroup(node);
  } else showReason(node);
}

function showGroup(node) {
  why.replaceChildren(element('h3', node.name), element('p', grouped(node.bytes) + ' bytes in the file'));
  if (path.length > 2) {
    why.append(element('p', 'A file of ' + path[1].name + ' with ' + node.children.length + ' parts.'));
    return;
  }
  const row = document.querySelector('[data-component="' + CSS.escape(node.name) + '"]');
  if (row) why.append(element('p', node.name + ' is ' + row.dataset.reason + '.'));
}

function chainOf(index) {
  const chain = [];
  for (let at = index; at !== undefined && chain.length < 1000; at = reasons[at].by) chain.unshift(at);
  return chain;
}

function showReason(node) {
  why.replaceChildren(element('h3', node.name), element('p', grouped(node.bytes) + ' bytes in the file'));
  if (node.reason === undefined) {
    why.append(element('p', 'It belongs to no component: the linker or the tool made it for all of them.'));
    return;
  }
  why.append(element('p', 'It is in the kernel because'));
  const list = element('ol', undefined, 'chain');
  chainOf(node.reason).forEach((index) => {
    const { name, file, text, by } = reasons[index];
    const item = element('li');
    const place = placeOf.get(index);
    const link = place && place.node !== node ? element('button') : element('span');
    if (link.tagName === 'BUTTON') link.addEventListener('click', () => show(place));
    link.append(element('code', name));
    if (by === undefined) {
      item.append(element('span', text, 'root'), element('br'));
      item.append(link, ' ', element('span', file, 'soft'));
    } else {
      item.append(link, ' ', element('span', file, 'soft'), element('br'));
      item.append(element('span', 'by ' + text, 'soft mono'));
    }
    list.append(item);
  });
  why.append(list);
}

document.addEventListener('keydown', (event) => {
  const up = event.key === 'Escape' || event.key === 'Backspace';
  const isHere = event.target === document.body || document.getElementById('what').contains(event.target);
  if (!up || !isHere || path.length === 1 || event.target instanceof HTMLInputElement) return;
  event.preventDefault();
  go(path.slice(0, -1));
});

/* Arrow keys go to the nearest box in their direction. */
map.addEventListener('keydown', (event) => {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!way || !(event.target instanceof HTMLButtonElement)) return;
  event.preventDefault();
  const middle = (box) => [box.offsetLeft + box.offsetWidth / 2, box.offsetTop + box.offsetHeight / 2];
  const [x, y] = middle(event.target);
  let best;
  let least = Infinity;
  for (const box of map.children) {
    const [otherX, otherY] = middle(box);
    const along = (otherX - x) * way[0] + (otherY - y) * way[1];
    const aside = Math.abs((otherX - x) * way[1]) + Math.abs((otherY - y) * way[0]);
    if (along > 0.5 && along + 2 * aside < least) [best, least] = [box, along + 2 * aside];
  }
  if (best) best.focus();
});

function* leaves(node, to) {
  for (const child of node.children) {
    if (child.children) yield* leaves(child, [...to, child]);
    else yield { node: child, to };
  }
}
const all = [...leaves(tree, [tree])];
/* Where on the map a reason is: of what is linked together, the one that it is called by. */
const placeOf = new Map();
for (const each of all) {
  const { reason, name } = each.node;
  if (reason !== undefined && (!placeOf.has(reason) || reasons[reason].name === name)) placeOf.set(reason, each);
}

function show({ node, to }) {
  path = to;
  draw();
  showReason(node);
  const box = [...map.children].find((each) => each.dataset.name === node.name);
  if (box) box.focus();
}

const hits = document.getElementById('hits');
document.getElementById('find').addEventListener('input', (event) => {
  const word = event.target.value.trim().toLowerCase();
  hits.replaceChildren();
  if (word === '') return;
  const found = all.filter(({ node }) => node.name.toLowerCase().includes(word)).slice(0, 12);
  for (const { node, to } of found) {
    const item = element('li');
    const button = element('button', node.name);
    button.addEventListener('click', () => show({ node, to }));
    item.append(button);
    hits.append(item);
  }
  if (found.length === 0) hits.append(element('li', 'nothing of this name', 'soft'));
});

for (const input of document.querySelectorAll('input[data-filters]')) {
  const id = input.dataset.filters;
  const rows = [...document.getElementById(id).querySelectorAll('tbody tr, li')];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const counts = document.querySelector('[data-counts="' + id + '"]');
  input.addEventListener('input', () => {
    const word = input.value.trim().toLowerCase();
    let shown = 0;
    rows.forEach((row, index) => {
      row.hidden = !texts[index].includes(word);
      if (!row.hidden) shown++;
    });
    counts.textContent = word === '' ? '' : shown + ' of ' + rows.length;
  });
}

new ResizeObserver(() => draw()).observe(map);
draw();
`;
