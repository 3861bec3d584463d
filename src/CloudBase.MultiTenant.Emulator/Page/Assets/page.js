// The page is whole without this script. With it, what the server renders is put in place as it changes.
'use strict';

const main = document.getElementById('main');
const status = document.getElementById('live');
const api = '/_emulator/api/requests';
const every = 1000;
const refreshEvery = 5;
let run = main.dataset.run;
let last = Number(main.dataset.last);
let beats = 0;

function say(text) {
  if (status.textContent !== text) status.textContent = text;
}

// Rows are matched by key, so that what has the focus or is opened stays as it is.
function renewRows(before, after) {
  const kept = new Map([...before.children].filter(row => row.dataset.key).map(row => [row.dataset.key, row]));
  const details = new Map([...before.children].filter(row => row.dataset.of).map(row => [row.dataset.of, row]));
  const rows = [];
  for (const row of [...after.children]) {
    const old = kept.get(row.dataset.key);
    const html = row.innerHTML;
    const same = old && old.source === html;
    row.source = html;
    rows.push(same ? old : row);
    if (!same) { enhance(row); if (row.dataset.key && before.children.length) row.classList.add('new'); }
    const detail = details.get(row.dataset.key);
    if (detail) rows.push(detail);
  }
  place(before, rows);
}

// Moves only what must move: a node that is taken out and put back would lose the focus.
function place(parent, rows) {
  const wanted = new Set(rows);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  let at = parent.firstElementChild;
  for (const row of rows) {
    if (row === at) at = at.nextElementSibling;
    else parent.insertBefore(row, at);
  }
}

function renew(before, after) {
  const bodies = [before.querySelector('tbody'), after.querySelector('tbody')];
  if (!bodies[0] || !bodies[1]) {
    if (before.innerHTML !== after.innerHTML) before.replaceChildren(...after.childNodes);
    return;
  }
  before.querySelector('caption').textContent = after.querySelector('caption').textContent;
  renewRows(bodies[0], bodies[1]);
}

async function refresh() {
  const answer = await fetch('/_emulator/' + location.search, { cache: 'no-store' });
  if (!answer.ok) throw new Error(String(answer.status));
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const after of fresh.querySelectorAll('[data-live]')) {
    const before = document.getElementById(after.id);
    if (before) renew(before, after);
  }
  const data = fresh.getElementById('main').dataset;
  run = data.run;
  last = Number(data.last);
}

async function beat() {
  try {
    if (!document.hidden) {
      const answer = await fetch(`${api}?after=${last}&most=1`, { cache: 'no-store' });
      if (!answer.ok) throw new Error(String(answer.status));
      const news = await answer.json();
      beats++;
      if (news.run !== run || news.requests.length > 0 || beats % refreshEvery === 0) await refresh();
      say('Live');
      status.classList.add('on');
    }
  } catch {
    // The numbers go on where they were: what was missed is asked for when the emulator answers again.
    say('The emulator does not answer. Trying again.');
    status.classList.remove('on');
  }
  setTimeout(beat, every);
}

async function toggle(button, row) {
  const next = row.nextElementSibling;
  if (next && next.dataset.of === row.dataset.key) {
    next.remove();
    button.setAttribute('aria-expanded', 'false');
    return;
  }
  button.setAttribute('aria-expanded', 'true');
  const detail = document.createElement('tr');
  const cell = detail.insertCell();
  detail.dataset.of = row.dataset.key;
  detail.className = 'detail';
  cell.colSpan = row.cells.length;
  cell.textContent = 'Reading…';
  row.after(detail);
  try {
    const answer = await fetch(button.dataset.href, { cache: 'no-store' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const article = page.querySelector('article');
    if (article) cell.replaceChildren(article);
    else cell.textContent = 'This request is kept no longer.';
  } catch {
    cell.textContent = 'The emulator does not answer.';
  }
}

function enhance(root) {
  for (const link of root.querySelectorAll('a[data-open]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = link.textContent;
    button.dataset.href = link.getAttribute('href');
    button.setAttribute('aria-label', link.getAttribute('aria-label'));
    button.setAttribute('aria-expanded', 'false');
    button.addEventListener('click', () => toggle(button, button.closest('tr')));
    link.replaceWith(button);
  }
}

for (const row of document.querySelectorAll('tr[data-key]')) row.source = row.innerHTML;
enhance(document);
beat();
