// What is to come: today, tomorrow, the fortnight; each chart has its numbers as a table.
import {Component, h} from '/lib/preact.js';
import {get, query} from '/api.js';
import {Problem, Table} from '/words.js';

const AGAIN_MS = 10 * 60 * 1000;
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [920, 260, 46, 12, 12, 40];

/** 1, 2 or 5 times a power of ten, and whole. */
function step(about) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, about)));
  const of = about / power;
  return Math.max(1, power * (of < 1.5 ? 1 : of < 3.5 ? 2 : of < 7.5 ? 5 : 10));
}

/**
 * A fan: shades of 50, 80 and 90 % of what may come, the middle as a line, what came as dots.
 * Steps, not slopes: a count belongs to its whole hour or day.
 * @param points {label (lines of text, or none), quantiles of 5, 10, 25, 50, 75, 90, 95 %, came (a number or null)}
 */
function Fan({label, points}) {
  const top = 1.08 * Math.max(2, ...points.map(p => Math.max(p.quantiles[6], p.came ?? 0)));
  const x = i => (LEFT + (i + 0.5) * (WIDTH - LEFT - RIGHT) / points.length).toFixed(1);
  const y = v => (HEIGHT - BOTTOM - v / top * (HEIGHT - BOTTOM - TOP)).toFixed(1);
  const edge = k => points.flatMap((p, i) => [`${x(i - 0.5)},${y(p.quantiles[k])}`, `${x(i + 0.5)},${y(p.quantiles[k])}`]);
  const band = (low, high, kind) => h('polygon', {class: kind, points: [...edge(high), ...edge(low).reverse()].join(' ')});
  const lines = [];
  for (let v = 0; v <= top; v += step(top / 4)) lines.push(v);
  return h('svg', {class: 'fan', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label + '; the table below has the numbers'},
    lines.map(v => [h('line', {class: 'grid', x1: LEFT, x2: WIDTH - RIGHT, y1: y(v), y2: y(v)}),
      h('text', {x: LEFT - 6, y: +y(v) + 4, 'text-anchor': 'end'}, v)]),
    band(0, 6, 'of90'), band(1, 5, 'of80'), band(2, 4, 'of50'),
    h('polyline', {class: 'middle', points: edge(3).join(' ')}),
    points.map((p, i) => [
      (p.label || []).map((line, k) => h('text', {x: x(i), y: HEIGHT - BOTTOM + 16 + 14 * k, 'text-anchor': 'middle'}, line)),
      p.came === null || p.came === undefined ? null : h('circle', {class: 'came', cx: x(i), cy: y(p.came), r: points.length > 60 ? 2.4 : 3.5})]));
}

const weekday = date => new Date(date + 'T12:00:00Z').toLocaleDateString('en-GB', {weekday: 'short', timeZone: 'UTC'});
const monthDay = date => new Date(date + 'T12:00:00Z').toLocaleDateString('en-GB', {day: 'numeric', month: 'short', timeZone: 'UTC'});
const dayOf = start => start.slice(0, 10);
const hourOf = start => start.slice(11, 16);
const number = (v, digits = 0) => (v === null || v === undefined ? '' : v.toFixed(digits));
const range = (r, digits = 0, times = 1) =>
  r ? `${number(r.median * times, digits)} (${number(r.low * times, digits)} to ${number(r.high * times, digits)})` : '–';
const fan = f => (f ? `${number(f.mean, 1)} (${f.quantiles[0]} to ${f.quantiles[6]})` : 'too young');

const waits = [
  ['To contour, min', s => range(s.waits?.toContour), 'number'],
  ['To review, min', s => range(s.waits?.toReview), 'number'],
];
const staff = ['Staff needed', s => range(s.waits?.staff), 'number'];
const promise = ['Promise kept, %', s => range(s.waits?.promise, 0, 100), 'number'];
const cases = ['Cases, mean (90 %)', s => fan(s.cases), 'number'];

function Hours({title, rows}) {
  return [
    h(Fan, {label: title, points: rows.map(s => ({quantiles: s.cases.quantiles,
      label: rows.length < 14 || +hourOf(s.start).slice(0, 2) % 3 === 0 ? [hourOf(s.start)] : null}))}),
    h('details', null, h('summary', null, title + ' as a table'),
      h(Table, {caption: title, rows, columns: [['Hour', s => hourOf(s.start)], cases, ...waits, staff]})),
  ];
}

/** Other staff, opening hours or workers, beside what is set. */
class WhatIf extends Component {
  async ask(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    try {
      const asked = {staff: form.get('staff'), workers: form.get('workers')};
      this.setState({asked, days: (await get('/api/demand/what-if' + query(asked))).days, problem: null});
    } catch (e) {
      this.props.over(e);
      this.setState({problem: e.message});
    }
  }

  render({work, days}, state) {
    const rows = (state.days || []).map((other, i) => ({now: days[i], other}));
    return [
      h('h2', null, 'What if'),
      h('form', {class: 'filters', onSubmit: e => this.ask(e)},
        h('label', null, 'Staff and opening hours', h('input', {name: 'staff', size: 40, required: true, defaultValue: work.staff})),
        h('label', null, 'Contouring at once', h('input', {name: 'workers', type: 'number', min: 1, max: 1000, required: true, defaultValue: work.workers})),
        h('button', null, 'Work it out')),
      h(Problem, {problem: state.problem}),
      state.days && h(Table, {caption: 'What if', rows, columns: [
        ['Day', r => `${weekday(r.now.start)} ${r.now.start}`],
        ...[...waits, promise, staff].flatMap(([title, cell]) => [
          [title + ', now', r => cell(r.now), 'number'], [title + ', if', r => cell(r.other), 'number']])]}),
    ];
  }
}

