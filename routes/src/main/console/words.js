// Words and small parts that several pages share.
import {Component, h} from '/lib/preact.js';

export const STATES = ['ACCEPTED', 'CONTOURED', 'STRUCTURED', 'DELIVERED', 'REFUSED', 'FAILED', 'SUPERSEDED'];

const SIGNS = {DELIVERED: ['✓', 'good'], FAILED: ['✗', 'bad'], REFUSED: ['✗', 'bad'],
  HELD: ['!', 'warn'], SUPERSEDED: ['–', 'soft']};

/** A state by its word and a sign; the colour only helps. */
export function State({state}) {
  const [sign, kind] = SIGNS[state] || ['…', 'soft'];
  return h('span', {class: `state ${kind}`}, `${sign} ${state.toLowerCase()}`);
}

export function age(moment) {
  const seconds = Math.max(0, (Date.now() - Date.parse(moment)) / 1000);
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} d`;
}

export function time(moment) {
  return moment.slice(0, 19).replace('T', ' ') + ' UTC';
}

export const lower = text => text.toLowerCase().replaceAll('_', ' ');

export const severity = word => ({ERROR: 'bad', WARNING: 'warn'}[word] || 'soft');

export function findings(found) {
  const words = ['ERROR', 'WARNING', 'NOTE'].filter(s => found[s]).map(s => `${found[s]} ${s.toLowerCase()}${found[s] === 1 ? '' : 's'}`);
  return words.join(', ') || 'none';
}

export function Problem({problem}) {
  return problem ? h('p', {class: 'problem', role: 'alert'}, problem) : null;
}

/**
 * A field whose value stands elsewhere, in the address say, and changes there when it is left or Enter is pressed. What
 * is typed until then is its own: news draws the page anew at any moment, and must not take it away.
 */
export class Field extends Component {
  componentDidUpdate(before) {
    if (before.value !== this.props.value) this.setState({typed: null});
  }

  render({label, value, change, ...more}, {typed}) {
    return h('label', null, label, h('input', {...more, value: typed ?? value, onInput: e => this.setState({typed: e.target.value}),
      onChange: e => change(e.target.value)}));
  }
}

/** A table: columns are [title, cell of a row, class]. */
export function Table({caption, columns, rows, empty = 'none', attributes = () => ({})}) {
  const head = h('tr', null, columns.map(([title, , kind]) => h('th', {scope: 'col', class: kind}, title)));
  const body = rows.map(row => h('tr', attributes(row), columns.map(([, cell, kind]) => h('td', {class: kind}, cell(row)))));
  return h('div', {class: 'wide', tabIndex: 0, role: 'region', 'aria-label': caption},
    h('table', {'aria-label': caption}, h('thead', null, head), h('tbody', null,
      body.length ? body : h('tr', null, h('td', {colSpan: columns.length}, empty)))));
}

/**
 * Bars beside each other's numbers; drawn without colour alone: each has its value in words. The names have the room
 * that the longest of them needs; no chart is drawn larger than the others for having short ones.
 * @param length of a value, by which its bar is drawn; the value itself if nothing is said
 */
export function Bars({label, rows, length = value => value}) {
  if (!rows.length) return null;
  const names = 12 + 7 * Math.max(38, ...rows.map(r => r.name.length));
  const most = Math.max(1e-9, ...rows.map(r => length(r.value)));
  const wide = r => Math.max(1, length(r.value) / most * 290);
  return h('svg', {class: 'bars', role: 'img', 'aria-label': label, viewBox: `0 0 ${names + 370} ${rows.length * 22}`},
    rows.map((r, i) => [
      h('text', {x: names - 7, y: i * 22 + 15, 'text-anchor': 'end'}, r.name),
      h('rect', {x: names, y: i * 22 + 4, width: wide(r), height: 14}),
      h('text', {x: names + 6 + wide(r), y: i * 22 + 15}, r.text)]));
}

export const link = (href, text) => h('a', {href}, text);

/** What is drawn in the page's colours is drawn again when the system turns dark or light; returns how to stop it. */
export function whenSchemeChanges(draw) {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', draw);
  return () => dark.removeEventListener('change', draw);
}