export class DemandPage extends Component {
  componentDidMount() {
    document.title = 'Demand - Contourflow';
    this.load(false);
    this.timer = setInterval(() => this.load(true), AGAIN_MS);
  }

  componentWillUnmount() { clearInterval(this.timer); }

  async load(byItself) {
    try {
      this.setState({data: await get('/api/demand', {byItself}), problem: null});
    } catch (e) {
      this.props.over(e);
      this.setState({problem: e.message});
    }
  }

  ahead({about, hours, days}) {
    const today = days[0].start;
    const tomorrow = days[1].start;
    const rest = hours.filter(s => dayOf(s.start) === today);
    const whole = days.slice(1);
    return [
      h('h2', null, `Today, ${weekday(today)} ${today}`),
      h('p', null, `${about.cameToday} came so far; ${fan(days[0].cases)} more are expected.`),
      h(Hours, {title: 'The rest of today by hour', rows: rest}),
      h('h2', null, `Tomorrow, ${weekday(tomorrow)} ${tomorrow}`),
      h('p', null, `${fan(days[1].cases)} cases are expected.`),
      h(Hours, {title: 'Tomorrow by hour', rows: hours.filter(s => dayOf(s.start) === tomorrow)}),
      h('h2', null, 'The fortnight'),
      h(Fan, {label: 'The fortnight by day', points: whole.map(s => ({quantiles: s.cases.quantiles, label: [weekday(s.start), monthDay(s.start)]}))}),
      h(Table, {caption: 'The fortnight by day', rows: days, columns: [
        ['Day', s => `${weekday(s.start)} ${s.start}${s.start === today ? ', the rest' : ''}`], cases, ...waits, promise, staff]}),
    ];
  }

  past({last, days}) {
    const kept = days.map(d => ({...d, within: d.came === null ? '' : d.came >= d.low && d.came <= d.high ? 'yes' : 'no'}));
    return [
      h('h2', null, 'As it was forecast, and as it came'),
      last.length > 0 && [
        h(Fan, {label: 'The last week by hour, each day as forecast the day before', points: last.map(p => ({...p,
          label: hourOf(p.start) === '12:00' ? [weekday(dayOf(p.start)), monthDay(dayOf(p.start))] : null}))}),
        h('details', null, h('summary', null, 'The last week as a table'), h(Table, {caption: 'The last week by hour', rows: last, columns: [
          ['Hour', p => `${weekday(dayOf(p.start))} ${dayOf(p.start)} ${hourOf(p.start)}`], ['Middle', p => p.quantiles[3], 'number'],
          ['90 %', p => `${p.quantiles[0]} to ${p.quantiles[6]}`, 'number'], ['Came', p => number(p.came), 'number']]})),
      ],
      h(Table, {caption: 'Kept days', rows: kept.reverse(), empty: 'no day is kept yet: a forecast needs two weeks of cases', columns: [
        ['Day', d => `${weekday(d.day)} ${d.day}`], ['Forecast', d => number(d.mean, 1), 'number'],
        ['90 %', d => `${d.low} to ${d.high}`, 'number'], ['Came', d => number(d.came), 'number'], ['Within', d => d.within],
        ['Written down', d => (d.late ? 'later, from what was known before' : 'the day before')]]}),
    ];
  }

  content(data) {
    const {about, parts, past, work} = data;
    return [
      about.alarms.map(a => h('p', {class: 'problem', role: 'status'}, 'The forecast no longer fits: ' + a)),
      h('p', null, `${work.toContour} ${work.toContour === 1 ? 'case waits' : 'cases wait'} to be contoured, ${work.toReview} to be reviewed.`),
      about.why ? h('p', null, 'There is no forecast yet: ' + about.why + '.') : [
        h('p', {class: 'soft'}, `Times of ${about.zone}. The line is the middle; the shades hold 50, 80 and 90 % of what may come; dots are what came.`),
        this.ahead(data),
        h('h2', null, 'By protocol and by scanner'),
        h(Table, {caption: 'By protocol and by scanner', rows: parts, columns: [
          ['Kind', p => p.kind], ['Name', p => p.name || 'not known'], ['Cases so far', p => p.cases, 'number'],
          ['Tomorrow, mean (90 %)', p => fan(p.tomorrow), 'number'], ['Fortnight, mean (90 %)', p => fan(p.fortnight), 'number']]}),
        data.days[0].waits && h(WhatIf, {work, days: data.days, over: this.props.over}),
        this.past(past),
        h('h2', null, 'What this is based on'),
        h('ul', null, [`review: ${work.staff}; contouring at once: ${work.workers}`, 'promise: ' + work.promise, ...work.words, ...about.notes]
          .map(line => h('li', null, line))),
      ],
    ];
  }

  render(props, {data, problem}) {
    return [h('h1', {tabIndex: -1}, 'Demand'), h(Problem, {problem}), data && this.content(data)];
  }
}
